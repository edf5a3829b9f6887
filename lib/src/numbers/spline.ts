import { LandscapeError } from '../base/errors';
import { checkDistances } from './distances';
import { smallestIndex } from './sampled';
import { checkLengths } from './vector';

/** The value of an interpolating function at a place; NaN outside the samples. */
export type Interpolant = (at: number) => number;

/**
 * The natural cubic spline through samples: twice continuously differentiable, with second derivative 0 at its ends. A loss on
 * fixed examples is smooth at the spacing of a curve, and a bias meets the slopes between the samples; straight lines would make
 * these slopes constant.
 *
 * @param distances strictly increasing, at least two
 * @param values one for each distance, all finite
 * @throws UsageError DISTANCES_INVALID; LandscapeError LENGTHS_DIFFER; CURVE_NOT_FINITE if a value is not finite or the spline
 * overflows
 */
export function cubicSpline(distances: readonly number[], values: ArrayLike<number>): Interpolant {
  checkDistances(distances);
  checkLengths(distances, values);
  if (!Array.from(values).every(Number.isFinite)) {
    throw new LandscapeError(
      'CURVE_NOT_FINITE',
      'No spline passes through losses that are not all finite.',
      'Measure the curve within a smaller radius.',
    );
  }
  const curvatures = secondDerivatives(distances, values);
  const last = distances.length - 1;
  if (!curvatures.every(Number.isFinite) || !Number.isFinite((distances[last] - distances[0]) ** 2)) {
    throw new LandscapeError(
      'CURVE_NOT_FINITE',
      'The spline through these losses overflows.',
      'Leave out the extremely high losses.',
    );
  }
  return (at) => {
    if (!(at >= distances[0] && at <= distances[last])) return NaN;
    const k = Math.min(Math.max(distances.findIndex((distance) => distance > at), 1), last);
    const above = at === distances[last] ? last : k;
    const h = distances[above] - distances[above - 1];
    const [a, b] = [(distances[above] - at) / h, (at - distances[above - 1]) / h];
    const bend = ((a ** 3 - a) * curvatures[above - 1] + (b ** 3 - b) * curvatures[above]) * (h ** 2 / 6);
    return a * values[above - 1] + b * values[above] + bend;
  };
}

/** The place between `from` and `to` where an interpolant is smallest, on a grid of `pieces` intervals. */
export function minimumOf(loss: Interpolant, from: number, to: number, pieces = 512): number {
  const places = Array.from({ length: pieces + 1 }, (_, k) => from + ((to - from) * k) / pieces);
  return places[smallestIndex(places.map(loss))];
}

/** Second derivatives of the natural spline at its knots, by elimination in the tridiagonal system of its continuity conditions. */
function secondDerivatives(x: readonly number[], y: ArrayLike<number>): Float64Array {
  const last = x.length - 1;
  const factor = new Float64Array(last + 1);
  const right = new Float64Array(last + 1);
  for (let k = 1; k < last; k++) {
    const [before, after] = [x[k] - x[k - 1], x[k + 1] - x[k]];
    const pivot = 2 * (before + after) - before * factor[k - 1];
    factor[k] = after / pivot;
    right[k] = (6 * ((y[k + 1] - y[k]) / after - (y[k] - y[k - 1]) / before) - before * right[k - 1]) / pivot;
  }
  const curvatures = new Float64Array(last + 1);
  for (let k = last - 1; k > 0; k--) curvatures[k] = right[k] - factor[k] * curvatures[k + 1];
  return curvatures;
}

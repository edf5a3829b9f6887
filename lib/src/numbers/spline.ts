import { LandscapeError } from '../base/errors';
import { checkDistances } from './distances';
import { checkLengths } from './vector';

/** The value of an interpolating function at a place; NaN outside the samples. */
export type Interpolant = (at: number) => number;

/** Beyond this, sums of a few losses could overflow. */
const LARGEST = 1e150;

/** A sample's share in a value between the samples: index and weight. */
export type Weight = readonly [sample: number, weight: number];

/**
 * The cubic spline through samples whose slope at each of them is that of the parabola through it and its neighbours (at an end:
 * through the three last ones). Evenly spaced it is the spline of Catmull and Rom. A loss on fixed examples is smooth at the spacing
 * of a curve, and its slopes between the samples are what a bias meets; straight lines would make them constant there. Four samples
 * decide each value, so a loss that explodes far away bends nothing here. Parabolas are met exactly.
 *
 * @param distances strictly increasing, at least two
 * @param values one for each distance, all finite
 * @throws UsageError DISTANCES_INVALID; LandscapeError LENGTHS_DIFFER; CURVE_NOT_FINITE if a value is not finite or the spline
 * overflows
 */
export function cubicSpline(distances: readonly number[], values: ArrayLike<number>): Interpolant {
  checkDistances(distances);
  checkLengths(distances, values);
  const length = distances[distances.length - 1] - distances[0];
  if (!(length <= LARGEST) || !Array.from(values).every((value) => Math.abs(value) <= LARGEST)) {
    throw new LandscapeError(
      'CURVE_NOT_FINITE',
      'A spline was asked for through losses that are not all finite, or absurdly large.',
      'Measure the curve within a smaller radius.',
    );
  }
  return (at) => splineWeights(distances, at).reduce((sum, [k, weight]) => sum + weight * values[k], 0);
}

/**
 * The samples that decide the value of {@link cubicSpline} at a place, each with its weight: the value is Σ weight·sample, so that
 * whatever is known of the samples, such as their standard errors, is known of the value. The weights add up to 1.
 *
 * @param distances strictly increasing, at least two
 * @returns one weight of NaN outside
 */
export function splineWeights(distances: readonly number[], at: number): readonly Weight[] {
  const last = distances.length - 1;
  if (!(at >= distances[0] && at <= distances[last])) return [[0, NaN]];
  const k = Math.max(0, Math.min(last, distances.findIndex((distance) => distance > at) - 1 + (at >= distances[last] ? last + 1 : 0)));
  if (at === distances[k]) return [[k, 1]];
  const h = distances[k + 1] - distances[k];
  const s = (at - distances[k]) / h;
  const weights = new Map<number, number>();
  const add = (sample: number, weight: number): void => void weights.set(sample, (weights.get(sample) ?? 0) + weight);
  add(k, (1 + 2 * s) * (1 - s) ** 2);
  add(k + 1, s ** 2 * (3 - 2 * s));
  for (const [sample, weight] of slopeWeights(distances, k)) add(sample, weight * h * s * (1 - s) ** 2);
  for (const [sample, weight] of slopeWeights(distances, k + 1)) add(sample, weight * h * s ** 2 * (s - 1));
  return [...weights];
}

/** The spline's slope at a sample: that of the parabola through the sample and its neighbours. */
function slopeWeights(distances: readonly number[], k: number): Weight[] {
  const last = distances.length - 1;
  if (last === 1) return [[0, -1 / (distances[1] - distances[0])], [1, 1 / (distances[1] - distances[0])]];
  const middle = Math.min(Math.max(k, 1), last - 1);
  const three = [middle - 1, middle, middle + 1];
  return three.map((sample) => {
    const [one, other] = three.filter((index) => index !== sample);
    const [x, a, b] = [distances[sample], distances[one], distances[other]];
    // Of Lagrange's polynomial (l − a)(l − b) / ((x − a)(x − b)), the derivative at the k-th sample.
    return [sample, (distances[k] - a + (distances[k] - b)) / (x - a) / (x - b)];
  });
}

/**
 * Where {@link cubicSpline} is smallest, exactly: on every piece the spline is a cubic, whose derivative is a parabola. Of equally
 * small places the first.
 *
 * @throws as `cubicSpline`
 */
export function splineMinimum(distances: readonly number[], values: ArrayLike<number>): { readonly at: number; readonly value: number } {
  const spline = cubicSpline(distances, values);
  const slope = (k: number): number => slopeWeights(distances, k).reduce((sum, [sample, weight]) => sum + weight * values[sample], 0);
  const slopes = distances.length > 1 ? distances.map((_, k) => slope(k)) : [];
  const places = distances.flatMap((from, k) => {
    if (k === distances.length - 1) return [from];
    const h = distances[k + 1] - from;
    const [before, after, rise] = [h * slopes[k], h * slopes[k + 1], values[k + 1] - values[k]];
    return [from, ...zeros(3 * (before + after - 2 * rise), 2 * (3 * rise - 2 * before - after), before).map((s) => from + s * h)];
  });
  let best = { at: places[0], value: spline(places[0]) };
  for (const at of places) {
    const value = spline(at);
    if (value < best.value) best = { at, value };
  }
  return best;
}

/** The zeros of a·s² + b·s + c between 0 and 1. */
function zeros(a: number, b: number, c: number): number[] {
  const root = Math.sqrt(b ** 2 - 4 * a * c);
  if (Number.isNaN(root)) return [];
  // Of the two forms of each solution the one without a difference of nearly equal numbers.
  const sum = -(b + (b < 0 ? -root : root)) / 2;
  return [sum / a, c / sum].filter((s) => s > 0 && s < 1);
}

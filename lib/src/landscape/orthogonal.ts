import { LandscapeError } from '../base/errors';
import { checkLengths, dot, norm, normalised } from '../numbers/vector';

/** If projections leave less than this share of a vector's length, the rest is rounding. */
const NEGLIGIBLE = 1e-6;

/**
 * The unit direction from one point to another, (to − from)/‖to − from‖. With SGD's solution as `from` and SWA's as `to`, it is
 * the paper's u_inter (section 6.1).
 *
 * @throws LandscapeError DIRECTION_ZERO if the points are the same; LENGTHS_DIFFER, DIRECTION_NOT_FINITE
 */
export function directionBetween(from: ArrayLike<number>, to: ArrayLike<number>): Float32Array {
  return normalised(combined(to, -1, from), 'The direction between the two points');
}

/**
 * Removes from a direction its projections on all of `others`, and normalises the rest: ⟨result, other⟩ = 0 up to float32
 * rounding. The others need be neither orthogonal nor of length 1.
 *
 * @throws LandscapeError DIRECTION_DEPENDENT if nothing is left; LENGTHS_DIFFER, DIRECTION_NOT_FINITE
 */
export function orthogonalised(direction: ArrayLike<number>, others: readonly ArrayLike<number>[]): Float32Array {
  const basis: Float64Array[] = [];
  for (const other of others) {
    const rest = withoutProjections(other, basis);
    const length = norm(rest);
    if (length > NEGLIGIBLE * norm(other)) basis.push(rest.map((entry) => entry / length));
  }
  const rest = withoutProjections(direction, basis);
  if (norm(rest) <= NEGLIGIBLE * norm(direction)) {
    throw new LandscapeError(
      'DIRECTION_DEPENDENT',
      'The direction lies in the span of those to be removed from it.',
      'Give another direction, or remove fewer.',
    );
  }
  return normalised(rest);
}

/** Gram–Schmidt in two passes: the second removes what rounding left of the first ("twice is enough"). */
function withoutProjections(vector: ArrayLike<number>, basis: readonly Float64Array[]): Float64Array {
  let rest: Float64Array = Float64Array.from(vector);
  for (let pass = 0; pass < 2; pass++) {
    for (const unit of basis) rest = combined(rest, -dot(rest, unit), unit);
  }
  return rest;
}

/** a + factor·b in float64. */
function combined(a: ArrayLike<number>, factor: number, b: ArrayLike<number>): Float64Array {
  checkLengths(a, b);
  const sum = new Float64Array(a.length);
  for (let i = 0; i < sum.length; i++) sum[i] = a[i] + factor * b[i];
  return sum;
}

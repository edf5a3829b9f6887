import { checkLengths } from '../numbers/vector';

/** Beyond its ends by less than this share of a polyline's length, a place is at the end: rounding put it there. */
const ROUNDING = 1e-9;

/**
 * The value of a sampled function on the straight line between its neighbouring samples.
 *
 * @param distances strictly increasing
 * @param values one for each distance
 * @returns NaN outside the samples
 * @throws LandscapeError LENGTHS_DIFFER
 */
export function polylineAt(distances: ArrayLike<number>, values: ArrayLike<number>, at: number): number {
  checkLengths(distances, values);
  const last = distances.length - 1;
  const tolerance = ROUNDING * (distances[last] - distances[0]);
  if (!(at >= distances[0] - tolerance && at <= distances[last] + tolerance)) return NaN;
  let below = 0;
  let above = last;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (distances[middle] <= at) below = middle;
    else above = middle;
  }
  const share = last === 0 ? 0 : (at - distances[below]) / (distances[above] - distances[below]);
  return values[below] + Math.min(1, Math.max(0, share)) * (values[above] - values[below]);
}

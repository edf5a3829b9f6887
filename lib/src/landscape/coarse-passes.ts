import { checkDistances, originIndex } from '../numbers/distances';

/** The fewest intervals of the first pass. */
const FEWEST_INTERVALS = 4;

/**
 * The distances in passes from coarse to fine: every eighth, say, then every fourth, every second, all. Each pass contains both
 * ends and the distance nearest to 0.
 *
 * @throws UsageError DISTANCES_INVALID
 */
export function coarsePasses(distances: readonly number[]): (readonly number[])[] {
  checkDistances(distances);
  const last = distances.length - 1;
  const origin = originIndex(distances);
  const strides = [1];
  while (last / (2 * strides[0]) >= FEWEST_INTERVALS) strides.unshift(2 * strides[0]);
  return strides.map((stride) => distances.filter((_, k) => k % stride === 0 || k === last || k === origin));
}

import { type Estimate, mean, pairedStandardError } from './statistics';

/** Standard errors from the mean to either end of a 95 % interval. */
const HALF_WIDTH = 1.96;

/**
 * Mean of a − b over the same examples, with its 95 % interval: ± 1.96 paired standard errors. The interval speaks about other
 * examples of the same kind, for the same two networks.
 *
 * @param a one value for each example
 * @param b likewise, in the same order
 * @throws LandscapeError LENGTHS_DIFFER
 */
export function pairedDifference(a: ArrayLike<number>, b: ArrayLike<number>): Estimate {
  const half = HALF_WIDTH * pairedStandardError(a, b);
  const value = mean(a) - mean(b);
  return { value, low: value - half, high: value + half };
}

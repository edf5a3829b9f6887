import { UsageError } from '../../base/errors';

/**
 * The items of two lists that belong together, by their places.
 *
 * @param what the lists hold, for the message
 * @throws UsageError LISTS_UNEQUAL
 */
export function pairsOf<First, Second>(what: string, first: readonly First[], second: readonly Second[]): (readonly [First, Second])[] {
  if (first.length !== second.length) {
    throw new UsageError(
      'LISTS_UNEQUAL',
      `Of ${what} ${first.length} and ${second.length} were given.`,
      'Give the second list in the order of the first, one for each.',
    );
  }
  return first.map((one, i) => [one, second[i]] as const);
}

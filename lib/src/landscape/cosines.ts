import { UsageError } from '../base/errors';
import { dot, norm } from '../numbers/vector';
import { mean, standardDeviation } from '../numbers/statistics';

/** Cosines between all pairs of some directions. */
export interface Cosines {
  readonly mean: number;
  /** Over the pairs; NaN for a single pair. */
  readonly standardDeviation: number;
  readonly smallest: number;
  readonly largest: number;
  readonly pairs: number;
}

/**
 * How alike directions are. Of `uniform01` directions the mean is 3/4 = (E U)²/E U²: several of them are close to one
 * direction; of `residual`, `gaussian` and `uniform-symmetric` ones it is 0.
 *
 * @throws UsageError DIRECTIONS_TOO_FEW below two, DIRECTION_ZERO; LandscapeError LENGTHS_DIFFER
 */
export function pairwiseCosines(directions: readonly ArrayLike<number>[]): Cosines {
  if (directions.length < 2) {
    throw new UsageError('DIRECTIONS_TOO_FEW', `${directions.length} directions have no pairs.`, 'Give at least two.');
  }
  const norms = directions.map(norm);
  const zero = norms.findIndex((length) => !(length > 0));
  if (zero >= 0)
    throw new UsageError(
      'DIRECTION_ZERO',
      `The direction at index ${zero} has the length ${norms[zero]}.`,
      'Leave it out: it points nowhere.',
    );
  const cosines = directions.flatMap((first, i) =>
    directions.slice(i + 1).map((second, j) => dot(first, second) / (norms[i] * norms[i + 1 + j])),
  );
  return {
    mean: mean(cosines),
    standardDeviation: standardDeviation(cosines),
    smallest: Math.min(...cosines),
    largest: Math.max(...cosines),
    pairs: cosines.length,
  };
}

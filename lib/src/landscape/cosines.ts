import { UsageError } from '../base/errors';
import { dot, norm } from '../numbers/vector';
import { mean, standardDeviation } from '../numbers/statistics';

/** Statistics of the cosines between all pairs of some directions. */
export interface Cosines {
  readonly mean: number;
  /** Sample standard deviation over the pairs; NaN for a single pair. */
  readonly standardDeviation: number;
  readonly smallest: number;
  readonly largest: number;
  readonly pairs: number;
}

/**
 * How alike directions are. For `uniform01` directions the mean is close to 3/4 = (E U)²/E U²: several of them are close to one
 * direction. For `residual`, `gaussian` and `uniform-symmetric` directions it is close to 0.
 *
 * @param directions at least two, none of them zero
 * @throws UsageError DIRECTIONS_TOO_FEW, DIRECTION_ZERO; LandscapeError LENGTHS_DIFFER
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

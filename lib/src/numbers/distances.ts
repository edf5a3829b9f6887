import { UsageError } from '../base/errors';
import { nearestIndex } from './sampled';

/**
 * Evenly spaced distances from `from` to `to`, both included. If the range is symmetric about 0, its middle is exactly 0.
 *
 * @param points how many, at least 2
 * @throws UsageError DISTANCES_INVALID for a reversed or empty range, ends that are not finite, or fewer than 2 points
 */
export function distancesBetween(from: number, to: number, points: number): readonly number[] {
  if (!Number.isFinite(from) || !Number.isFinite(to)) throw invalid(`The range ${from} … ${to} is not finite.`);
  if (from >= to) throw invalid(`The range ${from} … ${to} is reversed or empty.`);
  if (!Number.isInteger(points) || points < 2) throw invalid(`A curve of ${points} points was asked for.`);
  const last = points - 1;
  return Array.from({ length: points }, (_, k) => (from * (last - k) + to * k) / last);
}

/**
 * Checks that a curve can be evaluated at these distances: at least one, all finite, strictly increasing.
 *
 * @throws UsageError DISTANCES_INVALID if they are not
 */
export function checkDistances(distances: readonly number[]): void {
  if (distances.length === 0) throw invalid('No distances were given.');
  for (let k = 0; k < distances.length; k++) {
    if (!Number.isFinite(distances[k])) throw invalid(`The distance ${distances[k]} is not finite.`);
    if (k > 0 && distances[k] <= distances[k - 1]) throw invalid(`The distances ${distances[k - 1]} and ${distances[k]} do not increase.`);
  }
}

/** Index of the distance nearest to 0; the first of two equally near ones. */
export function originIndex(distances: readonly number[]): number {
  return nearestIndex(distances, 0);
}

function invalid(problem: string): UsageError {
  return new UsageError('DISTANCES_INVALID', problem, 'Give finite distances from the smaller to the larger, at least 2 points.');
}

import { LandscapeError } from '../base/errors';
import type { LossCurve } from './curve';
import type { PreciseCurve } from './precise-curve';
import { checkDistances, originIndex } from '../numbers/distances';
import { finitePart, smallestIndex } from '../numbers/sampled';
import { pairedStandardError } from '../numbers/statistics';
import { checkLengths } from '../numbers/vector';

/** A function l ↦ f(l), sampled: what asymmetry is computed from. Made from a curve by {@link samplesOf}, or by hand. */
export interface CurveSamples {
  /** Evenly spaced, increasing. */
  readonly distances: readonly number[];
  readonly loss: readonly number[];
  /** Paired standard errors as in `SplitCurve`. Both absent: the function is known exactly. */
  readonly standardErrorToNext?: readonly number[];
  readonly standardErrorToOrigin?: readonly number[];
  /** Each example's loss, `losses[k][i]`; gives exact standard errors of all differences, and allows resampling. */
  readonly losses?: readonly Float32Array[];
}

/** The samples that one split of a curve gives. */
export function samplesOf(curve: LossCurve | PreciseCurve, split: 'train' | 'test'): CurveSamples {
  const { loss, standardErrorToNext, standardErrorToOrigin }: Omit<CurveSamples, 'distances'> = curve[split];
  const losses = 'losses' in curve ? curve.losses?.[split] : undefined;
  return { distances: curve.distances, loss, standardErrorToNext, standardErrorToOrigin, ...(losses ? { losses } : {}) };
}

/** Samples made ready: evenly spaced, finite, with the uncertainty of every difference. */
export interface Profile {
  readonly distances: readonly number[];
  readonly loss: ArrayLike<number>;
  /** h, the spacing. */
  readonly step: number;
  /** Index of the distance nearest to 0. */
  readonly origin: number;
  /** Index of the smallest loss, the curve's own minimum on the grid. */
  readonly minimum: number;
  /** Points at this distance from 0 or farther were left out, because one of them is not finite; null: none. */
  readonly excludedFrom: number | null;
  readonly losses?: readonly Float32Array[];
  /** Standard error of f(i) − f(j); without per-example losses an upper bound. */
  standardError(i: number, j: number): number;
}

/** Relative rounding of a float32 loss: differences below it mean nothing. */
const FLOAT32_ROUNDING = 2 ** -23;
const EVENNESS = 1e-6;

/**
 * Checks samples and drops, by radius and not one by one, what is not finite: all points at least as far from 0 as the
 * nearest one whose loss is infinite or NaN.
 *
 * @throws UsageError DISTANCES_INVALID
 * @throws LandscapeError LENGTHS_DIFFER, GRID_UNEVEN, CURVE_NOT_FINITE when the loss next to 0 itself is not finite
 */
export function profileOf(samples: CurveSamples): Profile {
  const { distances, loss, losses } = samples;
  checkDistances(distances);
  checkLengths(distances, loss);
  if (losses) checkLengths(distances, losses);
  const step = evenStep(distances);
  const { kept, excludedFrom } = finitePart(distances, (k) => Number.isFinite(loss[k]));
  if (kept.length === 0) {
    throw new LandscapeError(
      'CURVE_NOT_FINITE',
      'The loss at the solution itself is not a finite number.',
      'Check the checkpoint and the batch-norm mode.',
    );
  }
  const keptDistances = kept.map((k) => distances[k]);
  const keptLoss = Float64Array.from(kept, (k) => loss[k]);
  return {
    distances: keptDistances,
    loss: keptLoss,
    step,
    origin: originIndex(keptDistances),
    minimum: smallestIndex(keptLoss),
    excludedFrom,
    ...(losses ? { losses: kept.map((k) => losses[k]) } : {}),
    standardError: remembered(kept.length, (i, j) => standardErrorOf(samples, kept[i], kept[j])),
  };
}

/** The same profile with other losses, such as those of resampled examples; standard errors stay. */
export function withLoss(profile: Profile, loss: ArrayLike<number>): Profile {
  return { ...profile, loss, minimum: smallestIndex(loss) };
}

/** What a rise or fall from i to j must exceed to be more than noise: `errors` standard errors, and rounding. */
export function noiseOf(profile: Profile, i: number, j: number, errors: number): number {
  const { loss } = profile;
  const rounding = FLOAT32_ROUNDING * Math.max(Math.abs(loss[i]), Math.abs(loss[j]));
  return Math.max(errors * profile.standardError(i, j), rounding);
}

function evenStep(distances: readonly number[]): number {
  const step = (distances[distances.length - 1] - distances[0]) / Math.max(1, distances.length - 1);
  const uneven = distances.findIndex((distance, k) => Math.abs(distance - (distances[0] + k * step)) > EVENNESS * step);
  if (uneven < 0) return step;
  throw new LandscapeError(
    'GRID_UNEVEN',
    `The distance ${distances[uneven]} breaks the even spacing.`,
    'Use distancesBetween(from, to, points).',
  );
}

/**
 * Exact from per-example losses. From the stored standard errors alone: a standard deviation of a sum is at most the
 * sum of the standard deviations, so the path over neighbours and the path over the origin both bound it.
 */
function standardErrorOf(samples: CurveSamples, i: number, j: number): number {
  const { losses, standardErrorToNext, standardErrorToOrigin } = samples;
  if (i === j) return 0;
  if (losses) return unknownAsInfinite(pairedStandardError(losses[i], losses[j]));
  if (!standardErrorToNext && !standardErrorToOrigin) return 0;
  const [from, to] = i < j ? [i, j] : [j, i];
  const overNeighbours = standardErrorToNext?.slice(from, to).reduce((sum, error) => sum + error, 0) ?? Infinity;
  const overOrigin = standardErrorToOrigin ? standardErrorToOrigin[i] + standardErrorToOrigin[j] : Infinity;
  return Math.min(unknownAsInfinite(overNeighbours), unknownAsInfinite(overOrigin));
}

function unknownAsInfinite(error: number): number {
  return Number.isNaN(error) ? Infinity : error;
}

/** Resampling asks for the same errors again and again. */
function remembered(size: number, compute: (i: number, j: number) => number): (i: number, j: number) => number {
  const known = new Float64Array(size * size).fill(NaN);
  return (i, j) => {
    const key = i < j ? i * size + j : j * size + i;
    if (Number.isNaN(known[key])) known[key] = compute(i, j);
    return known[key];
  };
}

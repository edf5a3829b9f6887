import { LandscapeError } from '../base/errors';
import type { LossCurve } from './curve';
import type { PreciseCurve } from './precise-curve';
import { checkDistances, originIndex } from '../numbers/distances';
import { finitePart, smallestIndex } from '../numbers/sampled';
import { pairedStandardError } from '../numbers/statistics';
import { checkLengths } from '../numbers/vector';

/** A sampled function l ↦ f(l), whose asymmetry is computed. {@link samplesOf} makes one from a curve; you can also write one by hand. */
export interface CurveSamples {
  /** Evenly spaced, increasing. */
  readonly distances: readonly number[];
  /** f at each distance, nats. */
  readonly loss: readonly number[];
  /** Paired standard errors as in `SplitCurve`. If both are absent, the function counts as exactly known. */
  readonly standardErrorToNext?: readonly number[];
  readonly standardErrorToOrigin?: readonly number[];
  /**
   * Each example's loss, `losses[k][i]` for example i at the k-th distance. It gives exact standard errors of all differences,
   * and allows resampling.
   */
  readonly losses?: readonly Float32Array[];
}

/** The samples of one split of a curve. */
export function samplesOf(curve: LossCurve | PreciseCurve, split: 'train' | 'test'): CurveSamples {
  const { loss, standardErrorToNext, standardErrorToOrigin }: Omit<CurveSamples, 'distances'> = curve[split];
  const losses = 'losses' in curve ? curve.losses?.[split] : undefined;
  return { distances: curve.distances, loss, standardErrorToNext, standardErrorToOrigin, ...(losses ? { losses } : {}) };
}

/** Checked samples: evenly spaced and finite, with the standard error of every difference. */
export interface Profile {
  readonly distances: readonly number[];
  readonly loss: ArrayLike<number>;
  /** h, the spacing. */
  readonly step: number;
  /** Index of the distance nearest to 0. */
  readonly origin: number;
  /** Index of the smallest loss: the curve's own minimum on the grid. */
  readonly minimum: number;
  /** Points at this distance from 0 or farther were left out, because one of them is not finite; null if all are finite. */
  readonly excludedFrom: number | null;
  readonly losses?: readonly Float32Array[];
  /** Standard error of f(i) − f(j), i and j being indices; an upper bound if there are no losses of single examples. */
  standardError(i: number, j: number): number;
}

/** Relative rounding of a float32 loss; differences below it mean nothing. */
const FLOAT32_ROUNDING = 2 ** -23;
const EVENNESS = 1e-6;

/**
 * Checks samples, and drops what is not finite by distance, not point by point: every point at least as far from 0 as the nearest
 * one with an infinite or NaN loss.
 *
 * @throws UsageError DISTANCES_INVALID
 * @throws LandscapeError LENGTHS_DIFFER, GRID_UNEVEN; CURVE_NOT_FINITE if the loss next to 0 itself is not finite
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

/**
 * The profile with other losses, such as those of resampled examples. The standard errors stay the same.
 *
 * @param loss as long as the profile
 */
export function withLoss(profile: Profile, loss: ArrayLike<number>): Profile {
  return { ...profile, loss, minimum: smallestIndex(loss) };
}

/** How far f(i) and f(j) must differ to be more than noise, nats: by `errors` standard errors, and by more than rounding. */
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
 * Exact if the losses of single examples are known. Otherwise the stored standard errors give two upper bounds, along the path
 * over the neighbours and along the path over the origin: the standard deviation of a sum is at most the sum of the standard
 * deviations.
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

/** Remembers what it computed: resampling asks for the same errors again and again. */
function remembered(size: number, compute: (i: number, j: number) => number): (i: number, j: number) => number {
  const known = new Float64Array(size * size).fill(NaN);
  return (i, j) => {
    const key = i < j ? i * size + j : j * size + i;
    if (Number.isNaN(known[key])) known[key] = compute(i, j);
    return known[key];
  };
}

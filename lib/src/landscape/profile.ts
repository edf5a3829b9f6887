import { LandscapeError } from '../base/errors';
import type { LossCurve } from './curve';
import type { PreciseCurve } from './precise-curve';
import { checkDistances, originIndex } from '../numbers/distances';
import { finitePart } from '../numbers/sampled';
import { splineMinimum, splineWeights, type Weight } from '../numbers/spline';
import { mean } from '../numbers/statistics';
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

/** Losses at evenly spaced places, with the uncertainty of every difference. */
export interface EvenLosses {
  readonly distances: readonly number[];
  readonly loss: ArrayLike<number>;
  /** h, the spacing. */
  readonly step: number;
  /** Standard error of f(i) − f(j); without per-example losses an upper bound. */
  standardError(i: number, j: number): number;
}

/** Samples made ready: evenly spaced and finite. */
export interface Profile extends EvenLosses {
  /** Index of the distance nearest to 0. */
  readonly origin: number;
  /** Points at this distance from 0 or farther were left out, because one of them is not finite; null: none. */
  readonly excludedFrom: number | null;
  readonly losses?: readonly Float32Array[];
  /** Standard error of Σ weight·f(sample), where the weights add up to 0; without per-example losses an upper bound. */
  errorOf(contrast: readonly Weight[]): number;
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
  const errorOf = errorsOf(samples, kept);
  return {
    distances: keptDistances,
    loss: keptLoss,
    step,
    origin: originIndex(keptDistances),
    excludedFrom,
    ...(losses ? { losses: kept.map((k) => losses[k]) } : {}),
    errorOf,
    standardError: remembered(kept.length, (i, j) => (i === j ? 0 : errorOf([[i, 1], [j, -1]]))),
  };
}

/**
 * The profile with other losses, such as those of resampled examples. The standard errors stay the same.
 *
 * @param loss as long as the profile
 */
export function withLoss(profile: Profile, loss: ArrayLike<number>): Profile {
  return { ...profile, loss };
}

/** A curve read at places `step` apart, counted from one of them. */
export interface CentredLosses extends EvenLosses {
  /** Index of the place that counts as 0. */
  readonly centre: number;
}

/**
 * The curve read again at places `step` apart of which the given one is the centre. Between the samples the curve is `cubicSpline`, so
 * the standard errors of all differences are known as well as those of the samples.
 *
 * @param place within the curve
 */
export function about({ distances, loss, step, errorOf }: Profile, place: number): CentredLosses {
  const [first, last] = [distances[0], distances[distances.length - 1]];
  const room = (length: number): number => (step > 0 ? Math.floor(length / step + EVENNESS) : 0);
  const centre = room(place - first);
  const places = Array.from({ length: centre + 1 + room(last - place) }, (_, k) => place + (k - centre) * step);
  const weights = places.map((at) => splineWeights(distances, Math.min(last, Math.max(first, at))));
  const less = (shares: readonly Weight[]): Weight[] => shares.map(([sample, weight]) => [sample, -weight]);
  return {
    distances: places,
    loss: weights.map((shares) => shares.reduce((sum, [sample, weight]) => sum + weight * loss[sample], 0)),
    step,
    centre,
    standardError: remembered(places.length, (i, j) => (i === j ? 0 : errorOf([...weights[i], ...less(weights[j])]))),
  };
}

/**
 * {@link about} the curve's own minimum, where the spline through its samples is smallest. On the samples' own grid the lowest one
 * would decide, and noise decides which that is.
 */
export function aboutMinimum(profile: Profile): CentredLosses {
  return about(profile, splineMinimum(profile.distances, profile.loss).at);
}

/** What a rise or fall from i to j must exceed to be more than noise: `errors` standard errors, and rounding. */
export function noiseOf(profile: EvenLosses, i: number, j: number, errors: number): number {
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
 * Standard errors of sums Σ a·f(k) with Σ a = 0. Exact from per-example losses: aᵀCa/n with their covariance C. From the stored
 * standard errors alone: a standard deviation of a sum is at most the sum of the standard deviations, so the sum written as steps
 * between neighbours and the sum written as differences from the origin both bound it.
 */
function errorsOf(samples: CurveSamples, kept: readonly number[]): Profile['errorOf'] {
  const { losses, standardErrorToNext, standardErrorToOrigin } = samples;
  if (losses) {
    const covariance = covarianceOf(kept.map((k) => losses[k]));
    return (contrast) => {
      const variance = contrast.reduce((sum, [i, a]) => sum + contrast.reduce((part, [j, b]) => part + a * b * covariance(i, j), 0), 0);
      return unknownAsInfinite(Math.sqrt(Math.max(0, variance)));
    };
  }
  if (!standardErrorToNext && !standardErrorToOrigin) return () => 0;
  return (contrast) => {
    const weights = new Float64Array(samples.distances.length);
    for (const [k, weight] of contrast) weights[kept[k]] += weight;
    let carried = 0;
    const overNeighbours = standardErrorToNext?.reduce((sum, error, k) => bounded(sum, (carried += weights[k]), error), 0) ?? Infinity;
    const overOrigin = standardErrorToOrigin?.reduce((sum, error, k) => bounded(sum, weights[k], error), 0) ?? Infinity;
    return Math.min(unknownAsInfinite(overNeighbours), unknownAsInfinite(overOrigin));
  };
}

/** Rounding of sums of weights. */
const NO_WEIGHT = 1e-12;

function bounded(sum: number, weight: number, error: number): number {
  return Math.abs(weight) < NO_WEIGHT ? sum : sum + Math.abs(weight) * error;
}

/** Covariances of the mean losses at two points, over the choice of examples; each computed when it is asked for. */
function covarianceOf(losses: readonly Float32Array[]): (i: number, j: number) => number {
  const means = losses.map((atPoint) => mean(atPoint));
  return remembered(losses.length, (i, j) => {
    const [a, b] = [losses[i], losses[j]];
    let sum = 0;
    for (let n = 0; n < a.length; n++) sum += (a[n] - means[i]) * (b[n] - means[j]);
    return sum / (a.length - 1) / a.length;
  });
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

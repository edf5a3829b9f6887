import { UsageError } from '../../base/errors';
import type { Interval } from '../../numbers/statistics';
import { azumaMargin } from './azuma';

/** Bounds of a valley's gradient on its two sides; Theorem 2 uses nothing else of the valley. */
export interface GradientBounds {
  /** b₊ and a₊: 0 < b₊ ≤ L'(w) ≤ a₊ on the flat side. */
  readonly flat: readonly [smallest: number, largest: number];
  /** b₋ and a₋: b₋ ≤ L'(w) ≤ a₋ < 0 on the sharp side. */
  readonly sharp: readonly [steepest: number, gentlest: number];
}

/** The setting of Theorem 2: SGD with bounded noise on such a valley. */
export interface Theorem2Setting {
  readonly gradients: GradientBounds;
  /** η > 0. */
  readonly learningRate: number;
  /** ν, the bound of the noise. */
  readonly noise: number;
}

/** The gradients of `piecewiseLinearValley(slope, ratio)`. */
export function piecewiseLinearGradients(slope: number, ratio: number): GradientBounds {
  return { flat: [slope, slope], sharp: [-ratio * slope, -ratio * slope] };
}

/** c = −a₋/a₊, the ratio of the slopes; the theorem needs it large. */
export function slopeRatio({ gradients: { flat, sharp } }: Theorem2Setting): number {
  return -sharp[1] / flat[1];
}

/**
 * Lemma 4: the first flat iterate w₀ of a round lies between η·[(c − 1)·a₊ − 2ν] and η·(ν − b₋). One step has carried it over the
 * minimum, from a place on the sharp side that one step from the flat side had reached.
 */
export function firstIterateBounds({ gradients: { flat, sharp }, learningRate, noise }: Theorem2Setting): Interval {
  return { low: learningRate * (-sharp[1] - flat[1] - 2 * noise), high: learningRate * (noise - sharp[0]) };
}

/**
 * s = η·[(c − 2)·a₊ − 3ν], a lower bound of the sum of a round's iterates: the sum is at least w₀ plus the one sharp iterate,
 * which is at least −η·(a₊ + ν). If s > 0, the average of every round lies on the flat side. The bound needs (c − 1)·a₊ > 2ν,
 * which s > 0 implies.
 */
export function smallestSum({ gradients: { flat, sharp }, learningRate, noise }: Theorem2Setting): number {
  return learningRate * (-sharp[1] - 2 * flat[1] - 3 * noise);
}

/** 1 + (a₊ − b₋ + 2ν)/b₊, an upper bound of the mean round length E[N] (by optional stopping). */
export function longestMeanLength({ gradients: { flat, sharp }, noise }: Theorem2Setting): number {
  return 1 + (flat[1] - sharp[0] + 2 * noise) / flat[0];
}

/**
 * c₀ = s / (1 + (a₊ − b₋ + 2ν)/b₊), a lower bound of E[w̄] (by Jensen's inequality). The constant is this project's, since the
 * paper's own cannot be recovered. It is positive exactly if s is; otherwise the theorem is silent.
 */
export function averageBound(setting: Theorem2Setting): number {
  return smallestSum(setting) / longestMeanLength(setting);
}

/**
 * The paper's condition on c' = (ν − b₋)/b₊, which is c' < e^(c/3)/6.
 *
 * @returns c' as `value`, e^(c/3)/6 as `limit`
 */
export function growthCondition(setting: Theorem2Setting): { readonly value: number; readonly limit: number } {
  const { gradients, noise } = setting;
  return { value: (noise - gradients.sharp[0]) / gradients.flat[0], limit: Math.exp(slopeRatio(setting) / 3) / 6 };
}

/**
 * Whether the theorem speaks of a setting as the paper states it: {@link growthCondition} and ν ≤ a₊. What it asks besides, that c is
 * large and the slopes are bounded away from 0, is no number, or true of every {@link Theorem2Setting}. As c′ > c, only valleys with
 * c above 13 meet it, and there c₀ of {@link averageBound} is positive.
 */
export function meetsConditions(setting: Theorem2Setting): boolean {
  const { value, limit } = growthCondition(setting);
  return value < limit && setting.noise <= setting.gradients.flat[1];
}

/** Bounds of the number of flat iterates in a round, and their probability of failure. */
export interface FlatPhase {
  /** T₁, the lower bound (Lemma 5); at least 1 in any case. */
  readonly atLeast: number;
  /** T₂, the upper bound (Lemma 7). */
  readonly atMost: number;
  /** Each bound fails in at most this share of the rounds. */
  readonly failure: number;
}

/**
 * T₁ and T₂ of the paper's proof, with the constants of this project. They rest on w_t ≥ w₀ − η·a₊·t − λ at all t ≤ T (Azuma's
 * inequality and a union over the steps), and on w_t ≤ w₀ − η·b₊·t + λ at the last t. λ is chosen so that each of them fails with
 * probability at most `failure`.
 *
 * @param failure in (0, 1)
 * @throws UsageError FAILURE_INVALID for another probability; NOISE_INVALID if the noise is so large that T₂ is no safe integer
 */
export function flatPhase(setting: Theorem2Setting, failure = 0.05): FlatPhase {
  if (!(failure > 0 && failure < 1))
    throw new UsageError('FAILURE_INVALID', `A probability of failure of ${failure} was asked for.`, 'Give one between 0 and 1.');
  const { gradients: { flat }, learningRate, noise } = setting;
  const first = firstIterateBounds(setting);
  const fewest = Math.max(1, Math.ceil(first.low / (learningRate * flat[1])));
  const lowered = first.low - azumaMargin(fewest, learningRate * noise, failure / fewest);
  const atLeast = Math.max(1, Math.min(fewest, Math.floor(lowered / (learningRate * flat[1])) + 1));
  const isAbove = (t: number): boolean => first.high - learningRate * flat[0] * t + azumaMargin(t, learningRate * noise, failure) >= 0;
  return { atLeast, atMost: firstBelow(isAbove, Math.ceil(first.high / (learningRate * flat[0]))), failure };
}

/**
 * The first whole number from `start` on at which `isAbove` fails; once it fails, it fails for all larger ones.
 *
 * @throws UsageError NOISE_INVALID if that is no safe integer
 */
function firstBelow(isAbove: (t: number) => boolean, start: number): number {
  if (!isAbove(start)) return start;
  let [above, below] = [start, 2 * Math.max(1, start)];
  while (isAbove(below)) [above, below] = [below, 2 * below];
  if (!Number.isSafeInteger(below)) {
    throw new UsageError(
      'NOISE_INVALID',
      `With this noise the flat phase may last ${below} steps.`,
      'Give noise of the order of the gradients.',
    );
  }
  while (below - above > 1) {
    const middle = Math.floor((above + below) / 2);
    if (isAbove(middle)) above = middle;
    else below = middle;
  }
  return below;
}

/**
 * What SGD without noise gives exactly on `piecewiseLinearValley(slope, ratio)` for irrational c: it rotates the interval
 * [−ηa, ηca). For a whole c the iterates repeat, and without noise the time average depends on the start.
 */
export interface ExactRounds {
  /** Mean of all iterates, ηa(c − 1)/2. */
  readonly timeAverage: number;
  /** E[N] = c + 1. */
  readonly length: number;
  /** Share of the iterates on the flat side, c/(c + 1). */
  readonly flatShare: number;
}

/**
 * The exact benchmark of the piecewise-linear valley.
 *
 * @param slope a
 * @param ratio c
 * @param learningRate η
 */
export function exactRounds(slope: number, ratio: number, learningRate: number): ExactRounds {
  return { timeAverage: (learningRate * slope * (ratio - 1)) / 2, length: ratio + 1, flatShare: ratio / (ratio + 1) };
}

/**
 * Averages over `steps` = T iterates of two runs that creep to the bottom of a piecewise-linear valley without oscillation, from
 * distance `start` = x on the flat side and on the sharp side (paper, Figure 6). They are x²/(2ηaT) and −x²/(2ηcaT), with ratio
 * −c.
 *
 * @param slope a
 * @param ratio c
 */
export function creepingAverages(
  slope: number,
  ratio: number,
  run: { readonly learningRate: number; readonly steps: number; readonly start: number },
): { readonly flat: number; readonly sharp: number } {
  const flat = run.start ** 2 / (2 * run.learningRate * slope * run.steps);
  return { flat, sharp: -flat / ratio };
}

import { UsageError } from '../../base/errors';
import { generator } from '../../base/random';
import type { Quadruple } from '../../landscape/definition';
import { type Estimate, mean, standardDeviation } from '../../numbers/statistics';

/** A loss over ℝ^k, in coordinates along the k asymmetric directions. */
export type LossAt = (w: readonly number[]) => number;

/** Assumption 1 about the population loss: L'(w) = L̂(w − δ) up to a mismatch, with δ_i = ±δ̄_i, each sign with probability ½. */
export interface ShiftModel {
  /** L̂, the training loss. */
  readonly loss: LossAt;
  /** δ̄_i > 0, one for each coordinate. */
  readonly shifts: readonly number[];
  /** Added to every population loss; the theorem's ξ must bound its absolute value. Default: no mismatch. */
  readonly mismatch?: LossAt;
}

/** The largest number of coordinates k; all 2^k sign patterns are enumerated. */
const MOST_DIMENSIONS = 16;

/** The loss Σ_i ℓ_i(w_i): a valley of its own in every coordinate. */
export function separableLoss(valleys: readonly { value(w: number): number }[]): LossAt {
  return (w) => valleys.reduce((sum, valley, i) => sum + valley.value(w[i]), 0);
}

/**
 * E_δ L'(w), exactly: the mean over all 2^k sign patterns.
 *
 * @param point w, of 1 to 16 coordinates
 * @throws UsageError SHIFT_MODEL_INVALID for shifts that are not above 0 or not as many as coordinates
 */
export function expectedLoss(model: ShiftModel, point: readonly number[]): number {
  checkModel(model, point);
  const patterns = 2 ** point.length;
  let sum = 0;
  for (let pattern = 0; pattern < patterns; pattern++) {
    sum += populationLoss(model, point, (i) => ((pattern >> i) & 1) === 1);
  }
  return sum / patterns;
}

/**
 * The gain of the bias l, exactly: E_δ L'(ŵ) − E_δ L'(ŵ + l).
 *
 * @param solution ŵ, of 1 to 16 coordinates
 * @param bias l, one entry for each coordinate
 * @throws UsageError SHIFT_MODEL_INVALID as {@link expectedLoss}
 */
export function expectedGain(model: ShiftModel, solution: readonly number[], bias: readonly number[]): number {
  return expectedLoss(model, solution) - expectedLoss(model, biased(solution, bias));
}

/**
 * The gain of the bias l from random shifts; each draw shifts both points alike. The value has its 95 % interval, ± 1.96 standard
 * errors.
 *
 * @param solution ŵ, of 1 to 16 coordinates
 * @param bias l, one entry for each coordinate
 * @throws UsageError SHIFT_MODEL_INVALID as {@link expectedLoss}
 */
export function simulatedGain(
  model: ShiftModel,
  solution: readonly number[],
  bias: readonly number[],
  { draws, seed }: { readonly draws: number; readonly seed: number },
): Estimate {
  checkModel(model, solution);
  const target = biased(solution, bias);
  const source = generator(seed, 'theorem-1/shifts');
  const gains = Float64Array.from({ length: draws }, () => {
    const signs = solution.map(() => source.integer(2) === 1);
    return populationLoss(model, solution, (i) => signs[i]) - populationLoss(model, target, (i) => signs[i]);
  });
  const half = (1.96 * standardDeviation(gains)) / Math.sqrt(draws);
  const value = mean(gains);
  return { value, low: value - half, high: value + half };
}

/**
 * Theorem 1's lower bound of the gain, Σ_i (c_i − 1)·l_i·p_i/2 − 2kξ, for biases within {@link biasRange}.
 *
 * @param constants of each direction (Definition 1)
 * @param bias l, one entry for each direction
 * @param mismatch ξ
 */
export function gainBound(constants: readonly Quadruple[], bias: readonly number[], mismatch = 0): number {
  return constants.reduce((sum, { ratio, slope }, i) => sum + ((ratio - 1) * bias[i] * slope) / 2, 0) - 2 * constants.length * mismatch;
}

/** The biases l along one direction about which the theorem speaks: `above` < l ≤ `upTo`. */
export interface BiasRange {
  readonly above: number;
  readonly upTo: number;
}

/**
 * The range 4ξ/((c − 1)·p) < l ≤ min(r − δ̄, δ̄ − ζ); it is empty if `above` ≥ `upTo`. The proof needs the minimum: if l exceeds
 * δ̄ − ζ, the point on the sharp side leaves the steep wall; if l exceeds r − δ̄, the point on the flat side leaves the gentle
 * one.
 *
 * @param shift δ̄
 * @param mismatch ξ
 */
export function biasRange({ radius, slope, ratio, zeta }: Quadruple, shift: number, mismatch = 0): BiasRange {
  return { above: (4 * mismatch) / ((ratio - 1) * slope), upTo: Math.min(radius - shift, shift - zeta) };
}

/**
 * The gain in one dimension with straight walls (`piecewiseLinearValley`), in closed form: (c − 1)·p·l/2 up to l = δ̄, and
 * (c − 1)·p·δ̄/2 − p·(l − δ̄) beyond, which is 0 at l = δ̄·(c + 1)/2.
 *
 * @param shift δ̄
 * @param bias l
 */
export function straightWallGain({ slope, ratio }: Pick<Quadruple, 'slope' | 'ratio'>, shift: number, bias: number): number {
  const within = Math.min(bias, shift);
  return ((ratio - 1) * slope * within) / 2 - slope * (bias - within);
}

function biased(solution: readonly number[], bias: readonly number[]): number[] {
  return solution.map((w, i) => w + bias[i]);
}

/** L'(w) for one sign pattern. */
function populationLoss({ loss, shifts, mismatch }: ShiftModel, point: readonly number[], positive: (i: number) => boolean): number {
  const shifted = point.map((w, i) => w - (positive(i) ? shifts[i] : -shifts[i]));
  return loss(shifted) + (mismatch?.(point) ?? 0);
}

function checkModel({ shifts }: ShiftModel, point: readonly number[]): void {
  const positive = shifts.every((shift) => shift > 0 && Number.isFinite(shift));
  if (positive && shifts.length === point.length && shifts.length >= 1 && shifts.length <= MOST_DIMENSIONS) return;
  throw new UsageError(
    'SHIFT_MODEL_INVALID',
    `The point has ${point.length} coordinates, and the shifts are ${shifts.join(', ')}.`,
    `Give one finite shift above 0 for each coordinate, at most ${MOST_DIMENSIONS}.`,
  );
}

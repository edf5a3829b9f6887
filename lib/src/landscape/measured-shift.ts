import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import { asymmetryOfProfile } from './asymmetry';
import { type BootstrapOptions, percentileInterval, replicatedInTurn, resampledMeans, timesDrawn } from '../numbers/resample';
import type { LossCurve } from './curve';
import { distancesBetween } from '../numbers/distances';
import { profileOf, samplesOf } from './profile';
import { gainBoundOfCurve, shiftedGain } from './shifted-gain';
import { ratioOf, shiftGap, type ShiftGap } from './shift-gap';
import { smallestIndex } from '../numbers/sampled';
import { cubicSpline, type Interpolant, splineMinimum } from '../numbers/spline';
import type { Estimate, Interval } from '../numbers/statistics';

/** A quantity at each point of a grid, with its 95 % interval over the choice of examples. */
export interface EstimatedCurve {
  readonly value: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** The gain of a bias towards the flat side, if the fitted shift occurred with both signs (paper, Theorem 1). */
export interface MeasuredGain {
  /** Biases l from 0 to 2·|δ̂|, or to the end of the curve if that comes first; the flat side is positive. */
  readonly biases: readonly number[];
  /** The l at which the training curve, as a cubic spline, is smallest; biases are counted from there. */
  readonly centre: number;
  /** G(l), nats; see `shiftedGain`. */
  readonly gain: EstimatedCurve;
  /** The theorem's lower bound of the gain, without its mismatch term, nats; NaN where the theorem says nothing. */
  readonly bound: readonly number[];
  /** The largest gain at an l > 0 of the grid, with this l; null if the fitted shift is 0 or the curve leaves no room for a bias. */
  readonly best: { readonly bias: number; readonly gain: Estimate } | null;
}

/** Definition 3 along one measured direction (paper, section 4). All intervals are 95 %, from resampling training and test examples. */
export interface MeasuredShift {
  /** The shift gap on all examples. */
  readonly gap: ShiftGap;
  /** δ̂, the shift with the smallest gap, in the unit of the distances. */
  readonly shift: Estimate;
  /** The shift with the smallest mean squared difference, likewise. */
  readonly leastSquaresShift: Estimate;
  /** ξ_δ̂ / ξ_0; every resample fits δ̂ anew. */
  readonly ratio: Estimate;
  /** ξ_δ / ξ_0 at each δ of the grid. */
  readonly ratios: EstimatedCurve;
  /** +1 if +u is the flat side of the training curve, −1 if −u is. */
  readonly flatSign: 1 | -1;
  /**
   * δ̂ with the flat side positive. One half of the training examples tells the side, the other half gives the curve, so that
   * chance in the examples cannot tie the sign of the shift to the side.
   */
  readonly crossFittedShift: number;
  readonly gain: MeasuredGain;
  readonly replicates: number;
  readonly seed: number;
}

const BIASES = 21;

/** What one resample gives. */
interface Replicate {
  readonly gap: ShiftGap;
  readonly gains: readonly number[];
}

/**
 * The shift between training and test curve, the gap that it leaves, and the gain of a bias, with intervals. Each replicate draws
 * as many training and as many test examples with replacement, the same ones at all points.
 *
 * @param curve with `losses` (`lossCurve` with `keepLosses: true`)
 * @param options `replicates` is 400 by default
 * @throws LandscapeError LOSSES_MISSING if the curve has no `losses`; CURVE_NOT_FINITE; what `asymmetry` throws; UsageError
 * REPLICATES_INVALID; InterruptedError when `signal` is aborted
 */
export async function measuredShift(curve: LossCurve, options: BootstrapOptions & RunOptions = {}): Promise<MeasuredShift> {
  const { seed = 0, replicates = 400 } = options;
  const { distances, losses } = curve;
  if (!losses)
    throw new LandscapeError('LOSSES_MISSING', 'The curve holds no per-example losses to resample.', 'Measure it with keepLosses: true.');
  const { flatSign } = asymmetryOfProfile(profileOf(samplesOf(curve, 'train')));
  const own = fitted(distances, curve.train.loss, curve.test.loss);
  const biases = biasGrid(own.gap.shift, distances, own.centre);
  const resamples = await replicatedInTurn('bootstrap/shift', { ...options, seed, replicates }, (source): Replicate => {
    const [train, test] = [losses.train, losses.test].map((split) => resampledMeans(split, timesDrawn(split[0].length, source)));
    const fit = fitted(distances, train, test);
    return { gap: fit.gap, gains: gainsOf(fit, flatSign, biases) };
  });
  const interval = (of: (replicate: Replicate) => number): Interval => percentileInterval(resamples.map(of));
  const { gap } = own;
  return {
    gap, flatSign, replicates, seed,
    shift: { value: gap.shift, ...interval((replicate) => replicate.gap.shift) },
    leastSquaresShift: { value: gap.leastSquaresShift, ...interval((replicate) => replicate.gap.leastSquaresShift) },
    ratio: { value: gap.ratio, ...interval((replicate) => replicate.gap.ratio) },
    ratios: estimatedCurve(ratiosOf(gap), (k) => interval((replicate) => ratioOf(replicate.gap.gaps[k], replicate.gap.gapUnshifted))),
    crossFittedShift: crossFitted(curve, losses),
    gain: measuredGain(own, flatSign, biases, estimatedCurve(gainsOf(own, flatSign, biases), (k) => interval(({ gains }) => gains[k]))),
  };
}

/** The shift of one pair of curves, and the training curve as a spline with its minimum. */
interface Fit {
  readonly gap: ShiftGap;
  readonly loss: Interpolant;
  readonly centre: number;
}

function fitted(distances: readonly number[], train: ArrayLike<number>, test: ArrayLike<number>): Fit {
  const loss = cubicSpline(distances, train);
  return { gap: shiftGap({ distances, train, test }), loss, centre: splineMinimum(distances, train).at };
}

function gainsOf({ gap, loss, centre }: Fit, flatSign: 1 | -1, biases: readonly number[]): number[] {
  return biases.map((bias) => shiftedGain(loss, { centre, flatSign }, Math.abs(gap.shift), bias));
}

function measuredGain({ gap, loss, centre }: Fit, flatSign: 1 | -1, biases: readonly number[], gain: EstimatedCurve): MeasuredGain {
  const bound = biases.map((bias) => gainBoundOfCurve(loss, { centre, flatSign }, Math.abs(gap.shift), bias));
  return { biases, centre, gain, bound, best: bestOf(biases, gain) };
}

/** ξ_δ / ξ_0 over the grid. */
function ratiosOf({ gaps, gapUnshifted }: ShiftGap): number[] {
  return gaps.map((gap) => ratioOf(gap, gapUnshifted));
}

function crossFitted(curve: LossCurve, losses: NonNullable<LossCurve['losses']>): number {
  const half = (parity: number): Uint16Array => new Uint16Array(losses.train[0].length).map((_, i) => (i % 2 === parity ? 1 : 0));
  const { distances, test } = curve;
  const { flatSign } = asymmetryOfProfile(profileOf({ distances, loss: Array.from(resampledMeans(losses.train, half(1))) }));
  return flatSign * shiftGap({ distances, train: resampledMeans(losses.train, half(0)), test: test.loss }).shift;
}

/** Biases up to twice the shift, as long as the curve reaches beyond centre, shift and bias. */
function biasGrid(shift: number, distances: readonly number[], centre: number): readonly number[] {
  const size = Math.abs(shift);
  const room = Math.min(-distances[0], distances[distances.length - 1]) - Math.abs(centre) - size;
  const largest = Math.min(2 * size, room);
  return largest > 0 ? distancesBetween(0, largest, BIASES) : [0];
}

function bestOf(biases: readonly number[], { value, low, high }: EstimatedCurve): MeasuredGain['best'] {
  if (biases.length < 2) return null;
  const best = 1 + smallestIndex(value.slice(1).map((gain) => -gain));
  return { bias: biases[best], gain: { value: value[best], low: low[best], high: high[best] } };
}

function estimatedCurve(value: readonly number[], interval: (k: number) => Interval): EstimatedCurve {
  const intervals = value.map((_, k) => interval(k));
  return { value, low: intervals.map(({ low }) => low), high: intervals.map(({ high }) => high) };
}

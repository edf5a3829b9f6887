import { LandscapeError } from '../base/errors';
import { type BootstrapOptions, percentileInterval, replicated, timesDrawn, weightedSum } from '../numbers/resample';
import type { LossLine } from './loss-line';
import { pairedDifference } from '../numbers/paired-difference';
import { smallestIndex } from '../numbers/sampled';
import { splineMinimum, splineWeights } from '../numbers/spline';
import { type Estimate, mean, standardDeviation } from '../numbers/statistics';

/** The highest point of the loss above the chord between the two solutions; at the solutions, this height is 0. */
export interface Bump {
  /** max over α ∈ [0, 1] of f(α) − (1 − α)·f(0) − α·f(1), nats; never negative. */
  readonly height: number;
  /** α of the highest point. */
  readonly position: number;
  /** Standard error of the height at this α, nats, from the same combination of each example's losses. */
  readonly standardError: number;
}

/** How far the loss rises from its minimum to either side. */
export interface OneSidedRises {
  /** d, in units of α. */
  readonly distance: number;
  /** f(α_min − d) − f(α_min), nats: towards the first solution and beyond it. */
  readonly towardsFirst: number;
  /** f(α_min + d) − f(α_min), nats: towards the second solution and beyond it. */
  readonly towardsSecond: number;
  /**
   * Second rise minus first, f(α_min + d) − f(α_min − d), nats, with ± 2 paired standard errors; positive if the flat side is
   * that of the first solution.
   */
  readonly excess: Estimate;
}

/** Statistics of one split's loss along the line. */
export interface SplitLineStatistics {
  readonly bump: Bump;
  /** α where the spline through the losses is smallest (`splineMinimum`), with its interval from resampling the examples. */
  readonly minimum: Estimate;
  /** Whether this is the first or the last α of the line; the true minimum may then lie farther out. */
  readonly minimumAtEnd: boolean;
  /** At those of {@link RISE_DISTANCES} for which the line reaches far enough on both sides. */
  readonly rises: readonly OneSidedRises[];
  /** f(0) − f(1), nats: the first solution's loss minus the second's, on the same examples. */
  readonly difference: Estimate;
}

/** The statistics of a line (paper, sections 6.1 and 6.2; claims C15 to C18 and C20). Intervals are 95 %, over examples. */
export interface LineStatistics {
  readonly train: SplitLineStatistics;
  readonly test: SplitLineStatistics;
  /** α of the test minimum minus α of the training minimum; the examples of both splits are resampled. */
  readonly minimumGap: Estimate;
  readonly replicates: number;
  readonly seed: number;
}

/** Distances d of the one-sided rises, in units of α. */
export const RISE_DISTANCES = [0.5, 1, 1.5] as const;
/** Standard errors by which one rise must exceed the other. */
export const RISE_ERRORS = 2;
const TOLERANCE = 1e-9;

/**
 * Bump, minima, one-sided rises and the difference between the end points of a line. For the minima, a loss that is not finite
 * counts as infinitely high. The bump passes over losses that are not numbers, so make sure that there are none between the
 * solutions.
 *
 * @throws LandscapeError LINE_WITHOUT_ENDS if α = 0 or α = 1 was not measured; UsageError REPLICATES_INVALID
 */
export function lineStatistics({ curve }: LossLine, { seed = 0, replicates = 2000 }: BootstrapOptions = {}): LineStatistics {
  const positions = curve.distances;
  // α of the smallest mean loss over examples drawn with replacement; all points share the drawn examples.
  const minima = (split: 'train' | 'test'): number[] =>
    replicated(`bootstrap/line/${split}`, { seed, replicates }, (source) => {
      const times = timesDrawn(curve.losses[split][0].length, source);
      return bottomOf(positions, curve.losses[split].map((atPoint) => weightedSum(atPoint, times) / atPoint.length)).at;
    });
  const [train, test] = [minima('train'), minima('test')];
  const statistics = {
    train: splitStatistics(positions, curve.losses.train, train),
    test: splitStatistics(positions, curve.losses.test, test),
  };
  return {
    ...statistics,
    minimumGap: {
      value: statistics.test.minimum.value - statistics.train.minimum.value,
      ...percentileInterval(test.map((position, i) => position - train[i])),
    },
    replicates,
    seed,
  };
}

function splitStatistics(positions: readonly number[], losses: readonly Float32Array[], minima: readonly number[]): SplitLineStatistics {
  const [first, second] = [indexAt(positions, 0), indexAt(positions, 1)];
  if (first < 0 || second < 0) {
    throw new LandscapeError(
      'LINE_WITHOUT_ENDS',
      'The line was not measured at both of its solutions.',
      'Let its positions include 0 and 1.',
    );
  }
  const bottom = bottomOf(positions, losses.map(mean));
  return {
    bump: highestBump(positions, losses, first, second),
    minimum: { value: bottom.at, ...percentileInterval(minima) },
    minimumAtEnd: bottom.at === positions[0] || bottom.at === positions[positions.length - 1],
    rises: RISE_DISTANCES.flatMap((distance) => risesAt(bottom, losses, distance)),
    difference: pairedDifference(losses[first], losses[second]),
  };
}

function highestBump(positions: readonly number[], losses: readonly Float32Array[], first: number, second: number): Bump {
  let highest: Bump = { height: 0, position: 0, standardError: 0 };
  for (let k = first + 1; k < second; k++) {
    const above = Float64Array.from(
      losses[k],
      (loss, i) => loss - (1 - positions[k]) * losses[first][i] - positions[k] * losses[second][i],
    );
    const height = mean(above);
    if (height > highest.height)
      highest = { height, position: positions[k], standardError: standardDeviation(above) / Math.sqrt(above.length) };
  }
  return highest;
}

/** The lowest place of a line, among the samples about it that are finite. */
interface Bottom {
  readonly at: number;
  readonly value: number;
  /** The places of the finite samples about the lowest one, and the index of their first. */
  readonly places: readonly number[];
  readonly from: number;
}

function bottomOf(positions: readonly number[], values: readonly number[]): Bottom {
  const lowest = smallestIndex(values.map((value) => (Number.isFinite(value) ? value : Infinity)));
  let [from, to] = [lowest, lowest + 1];
  while (from > 0 && Number.isFinite(values[from - 1])) from--;
  while (to < values.length && Number.isFinite(values[to])) to++;
  const places = positions.slice(from, to);
  if (places.length < 2) return { at: positions[lowest], value: values[lowest], places, from };
  return { ...splineMinimum(places, values.slice(from, to)), places, from };
}

function risesAt({ at, value, places, from }: Bottom, losses: readonly Float32Array[], distance: number): OneSidedRises[] {
  const [left, right] = [-1, 1].map((side) => nearEnd(places, at + side * distance));
  if (!(left >= places[0] && right <= places[places.length - 1])) return [];
  const lossesAt = (place: number): Float64Array => {
    const weights = splineWeights(places, place);
    return Float64Array.from(losses[from], (_, i) => weights.reduce((sum, [k, weight]) => sum + weight * losses[from + k][i], 0));
  };
  const [towardsFirst, towardsSecond] = [lossesAt(left), lossesAt(right)];
  const { value: excess, high } = pairedDifference(towardsSecond, towardsFirst);
  const half = (RISE_ERRORS / 1.96) * (high - excess);
  return [{
    distance,
    towardsFirst: mean(towardsFirst) - value,
    towardsSecond: mean(towardsSecond) - value,
    excess: { value: excess, low: excess - half, high: excess + half },
  }];
}

/** The nearer end of the line, if a place misses it by rounding alone. */
function nearEnd(places: readonly number[], place: number): number {
  return [places[0], places[places.length - 1]].find((end) => Math.abs(end - place) < TOLERANCE) ?? place;
}

function indexAt(positions: readonly number[], position: number): number {
  return positions.findIndex((other) => Math.abs(other - position) < TOLERANCE);
}

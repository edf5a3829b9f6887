import { LandscapeError } from '../base/errors';
import { type BootstrapOptions, percentileInterval, replicated, timesDrawn, weightedSum } from '../numbers/resample';
import type { LossLine } from './loss-line';
import { pairedDifference } from '../numbers/paired-difference';
import { smallestIndex } from '../numbers/sampled';
import { type Estimate, mean, standardDeviation } from '../numbers/statistics';

/** The highest point of the loss above the chord between the two solutions; at the solutions themselves it is 0. */
export interface Bump {
  /** max over α ∈ [0, 1] of f(α) − (1 − α)·f(0) − α·f(1), nats, never negative. */
  readonly height: number;
  /** α of it. */
  readonly position: number;
  /** Of the height at this α, from the same combination of each example's losses. */
  readonly standardError: number;
}

/** How much the loss rises from its minimum to either side. */
export interface OneSidedRises {
  /** d, in units of α. */
  readonly distance: number;
  /** f(α_min − d) − f(α_min): towards the first solution and beyond it. */
  readonly towardsFirst: number;
  /** f(α_min + d) − f(α_min). */
  readonly towardsSecond: number;
  /**
   * Second minus first, i.e. f(α_min + d) − f(α_min − d), with ± 2 paired standard errors: positive if the first solution's side is
   * the flat one.
   */
  readonly excess: Estimate;
}

/** What one split's loss along the line says. */
export interface SplitLineStatistics {
  readonly bump: Bump;
  /** α of the smallest loss on the grid, with its interval from resampling examples. */
  readonly minimum: Estimate;
  /** Whether that is the first or last α of the line: the true minimum may lie farther out. */
  readonly minimumAtEnd: boolean;
  /** At {@link RISE_DISTANCES}, as far as both sides lie on the line. */
  readonly rises: readonly OneSidedRises[];
  /** f(0) − f(1), the first solution's loss minus the second's, on the same examples. */
  readonly difference: Estimate;
}

/** The statistics of a line (rules of claims C15 to C18 and C20). Intervals are 95 %, over examples. */
export interface LineStatistics {
  readonly train: SplitLineStatistics;
  readonly test: SplitLineStatistics;
  /** α of the test minimum minus α of the training minimum; both splits' examples resampled. */
  readonly minimumGap: Estimate;
  readonly replicates: number;
  readonly seed: number;
}

/** d of the one-sided rises. */
export const RISE_DISTANCES = [0.5, 1, 1.5] as const;
/** Standard errors that a rise must exceed the other by. */
export const RISE_ERRORS = 2;
const TOLERANCE = 1e-9;

/**
 * Bump, minima, one-sided rises and end-point differences of a line. For the minima points whose loss is not finite count
 * as infinitely high; the bump passes over those that are not a number, so see to it that there are none between the
 * solutions.
 *
 * @throws LandscapeError LINE_WITHOUT_ENDS if α = 0 or α = 1 was not measured; UsageError REPLICATES_INVALID
 */
export function lineStatistics({ curve }: LossLine, { seed = 0, replicates = 2000 }: BootstrapOptions = {}): LineStatistics {
  const positions = curve.distances;
  // α of the smallest mean loss over examples drawn with replacement, the same ones for all points.
  const minima = (split: 'train' | 'test'): number[] =>
    replicated(`bootstrap/line/${split}`, { seed, replicates }, (source) => {
      const times = timesDrawn(curve.losses[split][0].length, source);
      return positions[smallest(curve.losses[split].map((atPoint) => weightedSum(atPoint, times)))];
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
  const lowest = smallest(losses.map(mean));
  return {
    bump: highestBump(positions, losses, first, second),
    minimum: { value: positions[lowest], ...percentileInterval(minima) },
    minimumAtEnd: lowest === 0 || lowest === positions.length - 1,
    rises: RISE_DISTANCES.flatMap((distance) => risesAt(positions, losses, lowest, distance)),
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

function risesAt(positions: readonly number[], losses: readonly Float32Array[], lowest: number, distance: number): OneSidedRises[] {
  const [left, right] = [-1, 1].map((side) => indexAt(positions, positions[lowest] + side * distance));
  if (left < 0 || right < 0) return [];
  const rise = (k: number): number => mean(losses[k]) - mean(losses[lowest]);
  const { value, high } = pairedDifference(losses[right], losses[left]);
  const half = (RISE_ERRORS / 1.96) * (high - value);
  return [{ distance, towardsFirst: rise(left), towardsSecond: rise(right), excess: { value, low: value - half, high: value + half } }];
}

function indexAt(positions: readonly number[], position: number): number {
  return positions.findIndex((other) => Math.abs(other - position) < TOLERANCE);
}

function smallest(values: readonly number[]): number {
  return smallestIndex(values.map((value) => (Number.isFinite(value) ? value : Infinity)));
}

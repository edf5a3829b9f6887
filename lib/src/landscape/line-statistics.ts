import { LandscapeError } from '../base/errors';
import { type Generator, generator } from '../base/random';
import { type BootstrapOptions, checkReplicates, percentileInterval } from '../numbers/bootstrap';
import type { LossLine } from './line';
import { pairedDifference } from '../numbers/paired-difference';
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
  checkReplicates(replicates);
  const positions = curve.distances;
  const minima = (split: 'train' | 'test'): Float64Array =>
    resampledMinima(positions, curve.losses[split], generator(seed, `bootstrap/line/${split}`), replicates);
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

function splitStatistics(positions: readonly number[], losses: readonly Float32Array[], minima: Float64Array): SplitLineStatistics {
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

/** α of the smallest mean loss over examples drawn with replacement, the same ones for all points. */
function resampledMinima(
  positions: readonly number[],
  losses: readonly Float32Array[],
  source: Generator,
  replicates: number,
): Float64Array {
  const examples = losses[0].length;
  return Float64Array.from({ length: replicates }, () => {
    const times = new Uint16Array(examples);
    for (let i = 0; i < examples; i++) times[source.integer(examples)]++;
    return positions[smallest(losses.map((atPoint) => weightedSum(atPoint, times)))];
  });
}

function weightedSum(values: Float32Array, times: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += times[i] === 0 ? 0 : times[i] * values[i];
  return sum;
}

function indexAt(positions: readonly number[], position: number): number {
  return positions.findIndex((other) => Math.abs(other - position) < TOLERANCE);
}

function smallest(values: readonly number[]): number {
  const height = (k: number): number => (Number.isFinite(values[k]) ? values[k] : Infinity);
  return values.reduce((lowest, _, k) => (height(k) < height(lowest) ? k : lowest), 0);
}

import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Split } from '../datasets/dataset';
import { holding } from '../networks/hold';
import type { Runner } from '../networks/runner';
import { reestimateBatchNorm } from '../training/batch-norm';
import { evaluate } from '../training/evaluation';
import { presentSolution, type Solution } from '../training/solution';
import { moved } from '../numbers/vector';

/**
 * Where batch norm's statistics come from at a point that training did not visit.
 *
 * - `frozen`: the running statistics that belong to the point l = 0.
 * - `reestimate`: renewed at every point from `batchNormExamples`, in fixed order and batches, so that all points of a
 *   curve share whatever chance the examples bring; the authors' way, and the default of the paper's figures here.
 * - `batch`: each evaluated batch by its own statistics.
 */
export const BATCH_NORM_MODES = ['frozen', 'reestimate', 'batch'] as const;

/** One of {@link BATCH_NORM_MODES}. */
export type BatchNormMode = (typeof BATCH_NORM_MODES)[number];

/** How the loss at a point is measured. The same for all points that are to be compared. */
export interface Measurement {
  readonly train: Split;
  readonly test: Split;
  /** Default {@link DEFAULT_BATCH_NORM}; without effect in networks without batch norm. */
  readonly batchNorm?: BatchNormMode;
  /** For `reestimate`: images as the network was trained on, see `augmentedCopy`. Default: `train`, plain. */
  readonly batchNormExamples?: Split;
  /** Examples per call of the network, also in re-estimation. Default {@link DEFAULT_BATCH_SIZE}. */
  readonly batchSize?: number;
}

export const DEFAULT_BATCH_SIZE = 200;
export const DEFAULT_BATCH_NORM: BatchNormMode = 'reestimate';

/** What one split gives at one point. */
export interface SplitPoint {
  /** Mean cross-entropy, without weight decay; as measured, be it infinite or NaN. */
  readonly loss: number;
  /** Fraction classified correctly. */
  readonly accuracy: number;
  /** Loss of each example, in the order of the split: paired differences rest on it. */
  readonly losses: Float32Array;
}

/** One point of a curve, complete in itself. */
export interface CurvePoint {
  /** l, the signed distance along u. */
  readonly distance: number;
  readonly train: SplitPoint;
  readonly test: SplitPoint;
}

/**
 * Runs `work` when the runner is free, and puts the runner's weights and statistics back afterwards, also after an error or an
 * interruption, see {@link holding}.
 *
 * @param work gets the solution at entry
 * @throws InterruptedError when `signal` is aborted before the work's turn has come; what `work` throws
 */
export function returning<T>(runner: Runner, work: (origin: Solution) => Promise<T>, { signal }: RunOptions = {}): Promise<T> {
  return holding(runner, () => work(presentSolution(runner)), { signal, moves: 'solution', returns: true });
}

/**
 * Puts the runner at w + l·u with the statistics that the batch-norm mode asks for; it stays there: wrap it in
 * {@link returning}.
 *
 * @param origin w with its running statistics
 * @throws LandscapeError LENGTHS_DIFFER, WEIGHTS_NOT_FINITE; InterruptedError
 */
export async function moveTo(
  runner: Runner,
  origin: Solution,
  direction: Float32Array,
  distance: number,
  measurement: Omit<Measurement, 'test'>,
  { signal }: RunOptions = {},
): Promise<void> {
  const { train, batchNorm = DEFAULT_BATCH_NORM, batchNormExamples = train, batchSize = DEFAULT_BATCH_SIZE } = measurement;
  const weights = moved(origin.weights, distance, direction);
  if (!weights.every(Number.isFinite)) {
    throw new LandscapeError(
      'WEIGHTS_NOT_FINITE',
      `At distance ${distance} some weights are not finite numbers.`,
      'Check the weights and the direction.',
    );
  }
  runner.setWeights(weights);
  runner.setStatistics(origin.statistics);
  if (batchNorm === 'reestimate') await reestimateBatchNorm(runner, batchNormExamples, { batchSize, signal });
}

/** Loss and accuracy where the runner is, on one split. @throws InterruptedError */
export async function evaluateHere(
  runner: Runner,
  split: Split,
  measurement: Pick<Measurement, 'batchNorm' | 'batchSize'>,
  { signal }: RunOptions = {},
): Promise<SplitPoint> {
  const { batchNorm, batchSize = DEFAULT_BATCH_SIZE } = measurement;
  const { loss, accuracy, losses } = await evaluate(runner, split, {
    batchSize,
    normalise: batchNorm === 'batch' ? 'batch' : 'running',
    signal,
  });
  return { loss, accuracy, losses };
}

/** The training loss at w + l·u: {@link moveTo}, then {@link evaluateHere}. */
export async function evaluateTrainPoint(
  runner: Runner,
  origin: Solution,
  direction: Float32Array,
  distance: number,
  measurement: Omit<Measurement, 'test'>,
  options: RunOptions = {},
): Promise<SplitPoint> {
  await moveTo(runner, origin, direction, distance, measurement, options);
  return evaluateHere(runner, measurement.train, measurement, options);
}

/** Each example's training loss at w + l·u, at every distance. */
export async function trainLossesAlong(
  runner: Runner,
  origin: Solution,
  { direction, distances, ...measurement }: Omit<Measurement, 'test'> & {
    readonly direction: Float32Array;
    readonly distances: readonly number[];
  },
  { signal, onProgress }: RunOptions = {},
): Promise<Float32Array[]> {
  const losses: Float32Array[] = [];
  for (const [done, distance] of distances.entries()) {
    onProgress?.({ label: 'training loss along a direction', done, total: distances.length });
    losses.push((await evaluateTrainPoint(runner, origin, direction, distance, measurement, { signal })).losses);
  }
  return losses;
}

/** The loss at w + l·u on both splits: {@link evaluateTrainPoint}, then {@link evaluateHere}. */
export async function evaluatePoint(
  runner: Runner,
  origin: Solution,
  direction: Float32Array,
  distance: number,
  measurement: Measurement,
  options: RunOptions = {},
): Promise<CurvePoint> {
  const train = await evaluateTrainPoint(runner, origin, direction, distance, measurement, options);
  const test = await evaluateHere(runner, measurement.test, measurement, options);
  return { distance, train, test };
}

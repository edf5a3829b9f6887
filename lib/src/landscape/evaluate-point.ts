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
 * Where batch norm takes its statistics from at a point that training did not visit.
 *
 * - `frozen`: the running statistics that belong to the point l = 0.
 * - `reestimate`: re-estimated at every point from `batchNormExamples`, in fixed order and batches, so that the choice of these
 *   examples affects all points of a curve alike. This is the authors' way, and the default of the paper's figures here.
 * - `batch`: each evaluated batch uses its own statistics.
 */
export const BATCH_NORM_MODES = ['frozen', 'reestimate', 'batch'] as const;

/** One of {@link BATCH_NORM_MODES}. */
export type BatchNormMode = (typeof BATCH_NORM_MODES)[number];

/** How the loss at a point is measured. Points can only be compared if they were measured in the same way. */
export interface Measurement {
  readonly train: Split;
  readonly test: Split;
  /** Default {@link DEFAULT_BATCH_NORM}. It has no effect in networks without batch norm. */
  readonly batchNorm?: BatchNormMode;
  /** For `reestimate`: images like those of the training, see `augmentedCopy`. Default: `train`, not augmented. */
  readonly batchNormExamples?: Split;
  /** Examples per call of the network, also in re-estimation; at least 1. Default {@link DEFAULT_BATCH_SIZE}. */
  readonly batchSize?: number;
}

/** Examples per call of the network, if a measurement gives no number. */
export const DEFAULT_BATCH_SIZE = 200;
/** Mode of batch norm, if a measurement gives none. */
export const DEFAULT_BATCH_NORM: BatchNormMode = 'reestimate';

/** Loss and accuracy of one split at one point. */
export interface SplitPoint {
  /** Mean cross-entropy, nats, without weight decay, as measured: it may be infinite or NaN. */
  readonly loss: number;
  /** Fraction of the examples classified correctly, 0 … 1. */
  readonly accuracy: number;
  /** Loss of each example, nats, in the order of the split; paired differences need it. */
  readonly losses: Float32Array;
}

/** One point of a curve, on both splits. */
export interface CurvePoint {
  /** l, the signed distance along u, in units of ‖u‖. */
  readonly distance: number;
  readonly train: SplitPoint;
  readonly test: SplitPoint;
}

/**
 * Runs `work` when the runner is free. Afterwards the runner's weights and statistics are restored, even after an error or an
 * interruption; see {@link holding}.
 *
 * @param work gets the solution at which the runner stands
 * @throws InterruptedError when `signal` is aborted before the turn of `work` has come; what `work` throws
 */
export function returning<T>(runner: Runner, work: (origin: Solution) => Promise<T>, { signal }: RunOptions = {}): Promise<T> {
  return holding(runner, () => work(presentSolution(runner)), { signal, moves: 'solution', returns: true });
}

/**
 * Puts the runner at w + l·u, with the statistics that the batch-norm mode asks for. The runner stays there, so call this inside
 * {@link returning}.
 *
 * @param origin w with its running statistics
 * @param direction u
 * @param distance l, in units of ‖u‖
 * @throws LandscapeError LENGTHS_DIFFER; WEIGHTS_NOT_FINITE if a weight at w + l·u is not finite
 * @throws UsageError BATCH_SIZE_INVALID, BATCH_NORM_ONE_VALUE in re-estimation; InterruptedError when `signal` is aborted
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

/**
 * Loss and accuracy of a split where the runner is.
 *
 * @throws UsageError BATCH_SIZE_INVALID; BATCH_NORM_ONE_VALUE in mode `batch`; InterruptedError when `signal` is aborted
 */
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

/** The training loss at w + l·u: {@link moveTo}, then {@link evaluateHere}, with their arguments and errors. */
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

/**
 * Each example's training loss at w + l·u, nats, for every distance l; arguments and errors as in {@link moveTo}.
 *
 * @returns `losses[k][i]`, the loss of example i at the k-th distance
 */
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

/** Both splits at w + l·u: {@link evaluateTrainPoint}, then {@link evaluateHere}, with their arguments and errors. */
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

import type { Batch } from '../datasets/dataset';
import type { tf } from '../engine/tensorflow';
import type { WeightLayout } from './layout';

/**
 * The statistics that batch norm uses in a forward pass: `running`, the stored means and variances (inference mode), or `batch`,
 * those of the batch itself (training mode, without an update).
 */
export type Normalise = 'running' | 'batch';

/** One step of SGD: v ← μ·v + (g + λ·w), w ← w − η·v (PyTorch's and the paper's form; λ on all weights). */
export interface SgdStep {
  /** η */
  readonly learningRate: number;
  /** μ; default 0. */
  readonly momentum?: number;
  /** λ; default 0. */
  readonly weightDecay?: number;
}

/** The result of a training step, measured before the update, in training mode. */
export interface TrainResult {
  /** Mean cross-entropy of the batch, without weight decay. */
  readonly loss: number;
  /** Number of correctly classified examples. */
  readonly correct: number;
}

/** The result of an evaluation for each example, in the order of the batch. */
export interface EvaluateResult {
  /** Cross-entropy of each example. */
  readonly losses: Float32Array;
  /** 1 where the largest logit is the label's, 0 elsewhere. */
  readonly correct: Uint8Array;
}

/** The loss whose landscape is measured. Both losses take logits; a final softmax or sigmoid of the model is recognised. */
export type Loss = 'softmax-cross-entropy' | 'binary-cross-entropy';

/**
 * Trains and evaluates one network. It holds all of the state: the flat trainable weights w, SGD's momentum v, and the running
 * statistics of batch norm. Calls are synchronous. Long loops await between calls, and until such a loop ends, only it may call the
 * runner (see `holding`).
 *
 * Vectors and inputs may also be plain arrays or 64-bit floats, which are converted. Batches may have any size ≥ 1.
 *
 * @throws UsageError for arguments of the wrong kind or length, not finite, or unfit for the network; RUNNER_BUSY while other work
 * holds the runner; NetworkError DISPOSED. A refused call changes nothing.
 */
export interface Runner {
  /** `compiled`: one TensorFlow graph, one call per batch. `layers`: plain TensorFlow.js, for any model. */
  readonly kind: 'compiled' | 'layers';
  /** For `layers`: the layer that the compiler does not support, as a sentence for the user. */
  readonly reason?: string;
  readonly model: tf.LayersModel;
  /** Order of the trainable weights. */
  readonly layout: WeightLayout;
  /** Order of the running statistics: for each batch-norm layer its `moving_mean`, then its `moving_variance`. */
  readonly statisticsLayout: WeightLayout;

  getWeights(): Float32Array;
  setWeights(weights: Float32Array): void;
  getMomentum(): Float32Array;
  setMomentum(momentum: Float32Array): void;
  getStatistics(): Float32Array;
  setStatistics(statistics: Float32Array): void;

  /** One SGD step in training mode; moves the running statistics by 0.1 towards the batch's (unbiased variance). */
  train(batch: Batch, step: SgdStep): TrainResult;
  evaluate(batch: Batch, normalise: Normalise): EvaluateResult;
  /** Means and unbiased variances of every batch-norm layer's input in training mode, as `statisticsLayout`. */
  batchStatistics(batch: Batch): Float32Array;
  /** Mean loss over the batch and its gradient with respect to the flat weights; no state changes. */
  gradient(batch: Batch, normalise: Normalise): { readonly loss: number; readonly gradient: Float32Array };
  /** Copies the runner's weights and statistics into `model`, for `model.save` and `model.predict`. */
  writeToModel(): void;
  /**
   * Frees the runner's memory; the model stays. A runner that nothing refers to any more is freed some time later, and one declared
   * with `using` at the end of its block.
   */
  dispose(): void;
  /** The same as `dispose`. */
  [Symbol.dispose](): void;
}

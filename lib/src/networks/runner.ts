import type { Batch } from '../datasets/dataset';
import type { tf } from '../engine/tensorflow';
import type { WeightLayout } from './layout';

/**
 * Which statistics batch norm uses in a forward pass: `running`, the stored means and variances (inference mode), or
 * `batch`, those of the batch itself (training mode, nothing is updated).
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

/** What a training step reports, measured before the update, in training mode. */
export interface TrainResult {
  /** Mean cross-entropy of the batch, without weight decay. */
  readonly loss: number;
  /** How many examples were classified correctly. */
  readonly correct: number;
}

/** Per-example outcome of an evaluation; the same order as the batch. */
export interface EvaluateResult {
  /** Cross-entropy of each example. */
  readonly losses: Float32Array;
  /** 1 where the largest logit is the label's. */
  readonly correct: Uint8Array;
}

/** The loss whose landscape is looked at. Both take logits; a final softmax or sigmoid of the model is recognised. */
export type Loss = 'softmax-cross-entropy' | 'binary-cross-entropy';

/**
 * Carries out what the experiments need on one network. All state is here: the flat trainable weights w, SGD's
 * momentum v, and the running statistics of batch norm. Calls are synchronous; long loops await between them, and while one
 * does, the runner is its own (see `holding`).
 *
 * Vectors and inputs may also be plain arrays or 64-bit floats, which are converted. Batches may have any size ≥ 1.
 *
 * @throws UsageError for what is of the wrong kind or length, is not finite, or does not fit the network; RUNNER_BUSY while
 * somebody else's work holds the runner; NetworkError DISPOSED. A refused call changes nothing.
 */
export interface Runner {
  /** `compiled`: one TensorFlow graph, one call per batch. `layers`: plain TensorFlow.js, for any model. */
  readonly kind: 'compiled' | 'layers';
  /** For `layers`: the layer that the compiler does not know, as a sentence for the user. */
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
   * Frees what it holds; the model stays. A runner that nothing refers to any more is freed by itself, sooner or later, and one that
   * was declared with `using` at the end of its block.
   */
  dispose(): void;
  /** The same. */
  [Symbol.dispose](): void;
}

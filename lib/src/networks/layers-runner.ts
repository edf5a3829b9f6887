import { NetworkError, UsageError } from '../base/errors';
import type { Batch, Normalisation } from '../datasets/dataset';
import { releaseFailedGradient } from '../engine/failed-gradient';
import { tf } from '../engine/tensorflow';
import { checkLength } from './checked-vector';
import { checkBatch } from './compiled/check-batch';
import { STATISTICS_STEP } from './compiled/network-graph';
import { measureOf } from './final-activation';
import { type LayersPasses, layersPasses } from './layers-forward';
import { layoutOf, statisticsLayoutOf } from './layout';
import { modelNodes } from './model-graph';
import { evaluateInPieces, pieceSize } from './pieces';
import type { Loss, Normalise, Runner, SgdStep } from './runner';
import type { RunnerState } from './runner-core';
import { readVariables, statisticsVariables, trainableVariables, withValues, writeVariables } from './variables';

/** Options of {@link layersRunner}. */
export interface LayersRunnerOptions {
  /** Default: binary cross-entropy for one logit, softmax cross-entropy for more. */
  readonly loss?: Loss;
  /** For byte images. */
  readonly normalisation?: Normalisation;
  /** Why the model is not compiled, for the user. */
  readonly reason?: string;
}

/** Losses and answers of each example, as tensors. */
interface Outcome {
  readonly losses: tf.Tensor1D;
  /** 1 where the largest logit is the label's, 0 elsewhere. */
  readonly correct: tf.Tensor1D;
}

/** What a batch gives in a step of training. */
interface MeasuredGradient {
  /** Mean over the batch. */
  readonly loss: number;
  readonly correct: number;
  /** The batch's statistics. */
  readonly measured: Float32Array;
  /** Flat, in the order of the layout. */
  readonly gradient: Float32Array;
}

/**
 * Runs any model with one input and one row of logits per example on plain TensorFlow.js: the reference for the compiled runner.
 * Dropout is off; regularisers, constraints and the model's compile settings are ignored. The model keeps its own weights until
 * `writeToModel`.
 *
 * @throws NetworkError if the model has several inputs or outputs, or its output does not fit the loss
 */
export function layersRunner(model: tf.LayersModel, options: LayersRunnerOptions = {}): Runner {
  const { inputShape, logits } = shapesOf(model);
  const measure = measureOf(modelNodes(model), options.loss);
  const { loss } = measure;
  const { forward, explained } = layersPasses(model, measure);
  const layout = layoutOf(model);
  const [trainable, running] = [trainableVariables(model), statisticsVariables(model)];
  let [weights, statistics] = [readVariables(trainable), readVariables(running)];
  let momentum: Float32Array = new Float32Array(weights.length);
  const largestPiece = pieceSize(modelNodes(model).map(({ tensor }) => tensor.shape));

  /** Runs `body` with the batch as tensors and the runner's state in the model; leaves no tensors behind. */
  const onBatch = <Result>(batch: Batch, body: (x: tf.Tensor, labels: tf.Tensor1D) => Result): Result => {
    checkBatch(batch, { inputShape: inputShape.map((length, axis) => length ?? batch.shape[axis]), logits, loss });
    const values = batch.inputs instanceof Uint8Array ? normalised(batch.inputs, options.normalisation) : batch.inputs;
    const work = (): Result =>
      body(tf.tensor(values, [batch.size, ...batch.shape]), tf.tensor1d(Int32Array.from(batch.labels), 'int32'));
    return withValues(trainable, weights, () => withValues(running, statistics, () => inScope(work, explained)));
  };

  const gradientOn = (batch: Batch, normalise: Normalise): MeasuredGradient =>
    onBatch(batch, (x, labels) => {
      let correct = 0;
      let measured: Float32Array = new Float32Array(0);
      const meanLoss = (): tf.Scalar => {
        const pass = forward(x, normalise);
        const outcome = outcomeOf(pass.logits, labels, loss);
        correct = outcome.correct.sum().dataSync()[0];
        measured = pass.measured;
        return outcome.losses.mean();
      };
      const variables = trainable.map(({ variable }) => variable.read() as tf.Variable);
      const { value, grads } = tf.variableGrads(meanLoss, variables);
      const gradient = new Float32Array(weights.length);
      layout.entries.forEach(({ offset }, i) => {
        const part = grads[variables[i].name] as tf.Tensor | undefined;
        if (part) gradient.set(part.dataSync(), offset);
      });
      return { loss: value.dataSync()[0], correct, measured, gradient };
    });

  return {
    kind: 'layers',
    reason: options.reason,
    model,
    layout,
    statisticsLayout: statisticsLayoutOf(model),
    getWeights: () => weights.slice(),
    setWeights: (values) => { weights = copyOf(values, weights.length, 'weights'); },
    getMomentum: () => momentum.slice(),
    setMomentum: (values) => { momentum = copyOf(values, momentum.length, 'momentum'); },
    getStatistics: () => statistics.slice(),
    setStatistics: (values) => { statistics = copyOf(values, statistics.length, 'statistics'); },
    train: (batch, step: Required<SgdStep>) => {
      const { gradient, measured, ...result } = gradientOn(batch, 'batch');
      for (let i = 0; i < weights.length; i++) {
        momentum[i] = step.momentum * momentum[i] + (gradient[i] + step.weightDecay * weights[i]);
        weights[i] -= step.learningRate * momentum[i];
      }
      for (let i = 0; i < statistics.length; i++) statistics[i] += STATISTICS_STEP * (measured[i] - statistics[i]);
      return result;
    },
    evaluate: (batch, normalise) => {
      // Statistics of a batch belong to the whole of it.
      const largest = normalise === 'batch' && statistics.length > 0 ? Infinity : largestPiece;
      return evaluateInPieces(batch, largest, (piece) =>
        onBatch(piece, (x, labels) => {
          const { losses, correct } = outcomeOf(forward(x, normalise).logits, labels, loss);
          return { losses: Float32Array.from(losses.dataSync()), correct: Uint8Array.from(correct.dataSync()) };
        }),
      );
    },
    batchStatistics: (batch) => onBatch(batch, (x) => forward(x, 'batch').measured),
    gradient: (batch, normalise) => {
      const { loss: value, gradient } = gradientOn(batch, normalise);
      return { loss: value, gradient };
    },
    writeToModel: () => {
      writeVariables(trainable, weights);
      writeVariables(running, statistics);
    },
    // The state is in typed arrays, so nothing needs freeing.
    dispose: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
}

/** Does work with tensors, and leaves none behind. @param explained names the layer at which the work failed */
function inScope<Result>(work: () => Result, explained: LayersPasses['explained']): Result {
  // Not `tf.tidy`: its result cannot contain typed arrays.
  tf.engine().startScope();
  try {
    return work();
  } catch (error) {
    releaseFailedGradient();
    const named = explained(error, work);
    releaseFailedGradient();
    throw named;
  } finally {
    tf.engine().endScope();
  }
}

function outcomeOf(logits: tf.Tensor2D, labels: tf.Tensor1D, loss: Loss): Outcome {
  if (loss === 'binary-cross-entropy') {
    // −log σ(±z) = softplus(∓z): exact where σ rounds to 0 or 1.
    const logit = logits.reshape([-1]) as tf.Tensor1D;
    return {
      losses: tf.softplus(logit.mul(tf.sub(1, labels.mul(2)))) as tf.Tensor1D,
      correct: logit.greater(0).toInt().equal(labels).toInt() as tf.Tensor1D,
    };
  }
  const ofLabel = tf.oneHot(labels, logits.shape[1]);
  return {
    losses: tf.logSoftmax(logits).mul(ofLabel).sum(1).neg() as tf.Tensor1D,
    correct: tf.argMax(logits, 1).equal(labels).toInt() as tf.Tensor1D,
  };
}

/** (b/255 − mean)/deviation, channel by channel. */
export function normalised(bytes: Uint8Array, normalisation: Normalisation | undefined): Float32Array {
  if (!normalisation) {
    throw new UsageError(
      'NORMALISATION_MISSING',
      'The batch holds bytes, but this runner has no normalisation.',
      'Create the runner with its dataset: createRunner(model, dataset).',
    );
  }
  const { mean, deviation } = normalisation;
  return Float32Array.from(bytes, (byte, i) => (byte / 255 - mean[i % mean.length]) / deviation[i % mean.length]);
}

function copyOf(values: Float32Array, size: number, what: keyof RunnerState): Float32Array {
  checkLength(values, what, size);
  return values.slice();
}

function shapesOf(model: tf.LayersModel): { readonly inputShape: readonly (number | null)[]; readonly logits: number } {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new NetworkError(
      'MODEL_ENDS',
      `Model "${model.name}" has ${model.inputs.length} inputs and ${model.outputs.length} outputs.`,
      'Use a model with one input and one output.',
    );
  }
  const output = model.outputs[0].shape;
  if (output.length !== 2 || !output[1]) {
    throw new NetworkError(
      'OUTPUT_SHAPE',
      `Model "${model.name}" does not give one row of logits per example.`,
      'End it in a dense layer.',
    );
  }
  return { inputShape: model.inputs[0].shape.slice(1), logits: output[1] };
}

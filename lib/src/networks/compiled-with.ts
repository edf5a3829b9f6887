import { NetworkError } from '../base/errors';
import { tf } from '../engine/tensorflow';
import type { Loss } from './runner';

type LossFunction = (labels: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;

/** TensorFlow.js's names of the cross-entropies, without capitals and punctuation. */
const NAMES: Readonly<Record<string, Loss>> = {
  binarycrossentropy: 'binary-cross-entropy',
  categoricalcrossentropy: 'softmax-cross-entropy',
  sparsecategoricalcrossentropy: 'softmax-cross-entropy',
};

/**
 * Refuses a model compiled with another loss than the measured one. A function counts as cross-entropy if it returns the values of
 * cross-entropy.
 *
 * @throws NetworkError LOSS_UNSUPPORTED, which names the model's loss
 */
export function checkCompiledLoss(model: tf.LayersModel, measured: Loss): void {
  const compiled = lossOf(model);
  if (compiled === undefined) return;
  const name = typeof compiled === 'string' ? compiled : compiled.name || 'a function without a name';
  const isMeasured =
    typeof compiled === 'string' ? NAMES[compiled.replace(/[^a-z]/gi, '').toLowerCase()] === measured : givesTheSame(compiled, measured);
  if (isMeasured) return;
  const problem = `Model "${model.name}" was compiled with the loss ${name}, but this runner would measure ${measured}.`;
  throw new NetworkError('LOSS_UNSUPPORTED', problem, `To measure that loss anyway, give { loss: '${measured}' } to createRunner.`);
}

/** The loss given to `model.compile` for the only output; undefined if `compile` was not called. */
function lossOf(model: tf.LayersModel): string | LossFunction | undefined {
  const given: unknown = (model as { readonly loss?: unknown }).loss;
  const only: unknown = typeof given === 'object' && given !== null ? Object.values(given)[0] : given;
  return typeof only === 'string' || typeof only === 'function' ? (only as string | LossFunction) : undefined;
}

const LOGITS = [[0.3, -1.2, 0.9], [-0.4, 0.1, 1.7], [2.1, 0.6, -0.8], [-1.5, 0.2, 0.05]];
const LABELS = [0, 2, 1, 1];

/** Whether a loss function gives the cross-entropy of some examples, for logits or probabilities, one-hot labels or class numbers. */
function givesTheSame(loss: LossFunction, measured: Loss): boolean {
  return tf.tidy(() => {
    const binary = measured === 'binary-cross-entropy';
    const logits = tf.tensor2d(binary ? LOGITS.map(([z]) => [z]) : LOGITS);
    const classes = tf.tensor1d(binary ? LABELS.map((label) => label % 2) : LABELS, 'int32');
    const column = classes.reshape([-1, 1]);
    const labels = [binary ? column.toFloat() : tf.oneHot(classes, 3).toFloat(), column.toFloat(), column, classes, classes.toFloat()];
    const outputs = [logits, binary ? tf.sigmoid(logits) : tf.softmax(logits)];
    const expected = (
      binary ? tf.losses.sigmoidCrossEntropy(labels[0], logits) : tf.losses.softmaxCrossEntropy(labels[0], logits)
    ).dataSync()[0];
    return labels.some((label) => outputs.some((output) => Math.abs(meanOf(loss, label, output) - expected) < 1e-4));
  });
}

function meanOf(loss: LossFunction, labels: tf.Tensor, outputs: tf.Tensor): number {
  try {
    return loss(labels, outputs).mean().dataSync()[0];
  } catch {
    // The function takes labels of another shape or type.
    return NaN;
  }
}

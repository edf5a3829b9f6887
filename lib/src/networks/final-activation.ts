import { NetworkError } from '../base/errors';
import type { tf } from '../engine/tensorflow';
import type { ModelNode } from './model-graph';
import type { Loss } from './runner';

/** The final activations that a model may have, each with the loss that takes the logits before it. */
const LOSS_OF: Readonly<Record<string, Loss>> = { softmax: 'softmax-cross-entropy', sigmoid: 'binary-cross-entropy' };

/** Layers that pass their input's numbers on in the same order, except in training. */
const KEEPING: readonly string[] = [
  'Reshape',
  'Flatten',
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
];

/** Layers whose outputs lie between the smallest and the largest of their inputs, where 0 and products of inputs count too. */
const BOUNDED: readonly string[] = [
  ...KEEPING,
  'Permute',
  'RepeatVector',
  'Cropping2D',
  'UpSampling2D',
  'ZeroPadding2D',
  'Concatenate',
  'Average',
  'Maximum',
  'Minimum',
  'Multiply',
  'AveragePooling1D',
  'AveragePooling2D',
  'AveragePooling3D',
  'MaxPooling1D',
  'MaxPooling2D',
  'MaxPooling3D',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling1D',
  'GlobalMaxPooling2D',
  'Masking',
];

/** Activations whose outputs lie between 0 and 1. */
const PROBABILITIES: readonly string[] = ['softmax', 'sigmoid', 'hardSigmoid'];

/** How a model is measured. */
export interface Measure {
  readonly loss: Loss;
  /** The layer whose final softmax or sigmoid is removed: the losses take logits, which stay exact where probabilities round to 0. */
  readonly activated?: tf.layers.Layer;
}

/**
 * The loss of a model and its final activation. By default one output means binary cross-entropy, several outputs mean softmax
 * cross-entropy. Layers that only pass numbers on (reshape, flatten, dropout) may follow the activation.
 *
 * @param nodes of the model, see `modelNodes`
 * @throws NetworkError LOSS_MISMATCH if the loss does not fit the output; OUTPUT_PROBABILITIES if the model gives probabilities
 * that cannot be traced back to logits
 */
export function measureOf(nodes: readonly ModelNode[], wanted?: Loss): Measure {
  const output = nodes[nodes.length - 1];
  const outputs = output.tensor.shape[1] as number;
  const last = skipping(output, (node) => isKeeping(node) && activationOf(node.layer) === undefined);
  const activation = activationOf(last.layer);
  const loss = wanted ?? (outputs === 1 ? 'binary-cross-entropy' : 'softmax-cross-entropy');
  if (activation !== undefined && Object.hasOwn(LOSS_OF, activation) && isWhole(last, activation, outputs)) {
    checkLoss(last.layer, activation, outputs, loss, wanted);
    if (nodes.filter(({ layer }) => layer === last.layer).length === 1) return { loss, activated: last.layer };
  }
  const hidden = probabilitiesOf(output);
  if (hidden) {
    throw outputProbabilities(`The model's outputs come from the ${activationOf(hidden.layer)} of layer "${hidden.layer.name}"`);
  }
  checkCount(output.layer, outputs, loss);
  return { loss };
}

/** The error for a model that gives probabilities. @param what the beginning of its sentence: the source of the probabilities */
export function outputProbabilities(what: string): NetworkError {
  const remedy = 'End the model in logits, or in one softmax or sigmoid followed only by reshape, flatten or dropout.';
  return new NetworkError('OUTPUT_PROBABILITIES', `${what}: these are probabilities, but the loss needs logits.`, remedy);
}

/** TensorFlow.js's name of a layer's activation; undefined for none and for `linear`. */
export function activationOf(layer: tf.layers.Layer): string | undefined {
  if (layer.getClassName() === 'Softmax') return 'softmax';
  const { activation } = layer as { readonly activation?: tf.serialization.Serializable };
  const name = typeof activation?.getClassName === 'function' ? activation.getClassName() : undefined;
  return name === 'linear' ? undefined : name;
}

/** Whether the layer only applies an activation. */
export function isOnlyActivation(layer: tf.layers.Layer): boolean {
  return layer.getClassName() === 'Softmax' || layer.getClassName() === 'Activation';
}

function isKeeping({ layer }: ModelNode): boolean {
  return KEEPING.includes(layer.getClassName()) || layer.getClassName() === 'Activation';
}

function skipping(node: ModelNode, skipped: (node: ModelNode) => boolean): ModelNode {
  let found = node;
  while (found.inputs.length === 1 && skipped(found)) [found] = found.inputs;
  return found;
}

/** Whether all outputs of an example form one softmax, which runs along the last axis; each sigmoid stands for itself. */
function isWhole({ tensor }: ModelNode, activation: string, outputs: number): boolean {
  return activation === 'sigmoid' || tensor.shape.at(-1) === outputs;
}

/** The node whose softmax or sigmoid still shows in the output, if any. */
function probabilitiesOf(node: ModelNode): ModelNode | undefined {
  const activation = activationOf(node.layer);
  if (activation !== undefined) return PROBABILITIES.includes(activation) ? node : undefined;
  if (!BOUNDED.includes(node.layer.getClassName()) && node.layer.getClassName() !== 'Activation') return undefined;
  const found = node.inputs.map(probabilitiesOf);
  return found.every((each) => each !== undefined) ? found[0] : undefined;
}

function checkLoss({ name }: tf.layers.Layer, activation: string, outputs: number, loss: Loss, wanted: Loss | undefined): void {
  const problem = (what: string, remedy: string): NetworkError =>
    new NetworkError('LOSS_MISMATCH', `Layer "${name}" ends in ${activation}${what}`, remedy);
  if (activation === 'sigmoid' && outputs > 1) {
    throw problem(
      ` of ${outputs} outputs: several labels for one example, for which there is no loss here.`,
      'For one label of several classes end in softmax; for several labels measure a model with one output per label.',
    );
  }
  if (activation === 'softmax' && outputs === 1) {
    throw problem(
      ' of one output, which is always 1.',
      'Give the layer one output for each class, or one output with a sigmoid for two classes.',
    );
  }
  if (LOSS_OF[activation] === loss) return;
  throw problem(
    `, which does not fit ${loss}.`,
    wanted ? `Use ${LOSS_OF[activation]}, the default without \`loss\`.` : `Use ${LOSS_OF[activation]}.`,
  );
}

function checkCount({ name }: tf.layers.Layer, outputs: number, loss: Loss): void {
  if (loss === 'binary-cross-entropy' && outputs !== 1) {
    throw new NetworkError(
      'LOSS_MISMATCH',
      `Binary cross-entropy takes one logit, but layer "${name}" gives ${outputs}.`,
      'Use softmax-cross-entropy.',
    );
  }
  if (loss === 'softmax-cross-entropy' && outputs === 1) {
    throw new NetworkError(
      'LOSS_MISMATCH',
      `Softmax cross-entropy of the one logit of layer "${name}" is always 0.`,
      'Use binary-cross-entropy.',
    );
  }
}

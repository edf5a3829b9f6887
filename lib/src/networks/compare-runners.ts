import { NetworkError } from '../base/errors';
import { generator } from '../base/random';
import type { Batch } from '../datasets/dataset';
import { tf } from '../engine/tensorflow';
import { type Measure, measureOf, outputProbabilities } from './final-activation';
import { layersPasses } from './layers-forward';
import { type ModelNode, modelNodes } from './model-graph';
import type { Loss, Runner } from './runner';

const EXAMPLES = 2;

/** Lengths to try for axes of open length. */
const OPEN_LENGTHS: readonly number[] = [8, 32, 96];

/**
 * Relative to the largest number that enters a loss: far above float32's rounding in the deepest networks, far below the difference
 * to any other function.
 */
const TOLERANCE = 1e-3;

/** Factor on the inputs for checking whether an output stays between 0 and 1. */
const MAGNIFIED = 1e3;

/** Layers of TensorFlow.js without weights that may give logits; other checks find their activations. */
const WEIGHTLESS: readonly string[] = [
  'Activation',
  'Add',
  'Concatenate',
  'Dot',
  'Dropout',
  'ELU',
  'Flatten',
  'InputLayer',
  'LeakyReLU',
  'Permute',
  'ReLU',
  'Rescaling',
  'Reshape',
  'ThresholdedReLU',
  'Average',
  'Maximum',
  'Minimum',
  'Multiply',
  'Masking',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling1D',
  'GlobalMaxPooling2D',
];

/** A smaller probability has lost its digits, and its logarithm means nothing. */
const SMALLEST_PROBABILITY = 1e-30;

/**
 * Returns the runner if it measures its model.
 *
 * @throws NetworkError RUNNER_DIFFERS if it does not; OUTPUT_PROBABILITIES
 */
export function faithful(runner: Runner, wanted?: Loss): Runner {
  try {
    const difference = differenceFromModel(runner, wanted);
    if (difference !== undefined) throw unfaithful(runner, difference);
    return runner;
  } catch (error) {
    runner.dispose();
    throw error;
  }
}

function unfaithful({ kind, model }: Runner, difference: string): NetworkError {
  const remedy = kind === 'compiled'
    ? 'Use the layers runner (kind: \'layers\'), and please report this model.'
    : 'Leave out layers that are random in inference or whose output depends on earlier calls; if there is none, please report this model.';
  return new NetworkError('RUNNER_DIFFERS', `The runner does not measure model "${model.name}". ${difference}`, remedy);
}

/**
 * Compares a runner's losses on a few seeded examples with those of the model's own predictions, in inference mode, at the same
 * weights. Changes nothing. Examples on which the model itself fails or overflows are ignored.
 *
 * @param wanted the loss requested for the runner
 * @returns the difference, as a sentence; undefined if they agree
 * @throws NetworkError OUTPUT_PROBABILITIES if the model gives probabilities, mistaken for logits
 */
export function differenceFromModel(runner: Runner, wanted?: Loss): string | undefined {
  const { model } = runner;
  const nodes = modelNodes(model);
  const measure = measureOf(nodes, wanted);
  const { predict } = layersPasses(model, measure);
  for (const length of model.inputs[0].shape.includes(null, 1) ? OPEN_LENGTHS : [0]) {
    const batch = examplesFor(model, nodes, measure.loss, length);
    const rows =
      hasRoom(nodes, [batch.size, ...batch.shape]) && rowsOf(() => predict(tf.tensor(batch.inputs, [batch.size, ...batch.shape])));
    if (!rows) continue;
    if (measure.activated === undefined) {
      const magnified = { ...batch, inputs: (batch.inputs as Float32Array).map((value) => MAGNIFIED * value) };
      refuseProbabilities(nodes[nodes.length - 1].layer, rows, () =>
        rowsOf(() => predict(tf.tensor(magnified.inputs, [batch.size, ...batch.shape]))),
      );
    }
    return differing(runner.evaluate(batch, 'running').losses, rows, batch, measure);
  }
  return undefined;
}

function differing(losses: Float32Array, rows: readonly number[][], batch: Batch, { loss, activated }: Measure): string | undefined {
  const expected = rows.map((row, i) => (activated ? ofProbability(row, batch.labels[i], loss) : ofLogits(row, batch.labels[i], loss)));
  const wrong = expected.findIndex(({ value, scale }, i) => Number.isFinite(value) && !(Math.abs(losses[i] - value) <= TOLERANCE * scale));
  if (wrong < 0) return undefined;
  return (
    `Its loss on a test example is ${losses[wrong].toPrecision(6)}, the model's own prediction gives ` +
    `${expected[wrong].value.toPrecision(6)}.`
  );
}

/** A loss and the magnitude of the numbers behind it. */
interface Expected {
  readonly value: number;
  readonly scale: number;
}

function ofLogits(row: readonly number[], label: number, loss: Loss): Expected {
  const logits = loss === 'binary-cross-entropy' ? [0, row[0]] : row;
  const largest = Math.max(...logits);
  const value = largest + Math.log(logits.reduce((sum, z) => sum + Math.exp(z - largest), 0)) - logits[label];
  return { value, scale: 1 + Math.max(...logits.map(Math.abs)) };
}

function ofProbability(row: readonly number[], label: number, loss: Loss): Expected {
  const probability = loss === 'binary-cross-entropy' ? row[0] : row[label];
  const value = probability > SMALLEST_PROBABILITY ? -Math.log(probability) : NaN;
  return { value, scale: 1 + value };
}

/** Whether every layer leaves a non-empty output of such inputs: TensorFlow computes arbitrary numbers from empty tensors. */
function hasRoom(nodes: readonly ModelNode[], inputShape: tf.Shape): boolean {
  const shapes = new Map<ModelNode, tf.Shape>();
  return nodes.every((node) => {
    const inputs = node.inputs.map((input) => shapes.get(input) as tf.Shape);
    const shape = inputs.length === 0 ? inputShape : node.layer.computeOutputShape(inputs.length === 1 ? inputs[0] : inputs);
    shapes.set(node, (Array.isArray(shape[0]) ? shape[node.tensor.outputTensorIndex ?? 0] : shape) as tf.Shape);
    return shapes.get(node)?.every((length) => length === null || length > 0);
  });
}

/** The model's output, a row for each example; undefined if the model fails. */
function rowsOf(predict: () => tf.Tensor): number[][] | undefined {
  try {
    return tf.tidy(() => (predict() as tf.Tensor2D).arraySync());
  } catch {
    return undefined;
  }
}

/** Seeded examples that the model can read, with labels of several classes (for a sigmoid, of class 1, whose probability is exact). */
function examplesFor(model: tf.LayersModel, nodes: readonly ModelNode[], loss: Loss, openLength: number): Batch {
  const shape = model.inputs[0].shape.slice(1).map((length) => length ?? openLength);
  const draw = generator(1, 'runner/examples');
  const tokens = tokensOf(model, nodes);
  const inputs = Float32Array.from({ length: EXAMPLES * shape.reduce((a, b) => a * b, 1) }, () =>
    tokens ? draw.integer(tokens) : draw.normal(),
  );
  const classes = model.outputs[0].shape[1] as number;
  const labels = Uint8Array.from({ length: EXAMPLES }, (_, i) => (loss === 'binary-cross-entropy' ? 1 : i % Math.min(classes, 256)));
  return { inputs, labels, size: EXAMPLES, shape };
}

/** Number of tokens, from 0, that a model takes as inputs; undefined if it takes any numbers. */
function tokensOf(model: tf.LayersModel, nodes: readonly ModelNode[]): number | undefined {
  const limits = nodes.flatMap(({ layer }) => {
    const { inputDim, numTokens } = layer.getConfig() as { readonly inputDim?: number; readonly numTokens?: number };
    const limit = layer.getClassName() === 'Embedding' ? inputDim : layer.getClassName() === 'CategoryEncoding' ? numTokens : undefined;
    return limit ? [limit] : [];
  });
  if (limits.length > 0) return Math.min(...limits);
  return model.inputs[0].dtype === 'float32' ? undefined : 2;
}

/**
 * Outputs that sum to 1 are a softmax of the user's own. A single output between 0 and 1 can be a logit: it counts as a probability
 * only if a layer without weights, of a class unknown to TensorFlow.js, keeps it there even for huge inputs.
 *
 * @throws NetworkError OUTPUT_PROBABILITIES
 */
function refuseProbabilities(layer: tf.layers.Layer, rows: readonly number[][], ofHugeInputs: () => readonly number[][] | undefined): void {
  const isDistribution = (row: readonly number[]): boolean =>
    row.length > 1 && row.every((p) => p >= 0) && Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-4;
  if (rows.every(isDistribution)) throw outputProbabilities(`Layer "${layer.name}" gives outputs that sum to 1`);
  const isProbability = ([p, ...others]: readonly number[]): boolean => others.length === 0 && p >= 0 && p <= 1;
  if (layer.weights.length > 0 || WEIGHTLESS.includes(layer.getClassName()) || !rows.every(isProbability)) return;
  const all = [...rows, ...(ofHugeInputs() ?? [[NaN]])];
  if (all.every(isProbability) && all.some(([p]) => p !== all[0][0]))
    throw outputProbabilities(`Layer "${layer.name}" gives one output between 0 and 1`);
}

import { generator } from '../../lib/src/base/random';
import type { Batch, Normalisation } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import type { Runner } from '../../lib/src/networks/runner';

const NORMALISATION: Normalisation = { mean: [0.5, 0.4, 0.45], deviation: [0.25, 0.2, 0.3] };

/** What a runner is to know of the examples of {@link randomBatch}. */
export function optionsFor(shape: readonly number[]): { readonly normalisation?: Normalisation } {
  return isImage(shape) ? { normalisation: NORMALISATION } : {};
}

const isImage = (shape: readonly number[]): boolean => shape.length === 3 && shape[2] === 3;

/** Chains layers into a model, named in their order so that two builds are alike. */
export function chain(shape: readonly number[], layers: readonly tf.layers.Layer[]): tf.LayersModel {
  const input = tf.input({ shape: [...shape] });
  const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

/** Random examples for a model; bytes for images of three channels, else floats. */
export function randomBatch(shape: readonly number[], size: number, classes: number, seed = 1): Batch {
  const draw = generator(seed, 'batch');
  const values = shape.reduce((a, b) => a * b, size);
  const inputs = isImage(shape) ? Uint8Array.from({ length: values }, () => draw.integer(256)) : Float32Array.from({ length: values }, () => draw.normal());
  return { inputs, labels: Uint8Array.from({ length: size }, () => draw.integer(classes)), size, shape };
}

/** The first `size` examples of a batch. */
export function firstOf(batch: Batch, size: number): Batch {
  const values = (batch.inputs.length / batch.size) * size;
  return { ...batch, inputs: batch.inputs.slice(0, values), labels: batch.labels.slice(0, size), size };
}

/** Weights and statistics in general position: no γ at 1, no β at 0, variances positive. */
export function randomState(runner: Runner, seed = 1): { weights: Float32Array; statistics: Float32Array } {
  const draw = generator(seed, 'state');
  const weights = new Float32Array(runner.layout.size);
  for (const { name, shape, offset, size } of runner.layout.entries) {
    const fanIn = shape.length > 1 ? size / shape[shape.length - 1] : 1;
    const around = name.endsWith('.gamma') ? 1 : 0;
    const spread = shape.length > 1 ? Math.sqrt(2 / fanIn) : 0.2;
    for (let i = 0; i < size; i++) weights[offset + i] = around + spread * draw.normal();
  }
  const statistics = new Float32Array(runner.statisticsLayout.size);
  for (const { name, offset, size } of runner.statisticsLayout.entries) {
    for (let i = 0; i < size; i++) statistics[offset + i] = name.endsWith('moving_variance') ? 0.5 + draw.uniform() : 0.3 * draw.normal();
  }
  return { weights, statistics };
}

/** ‖a − b‖ / ‖b‖, in double precision. */
export function relativeDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  let [difference, size] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    size += b[i] ** 2;
  }
  return Math.sqrt(difference / Math.max(size, 1e-30));
}

/** A small model with what the compiler knows, and the shape of its examples. */
export interface SmallModel {
  readonly name: string;
  readonly shape: readonly number[];
  readonly classes: number;
  readonly build: () => tf.LayersModel;
  /** Plain TensorFlow.js has no gradient: dilated convolutions. */
  readonly noPlainGradient?: boolean;
}

const l = tf.layers;
const IMAGE = [8, 8, 3];
const head = (activation: 'softmax' | 'linear' = 'linear'): tf.layers.Layer[] => [
  l.globalAveragePooling2d({ name: 'pool' }),
  l.dense({ units: 4, activation, name: 'fc' }),
];

/** An image model: the given layers, then a pool and a dense layer. */
function images(name: string, layers: () => readonly tf.layers.Layer[], noPlainGradient?: boolean): SmallModel {
  return { name, shape: IMAGE, classes: 4, noPlainGradient, build: () => chain(IMAGE, [...layers(), ...head()]) };
}

export const SMALL_MODELS: readonly SmallModel[] = [
  { name: 'logistic regression', shape: [1], classes: 2, build: () => chain([1], [l.dense({ units: 1, activation: 'sigmoid', name: 'fc' })]) },
  {
    name: 'perceptron with batch norm on rows',
    shape: [6],
    classes: 3,
    build: () => chain([6], [l.dense({ units: 5, name: 'in' }), l.batchNormalization({ name: 'bn' }), l.activation({ activation: 'tanh', name: 'act' }), l.dense({ units: 3, name: 'out', activation: 'softmax' })]),
  },
  images('convolution with bias, batch norm after it', () => [
    l.conv2d({ filters: 5, kernelSize: 3, padding: 'same', name: 'conv' }),
    l.batchNormalization({ name: 'bn' }),
    l.reLU({ name: 'relu' }),
  ]),
  images('padded stride 2, batch norm before activation and convolution', () => [
    l.zeroPadding2d({ padding: [[1, 1], [1, 2]], name: 'pad' }),
    l.conv2d({ filters: 4, kernelSize: 3, strides: 2, useBias: false, activation: 'relu', name: 'conv1' }),
    l.batchNormalization({ name: 'bn', epsilon: 1e-5 }),
    l.activation({ activation: 'relu', name: 'act' }),
    l.conv2d({ filters: 4, kernelSize: 1, strides: 2, useBias: false, name: 'conv2' }),
  ]),
  images('depthwise, batch norm after it, max pooling', () => [
    l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', name: 'depthwise' }),
    l.batchNormalization({ name: 'bn', scale: false }),
    l.activation({ activation: 'elu', name: 'act' }),
    l.maxPooling2d({ poolSize: 2, name: 'max' }),
  ]),
  images('batch norm without shift, layer norm, average pooling', () => [
    l.conv2d({ filters: 4, kernelSize: 3, dilationRate: 2, name: 'conv' }),
    l.averagePooling2d({ poolSize: 2, strides: 1, padding: 'same', name: 'average' }),
    l.batchNormalization({ name: 'bn', center: false }),
    l.layerNormalization({ name: 'ln' }),
    l.leakyReLU({ name: 'leaky' }),
    l.zeroPadding2d({ name: 'pad' }),
    l.layerNormalization({ name: 'ln2', axis: [1, 2, 3], scale: false }),
  ], true),
  images('MobileNet of Keras: padding before depthwise convolution before batch norm with its axis in a list', () => [
    l.zeroPadding2d({ padding: [[0, 1], [0, 1]], name: 'pad' }),
    l.depthwiseConv2d({ kernelSize: 3, strides: 2, useBias: false, name: 'depthwise' }),
    l.batchNormalization({ axis: [3] as unknown as number, name: 'bn' }),
    l.reLU({ maxValue: 6, name: 'relu' }),
    l.zeroPadding2d({ name: 'pad2' }),
    l.depthwiseConv2d({ kernelSize: 3, activation: 'relu', name: 'biased' }),
  ]),
  {
    name: 'models within models',
    shape: IMAGE,
    classes: 4,
    build: (): tf.LayersModel => {
      const inner = tf.sequential({ name: 'inner', layers: [l.batchNormalization({ name: 'bn', inputShape: [6, 6, 4] }), l.conv2d({ filters: 3, kernelSize: 3, activation: 'tanh', name: 'conv' })] });
      const head = tf.sequential({ name: 'head', layers: [l.dense({ units: 4, activation: 'softmax', name: 'fc', inputShape: [3] })] });
      const backbone = tf.sequential({ name: 'backbone', layers: [l.conv2d({ filters: 4, kernelSize: 3, inputShape: IMAGE, name: 'conv' }), inner, l.batchNormalization({ name: 'bn' })] });
      return tf.sequential({ name: 'outer', layers: [backbone, l.globalAveragePooling2d({ name: 'pool' }), head] });
    },
  },
  {
    name: 'branches that add and join',
    shape: IMAGE,
    classes: 4,
    build: (): tf.LayersModel => {
      const input = tf.input({ shape: IMAGE });
      const stem = l.conv2d({ filters: 4, kernelSize: 3, padding: 'same', name: 'stem' }).apply(input) as tf.SymbolicTensor;
      const normal = l.batchNormalization({ name: 'bn' }).apply(stem) as tf.SymbolicTensor;
      const branch = l.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'softplus', name: 'branch' }).apply(normal) as tf.SymbolicTensor;
      const sum = l.add({ name: 'sum' }).apply([stem, branch, normal]) as tf.SymbolicTensor;
      const joined = l.concatenate({ name: 'joined' }).apply([sum, stem]) as tf.SymbolicTensor;
      const dropped = l.dropout({ rate: 0.5, name: 'dropout' }).apply(joined) as tf.SymbolicTensor;
      const peaks = l.globalMaxPooling2d({ name: 'max' }).apply(dropped) as tf.SymbolicTensor;
      const logits = l.dense({ units: 4, name: 'fc', useBias: false }).apply(peaks) as tf.SymbolicTensor;
      return tf.model({ inputs: input, outputs: l.softmax({ name: 'softmax' }).apply(logits) as tf.SymbolicTensor });
    },
  },
  {
    name: 'sequential with reshape',
    shape: [12],
    classes: 3,
    build: (): tf.LayersModel => {
      const model = tf.sequential();
      model.add(l.reshape({ targetShape: [2, 2, 3], inputShape: [12], name: 'reshape' }));
      model.add(l.conv2d({ filters: 3, kernelSize: 2, activation: 'swish', name: 'conv' }));
      model.add(l.flatten({ name: 'flatten' }));
      model.add(l.dense({ units: 3, name: 'fc' }));
      return model;
    },
  },
];

import { generator } from '../../base/random';
import { arrayDataset } from '../../datasets/array-dataset';
import type { Dataset } from '../../datasets/dataset';
import { syntheticDataset } from '../../datasets/synthetic';
import { tf } from '../../engine/tensorflow';
import type { Study } from '../study/study';

// What notebook 08 builds in its cells, as a reader would. Records hold the data, the models and their first weights by their
// hashes, so that another one here would be another record.

/** How much of the notebook's models is measured at a study's scale. */
export interface OwnModelSizes {
  /** Of the perceptron's trainings. */
  readonly recipe: { readonly epochs: number; readonly learningRate: number; readonly batchSize: number };
  /** Of the perceptron's trainings that are compared. */
  readonly seeds: readonly number[];
  /** Directions of each kind. */
  readonly directions: number;
  /** Points of each side of the surface. */
  readonly side: number;
  /** Images of each split, epochs on them, and points of the curves of their network. */
  readonly images: number;
  readonly imageEpochs: number;
  readonly points: number;
}

/** The sizes at a study's scale: small at `smoke`, the same at all others. */
export function ownModelSizes({ scale }: Study): OwnModelSizes {
  const steps = { learningRate: 0.1, batchSize: 16 };
  if (scale.name === 'smoke') {
    return { recipe: { epochs: 40, ...steps }, seeds: [1, 2, 3], directions: 3, side: 13, images: 200, imageEpochs: 5, points: 9 };
  }
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  return { recipe: { epochs: 200, ...steps }, seeds, directions: 10, side: 41, images: 1000, imageEpochs: 30, points: 17 };
}

/** Points on two noisy spirals: 200 for training, 1000 for tests. */
export function spirals(): Dataset {
  const points = { train: spiralPoints('train', 200), test: spiralPoints('test', 1000) };
  return arrayDataset({ name: 'spirals', classes: ['one', 'other'], shape: [2], ...points });
}

function spiralPoints(split: string, count: number): { inputs: number[][]; labels: number[] } {
  const random = generator(1, `spirals/${split}`);
  const labels = Array.from({ length: count }, (_, i) => i % 2);
  const inputs = labels.map((label) => {
    const turn = random.uniform();
    const angle = 3 * Math.PI * turn + Math.PI * label;
    return [Math.cos(angle), Math.sin(angle)].map((x) => 2 * turn * x + 0.12 * random.normal());
  });
  return { inputs, labels };
}

/** How a layer's first weights are drawn. */
interface Kernel {
  readonly kernelInitializer: ReturnType<typeof tf.initializers.heNormal>;
}

function kernelOf(seed: number): Kernel {
  return { kernelInitializer: tf.initializers.heNormal({ seed }) };
}

/** A perceptron of three layers for {@link spirals}. */
export function perceptron(seed: number): tf.Sequential {
  const kernel = (layer: number): Kernel => kernelOf(10 * seed + layer);
  const hidden = { units: 24, activation: 'relu' as const };
  const first = tf.layers.dense({ name: 'first', inputShape: [2], ...hidden, ...kernel(1) });
  const second = tf.layers.dense({ name: 'second', ...hidden, ...kernel(2) });
  return tf.sequential({ name: 'perceptron', layers: [first, second, tf.layers.dense({ name: 'logits', units: 2, ...kernel(3) })] });
}

/** Drawn images, as many in each split. */
export function ownImages(count: number): Dataset {
  const { train, test, classes } = syntheticDataset({ trainExamples: count, testExamples: count });
  return arrayDataset({ name: 'my images', classes, shape: [32, 32, 3], train, test });
}

/** A convolutional network with batch norm for {@link ownImages}. */
export function smallCnn(): tf.Sequential {
  const { conv2d, batchNormalization, reLU, maxPooling2d, globalAveragePooling2d, dense } = tf.layers;
  const settings = { kernelSize: 3, strides: 2, padding: 'same' as const, useBias: false };
  return tf.sequential({ name: 'small-cnn', layers: [
    conv2d({ name: 'edges', filters: 12, inputShape: [32, 32, 3], ...settings, ...kernelOf(1) }),
    batchNormalization({ name: 'edges-norm' }), reLU({ name: 'edges-relu' }),
    conv2d({ name: 'parts', filters: 24, ...settings, ...kernelOf(2) }),
    batchNormalization({ name: 'parts-norm' }), reLU({ name: 'parts-relu' }), maxPooling2d({ name: 'pool', poolSize: 2 }),
    globalAveragePooling2d({ name: 'mean' }), dense({ name: 'logits', units: 10, ...kernelOf(3) }),
  ] });
}

import { generator } from '../base/random';
import type { Batch } from '../datasets/dataset';
import { computingDevice } from '../engine/binding';
import { createRunner } from '../networks/create-runner';
import { Graph } from '../engine/graph';
import type { GraphTensor } from '../engine/graph-types';
import { matrixProduct } from '../engine/operations/dense';
import { cut } from '../engine/operations/shape';
import { openSession } from '../engine/session';
import { tf } from '../engine/tensorflow';
import { median } from '../numbers/statistics';
import { buildNetwork } from '../networks/networks';
import type { Runner } from '../networks/runner';

/** The work whose speed is measured. */
export type Work = 'train' | 'evaluate';

/** Number of repetitions of a unit of work: `warmUp` untimed, then `steps` timed; the result is their median. */
export interface Repetitions {
  readonly warmUp: number;
  readonly steps: number;
}

const CIFAR = { mean: [0.4914, 0.4822, 0.4465], deviation: [0.2023, 0.1994, 0.201] } as const;
const STEP = { learningRate: 0.05, momentum: 0.9, weightDecay: 3e-4 } as const;

/** Rows and columns of the matrices whose product measures the machine: too large for caches, yet under 100 MB. */
const MATRIX = 2048;
/** Number of products: enough to make the time for passing in the matrix negligible. */
const PRODUCTS = { CPU: 4, GPU: 256 } as const;

/** A runner of a network with random weights, for measuring its speed. */
export function runnerForSpeed(network: string, kind: Runner['kind']): Runner {
  return createRunner(buildNetwork(network, 10, 1), { normalisation: CIFAR, kind });
}

/** Images per second of one kind of work on one batch, from the median duration. */
export function imagesPerSecond(runner: Runner, work: Work, batch: Batch, repetitions: Repetitions): Promise<number> {
  const once = work === 'train' ? () => runner.train(batch, STEP) : () => runner.evaluate(batch, 'running');
  return repeated(() => Promise.resolve(once()), batch.size, repetitions);
}

/**
 * Images per second with TensorFlow.js alone, without this library: `trainOnBatch` (with momentum, without weight decay) and
 * `predictOnBatch` of the layers model, on normalised images.
 */
export async function stockImagesPerSecond(network: string, work: Work, size: number, repetitions: Repetitions): Promise<number> {
  const model = buildNetwork(network, 10, 1);
  const optimizer = tf.train.momentum(STEP.learningRate, STEP.momentum);
  model.compile({ optimizer, loss: (labels, logits) => tf.losses.softmaxCrossEntropy(labels, logits) });
  const inputs = tf.randomUniform([size, 32, 32, 3], -2, 2, 'float32', 1);
  const labels = tf.tidy(() => tf.oneHot(tf.range(0, size, 1, 'int32').mod(10).toInt(), 10));
  const once = async (): Promise<void> => {
    if (work === 'train') await model.trainOnBatch(inputs, labels);
    else tf.tidy(() => (model.predictOnBatch(inputs) as tf.Tensor).dataSync());
  };
  try {
    return await repeated(once, size, repetitions);
  } finally {
    tf.dispose([inputs, labels]);
    optimizer.dispose();
    model.dispose();
  }
}

/**
 * Multiply-adds per second of plain matrix products by TensorFlow, the limit of the hardware: x·x·x…, as one graph, from the median
 * duration.
 */
export async function matrixProductSpeed(repetitions: Repetitions): Promise<number> {
  const graph = new Graph();
  const x = graph.placeholder([MATRIX, MATRIX]);
  const products = PRODUCTS[computingDevice()];
  const product = Array.from({ length: products }).reduce((left: GraphTensor) => matrixProduct(graph, left, x), x);
  const corner = cut(graph, product, [0, 0], [1, 1]);
  const session = openSession(graph);
  const source = generator(1, 'bench');
  const data = Float32Array.from({ length: MATRIX ** 2 }, () => source.uniform() / MATRIX);
  try {
    const once = (): unknown => session.run([{ tensor: x, shape: x.shape, data }], [corner]);
    return await repeated(() => Promise.resolve(once()), products * MATRIX ** 3, repetitions);
  } finally {
    session.dispose();
  }
}

/** Units per second, from the median duration of one repetition of `size` units. */
async function repeated(once: () => Promise<unknown>, size: number, { warmUp, steps }: Repetitions): Promise<number> {
  for (let i = 0; i < warmUp; i++) await once();
  const milliseconds: number[] = [];
  for (let i = 0; i < steps; i++) {
    const started = performance.now();
    await once();
    milliseconds.push(performance.now() - started);
  }
  return (1000 * size) / median(milliseconds);
}

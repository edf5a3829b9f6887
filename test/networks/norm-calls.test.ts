import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { layersRunner } from '../../lib/src/networks/layers-runner';
import type { Normalise, Runner } from '../../lib/src/networks/runner';
import { lossesOfLogits } from './predicted';
import { chain, randomBatch, randomState, relativeDifference } from './small-models';

const l = tf.layers;
const SIZE = 5;
const MODES: readonly Normalise[] = ['running', 'batch'];

interface NormCase {
  readonly shape: readonly number[];
  /** As given, such as Keras's list of one. */
  readonly axis: number | readonly number[];
  /** Counted from the first, 0 being the batch. */
  readonly channels: number;
}

const BATCH_NORMS: readonly NormCase[] = [
  { shape: [4], axis: -1, channels: 1 },
  { shape: [4], axis: [1], channels: 1 },
  { shape: [3, 4], axis: 2, channels: 2 },
  { shape: [3, 4], axis: -2, channels: 1 },
  { shape: [2, 3, 4], axis: -1, channels: 3 },
  { shape: [2, 3, 4], axis: [3], channels: 3 },
  { shape: [2, 3, 4], axis: 1, channels: 1 },
  { shape: [2, 3, 4], axis: [1], channels: 1 },
  { shape: [2, 3, 4], axis: 2, channels: 2 },
];

const WITH: readonly { readonly scale: boolean; readonly center: boolean }[] = [true, false].flatMap((scale) => [true, false].map((center) => ({ scale, center })));

function around(shape: readonly number[], norm: tf.layers.Layer): tf.LayersModel {
  return chain(shape, [l.dense({ units: shape.at(-1) as number, name: 'in' }), norm, l.activation({ activation: 'tanh' }), ...(shape.length > 1 ? [l.flatten()] : []), l.dense({ units: 3, name: 'out' })]);
}

/** A runner of the model in general position; the model has the same weights. */
function prepared(model: tf.LayersModel): Runner {
  const runner = layersRunner(model);
  const { weights, statistics } = randomState(runner);
  runner.setWeights(weights);
  runner.setStatistics(statistics);
  runner.writeToModel();
  return runner;
}

function close(actual: Float32Array, expected: Float32Array, tolerance: number, what: string): void {
  const difference = relativeDifference(actual, expected);
  assert.ok(difference < tolerance, `${what}: off by ${difference}`);
}

/** The gradient against differences along a few directions. */
function checkGradient(runner: Runner, mode: Normalise): void {
  const batch = randomBatch(runner.model.inputs[0].shape.slice(1) as number[], SIZE, 3);
  const weights = runner.getWeights();
  const { gradient } = runner.gradient(batch, mode);
  const lossAt = (direction: Float32Array, distance: number): number => {
    runner.setWeights(weights.map((w, i) => w + distance * direction[i]));
    return runner.evaluate(batch, mode).losses.reduce((a, b) => a + b, 0) / SIZE;
  };
  for (let k = 1; k <= 4; k++) {
    const direction = weights.map((_, i) => Math.sin(k * (i + 1)));
    const numeric = (lossAt(direction, 2e-3) - lossAt(direction, -2e-3)) / 4e-3;
    const analytic = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
    assert.ok(Math.abs(numeric - analytic) < 5e-3 * (1 + Math.abs(analytic)), `${mode}: slope ${analytic}, by differences ${numeric}`);
  }
  runner.setWeights(weights);
}

/** Mean and unbiased variance of each channel of what reaches the norm layer. */
function plainStatistics(model: tf.LayersModel, { shape, channels }: NormCase): Float32Array {
  const batch = randomBatch(shape, SIZE, 3);
  const before = tf.model({ inputs: model.inputs, outputs: model.getLayer('in').output as tf.SymbolicTensor });
  const values = tf.tidy(() => (before.predict(tf.tensor(batch.inputs, [SIZE, ...shape])) as tf.Tensor).dataSync());
  const whole = [SIZE, ...shape];
  const within = whole.slice(channels + 1).reduce((a, b) => a * b, 1);
  const groups = Array.from({ length: whole[channels] }, (_, channel) => [...values].filter((__, i) => Math.floor(i / within) % whole[channels] === channel));
  const means = groups.map((group) => group.reduce((a, b) => a + b, 0) / group.length);
  const variances = groups.map((group, c) => group.reduce((sum, v) => sum + (v - means[c]) ** 2, 0) / (group.length - 1));
  return Float32Array.from([...means, ...variances]);
}

for (const norm of BATCH_NORMS) {
  for (const { scale, center } of WITH) {
    test(`batch norm of ${norm.shape.join('×')}, axis ${JSON.stringify(norm.axis)}${scale ? '' : ', no γ'}${center ? '' : ', no β'}: loss, statistics, gradient`, () => {
      const model = around(norm.shape, l.batchNormalization({ axis: norm.axis as number, scale, center, name: 'norm' }));
      const runner = prepared(model);
      const batch = randomBatch(norm.shape, SIZE, 3);
      const tensors = tf.memory().numTensors;
      close(runner.evaluate(batch, 'running').losses, Float32Array.from(lossesOfLogits(model, batch)), 1e-5, 'loss');
      close(runner.batchStatistics(batch), plainStatistics(model, norm), 1e-5, 'statistics');
      for (const mode of MODES) checkGradient(runner, mode);
      assert.equal(tf.memory().numTensors, tensors);
      const other = createRunner(model);
      for (const mode of MODES) {
        close(other.evaluate(batch, mode).losses, runner.evaluate(batch, mode).losses, 1e-5, `${other.kind}, ${mode}`);
        close(other.gradient(batch, mode).gradient, runner.gradient(batch, mode).gradient, 1e-4, `gradient of ${other.kind}, ${mode}`);
      }
      other.dispose();
    });
  }
}

for (const [shape, axis] of [[[4], -1], [[3, 4], [2]], [[3, 4], [1, 2]], [[2, 3, 4], 3], [[2, 3, 4], [1, 2, 3]], [[6, 2, 4], [1]]] as const) {
  for (const { scale, center } of WITH) {
    test(`layer norm of ${shape.join('×')} over ${JSON.stringify(axis)}${scale ? '' : ', no γ'}${center ? '' : ', no β'}: loss and gradient`, () => {
      const model = around(shape, l.layerNormalization({ axis: axis as number, scale, center, name: 'norm' }));
      const runner = prepared(model);
      const batch = randomBatch(shape, SIZE, 3);
      close(runner.evaluate(batch, 'running').losses, Float32Array.from(lossesOfLogits(model, batch)), 1e-5, 'loss');
      checkGradient(runner, 'running');
    });
  }
}

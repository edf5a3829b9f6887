import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import type { Batch } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { lossCurve } from '../../lib/src/landscape/loss-curve';
import { drawDirection } from '../../lib/src/landscape/directions';
import { createRunner } from '../../lib/src/networks/create-runner';
import { buildNetwork } from '../../lib/src/networks/networks';
import type { Normalise, Runner } from '../../lib/src/networks/runner';
import { place } from '../../lib/src/networks/runner-core';
import { chain, randomBatch, randomState } from './small-models';

const l = tf.layers;
const MODES: readonly Normalise[] = ['running', 'batch'];
const ACTIVATIONS = ['relu', 'relu6', 'elu', 'selu', 'sigmoid', 'tanh', 'softplus', 'softsign', 'swish', 'mish', 'gelu'] as const;
const conv = (kernelSize = 3): tf.layers.Layer => l.conv2d({ filters: 5, kernelSize, padding: 'same' });
const end = (): tf.layers.Layer[] => [l.globalAveragePooling2d({}), l.dense({ units: 3 })];
const POINT = [4];
const IMAGE = [4, 4, 2];

const MODELS: readonly (readonly [string, readonly number[], () => readonly tf.layers.Layer[]])[] = [
  ...ACTIVATIONS.map((activation): readonly [string, readonly number[], () => readonly tf.layers.Layer[]] => [activation, POINT, () => [l.dense({ units: 5 }), l.activation({ activation }), l.dense({ units: 5, activation }), l.dense({ units: 3 })]]),
  ['leaky ReLU', POINT, () => [l.dense({ units: 5 }), l.leakyReLU({}), l.dense({ units: 5 }), l.leakyReLU({}), l.dense({ units: 3 })]],
  ['batch norm of points', POINT, () => [l.dense({ units: 5 }), l.batchNormalization(), l.reLU(), l.dense({ units: 5 }), l.batchNormalization(), l.reLU(), l.dense({ units: 3 })]],
  ['layer norm', POINT, () => [l.dense({ units: 5 }), l.layerNormalization(), l.reLU(), l.dense({ units: 5 }), l.layerNormalization(), l.reLU(), l.dense({ units: 3 })]],
  ['convolution, ReLU', IMAGE, () => [conv(), l.reLU(), conv(), l.reLU(), ...end()]],
  ['convolution, batch norm, ReLU', IMAGE, () => [conv(), l.batchNormalization(), l.reLU(), conv(), l.batchNormalization(), l.reLU(), ...end()]],
  ['batch norm, ReLU, convolution', IMAGE, () => [l.batchNormalization(), l.reLU(), conv(), l.batchNormalization(), l.reLU(), ...end()]],
  ['poolings', IMAGE, () => [conv(), l.maxPooling2d({ poolSize: 2 }), conv(2), l.globalMaxPooling2d({}), l.dense({ units: 3 })]],
];

function floatBatch(shape: readonly number[], size = 6): Batch {
  const draw = generator(1, 'overflow');
  return { inputs: Float32Array.from({ length: size * shape.reduce((a, b) => a * b, 1) }, () => draw.normal()), labels: Uint8Array.from({ length: size }, (_, i) => i % 3), size, shape };
}

function both(shape: readonly number[], layers: () => readonly tf.layers.Layer[]): [Runner, Runner] {
  const [compiled, reference] = [createRunner(chain(shape, layers()), { kind: 'compiled' }), createRunner(chain(shape, layers()), { kind: 'layers' })];
  return [compiled, reference];
}

const finite = (losses: ArrayLike<number>): string => Array.from(losses, (loss) => (Number.isFinite(loss) ? '0' : 'x')).join('');

for (const [name, shape, layers] of MODELS) {
  test(`${name}: however far out, both runners find the same losses finite`, () => {
    const runners = both(shape, layers);
    const { weights, statistics } = randomState(runners[0]);
    const batch = floatBatch(shape);
    for (const scale of [1, -1, 1e8, -1e8, 1e20, -1e20, 1e30, 3e37]) {
      const at = { weights: weights.map((weight) => Math.max(-3.4e38, Math.min(3.4e38, weight * scale))), statistics };
      for (const runner of runners) place(runner, at);
      for (const mode of MODES) {
        const [ours, theirs] = runners.map((runner) => finite(runner.evaluate(batch, mode).losses));
        assert.equal(ours, theirs, `losses at ${scale}, ${mode}`);
        assert.equal(Number.isFinite(runners[0].gradient(batch, mode).loss), !theirs.includes('x'), `mean loss at ${scale}, ${mode}`);
      }
      const [ours, theirs] = runners.map((runner) => finite(runner.batchStatistics(batch)));
      assert.equal(ours, theirs, `statistics at ${scale}`);
      const expected = finite(runners[1].evaluate(batch, 'batch').losses).includes('x');
      assert.equal(Number.isFinite(runners[0].train(batch, { learningRate: 0 }).loss), !expected, `step at ${scale}`);
    }
    for (const runner of runners) runner.dispose();
  });

  test(`${name}: one number in any tensor that is none shows in every loss`, () => {
    const [compiled, reference] = both(shape, layers);
    const { weights, statistics } = randomState(compiled);
    const batch = floatBatch(shape);
    for (const { offset } of compiled.layout.entries) {
      for (const runner of [compiled, reference]) place(runner, { weights: weights.map((weight, i) => (i === offset ? NaN : weight)), statistics });
      for (const mode of MODES) assert.equal(finite(compiled.evaluate(batch, mode).losses), finite(reference.evaluate(batch, mode).losses));
    }
    for (const { offset } of compiled.statisticsLayout.entries) {
      for (const runner of [compiled, reference]) place(runner, { weights, statistics: statistics.map((value, i) => (i === offset ? Infinity : value)) });
      assert.equal(finite(compiled.evaluate(batch, 'running').losses), finite(reference.evaluate(batch, 'running').losses));
    }
    for (const runner of [compiled, reference]) place(runner, { weights, statistics });
    assert.equal(finite(compiled.evaluate(batch, 'running').losses), '000000');
    for (const runner of [compiled, reference]) runner.dispose();
  });
}

test('an overflow of one example only, by its own numbers, is told of that example', () => {
  const [compiled, reference] = both(IMAGE, MODELS[15][2]);
  const { weights, statistics } = randomState(compiled);
  const batch = floatBatch(IMAGE);
  const inputs = Float32Array.from(batch.inputs, (value, i) => (i >= 5 * 32 ? Math.sign(value) * 3e38 : value));
  for (const runner of [compiled, reference]) place(runner, { weights, statistics });
  assert.equal(finite(compiled.evaluate(batch, 'running').losses), '000000');
  assert.equal(finite(compiled.evaluate({ ...batch, inputs }, 'running').losses), finite(reference.evaluate({ ...batch, inputs }, 'running').losses));
  assert.equal(finite(compiled.evaluate({ ...batch, inputs }, 'running').losses), '00000x');
});

test('a curve that goes far out says so in every mode of batch norm, as the layers runner does', async () => {
  const images = { ...randomBatch([32, 32, 3], 8, 10), count: 8 };
  const options = { normalisation: { mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25] } };
  const curves = [];
  for (const kind of ['compiled', 'layers'] as const) {
    const runner = createRunner(buildNetwork('preresnet-8', 10, 1), { ...options, kind });
    for (const batchNorm of ['frozen', 'reestimate', 'batch'] as const) {
      const direction = drawDirection('uniform01', runner.layout, { seed: 1 });
      const { train } = await lossCurve(runner, { train: images, test: images, batchNorm, direction, distances: [-1e8, 0, 1, 1e8, 1e20, 1e30] });
      curves.push([kind, batchNorm, finite(train.loss), train.finite]);
    }
    runner.dispose();
  }
  assert.deepEqual(curves.slice(0, 3).map(([, ...rest]) => rest), curves.slice(3).map(([, ...rest]) => rest));
  assert.match(String(curves[0][2]), /^x00x/);
});

test('training that leads to an overflow is told at the next step', () => {
  const runner = createRunner(chain(IMAGE, MODELS[15][2]()), { kind: 'compiled' });
  const batch = floatBatch(IMAGE);
  const losses: number[] = [];
  for (let step = 0; step < 40; step++) losses.push(runner.train(batch, { learningRate: 1e30 }).loss);
  assert.ok(losses.some((loss) => !Number.isFinite(loss)), losses.join(' '));
  assert.ok(!Number.isFinite(runner.evaluate(batch, 'running').losses[0]));
});

test('where the model is gone that would tell where numbers overflow, that is said', () => {
  const runner = createRunner(chain(IMAGE, MODELS[15][2]()), { kind: 'compiled' });
  runner.model.dispose();
  const batch = floatBatch(IMAGE);
  assert.equal(finite(runner.evaluate(batch, 'running').losses), '000000');
  runner.setWeights(runner.getWeights().map((weight) => weight * 1e20));
  assert.throws(() => runner.evaluate(batch, 'running'), { code: 'MODEL_GONE' });
});

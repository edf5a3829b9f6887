import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { generator } from '../../../lib/src/base/random';
import { tf } from '../../../lib/src/engine/tensorflow';
import { Growth } from '../../../lib/src/networks/compiled/growth';
import { planNetwork } from '../../../lib/src/networks/compiled/plan';
import { layersRunner } from '../../../lib/src/networks/layers-runner';
import { chain } from '../small-models';

const l = tf.layers;
const SHAPE = [4, 4, 2];

/** A layer that keeps the shape of an image. */
const LAYERS: Readonly<Record<string, () => tf.layers.Layer>> = {
  convolution: () => l.conv2d({ filters: 2, kernelSize: 3, padding: 'same' }),
  depthwise: () => l.depthwiseConv2d({ kernelSize: 3, padding: 'same' }),
  norm: () => l.batchNormalization({ epsilon: 1e-5 }),
  relu: () => l.reLU({}),
  selu: () => l.activation({ activation: 'selu' }),
  leaky: () => l.leakyReLU({ alpha: 3 }),
  pooling: () => l.maxPooling2d({ poolSize: 2, strides: 1, padding: 'same' }),
};

test('no network makes a larger number than the bound says', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...Object.keys(LAYERS)), { maxLength: 5 }), fc.integer(), fc.double({ min: -3, max: 3, noNaN: true }), (names, seed, size) => {
    const model = chain(SHAPE, [...names.map((name) => LAYERS[name]()), l.flatten(), l.dense({ units: 3 })]);
    const runner = layersRunner(model);
    const draw = generator(seed, 'growth');
    const weights = Float32Array.from({ length: runner.layout.size }, () => 10 ** size * draw.normal());
    const statistics = new Float32Array(runner.statisticsLayout.size);
    for (const { name, offset, size: count } of runner.statisticsLayout.entries) for (let i = 0; i < count; i++) statistics[offset + i] = name.endsWith('variance') ? draw.uniform() ** 4 : draw.normal();
    runner.setWeights(weights);
    runner.setStatistics(statistics);
    runner.writeToModel();
    const growth = new Growth(planNetwork(model), runner.layout, runner.statisticsLayout);
    growth.setWeights(weights);
    growth.setStatistics(statistics);
    const inputs = Float32Array.from({ length: 2 * 32 }, () => draw.normal());
    const [largest, bound] = [tf.tidy(() => (model.predict(tf.tensor(inputs, [2, ...SHAPE])) as tf.Tensor).abs().max().dataSync()[0]), Math.exp(growth.of('running')) * (1 + Math.max(...inputs.map(Math.abs)))];
    assert.ok(largest <= bound, `${names.join()}: ${largest} above ${bound}`);
    model.dispose();
  }), { numRuns: 40, seed: 5 });
});

test('what is not known, or not finite, has no bound', () => {
  const model = chain(SHAPE, [l.conv2d({ filters: 2, kernelSize: 3 }), l.batchNormalization(), l.flatten(), l.dense({ units: 3 })]);
  const { layout, statisticsLayout } = layersRunner(model);
  const growth = new Growth(planNetwork(model), layout, statisticsLayout);
  assert.ok(!Number.isFinite(growth.of('running')));
  growth.setWeights(new Float32Array(layout.size).fill(1));
  growth.setStatistics(new Float32Array(statisticsLayout.size).fill(1));
  assert.ok(Number.isFinite(growth.of('running')) && Number.isFinite(growth.of('batch')));
  growth.setStatistics(new Float32Array(statisticsLayout.size).fill(NaN));
  assert.ok(!Number.isFinite(growth.of('running')));
  growth.setWeights();
  assert.ok(!Number.isFinite(growth.of('batch')));
});

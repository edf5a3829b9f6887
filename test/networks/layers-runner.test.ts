import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import type { Batch } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { initialWeights } from '../../lib/src/networks/initialise';
import { layersRunner } from '../../lib/src/networks/layers-runner';
import { logistic } from '../../lib/src/networks/logistic';
import type { Normalise, Runner } from '../../lib/src/networks/runner';

const source = generator(1, 'test/layers-runner');
const MODES: readonly Normalise[] = ['running', 'batch'];

function normals(size: number): Float32Array {
  return Float32Array.from({ length: size }, () => source.normal());
}

function floatBatch(size: number, shape: readonly number[], classes: number): Batch {
  const inputs = normals(size * shape.reduce((a, b) => a * b, 1));
  return { inputs, labels: Uint8Array.from({ length: size }, () => source.integer(classes)), size, shape };
}

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i] - expected[i]) <= tolerance * (1 + Math.abs(expected[i])), `${i}: ${actual[i]} is not ${expected[i]}`);
  }
}

/** One dense layer, batch norm with unequal γ and β, a smooth activation, one dense layer. */
function smallModel(): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [4], units: 3, kernelInitializer: 'zeros' }),
      tf.layers.batchNormalization({ epsilon: 1e-5 }),
      tf.layers.activation({ activation: 'tanh' }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 3, kernelInitializer: 'zeros' }),
    ],
  });
  const runner = layersRunner(model);
  runner.setWeights(Float32Array.from(initialWeights(runner.layout, 3), (w) => w + 0.3 * source.normal()));
  runner.setStatistics(Float32Array.of(0.1, -0.2, 0.3, 1.5, 0.7, 1.1));
  runner.writeToModel();
  return model;
}

function meanLoss(runner: Runner, batch: Batch, normalise: Normalise): number {
  return runner.evaluate(batch, normalise).losses.reduce((a, b) => a + b, 0) / batch.size;
}

test('logistic regression: losses, gradient and two steps as worked out by hand', () => {
  const runner = layersRunner(logistic(1));
  const inputs = Float32Array.of(-1, 0.5, 2);
  const batch: Batch = { inputs, labels: Uint8Array.of(0, 1, 0), size: 3, shape: [1] };
  let [w, b, vw, vb] = [0.4, -0.3, 0, 0];
  runner.setWeights(Float32Array.of(w, b));
  const [learningRate, momentum, weightDecay] = [0.1, 0.9, 0.01];
  for (let step = 0; step < 2; step++) {
    const p = [...inputs].map((x) => 1 / (1 + Math.exp(-(w * x + b))));
    const losses = p.map((probability, i) => -Math.log(batch.labels[i] ? probability : 1 - probability));
    const residuals = p.map((probability, i) => (probability - batch.labels[i]) / 3);
    const gradient = [residuals.reduce((sum, r, i) => sum + r * inputs[i], 0), residuals.reduce((sum, r) => sum + r, 0)];
    near(runner.evaluate(batch, 'running').losses, losses, 1e-6);
    near(runner.gradient(batch, 'running').gradient, gradient, 1e-6);
    const result = runner.train(batch, { learningRate, momentum, weightDecay });
    near([result.loss], [losses.reduce((a, c) => a + c, 0) / 3], 1e-6);
    assert.equal(result.correct, p.filter((probability, i) => Number(probability > 0.5) === batch.labels[i]).length);
    vw = momentum * vw + gradient[0] + weightDecay * w;
    vb = momentum * vb + gradient[1] + weightDecay * b;
    w -= learningRate * vw;
    b -= learningRate * vb;
    near(runner.getMomentum(), [vw, vb], 1e-6);
    near(runner.getWeights(), [w, b], 1e-6);
  }
});

test('cross-entropy stays exact where probabilities round to 0 and 1', () => {
  const batch: Batch = { inputs: Float32Array.of(1, 1), labels: Uint8Array.of(0, 1), size: 2, shape: [1] };
  const binary = layersRunner(logistic(1));
  binary.setWeights(Float32Array.of(80, 0));
  near(binary.evaluate(batch, 'running').losses, [80, Math.exp(-80)], 1e-6);
  const softmax = tf.sequential({ layers: [tf.layers.dense({ inputShape: [1], units: 2, activation: 'softmax', kernelInitializer: 'zeros' })] });
  const runner = layersRunner(softmax);
  runner.setWeights(Float32Array.of(0, 200, 0, 0));
  near(runner.evaluate(batch, 'running').losses, [200, 0], 1e-6);
});

for (const normalise of MODES) {
  test(`gradient with ${normalise} statistics equals finite differences`, () => {
    const runner = layersRunner(smallModel());
    const batch = floatBatch(7, [4], 3);
    const { loss, gradient } = runner.gradient(batch, normalise);
    near([loss], [meanLoss(runner, batch, normalise)], 1e-6);
    const weights = runner.getWeights();
    const width = 0.01;
    const numeric = weights.map((_, i) => {
      const [plus, minus] = [1, -1].map((sign) => {
        runner.setWeights(weights.map((w, j) => (j === i ? w + sign * width : w)));
        return meanLoss(runner, batch, normalise);
      });
      return (plus - minus) / (2 * width);
    });
    near(gradient, numeric, 4e-4);
    assert.ok(gradient.some((g) => Math.abs(g) > 0.01));
  });
}

test('batch statistics are means and unbiased variances, and training moves the running ones by a tenth', () => {
  const runner = layersRunner(smallModel());
  const batch = floatBatch(6, [4], 3);
  const [before, weights] = [runner.getStatistics(), runner.getWeights()];
  // The first layer's outputs: 4×3 kernel, then 3 biases.
  const hidden = Array.from({ length: 3 }, (_, unit) =>
    Array.from({ length: 6 }, (_, example) => [0, 1, 2, 3].reduce((sum, i) => sum + batch.inputs[4 * example + i] * weights[3 * i + unit], weights[12 + unit])));
  const means = hidden.map((values) => values.reduce((a, b) => a + b, 0) / 6);
  const variances = hidden.map((values, unit) => values.reduce((sum, v) => sum + (v - means[unit]) ** 2, 0) / 5);
  const expected = [...means, ...variances];
  near(runner.batchStatistics(batch), expected, 1e-5);
  assert.deepEqual(runner.getStatistics(), before);
  runner.train(batch, { learningRate: 0.1, momentum: 0, weightDecay: 0 });
  near(runner.getStatistics(), expected.map((value, i) => 0.9 * before[i] + 0.1 * value), 1e-5);
});

test('with the batch\'s own biased variance as running statistics both modes agree', () => {
  const runner = layersRunner(smallModel());
  const batch = floatBatch(6, [4], 3);
  const statistics = runner.batchStatistics(batch).map((value, i) => (i < 3 ? value : (value * 5) / 6));
  const byBatch = runner.evaluate(batch, 'batch');
  assert.ok(Math.abs(byBatch.losses[0] - runner.evaluate(batch, 'running').losses[0]) > 1e-3);
  runner.setStatistics(statistics);
  near(runner.evaluate(batch, 'running').losses, byBatch.losses, 1e-4);
});

test('batch norm over images takes all positions, also with channels first', () => {
  const model = tf.sequential({ layers: [
    tf.layers.batchNormalization({ inputShape: [2, 3, 3], axis: 1 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 2, kernelInitializer: 'zeros' }),
  ] });
  const batch = floatBatch(4, [2, 3, 3], 2);
  const channel = (c: number): number[] => [...batch.inputs].filter((_, i) => Math.floor(i / 9) % 2 === c);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const variance = (values: readonly number[]): number => values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1);
  const channels = [channel(0), channel(1)];
  near(layersRunner(model).batchStatistics(batch), [...channels.map(mean), ...channels.map(variance)], 1e-5);
});

test('dropout is off in every mode, and the model is its own until told', () => {
  const model = smallModel();
  const runner = layersRunner(model);
  const batch = floatBatch(5, [4], 3);
  for (const normalise of MODES) assert.deepEqual(runner.evaluate(batch, normalise), runner.evaluate(batch, normalise));
  const own = model.getWeights().map((weight) => [...weight.dataSync()]);
  runner.train(batch, { learningRate: 0.1, momentum: 0.9, weightDecay: 0 });
  assert.deepEqual(model.getWeights().map((weight) => [...weight.dataSync()]), own);
  runner.writeToModel();
  assert.deepEqual(layersRunner(model).getWeights(), runner.getWeights());
  assert.deepEqual(layersRunner(model).getStatistics(), runner.getStatistics());
});

test('a final softmax changes nothing, be it a layer, a setting, or in a model within the model', () => {
  const body = (): tf.layers.Layer[] => [tf.layers.dense({ inputShape: [4], units: 3, kernelInitializer: 'zeros' })];
  const models = [
    tf.sequential({ layers: body() }),
    tf.sequential({ layers: [...body(), tf.layers.softmax()] }),
    tf.sequential({ layers: [...body(), tf.layers.activation({ activation: 'softmax' })] }),
    tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units: 3, activation: 'softmax', kernelInitializer: 'zeros' })] }),
    tf.sequential({ layers: [tf.sequential({ layers: [...body(), tf.layers.softmax()] })] }),
  ];
  const batch = floatBatch(5, [4], 3);
  const weights = normals(15);
  const results = models.map((model) => {
    const runner = layersRunner(model);
    runner.setWeights(weights);
    return { ...runner.evaluate(batch, 'running'), ...runner.gradient(batch, 'running') };
  });
  for (const result of results) {
    near(result.losses, results[0].losses, 1e-6);
    near(result.gradient, results[0].gradient, 1e-6);
  }
  // Outside of the runner the softmax is still there.
  tf.tidy(() => {
    for (const model of models.slice(1)) near((model.predict(tf.ones([1, 4])) as tf.Tensor).sum().dataSync(), [1], 1e-6);
  });
});

test('constraints and frozen layers of the model are respected as the documentation says', () => {
  const constrained = tf.layers.dense({ inputShape: [2], units: 2, kernelConstraint: tf.constraints.nonNeg(), kernelInitializer: 'zeros' });
  const runner = layersRunner(tf.sequential({ layers: [constrained] }));
  const batch: Batch = { inputs: Float32Array.of(1, 0), labels: Uint8Array.of(0), size: 1, shape: [2] };
  runner.setWeights(Float32Array.of(-1, 1, 0, 0, 0, 0));
  near(runner.evaluate(batch, 'running').losses, [Math.log(1 + Math.exp(2))], 1e-6);
  const frozen = tf.layers.dense({ inputShape: [2], units: 3, trainable: false });
  const partial = layersRunner(tf.sequential({ layers: [frozen, tf.layers.dense({ units: 2 })] }));
  assert.equal(partial.layout.size, 3 * 2 + 2);
});

test('bytes are normalised channel by channel', () => {
  const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [1, 2, 3] }), tf.layers.dense({ units: 2 })] });
  const normalisation = { mean: [0.5, 0.4, 0.3], deviation: [0.2, 0.25, 0.3] };
  const runner = layersRunner(model, { normalisation });
  const bytes = Uint8Array.of(0, 255, 128, 7, 8, 9);
  const floats = Float32Array.from(bytes, (byte, i) => (byte / 255 - normalisation.mean[i % 3]) / normalisation.deviation[i % 3]);
  const batch = { labels: Uint8Array.of(1), size: 1, shape: [1, 2, 3] };
  assert.deepEqual(runner.evaluate({ ...batch, inputs: bytes }, 'running'), runner.evaluate({ ...batch, inputs: floats }, 'running'));
  assert.throws(() => layersRunner(model).evaluate({ ...batch, inputs: bytes }, 'running'), { code: 'NORMALISATION_MISSING' });
});

test('no call leaves tensors behind, not even one that fails', () => {
  const runner = layersRunner(smallModel());
  const batch = floatBatch(4, [4], 3);
  const before = tf.memory().numTensors;
  runner.train(batch, { learningRate: 0.1, momentum: 0.9, weightDecay: 0 });
  for (const normalise of MODES) {
    runner.evaluate(batch, normalise);
    runner.gradient(batch, normalise);
  }
  runner.batchStatistics(batch);
  runner.writeToModel();
  assert.throws(() => runner.evaluate({ ...batch, shape: [3] }, 'running'));
  runner.dispose();
  assert.equal(tf.memory().numTensors, before);
});

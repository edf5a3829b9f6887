import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { layersRunner } from '../../lib/src/networks/layers-runner';
import type { Normalise } from '../../lib/src/networks/runner';
import { lossesOfLogits } from './predicted';
import { chain, firstOf, randomBatch, relativeDifference } from './small-models';

const l = tf.layers;
const MODES: readonly Normalise[] = ['running', 'batch'];
const STEP = { learningRate: 0.1, momentum: 0.9, weightDecay: 0 };

function inGeneralPosition(model: tf.LayersModel): tf.LayersModel {
  // Weight by weight: TensorFlow.js's own `setWeights` takes another order than `getWeights` gives where a model within is frozen.
  model.weights.forEach((weight, k) => {
    const shape = weight.shape as number[];
    weight.write(tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => 1 + 0.6 * Math.sin(5 * i + k)), shape));
  });
  return model;
}

const backbone = (): tf.layers.Layer[] => [l.dense({ name: 'dense', inputShape: [4], units: 5 }), l.batchNormalization({ name: 'bn' })];
const head = (): tf.layers.Layer => l.dense({ name: 'head', units: 3 });

function frozenModel(freeze: (inner: tf.LayersModel) => void, wrap: boolean): tf.LayersModel {
  const inner = tf.sequential({ name: 'inner', layers: backbone() });
  freeze(inner);
  return inGeneralPosition(tf.sequential({ layers: [wrap ? chain([4], [inner]) : inner, head()] }));
}

const FROZEN: Readonly<Record<string, () => tf.LayersModel>> = {
  'each layer': () => frozenModel((inner) => inner.layers.forEach((layer) => { layer.trainable = false; }), false),
  'a model within': () => frozenModel((inner) => { inner.trainable = false; }, false),
  'a model within a model within': () => frozenModel((inner) => { inner.trainable = false; }, true),
  'the model around the model': () => {
    const outer = chain([4], [tf.sequential({ name: 'inner', layers: backbone() })]);
    outer.trainable = false;
    return inGeneralPosition(tf.sequential({ layers: [outer, head()] }));
  },
};

for (const [what, build] of Object.entries(FROZEN)) {
  test(`frozen by ${what}: batch norm keeps its statistics in every mode and in training, and only the head trains`, () => {
    const model = build();
    const own = model.weights.map((weight) => weight.read().dataSync());
    const runner = createRunner(model);
    assert.match(runner.reason ?? '', /frozen/);
    assert.equal(runner.statisticsLayout.size, 0);
    assert.deepEqual(runner.layout.entries.map(({ name }) => name), ['head.kernel', 'head.bias']);
    const batch = randomBatch([4], 6, 3);
    const expected = Float32Array.from(lossesOfLogits(model, batch));
    for (const mode of MODES) assert.ok(relativeDifference(runner.evaluate(batch, mode).losses, expected) < 1e-5, mode);
    assert.equal(runner.batchStatistics(batch).length, 0);
    runner.train(batch, STEP);
    runner.writeToModel();
    const after = model.weights.map((weight) => weight.read().dataSync());
    assert.equal(after.filter((values, i) => relativeDifference(values as Float32Array, own[i] as Float32Array) > 0).length, 2);
  });
}

test('only some batch norm frozen: the others have statistics, the frozen ones keep theirs', () => {
  const model = inGeneralPosition(chain([4], [l.batchNormalization({ name: 'ice', trainable: false }), l.dense({ units: 4, name: 'dense' }), l.batchNormalization({ name: 'warm' }), head()]));
  const runner = createRunner(model);
  assert.deepEqual(runner.statisticsLayout.entries.map(({ name }) => name), ['warm.moving_mean', 'warm.moving_variance']);
  const batch = randomBatch([4], 6, 3);
  assert.ok(relativeDifference(runner.evaluate(batch, 'running').losses, Float32Array.from(lossesOfLogits(model, batch))) < 1e-5);
  // What reaches the second batch norm has gone through the first one's running statistics.
  const before = tf.model({ inputs: model.inputs, outputs: model.getLayer('dense').output as tf.SymbolicTensor });
  const mean = tf.tidy(() => (before.predict(tf.tensor(batch.inputs, [6, 4])) as tf.Tensor).mean(0).dataSync()) as Float32Array;
  assert.ok(relativeDifference(runner.batchStatistics(batch).slice(0, 4), mean) < 1e-5);
});

const dense = (): tf.layers.Layer => l.dense({ units: 3 });
const cell = (stateful: boolean): tf.layers.Layer => l.lstm({ units: 4, stateful, kernelInitializer: 'ones' }) as tf.layers.Layer;
const RECURRENT: Readonly<Record<string, (stateful: boolean) => tf.layers.Layer[]>> = {
  'LSTM': (stateful) => [cell(stateful), dense()],
  'GRU before SimpleRNN': (stateful) => [l.gru({ units: 3, stateful, returnSequences: true }) as tf.layers.Layer, l.simpleRNN({ units: 4, stateful }) as tf.layers.Layer, dense()],
  'cells stacked': (stateful) => [l.rnn({ cell: [l.lstmCell({ units: 3 }), l.gruCell({ units: 4 })] as never, stateful }) as tf.layers.Layer, dense()],
  'two ways': (stateful) => [l.bidirectional({ layer: l.lstm({ units: 3, stateful }) as tf.RNN, mergeMode: 'concat' }), dense()],
  'in a model within the model': (stateful) => {
    const input = tf.input({ batchShape: [6, 3, 2] });
    return [tf.model({ inputs: input, outputs: cell(stateful).apply(input) as tf.SymbolicTensor }), dense()];
  },
};

for (const [what, layers] of Object.entries(RECURRENT)) {
  test(`stateful ${what}: each pass begins without a memory, for batches of any size, and the model's own memory stays`, () => {
    const build = (stateful: boolean): tf.LayersModel => {
      const input = tf.input({ batchShape: [6, 3, 2] });
      return inGeneralPosition(tf.model({ inputs: input, outputs: layers(stateful).reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input) }));
    };
    const [stateful, stateless] = [build(true), build(false)];
    const batch = randomBatch([3, 2], 6, 3);
    const expected = Float32Array.from(lossesOfLogits(stateless, batch));
    lossesOfLogits(stateful, batch);
    const runner = createRunner(stateful);
    for (let i = 0; i < 2; i++) assert.ok(relativeDifference(runner.evaluate(batch, 'running').losses, expected) < 1e-5);
    const part = runner.evaluate(firstOf(batch, 2), 'running').losses;
    assert.ok(relativeDifference(part, expected.slice(0, 2)) < 1e-5);
    const gradient = runner.gradient(batch, 'running').gradient;
    assert.deepEqual(runner.gradient(batch, 'running').gradient, gradient);
    assert.ok(relativeDifference(gradient, layersRunner(stateless).gradient(batch, 'running').gradient) < 1e-4);
    // The model itself still remembers its one prediction of before.
    const second = lossesOfLogits(stateful, batch);
    const twice = build(true);
    lossesOfLogits(twice, batch);
    assert.ok(relativeDifference(Float32Array.from(second), Float32Array.from(lossesOfLogits(twice, batch))) < 1e-5);
  });
}

import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { lossesOfLogits } from './predicted';
import { chain, randomBatch, randomState, relativeDifference } from './small-models';

const l = tf.layers;
const SHAPE = [8, 8, 2];
const CLASSES = 3;
const STEP = { learningRate: 0.1, momentum: 0.9, weightDecay: 1e-3 };

type Layers = () => tf.layers.Layer[];
const body: Layers = () => [l.conv2d({ name: 'conv', filters: 4, kernelSize: 3 }), l.batchNormalization({ name: 'bn' }), l.reLU({ name: 'relu' })];
const head: Layers = () => [l.globalAveragePooling2d({ name: 'pool' }), l.dense({ name: 'out', units: CLASSES })];
const named = (layers: tf.layers.Layer[], shape: readonly number[]): tf.layers.Layer[] => {
  (layers[0] as unknown as { batchInputShape: (number | null)[] }).batchInputShape = [null, ...shape];
  return layers;
};

/** A `tf.sequential` of the layers, for inputs of the shape. */
const row = (shape: readonly number[], layers: tf.layers.Layer[]): tf.Sequential => tf.sequential({ layers: named(layers, shape) });

function siblings(): tf.LayersModel {
  const input = tf.input({ shape: [...SHAPE] });
  const [left, right] = [row(SHAPE, body()), chain(SHAPE, body())].map((branch) => branch.apply(input) as tf.SymbolicTensor);
  return tf.model({ inputs: input, outputs: head().reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, l.concatenate().apply([left, right]) as tf.SymbolicTensor) });
}

const MODELS: Readonly<Record<string, () => tf.LayersModel>> = {
  'sequential, first in a sequential': () => tf.sequential({ layers: [row(SHAPE, body()), ...head()] }),
  'functional, first in a sequential': () => tf.sequential({ layers: [chain(SHAPE, body()), ...head()] }),
  'sequential, first in a functional': () => chain(SHAPE, [row(SHAPE, body()), ...head()]),
  'added to an empty sequential': () => {
    const model = tf.sequential();
    for (const layer of [row(SHAPE, body()), ...head()]) model.add(layer);
    return model;
  },
  'last': () => tf.sequential({ layers: [...named(body(), SHAPE), row([6, 6, 4], head())] }),
  'first, in the middle and last': () => tf.sequential({ layers: [row(SHAPE, body()), row([6, 6, 4], [l.conv2d({ name: 'conv', filters: 2, kernelSize: 3 })]), row([4, 4, 2], head())] }),
  'three deep': () => tf.sequential({ layers: [row(SHAPE, [chain(SHAPE, [row(SHAPE, body())])]), ...head()] }),
  'the whole model': () => tf.sequential({ layers: [row(SHAPE, [...body(), ...head()])] }),
  'two side by side': siblings,
};

for (const [where, build] of Object.entries(MODELS)) {
  test(`a model as a layer, ${where}: measured as the model predicts, trained, and written back`, () => {
    const model = build();
    const batch = randomBatch(SHAPE, 6, CLASSES);
    for (const kind of ['auto', 'layers'] as const) {
      const runner = createRunner(model, { kind });
      assert.equal(runner.kind, kind === 'auto' ? 'compiled' : 'layers', runner.reason);
      const { weights, statistics } = randomState(runner);
      runner.setWeights(weights);
      runner.setStatistics(statistics);
      for (let step = 0; step < 2; step++) {
        runner.writeToModel();
        const expected = Float32Array.from(lossesOfLogits(model, batch));
        assert.ok(relativeDifference(runner.evaluate(batch, 'running').losses, expected) < 1e-5, `${kind}, after ${step} steps`);
        runner.train(batch, STEP);
      }
      runner.dispose();
    }
  });
}

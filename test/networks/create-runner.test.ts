import assert from 'node:assert/strict';
import test from 'node:test';
import { syntheticDataset } from '../../lib/src/datasets/synthetic';
import { memoryUse } from '../../lib/src/engine/memory';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import type { RunnerOptions } from '../../lib/src/networks/runner-options';
import { UsageError } from '../../lib/src/base/errors';
import { chain } from './small-models';

function dense(units: number, activation: 'softmax' | 'sigmoid' | 'linear' = 'linear'): tf.LayersModel {
  return chain([4], [tf.layers.dense({ units: 5, name: 'hidden' }), tf.layers.batchNormalization({ name: 'bn' }), tf.layers.dense({ units, activation, name: 'out' })]);
}

test('an unknown option or value is refused with the nearest name', () => {
  const model = dense(3);
  const { graphs } = memoryUse();
  const wrong: readonly (readonly [unknown, string, RegExp])[] = [
    [{ losss: 'x' }, 'OPTION_UNKNOWN', /Did you mean loss/], [{ normalization: {} }, 'OPTION_UNKNOWN', /Did you mean normalisation/], [{ batchSize: 3 }, 'OPTION_UNKNOWN', /normalisation/],
    [{ kind: 'compile' }, 'KIND_UNKNOWN', /Did you mean compiled/], [{ kind: null }, 'KIND_UNKNOWN', /null/], [{ kind: 'toString' }, 'KIND_UNKNOWN', /toString/],
    [{ loss: 'hinge' }, 'LOSS_UNKNOWN', /"hinge"/], [{ loss: 'softmax-crossentropy' }, 'LOSS_UNKNOWN', /Did you mean softmax-cross-entropy/], [{ loss: 3 }, 'LOSS_UNKNOWN', /3/],
    [null, 'OPTION_UNKNOWN', /null/], ['layers', 'OPTION_UNKNOWN', /layers/],
    [{ normalisation: { mean: 0.5, deviation: 1 } }, 'NORMALISATION_INVALID', /mean/], [{ normalisation: { mean: [0, 0, 0, 0], deviation: [1, 1, 1, 0] } }, 'NORMALISATION_INVALID', /deviation/],
    [{ normalisation: { mean: [0, NaN, 0, 0], deviation: [1, 1, 1, 1] } }, 'NORMALISATION_INVALID', /mean/],
  ];
  for (const [options, code, message] of wrong) {
    assert.throws(() => createRunner(model, options as RunnerOptions), (error) => error instanceof UsageError && error.code === code && message.test(error.message), String(JSON.stringify(options)));
  }
  assert.equal(memoryUse().graphs, graphs);
});

test('a dataset will do as options, and what is undefined is left out', () => {
  const dataset = syntheticDataset({ trainExamples: 30, testExamples: 30, seed: 1 });
  const image = chain([32, 32, 3], [tf.layers.flatten(), tf.layers.dense({ units: 10 })]);
  for (const options of [dataset, { ...dataset, note: 'x', kind: 'layers' }, { normalisation: undefined, kind: undefined, loss: undefined }]) createRunner(image, options as RunnerOptions).dispose();
});

type Compiled = Parameters<tf.LayersModel['compile']>[0]['loss'];
const logitsLoss: Compiled = (labels, logits) => tf.losses.softmaxCrossEntropy(labels, logits);
const sparseLoss: Compiled = (labels, logits) => tf.losses.softmaxCrossEntropy(tf.oneHot(labels.reshape([-1]).toInt(), 3), logits);
const squares: Compiled = (labels, outputs) => tf.losses.meanSquaredError(labels, outputs);
const smoothed: Compiled = (labels, logits) => tf.losses.softmaxCrossEntropy(labels, logits, undefined, 0.1);

test('a model compiled with another loss than cross-entropy is refused by name, unless the loss is given', () => {
  const refused: readonly (readonly [() => tf.LayersModel, Compiled, RegExp])[] = [
    [() => dense(1), 'meanSquaredError', /meanSquaredError.*binary-cross-entropy/], [() => dense(3), 'meanAbsoluteError', /meanAbsoluteError/], [() => dense(3), 'categoricalHinge', /categoricalHinge/],
    [() => dense(3), ['poisson'], /poisson/], [() => dense(3), squares, /squares/], [() => dense(3), smoothed, /smoothed/], [() => dense(1), squares, /squares/],
    [() => dense(3), { out: 'hinge' }, /hinge/], [() => dense(3), 'binaryCrossentropy', /binaryCrossentropy/],
  ];
  for (const [build, loss, message] of refused) {
    const model = build();
    model.compile({ optimizer: 'sgd', loss });
    // Its weights reach TensorFlow with the first prediction.
    tf.tidy(() => model.predict(tf.zeros([1, 4])));
    const before = memoryUse();
    assert.throws(() => createRunner(model), { code: 'LOSS_UNSUPPORTED', message });
    assert.deepEqual([memoryUse().tensors, memoryUse().nativeTensors, memoryUse().graphs], [before.tensors, before.nativeTensors, before.graphs]);
    createRunner(model, { loss: model.outputs[0].shape[1] === 1 ? 'binary-cross-entropy' : 'softmax-cross-entropy' }).dispose();
  }
});

test('a model compiled with a cross-entropy, by name or as a function, is taken', () => {
  const taken: readonly (readonly [tf.LayersModel, Compiled])[] = [
    [dense(3), 'categoricalCrossentropy'], [dense(3, 'softmax'), 'categoricalCrossentropy'], [dense(3), 'sparseCategoricalCrossentropy'], [dense(3), ['categoricalCrossentropy']],
    [dense(1, 'sigmoid'), 'binaryCrossentropy'], [dense(3), logitsLoss], [dense(3), sparseLoss], [dense(3, 'softmax'), (labels, p) => tf.metrics.categoricalCrossentropy(labels, p)],
    [dense(1), (labels, logits) => tf.losses.sigmoidCrossEntropy(labels, logits)], [dense(1, 'sigmoid'), (labels, p) => tf.metrics.binaryCrossentropy(labels, p)],
  ];
  for (const [model, loss] of taken) {
    model.compile({ optimizer: 'sgd', loss });
    createRunner(model).dispose();
  }
});

test('a model with weights or statistics that are not finite, or a negative variance, is refused', () => {
  const spoilt = (name: string, value: number): tf.LayersModel => {
    const model = dense(3);
    model.setWeights(model.weights.map((weight) => (weight.originalName.endsWith(name) ? tf.fill(weight.shape as number[], value) : weight.read())));
    return model;
  };
  for (const kind of ['compiled', 'layers'] as const) {
    assert.throws(() => createRunner(spoilt('hidden/kernel', NaN), { kind }), { code: 'WEIGHTS_NOT_FINITE', message: /hidden\.kernel/ });
    assert.throws(() => createRunner(spoilt('moving_mean', Infinity), { kind }), { code: 'STATISTICS_NOT_FINITE', message: /bn\.moving_mean/ });
    assert.throws(() => createRunner(spoilt('moving_variance', -1), { kind }), { code: 'VARIANCE_NEGATIVE', message: /bn\.moving_variance/ });
  }
});

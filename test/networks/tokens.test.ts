import assert from 'node:assert/strict';
import test from 'node:test';
import { arrayDataset } from '../../lib/src/datasets/array-dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { evaluate } from '../../lib/src/training/evaluation';

const { layers } = tf;
const embedding = (): tf.layers.Layer => layers.embedding({ name: 'lookup', inputDim: 64, outputDim: 4, inputLength: 6 });
const head = (): tf.layers.Layer[] => [layers.globalAveragePooling1d(), layers.dense({ units: 2 })];
const tokens = Array.from({ length: 60 }, (_, i) => (7 * i) % 64);
const labels = Array.from({ length: 10 }, (_, i) => i % 2);
const datasetOf = (inputs: Uint8Array | Float32Array): ReturnType<typeof arrayDataset> => arrayDataset({ name: 'text', classes: ['a', 'b'], shape: [6], train: { inputs, labels }, test: { inputs, labels } });

test('bytes for an embedding are refused, wherever it stands: they would be normalised', () => {
  const models = [
    tf.sequential({ layers: [embedding(), ...head()] }),
    tf.sequential({ layers: [tf.sequential({ layers: [embedding()] }), ...head()] }),
  ];
  for (const model of models) assert.throws(() => createRunner(model, datasetOf(Uint8Array.from(tokens))), { code: 'TOKENS_NORMALISED', message: /"lookup".*Int32Array/ });
});

test('the same tokens as floats are looked up as they are', async () => {
  const model = tf.sequential({ layers: [embedding(), ...head()] });
  const dataset = datasetOf(Float32Array.from(tokens));
  const { loss } = await evaluate(createRunner(model, dataset), dataset.train);
  const expected = tf.tidy(() => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d(labels, 'int32'), 2), model.predict(tf.tensor2d(tokens, [10, 6])) as tf.Tensor2D).dataSync()[0]);
  assert.ok(Math.abs(loss - expected) < 1e-5);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { UsageError } from '../../lib/src/base/errors';
import { subset, trainingBatches } from '../../lib/src/datasets/batches';
import { syntheticDataset } from '../../lib/src/datasets/synthetic';
import { SHAPES } from '../../lib/src/datasets/synthetic-shapes';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { evaluate } from '../../lib/src/training/evaluation';

const dataset = syntheticDataset({ trainExamples: 400, testExamples: 300 });

test('the same seed draws the same images, another one others; a larger set begins with the smaller', () => {
  assert.equal(syntheticDataset({ trainExamples: 400, testExamples: 300 }).fingerprint, dataset.fingerprint);
  const other = syntheticDataset({ seed: 1, trainExamples: 400, testExamples: 300 });
  assert.notEqual(other.fingerprint, dataset.fingerprint);
  const small = syntheticDataset({ trainExamples: 30, testExamples: 10 });
  assert.deepEqual(small.train.inputs, subset(dataset.train, 30).inputs.slice());
  assert.notDeepEqual(small.test.inputs, subset(small.train, 10).inputs.slice());
});

test('ten classes, equally often in every ten images', () => {
  assert.equal(dataset.classes.length, 10);
  for (let from = 0; from < 400; from += 10) assert.equal(new Set(dataset.train.labels.subarray(from, from + 10)).size, 10);
});

test('the normalisation is that of the training images', () => {
  const { inputs, count } = dataset.train;
  const { mean = [], deviation = [] } = dataset.normalisation ?? {};
  for (let c = 0; c < 3; c++) {
    let [sum, squares] = [0, 0];
    for (let i = c; i < inputs.length; i += 3) {
      sum += inputs[i] / 255;
      squares += (inputs[i] / 255) ** 2;
    }
    const average = sum / (count * 1024);
    assert.ok(Math.abs(average - mean[c]) < 0.015, `mean ${average}`);
    assert.ok(Math.abs(Math.sqrt(squares / (count * 1024) - average ** 2) - deviation[c]) < 0.015);
  }
});

test('every figure covers a fair part of its square, and no two are alike', () => {
  const points = Array.from({ length: 41 * 41 }, (_, i) => [(i % 41) / 20 - 1, Math.floor(i / 41) / 20 - 1]);
  const drawn = Object.entries(SHAPES).map(([name, shape]) => ({ name, inside: points.map(([x, y]) => shape(x, y)) }));
  for (const { name, inside } of drawn) {
    const part = inside.filter(Boolean).length / points.length;
    assert.ok(part > 0.15 && part < 0.65, `${name} covers ${part}`);
    for (const other of drawn) {
      const differing = inside.filter((value, i) => value !== other.inside[i]).length / points.length;
      assert.ok(other.name === name || differing > 0.08, `${name} and ${other.name} differ in ${differing}`);
    }
  }
});

test('numbers of images are checked', () => {
  for (const trainExamples of [0, -1, 2.5, NaN]) {
    assert.throws(() => syntheticDataset({ trainExamples }), (error) => error instanceof UsageError && error.code === 'EXAMPLES_INVALID');
  }
});

/** Two convolutions and a linear layer: learns 400 images in seconds. */
function smallNetwork(): tf.LayersModel {
  const convolution = (filters: number, seed: number): tf.layers.Layer[] => [
    tf.layers.conv2d({ filters, kernelSize: 3, strides: 2, padding: 'same', useBias: false, kernelInitializer: tf.initializers.heNormal({ seed }) }),
    tf.layers.batchNormalization({}),
    tf.layers.reLU(),
  ];
  const input = tf.input({ shape: [32, 32, 3] });
  const features = [...convolution(12, 1), ...convolution(24, 2), tf.layers.flatten(), tf.layers.dense({ units: 10, kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) })]
    .reduce<tf.SymbolicTensor>((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: features });
}

test('a small network learns the training images by heart, and new ones better than chance but far from perfectly', async () => {
  const model = smallNetwork();
  const runner = createRunner(model, { normalisation: dataset.normalisation });
  for (let epoch = 0; epoch < 12; epoch++) {
    for await (const batch of trainingBatches(dataset.train, { batchSize: 20, seed: 0, epoch, augment: false })) {
      runner.train(batch, { learningRate: 0.02, momentum: 0.9, weightDecay: 3e-4 });
    }
  }
  const [train, unseen] = [await evaluate(runner, dataset.train), await evaluate(runner, dataset.test)];
  runner.dispose();
  model.dispose();
  assert.ok(train.accuracy > 0.97, `training accuracy ${train.accuracy}`);
  assert.ok(unseen.accuracy > 0.25 && unseen.accuracy < 0.8, `test accuracy ${unseen.accuracy}`);
  assert.ok(unseen.loss > train.loss + 0.5);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { arrayDataset } from '../../lib/src/datasets/array-dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { meanGradient } from '../../lib/src/landscape/gradient';
import { checkBatchSizes } from '../../lib/src/networks/batch-norm-values';
import { createRunner } from '../../lib/src/networks/create-runner';
import type { Runner } from '../../lib/src/networks/runner';
import { reestimateBatchNorm } from '../../lib/src/training/batch-norm';
import { evaluate } from '../../lib/src/training/evaluation';
import { fit } from '../../lib/src/training/fit';
import { chain, firstOf, randomBatch } from './small-models';

const CODE = { code: 'BATCH_NORM_ONE_VALUE' };
const KINDS = ['compiled', 'layers'] as const;
const l = tf.layers;

const dense = (): tf.LayersModel => chain([4], [l.dense({ units: 5 }), l.batchNormalization({ name: 'narrow' }), l.reLU(), l.dense({ units: 2 })]);
const image = (): tf.LayersModel => chain([4, 4, 3], [l.conv2d({ filters: 4, kernelSize: 3 }), l.batchNormalization(), l.globalAveragePooling2d({}), l.dense({ units: 2 })]);
const shrunk = (): tf.LayersModel => chain([4, 4, 3], [l.batchNormalization(), l.conv2d({ filters: 4, kernelSize: 4 }), l.batchNormalization({ name: 'narrow' }), l.flatten(), l.dense({ units: 2 })]);
const without = (): tf.LayersModel => chain([4], [l.dense({ units: 2 })]);

const TABLE: readonly (readonly [string, () => tf.LayersModel, readonly number[], boolean])[] = [
  ['after a dense layer', dense, [4], true], ['on images', image, [4, 4, 3], false], ['where an image has shrunk to one place', shrunk, [4, 4, 3], true], ['nowhere', without, [4], false],
];

for (const kind of KINDS) {
  for (const [where, build, shape, refused] of TABLE) {
    test(`${kind}, batch norm ${where}: a batch of one example is ${refused ? 'refused' : 'taken'}`, () => {
      const runner = createRunner(build(), { kind });
      const two = { ...randomBatch(shape, 2, 2), inputs: Float32Array.from(randomBatch(shape, 2, 2).inputs) };
      const calls: readonly ((batch: typeof two) => unknown)[] = [
        (batch) => runner.train(batch, { learningRate: 0.1 }), (batch) => runner.evaluate(batch, 'batch'), (batch) => runner.batchStatistics(batch), (batch) => runner.gradient(batch, 'batch'),
      ];
      for (const call of calls) {
        call(two);
        const one = (): unknown => call(firstOf(two, 1) as typeof two);
        if (refused) assert.throws(one, { ...CODE, message: /"narrow"/ });
        else one();
      }
      runner.evaluate(firstOf(two, 1), 'running');
      runner.gradient(firstOf(two, 1), 'running');
      runner.dispose();
    });
  }
}

const { inputs, labels } = randomBatch([4], 21, 2);
const half = { inputs: inputs as Float32Array, labels };
const points = arrayDataset({ name: 'points', classes: ['a', 'b'], shape: [4], train: half, test: half });

test('a last batch of one is refused before anything is done, with a batch size that works', async () => {
  const runner = createRunner(dense(), points);
  let done = 0;
  const onProgress = (): void => void done++;
  const works: readonly ((batchSize: number) => Promise<unknown>)[] = [
    (batchSize) => reestimateBatchNorm(runner, points.train, { batchSize, onProgress }), (batchSize) => evaluate(runner, points.train, { batchSize, normalise: 'batch', onProgress }),
    (batchSize) => meanGradient(runner, points.train, { batchSize, onProgress }), (batchSize) => fit(runner, points, { epochs: 1, seed: 1, batchSize, onProgress }),
  ];
  const before = runner.getStatistics();
  for (const work of works) {
    for (const batchSize of [1, 4, 5, 10, 20]) await assert.rejects(work(batchSize), CODE);
    assert.deepEqual([runner.getStatistics(), done], [before, 0]);
  }
  await evaluate(runner, points.train, { batchSize: 4 });
  await meanGradient(runner, points.train, { batchSize: 4, normalise: 'running' });
  for (const work of works) await work(6);
  runner.dispose();
});

test('re-estimation on images one at a time gives variances above 0', async () => {
  const runner = createRunner(image());
  const images = { ...randomBatch([4, 4, 3], 5, 2), count: 5 };
  await reestimateBatchNorm(runner, { ...images, inputs: Float32Array.from(images.inputs) }, { batchSize: 1 });
  assert.ok(runner.getStatistics().slice(4).every((variance) => variance > 0));
  runner.dispose();
});

test('the batch size that the remedy names works', () => {
  const runner = { model: dense() } as unknown as Runner;
  fc.assert(fc.property(fc.integer({ min: 2, max: 500 }), fc.integer({ min: 1, max: 600 }), (count, batchSize) => {
    try {
      checkBatchSizes(runner, count, batchSize);
      assert.notEqual(batchSize === 1 ? 1 : count % batchSize, 1);
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'BATCH_NORM_ONE_VALUE');
      const named = Number(/such as (\d+)/.exec((error as Error).message)?.[1]);
      checkBatchSizes(runner, count, named);
    }
  }), { seed: 1 });
});

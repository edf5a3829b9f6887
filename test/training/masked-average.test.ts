import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { subset } from '../../lib/src/datasets/batches';
import { syntheticDataset } from '../../lib/src/datasets/synthetic';
import { memoryUse } from '../../lib/src/engine/memory';
import { createRunner } from '../../lib/src/networks/create-runner';
import { buildNetwork } from '../../lib/src/networks/networks';
import { reestimateBatchNorm } from '../../lib/src/training/batch-norm';
import { evaluate } from '../../lib/src/training/evaluation';
import { evaluateMasked, maskedAverage, squaredDisplacement } from '../../lib/src/training/masked-average';
import { includeModel } from '../../lib/src/training/swa';
import { settledMemory } from '../memory';

const numbers = fc.array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: 6, maxLength: 6 }).map((values) => Float32Array.from(values));

test('a mask of ones gives the average, one of zeros the iterate, bit for bit; in between a point of the line', () => {
  fc.assert(fc.property(numbers, numbers, (weights, average) => {
    const constant = (share: number): Float32Array => maskedAverage({ weights, average }, new Float32Array(6).fill(share));
    assert.deepEqual(constant(1), average);
    assert.deepEqual(constant(0), weights);
    constant(0.5).forEach((value, i) => assert.ok(Math.abs(value - (weights[i] + average[i]) / 2) < 1e-5));
  }));
});

test('averaging one part of the weights by hand gives the masked average', () => {
  const iterates = [[1, 10, 100], [3, 20, 100], [8, 60, 400]].map((values) => Float32Array.from(values));
  let average = includeModel(undefined, iterates[0]);
  for (const iterate of iterates.slice(1)) average = includeModel(average, iterate);
  const pair = { weights: iterates[2], average: average.weights };
  assert.deepEqual(maskedAverage(pair, [0, 1, 0]), Float32Array.of(8, 30, 400));
  assert.equal(squaredDisplacement(pair, [0, 1, 0]), 900);
  assert.equal(squaredDisplacement(pair, [1, 1, 1]), 16 + 900 + 200 ** 2);
});

test('masks that do not fit are refused', () => {
  const pair = { weights: Float32Array.of(1, 2), average: Float32Array.of(3, 4) };
  assert.throws(() => maskedAverage(pair, [1]), { code: 'MASK_INVALID' });
  assert.throws(() => maskedAverage(pair, [0, 1.5]), { code: 'MASK_INVALID', message: /1.5 at place 1/ });
});

test('evaluation of a masked average re-estimates batch norm there, and leaves no tensors', async () => {
  const { train, test: images, normalisation } = syntheticDataset({ trainExamples: 60, testExamples: 40 });
  const runner = createRunner(buildNetwork('preresnet-8', 10, 1), { normalisation });
  const weights = runner.getWeights();
  const pair = { weights, average: weights.map((w, i) => w * (1 + 0.1 * Math.sin(i))) };
  const mask = weights.map((_, i) => i % 2);
  const measurement = { batchNormExamples: subset(train, 40), test: images, batchSize: 20 };
  await evaluateMasked(runner, pair, mask, measurement);
  const before = await settledMemory();
  const found = await evaluateMasked(runner, pair, mask, measurement);
  assert.equal(memoryUse().tensors, before.tensors);
  runner.setWeights(maskedAverage(pair, mask));
  await reestimateBatchNorm(runner, subset(train, 40), { batchSize: 20 });
  assert.deepEqual((await evaluate(runner, images, { batchSize: 20 })).losses, found.losses);
  runner.dispose();
});

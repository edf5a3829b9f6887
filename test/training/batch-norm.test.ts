import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import type { Split } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { layersRunner } from '../../lib/src/networks/layers-runner';
import type { Runner } from '../../lib/src/networks/runner';
import { reestimateBatchNorm } from '../../lib/src/training/batch-norm';
import { chain } from '../networks/small-models';

const FEATURES = 4;

function split(count: number): Split {
  const source = generator(6, 'examples');
  const inputs = Float32Array.from({ length: count * FEATURES }, (_, i) => source.normal() + (i % FEATURES));
  return { inputs, labels: new Uint8Array(count), count, shape: [FEATURES] };
}

/** Batch norm on the inputs themselves, so that its statistics are those of the examples. */
function runnerOnInputs(): Runner {
  return layersRunner(chain([FEATURES], [tf.layers.batchNormalization({ name: 'bn' }), tf.layers.dense({ units: 3, name: 'out' })]));
}

/** Mean and unbiased variance of one feature over examples from … to − 1. */
function moments({ inputs }: Split, feature: number, from: number, to: number): { mean: number; variance: number } {
  const values = Array.from({ length: to - from }, (_, i) => inputs[(from + i) * FEATURES + feature]);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

test("the statistics are the example-weighted means of the batches' means and unbiased variances", async () => {
  const runner = runnerOnInputs();
  const examples = split(23);
  runner.setStatistics(new Float32Array(2 * FEATURES).fill(7));
  await reestimateBatchNorm(runner, examples, { batchSize: 9 });
  const bounds = [[0, 9], [9, 18], [18, 23]];
  const found = runner.getStatistics();
  for (let feature = 0; feature < FEATURES; feature++) {
    const batches = bounds.map(([from, to]) => ({ size: to - from, ...moments(examples, feature, from, to) }));
    const mean = batches.reduce((sum, batch) => sum + batch.size * batch.mean, 0) / 23;
    const variance = batches.reduce((sum, batch) => sum + batch.size * batch.variance, 0) / 23;
    assert.ok(Math.abs(found[feature] - mean) < 1e-5, `mean ${feature}`);
    assert.ok(Math.abs(found[FEATURES + feature] - variance) < 1e-5, `variance ${feature}`);
  }
});

test('what was there before and the weights of later layers do not matter; repeating changes nothing', async () => {
  const runner = runnerOnInputs();
  const estimates: Float32Array[] = [];
  for (const value of [-3, 100]) {
    runner.setStatistics(new Float32Array(2 * FEATURES).fill(value));
    for (let time = 0; time < 2; time++) {
      await reestimateBatchNorm(runner, split(20), { batchSize: 8 });
      estimates.push(runner.getStatistics());
    }
  }
  for (const estimate of estimates) assert.deepEqual(estimate, estimates[0]);
});

test('an interrupted re-estimation leaves the statistics of before', async () => {
  const runner = runnerOnInputs();
  const before = runner.getStatistics();
  const controller = new AbortController();
  const options = { batchSize: 5, signal: controller.signal, onProgress: (): void => controller.abort() };
  await assert.rejects(reestimateBatchNorm(runner, split(20), options), { code: 'INTERRUPTED' });
  assert.deepEqual(runner.getStatistics(), before);
});

test('a network without batch norm is left alone', async () => {
  const runner = layersRunner(chain([FEATURES], [tf.layers.dense({ units: 3, name: 'out' })]));
  let reported = 0;
  await reestimateBatchNorm(runner, split(20), { batchSize: 5, onProgress: () => reported++ });
  assert.equal(reported, 0);
  assert.equal(runner.getStatistics().length, 0);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { arrayDataset } from '../../lib/src/datasets/array-dataset';
import { UsageError, ValleysError } from '../../lib/src/base/errors';
import { memoryUse } from '../../lib/src/engine/memory';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import type { Runner } from '../../lib/src/networks/runner';
import { fit } from '../../lib/src/training/fit';
import { overTrainings } from '../../lib/src/training/over-trainings';
import { settledMemory } from '../memory';

const points = { inputs: [[0, 1], [1, 0], [0.2, 0.9], [0.9, 0.1]], labels: [0, 1, 0, 1] };
const dataset = arrayDataset({ name: 'four points', classes: ['a', 'b'], shape: [2], train: points, test: points });
const build = (seed: number): tf.LayersModel =>
  tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2], kernelInitializer: tf.initializers.heNormal({ seed }) })] });
const options = { epochs: 3, batchSize: 2 };

test('each seed is a training of its own, measured in order, and nothing is left behind', async () => {
  const before = await settledMemory();
  const weights = await overTrainings(build, dataset, { ...options, seeds: [5, 2] }, (runner, { solutions }, seed) => {
    assert.deepEqual(runner.getWeights(), solutions['sgd-after-swa'].weights);
    return { seed, weights: solutions.swa.weights };
  });
  assert.deepEqual([memoryUse().tensors, memoryUse().graphs], [before.tensors, before.graphs]);
  assert.deepEqual(weights.map(({ seed }) => seed), [5, 2]);
  const alone = createRunner(build(2), dataset);
  assert.deepEqual(weights[1].weights, (await fit(alone, dataset, { ...options, seed: 2 })).solutions.swa.weights);
});

test('a model may be awaited, such as one that is read from a file', async () => {
  const measure = (runner: Runner): number[] => Array.from(runner.getWeights());
  const later = async (seed: number): Promise<tf.LayersModel> => Promise.resolve(build(seed));
  assert.deepEqual(await overTrainings(later, dataset, { ...options, seeds: [5] }, measure), await overTrainings(build, dataset, { ...options, seeds: [5] }, measure));
});

test('progress says which training, an error frees the model, bad seeds are refused', async () => {
  const labels: string[] = [];
  await overTrainings(build, dataset, { ...options, seeds: [1, 2], onProgress: ({ label }) => labels.push(label) }, () => 0);
  assert.ok(labels[0].startsWith('training 1/2, epoch 1/3') && labels.at(-1)?.startsWith('training 2/2, epoch after SWA'));
  const before = await settledMemory();
  const failing = overTrainings(build, dataset, { ...options, seeds: [1] }, () => Promise.reject(new Error('no measure')));
  await assert.rejects(failing, /no measure/);
  assert.deepEqual([memoryUse().tensors, memoryUse().graphs], [before.tensors, before.graphs]);
  for (const seeds of [[], [1, 1], [NaN], [0.5, 1], [2 ** 53]]) await assert.rejects(overTrainings(build, dataset, { ...options, seeds }, () => 0), { code: 'SEEDS_INVALID' });
});

test('a model that can have no runner is freed; what is no model at all is refused as such', async () => {
  const before = await settledMemory();
  const wide = (): tf.LayersModel => tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2], activation: 'relu' }), tf.layers.dropout({ rate: 0.5 })] });
  const broken = { ...dataset, normalisation: { mean: [0, 0, 0], deviation: [1, 1, 1] } };
  await assert.rejects(overTrainings(wide, broken, { ...options, seeds: [1] }, () => 0), UsageError);
  assert.deepEqual([memoryUse().tensors, memoryUse().graphs], [before.tensors, before.graphs]);
  for (const nothing of [{}, () => 1]) {
    const build = (): tf.LayersModel => nothing as unknown as tf.LayersModel;
    await assert.rejects(overTrainings(build, dataset, { ...options, seeds: [1] }, () => 0), (error) => error instanceof ValleysError && error.code !== '');
  }
});

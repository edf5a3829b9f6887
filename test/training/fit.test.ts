import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import { arrayDataset, type ArraySplit } from '../../lib/src/datasets/array-dataset';
import { memoryUse } from '../../lib/src/engine/memory';
import { tf } from '../../lib/src/engine/tensorflow';
import { setSolution } from '../../lib/src/training/solution';
import { createRunner } from '../../lib/src/networks/create-runner';
import type { Runner } from '../../lib/src/networks/runner';
import { evaluate } from '../../lib/src/training/evaluation';
import { fit, type FitOptions } from '../../lib/src/training/fit';
import { recipe } from '../../lib/src/training/recipes';
import { train } from '../../lib/src/training/train';
import { settledMemory } from '../memory';

/** Points of the plane, labelled by the side of a line on which they lie. */
function points(stream: string, count: number): ArraySplit {
  const source = generator(1, stream);
  const inputs = Array.from({ length: count }, () => [source.normal(), source.normal()]);
  return { inputs, labels: inputs.map(([x, y]) => Number(x + y > 0)) };
}

const dataset = arrayDataset({ name: 'half planes', classes: ['below', 'above'], shape: [2], train: points('train', 64), test: points('test', 200) });
const OPTIONS: FitOptions = { epochs: 20, seed: 3, batchSize: 16, learningRate: 0.2 };

function ownRunner(): Runner {
  const { dense, batchNormalization } = tf.layers;
  const layers = [dense({ inputShape: [2], units: 4, activation: 'relu', kernelInitializer: tf.initializers.heNormal({ seed: 7 }) }), batchNormalization(), dense({ units: 2, kernelInitializer: tf.initializers.zeros() })];
  return createRunner(tf.sequential({ layers }), dataset);
}

test('a model of one\'s own learns, and each of the three solutions can be put back', async () => {
  const runner = ownRunner();
  const { solutions, history } = await fit(runner, dataset, OPTIONS);
  assert.deepEqual(Object.keys(solutions), ['sgd', 'swa', 'sgd-after-swa']);
  assert.deepEqual(runner.getWeights(), solutions['sgd-after-swa'].weights, 'the runner ends at the last of them');
  for (const solution of Object.values(solutions)) {
    setSolution(runner, solution);
    assert.deepEqual([runner.getWeights(), runner.getStatistics()], [solution.weights, solution.statistics]);
    assert.ok((await evaluate(runner, dataset.test)).accuracy > 0.9);
  }
  assert.ok(history.every(({ testLoss }) => testLoss !== undefined));
  assert.ok(history[19].averagedModels > 1);
});

test('the phases are those of the recipe "laptop" in proportion, with the options\' numbers, on all examples', async () => {
  const own = await fit(ownRunner(), dataset, OPTIONS);
  const { swaStart, afterSwa, schedule } = recipe('laptop', 20);
  const written = {
    name: 'mine', epochs: 20, batchSize: 16, momentum: 0.9, weightDecay: 3e-4, augment: false, testEvery: 20, swaStart,
    schedule: { ...schedule, peak: 0.2 }, afterSwa: { epochs: afterSwa?.epochs ?? 0, learningRate: 0.002 },
  };
  const other = ownRunner();
  await train(other, dataset, written, { seed: 3 });
  assert.deepEqual(other.getWeights(), own.solutions['sgd-after-swa'].weights);
});

test('bad options are refused with a remedy, an interruption is reported', async () => {
  await assert.rejects(fit(ownRunner(), dataset, { ...OPTIONS, epochs: 0 }), { code: 'EPOCHS_INVALID' });
  await assert.rejects(fit(ownRunner(), dataset, { ...OPTIONS, batchSize: 0 }), { code: 'BATCH_SIZE_INVALID' });
  for (const bad of [{ learningRate: -0.1 }, { learningRate: NaN }, { momentum: 1 }, { weightDecay: -1 }]) {
    await assert.rejects(fit(ownRunner(), dataset, { ...OPTIONS, ...bad }), { code: 'STEP_INVALID' });
  }
  await assert.rejects(fit(ownRunner(), dataset, { ...OPTIONS, augment: true }), { code: 'AUGMENT_UNSUPPORTED' });
  await assert.rejects(fit(ownRunner(), dataset, { ...OPTIONS, learningRate: 1e30 }), { code: 'TRAINING_DIVERGED' });
  await assert.rejects(fit(ownRunner(), dataset, { ...OPTIONS, signal: AbortSignal.abort() }), { code: 'INTERRUPTED' });
});

test('a training leaves no tensors behind', async () => {
  const runner = ownRunner();
  await fit(runner, dataset, { ...OPTIONS, epochs: 2 });
  const before = (await settledMemory()).tensors;
  await fit(runner, dataset, { ...OPTIONS, epochs: 2 });
  assert.equal(memoryUse().tensors, before);
});

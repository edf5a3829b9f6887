import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import { syntheticDataset } from '../../lib/src/datasets/synthetic';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { buildNetwork } from '../../lib/src/networks/networks';
import { lossesAt } from '../../lib/src/training/temperature';
import { evaluate } from '../../lib/src/training/evaluation';
import { logitsOf } from '../../lib/src/training/logits';
import { chain } from '../networks/small-models';
import { settledMemory } from '../memory';

const dataset = syntheticDataset({ trainExamples: 10, testExamples: 40 });

test('logits are those behind the losses of either runner, at the runner\'s weights, and leave no tensors', async () => {
  const model = buildNetwork('preresnet-8', dataset.classes.length, 1);
  for (const kind of ['compiled', 'layers'] as const) {
    using runner = createRunner(model, { kind, normalisation: dataset.normalisation });
    const source = generator(3, 'weights');
    runner.setWeights(runner.getWeights().map((weight) => weight + 0.05 * source.normal()));
    const logits = await logitsOf(runner, dataset.test, dataset.normalisation);
    assert.equal(logits.length, 40 * dataset.classes.length);
    const { losses } = await evaluate(runner, dataset.test);
    const found = lossesAt({ logits, labels: dataset.test.labels, classes: dataset.classes.length }, 1);
    found.forEach((loss, i) => assert.ok(Math.abs(loss - losses[i]) < 1e-4, `${kind}: ${loss} and ${losses[i]}`));
    const { tensors } = await settledMemory();
    await logitsOf(runner, dataset.test, dataset.normalisation);
    assert.equal(tf.memory().numTensors, tensors);
  }
});

test('a final softmax is taken off, and bytes without a normalisation are refused', async () => {
  const { dense } = tf.layers;
  const kernelInitializer = tf.initializers.randomNormal({ seed: 1, stddev: 40 });
  const model = chain([2], [dense({ units: 3, name: 'out', activation: 'softmax', kernelInitializer })]);
  using runner = createRunner(model);
  const inputs = Float32Array.from([1, 2, -3, 4]);
  const logits = await logitsOf(runner, { inputs, labels: Uint8Array.from([0, 1]), count: 2, shape: [2] }, undefined);
  const kernel = runner.getWeights();
  for (const [i, k] of [[0, 0], [0, 2], [1, 1]]) {
    const expected = inputs[2 * i] * kernel[k] + inputs[2 * i + 1] * kernel[3 + k];
    assert.ok(Math.abs(logits[3 * i + k] - expected) < 1e-3 * Math.max(1, Math.abs(expected)));
  }
  const bytes = { inputs: Uint8Array.from([1, 2]), labels: Uint8Array.from([0]), count: 1, shape: [2] };
  await assert.rejects(logitsOf(runner, bytes, undefined), { code: 'NORMALISATION_MISSING' });
});

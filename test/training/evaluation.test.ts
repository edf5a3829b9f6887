import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import type { Split } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { layersRunner } from '../../lib/src/networks/layers-runner';
import { evaluate } from '../../lib/src/training/evaluation';
import { chain } from '../networks/small-models';
import { settledMemory } from '../memory';

const FEATURES = 6;
const CLASSES = 3;

function split(count: number): Split {
  const source = generator(5, 'examples');
  return {
    inputs: Float32Array.from({ length: count * FEATURES }, () => source.normal()),
    labels: Uint8Array.from({ length: count }, () => source.integer(CLASSES)),
    count,
    shape: [FEATURES],
  };
}

function network(): tf.LayersModel {
  const { dense, batchNormalization, activation } = tf.layers;
  return chain([FEATURES], [
    dense({ units: 5, name: 'in', kernelInitializer: tf.initializers.randomNormal({ seed: 1 }) }),
    batchNormalization({ name: 'bn' }),
    activation({ activation: 'tanh', name: 'act' }),
    dense({ units: CLASSES, name: 'out', kernelInitializer: tf.initializers.randomNormal({ seed: 2, stddev: 2 }) }),
  ]);
}

/** Cross-entropy and correctness example by example, in double precision from the model's own logits. */
function slowly(model: tf.LayersModel, { inputs, labels, count }: Split): { losses: number[]; correct: number[] } {
  const outcomes = Array.from({ length: count }, (_, i) => {
    const logits = tf.tidy(() => [...(model.predict(tf.tensor2d(inputs.slice(i * FEATURES, (i + 1) * FEATURES), [1, FEATURES])) as tf.Tensor).dataSync()]);
    const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    return { loss: total - logits[labels[i]], correct: Number(logits.indexOf(Math.max(...logits)) === labels[i]) };
  });
  return { losses: outcomes.map(({ loss }) => loss), correct: outcomes.map(({ correct }) => correct) };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

test('loss and accuracy are plain means over the examples, whatever the batch size', async () => {
  const model = network();
  const runner = layersRunner(model);
  const examples = split(23);
  const expected = slowly(model, examples);
  const before = (await settledMemory()).tensors;
  for (const batchSize of [1, 7, 23, 100]) {
    const found = await evaluate(runner, examples, { batchSize });
    assert.equal(found.examples, 23);
    assert.ok(Math.abs(found.loss - mean(expected.losses)) < 1e-5, `batch size ${batchSize}`);
    assert.equal(found.accuracy, mean(expected.correct));
    found.losses.forEach((loss, i) => assert.ok(Math.abs(loss - expected.losses[i]) < 1e-5, `example ${i}`));
    assert.deepEqual([...found.correct], expected.correct);
  }
  assert.equal(tf.memory().numTensors, before, 'no tensor is left behind');
});

test("with batches' own statistics the batch size decides the result, and nothing is kept of them", async () => {
  const runner = layersRunner(network());
  const statistics = runner.getStatistics();
  const running = await evaluate(runner, split(24));
  const [small, large] = [await evaluate(runner, split(24), { batchSize: 4, normalise: 'batch' }), await evaluate(runner, split(24), { batchSize: 24, normalise: 'batch' })];
  assert.ok(Math.abs(small.loss - large.loss) > 1e-3);
  assert.ok(Math.abs(running.loss - large.loss) > 1e-3);
  assert.deepEqual(runner.getStatistics(), statistics);
});

test('progress ends complete, and an abort stops between batches', async () => {
  const runner = layersRunner(network());
  const seen: number[] = [];
  await evaluate(runner, split(10), { batchSize: 4, onProgress: ({ done, total }) => seen.push(done / total) });
  assert.deepEqual(seen, [0.4, 0.8, 1]);
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }): void => {
    seen.push(done);
    controller.abort();
  };
  await assert.rejects(evaluate(runner, split(10), { batchSize: 4, signal: controller.signal, onProgress }), { code: 'INTERRUPTED' });
  assert.deepEqual(seen.slice(3), [4]);
});

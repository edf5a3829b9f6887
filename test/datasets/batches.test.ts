import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../lib/src/base/errors';
import {
  batchCount, epochOrder, sequentialBatches, subset, take, trainingBatches, type TrainingBatchesOptions,
} from '../../lib/src/datasets/batches';
import type { Batch, Split } from '../../lib/src/datasets/dataset';
import { syntheticDataset } from '../../lib/src/datasets/synthetic';

/** Examples that can be told apart: every value of example i is i. */
function countingSplit(count: number, shape: readonly number[] = [2, 3, 1]): Split {
  const size = shape.reduce((a, b) => a * b);
  return { inputs: Float32Array.from({ length: count * size }, (_, i) => Math.floor(i / size)), labels: Uint8Array.from({ length: count }, (_, i) => i), count, shape };
}

async function collect(split: Split, options: TrainingBatchesOptions): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of trainingBatches(split, options)) batches.push(batch);
  return batches;
}

const { train } = syntheticDataset({ trainExamples: 150, testExamples: 1 });
const usage = (code: string) => (error: unknown): boolean => error instanceof UsageError && error.code === code;

test('a subset is the beginning, on the same memory', () => {
  const part = subset(train, 20);
  assert.equal(part.inputs.buffer, train.inputs.buffer);
  assert.deepEqual([part.count, part.labels.length, part.inputs.length], [20, 20, 20 * 3072]);
  for (const count of [0, 151, 1.5, NaN]) assert.throws(() => subset(train, count), usage('EXAMPLES_INVALID'));
});

test('a subset further on has the examples of a copy', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 9 }), (from, count) => {
    fc.pre(from + count <= 9);
    const part = subset(countingSplit(9), count, from);
    const copy = take(countingSplit(9), Array.from({ length: count }, (_, i) => from + i));
    assert.deepEqual([part.count, [...part.labels], [...part.inputs]], [count, [...copy.labels], [...copy.inputs]]);
  }));
  for (const [count, from] of [[1, 9], [2, 8], [1, -1], [1, 0.5]]) assert.throws(() => subset(countingSplit(9), count, from), usage('EXAMPLES_INVALID'));
});

test('take copies the examples asked for, in their order', () => {
  const batch = take(countingSplit(9), [4, 4, 0, 8]);
  assert.deepEqual([...batch.labels], [4, 4, 0, 8]);
  assert.deepEqual([...batch.inputs], [4, 4, 0, 8].flatMap((i) => new Array<number>(6).fill(i)));
  for (const index of [9, -1, 0.5]) assert.throws(() => take(countingSplit(9), [index]), usage('EXAMPLES_INVALID'));
});

test('sequential batches are the split in order, without a copy', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 50 }), (count, batchSize) => {
    const split = countingSplit(count);
    const batches = [...sequentialBatches(split, batchSize)];
    assert.equal(batches.length, batchCount(split, batchSize));
    assert.deepEqual(batches.flatMap((batch) => [...batch.labels]), [...split.labels]);
    assert.deepEqual(batches.flatMap((batch) => [...batch.inputs]), [...split.inputs]);
    assert.ok(batches.every((batch) => batch.inputs.buffer === split.inputs.buffer && batch.size === batch.labels.length));
  }));
  for (const size of [0, -1, 1.5, NaN]) assert.throws(() => sequentialBatches(train, size), usage('BATCH_SIZE_INVALID'));
});

test('the order of an epoch is a permutation, another one in each epoch and for each seed', () => {
  fc.assert(fc.property(fc.integer(), fc.nat(1000), fc.integer({ min: 1, max: 500 }), (seed, epoch, count) => {
    assert.deepEqual([...epochOrder(seed, epoch, count)].sort((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
  }));
  const orders = [epochOrder(1, 1, 50), epochOrder(1, 2, 50), epochOrder(2, 1, 50)].map(String);
  assert.equal(new Set(orders).size, 3);
  assert.equal(String(epochOrder(1, 1, 50)), orders[0]);
});

test('an epoch without augmentation holds every example once, the last partial batch too', async () => {
  const split = countingSplit(23);
  const batches = await collect(split, { batchSize: 5, seed: 3, epoch: 1, augment: false });
  assert.deepEqual(batches.map((batch) => batch.size), [5, 5, 5, 5, 3]);
  assert.deepEqual(batches.flatMap((batch) => [...batch.labels]), [...epochOrder(3, 1, 23)]);
  for (const { inputs, labels } of batches) assert.deepEqual([...inputs], [...labels].flatMap((label) => new Array<number>(6).fill(label)));
});

test('the thread and the main thread give the same bytes', async () => {
  const options = { batchSize: 4, seed: 7, epoch: 2, augment: true };
  const plain = await collect(train, { ...options, thread: 'main' });
  const threaded: Batch[] = [];
  for await (const batch of trainingBatches(train, { ...options, thread: 'worker' })) {
    threaded.push(batch);
    // Time for the thread to run ahead, as during a step of training.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(plain.length, 38);
  assert.deepEqual(threaded, plain);
});

for (const thread of ['main', 'worker'] as const) {
  test(`an epoch begun in the middle goes on like a whole one (${thread})`, async () => {
    const options = { batchSize: 16, seed: 1, epoch: 0, augment: true, thread };
    const whole = await collect(train, options);
    for (const fromBatch of [1, 8, 9, 10]) assert.deepEqual(await collect(train, { ...options, fromBatch }), whole.slice(fromBatch));
  });
}

test('a batch owns its memory and no more than its own size', async () => {
  for (const augment of [true, false]) {
    for (const batch of await collect(train, { batchSize: 64, seed: 1, epoch: 0, augment })) {
      assert.notEqual(batch.inputs.buffer, train.inputs.buffer);
      assert.equal(batch.inputs.buffer.byteLength, batch.size * 3072);
    }
  }
});

test('bad requests are refused at once', () => {
  const good = { batchSize: 16, seed: 1, epoch: 0, augment: true };
  assert.throws(() => trainingBatches(train, { ...good, batchSize: 0 }), usage('BATCH_SIZE_INVALID'));
  for (const fromBatch of [-1, 11, 0.5]) assert.throws(() => trainingBatches(train, { ...good, fromBatch }), usage('BATCH_INVALID'));
  assert.throws(() => trainingBatches(countingSplit(9), good), usage('AUGMENT_UNSUPPORTED'));
});

test('an abandoned feed does not keep the process alive', () => {
  const program = `
    const { syntheticDataset } = require('./lib/src/datasets/synthetic');
    const { trainingBatches } = require('./lib/src/datasets/batches');
    const { train } = syntheticDataset({ trainExamples: 200, testExamples: 1 });
    trainingBatches(train, { batchSize: 2, seed: 1, epoch: 0, augment: true, thread: 'worker' })
      .next().then(({ value }) => process.stdout.write('got ' + value.size));`;
  const output = execFileSync(process.execPath, ['--require', 'tsx/cjs', '--eval', program], {
    timeout: 20_000, encoding: 'utf8', env: { ...process.env, NODE_TEST_CONTEXT: '' },
  });
  assert.equal(output, 'got 2');
});

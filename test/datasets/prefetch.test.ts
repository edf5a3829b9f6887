import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { epochOrder, trainingBatches } from '../../lib/src/datasets/batches';
import { type AugmentedEpoch, prepareBatch } from '../../lib/src/datasets/augment';
import { startPrefetcher } from '../../lib/src/datasets/prefetch';
import { syntheticDataset } from '../../lib/src/datasets/synthetic';

const { train } = syntheticDataset({ trainExamples: 300, testExamples: 1 });
const epoch: AugmentedEpoch = {
  inputs: train.inputs as Uint8Array, shape: [32, 32, 3], order: epochOrder(1, 0, 300), batchSize: 2, seed: 1, epoch: 0,
};
const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));

/** A whole epoch with pauses after each batch; which batches came from the thread. */
async function follow(fromBatch: number, pause: (fromThread: number) => number): Promise<number[]> {
  const prefetcher = startPrefetcher(epoch, fromBatch);
  const prepared: number[] = [];
  for (let batch = fromBatch; batch < 150; batch++) {
    const [got, expected] = [new Uint8Array(2 * 3072), new Uint8Array(2 * 3072)];
    prepareBatch(epoch, batch, expected);
    if (await prefetcher.fetch(batch, got)) {
      assert.deepEqual(got, expected);
      prepared.push(batch);
    }
    await sleep(pause(prepared.length));
  }
  await prefetcher.close();
  return prepared;
}

test('once it runs, the thread prepares every batch in time, and they are the right ones', async () => {
  const prepared = await follow(3, (fromThread) => (fromThread === 0 ? 100 : 3));
  assert.ok(prepared.length > 50, `${prepared.length} batches from the thread`);
});

test('a hurried main thread never gets a wrong batch', async () => {
  await follow(0, (fromThread) => (fromThread === 0 ? 100 : 0));
});

test('nobody waits for a thread that cannot start', async () => {
  // A function cannot be handed to a thread: starting one throws.
  const unclonable = { ...epoch, seed: (() => 1) as unknown as number };
  const prefetcher = startPrefetcher(unclonable, 0);
  for (let batch = 0; batch < 10; batch++) assert.equal(await prefetcher.fetch(batch, new Uint8Array(2 * 3072)), false);
  await prefetcher.close();
});

test('leaving the loop, by break or by an error, ends the thread', async () => {
  const options = { batchSize: 2, seed: 1, epoch: 0, augment: true, thread: 'worker' } as const;
  workers.length = 0;
  for await (const batch of trainingBatches(train, options)) if (batch.size > 0) break;
  await assert.rejects(async () => {
    for await (const batch of trainingBatches(train, options)) throw new Error(`${batch.size}`);
  });
  assert.equal(workers.length, 2);
  // Node gives a thread that has ended the number −1.
  assert.deepEqual(workers.map((worker) => worker.threadId), [-1, -1]);
});

test('short epochs and images on ordinary memory do without a thread', async () => {
  workers.length = 0;
  const options = { seed: 1, epoch: 0, augment: true } as const;
  for await (const batch of trainingBatches(train, { ...options, batchSize: 128 })) assert.ok(batch.size > 0);
  const own = { ...train, inputs: train.inputs.slice() };
  for await (const batch of trainingBatches(own, { ...options, batchSize: 2, thread: 'worker' })) assert.ok(batch.size > 0);
  assert.equal(workers.length, 0);
});

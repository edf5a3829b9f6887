import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { breathe } from '../base/progress';
import { type AugmentedEpoch, prepareBatch } from './augment';

/** State that both threads see, all of it on shared memory. */
export interface SharedFeed extends AugmentedEpoch {
  /** State of each batch: {@link OPEN}, {@link CLAIMED} by one of the threads, or {@link READY} in its slot. */
  readonly states: Int32Array;
  /** One number: the first batch that the main thread has not fetched. */
  readonly next: Int32Array;
  /** A ring of {@link SLOTS} batches. */
  readonly slots: Uint8Array;
}

/** Batches prepared ahead, as far as the thread was fast enough. */
export interface Prefetcher {
  /** Copies a prepared batch into `target`; false if the caller must prepare it. */
  fetch(batch: number, target: Uint8Array): Promise<boolean>;
  close(): Promise<void>;
}

const SLOTS = 4;
const [OPEN, CLAIMED, READY] = [0, 1, 2];
const IMPATIENCE_MS = 2;

/** Runs in the thread: prepares batch after batch, at most as many beyond the fetched ones as the ring holds. */
export function prepareAhead(feed: SharedFeed): void {
  const slotSize = feed.slots.length / SLOTS;
  for (let batch = Atomics.load(feed.next, 0); batch < feed.states.length; batch++) {
    for (let next = Atomics.load(feed.next, 0); batch >= next + SLOTS; next = Atomics.load(feed.next, 0)) {
      Atomics.wait(feed.next, 0, next);
    }
    if (Atomics.compareExchange(feed.states, batch, OPEN, CLAIMED) !== OPEN) continue;
    prepareBatch(feed, batch, feed.slots.subarray((batch % SLOTS) * slotSize, (batch % SLOTS + 1) * slotSize));
    Atomics.store(feed.states, batch, READY);
    Atomics.notify(feed.states, batch);
  }
}

/**
 * Starts a thread that prepares batches while the main thread is inside TensorFlow. It only saves time: the caller prepares any
 * batch that the thread has not begun, so nobody waits for the thread to start, and no batch is lost if none can start. The thread
 * does not keep the process alive.
 */
export function startPrefetcher(epoch: AugmentedEpoch, fromBatch: number): Prefetcher {
  const feed = share(epoch, fromBatch);
  const slotSize = feed.slots.length / SLOTS;
  const thread = startThread(feed);
  const proceedTo = (batch: number): void => {
    Atomics.store(feed.next, 0, batch);
    Atomics.notify(feed.next, 0);
  };
  return {
    async fetch(batch, target) {
      if (Atomics.compareExchange(feed.states, batch, OPEN, CLAIMED) === OPEN) {
        proceedTo(batch + 1);
        return false;
      }
      while (Atomics.load(feed.states, batch) === CLAIMED) {
        if (!thread.running()) return false;
        Atomics.wait(feed.states, batch, CLAIMED, IMPATIENCE_MS);
        await breathe();
      }
      const from = (batch % SLOTS) * slotSize;
      target.set(feed.slots.subarray(from, from + target.length));
      proceedTo(batch + 1);
      return true;
    },
    close: () => thread.stop(),
  };
}

function share(epoch: AugmentedEpoch, fromBatch: number): SharedFeed {
  const { order, batchSize, shape } = epoch;
  const sharedOrder = new Uint32Array(new SharedArrayBuffer(order.byteLength));
  sharedOrder.set(order);
  const next = new Int32Array(new SharedArrayBuffer(4));
  next[0] = fromBatch;
  return {
    ...epoch,
    order: sharedOrder,
    next,
    states: new Int32Array(new SharedArrayBuffer(4 * Math.ceil(order.length / batchSize))),
    slots: new Uint8Array(new SharedArrayBuffer(SLOTS * batchSize * shape[0] * shape[1] * shape[2])),
  };
}

function startThread(feed: SharedFeed): { running(): boolean; stop(): Promise<void> } {
  // A required file rather than the thread's entry point: it may then be TypeScript when the library runs from its sources.
  const entry = JSON.stringify(join(__dirname, `augment-worker${extname(__filename)}`));
  let running = true;
  const ended = (): void => {
    running = false;
  };
  try {
    const worker = new Worker(`require(${entry})`, { eval: true, workerData: feed });
    worker.on('error', ended).on('exit', ended).unref();
    return { running: () => running, stop: async () => void (await worker.terminate()) };
  } catch {
    return { running: () => false, stop: () => Promise.resolve() };
  }
}

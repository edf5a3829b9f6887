import { UsageError } from '../base/errors';
import { generator, permutation } from '../base/random';
import { type AugmentedEpoch, type ImageShape, prepareBatch } from './augment';
import type { Batch, Labels, Split } from './dataset';
import { startPrefetcher } from './prefetch';

/** Values of one example: the product of its shape. */
export function exampleSize(split: Pick<Split, 'shape'>): number {
  return split.shape.reduce((product, length) => product * length, 1);
}

/**
 * `count` consecutive examples of a split, beginning with number `from`, without copying.
 *
 * @throws UsageError EXAMPLES_INVALID if the split has too few
 */
export function subset(split: Split, count: number, from = 0): Split {
  if (!Number.isInteger(from) || from < 0 || from >= split.count) {
    throw new UsageError(
      'EXAMPLES_INVALID',
      `Examples from number ${from} on were asked for.`,
      `Give a whole number from 0 to ${split.count - 1}.`,
    );
  }
  if (!Number.isInteger(count) || count < 1 || from + count > split.count) {
    throw new UsageError('EXAMPLES_INVALID', `${count} examples were asked for.`, `Give a whole number from 1 to ${split.count - from}.`);
  }
  const [size, end] = [exampleSize(split), from + count];
  return { ...split, inputs: split.inputs.subarray(from * size, end * size), labels: split.labels.subarray(from, end), count };
}

/**
 * A copy of the examples `indices` of a split, in that order; an index may repeat.
 *
 * @throws UsageError EXAMPLES_INVALID for an index outside the split
 */
export function take(split: Split, indices: ArrayLike<number>): Batch {
  const size = exampleSize(split);
  const inputs = split.inputs instanceof Uint8Array ? new Uint8Array(indices.length * size) : new Float32Array(indices.length * size);
  const labels = emptyLike(split.labels, indices.length);
  for (let i = 0; i < indices.length; i++) {
    const example = indices[i];
    if (!Number.isInteger(example) || example < 0 || example >= split.count) {
      throw new UsageError('EXAMPLES_INVALID', `There is no example ${example}.`, `They are numbered 0 … ${split.count - 1}.`);
    }
    inputs.set(split.inputs.subarray(example * size, (example + 1) * size), i * size);
    labels[i] = split.labels[example];
  }
  return { inputs, labels, size: indices.length, shape: split.shape };
}

/**
 * All examples of a split in its own order, without copying. The last batch may be smaller.
 *
 * @throws UsageError BATCH_SIZE_INVALID
 */
export function sequentialBatches(split: Split, batchSize: number): Iterable<Batch> {
  checkBatchSize(batchSize);
  const size = exampleSize(split);
  return (function* (): Generator<Batch> {
    for (let from = 0; from < split.count; from += batchSize) {
      const to = Math.min(from + batchSize, split.count);
      const inputs = split.inputs.subarray(from * size, to * size);
      yield { inputs, labels: split.labels.subarray(from, to), size: to - from, shape: split.shape };
    }
  })();
}

/** An array for `count` labels of the same type. */
function emptyLike(labels: Labels, count: number): Labels {
  if (labels instanceof Uint8Array) return new Uint8Array(count);
  return labels instanceof Uint16Array ? new Uint16Array(count) : new Int32Array(count);
}

/** The order in which an epoch sees its `count` examples: a permutation from the stream `shuffle/<epoch>`. */
export function epochOrder(seed: number, epoch: number, count: number): Uint32Array {
  return permutation(generator(seed, `shuffle/${epoch}`), count);
}

/** Number of batches in an epoch, a smaller last one included. */
export function batchCount(split: Pick<Split, 'count'>, batchSize: number): number {
  return Math.ceil(split.count / batchSize);
}

/** Options of {@link trainingBatches}. */
export interface TrainingBatchesOptions {
  readonly batchSize: number;
  readonly seed: number;
  /** Number of the epoch, counted from 0. With `seed` it decides the order and the augmentation. */
  readonly epoch: number;
  /** Index of the first batch; earlier batches are skipped. Default 0. */
  readonly fromBatch?: number;
  /** Pad by 4, crop at random, mirror at random. For images kept as bytes. */
  readonly augment: boolean;
  /**
   * Where to augment: `worker`, in a thread that runs ahead of the training; `main`, when the batch is asked for; default `auto`,
   * in a thread if the epoch is long enough to pay for it. The bytes are the same. A thread needs images on shared memory, where
   * `loadDataset` puts them; other images are augmented in the main thread.
   */
  readonly thread?: 'auto' | 'worker' | 'main';
}

/** Number of batches from which a thread saves more time than its start costs. */
const LONG_EPOCH = 24;

/**
 * One epoch of training batches in seeded order; the last may be smaller. A batch depends only on seed, epoch, index and batch
 * size: an epoch begun at `fromBatch` continues exactly like an uninterrupted one. Each batch is a copy that the caller may keep.
 * Leaving the loop early ends the thread.
 *
 * @throws UsageError BATCH_SIZE_INVALID, BATCH_INVALID, AUGMENT_UNSUPPORTED
 */
export function trainingBatches(split: Split, options: TrainingBatchesOptions): AsyncGenerator<Batch, void, undefined> {
  const { batchSize, seed, epoch, fromBatch = 0, augment, thread = 'auto' } = options;
  checkBatchSize(batchSize);
  const batches = batchCount(split, batchSize);
  if (!Number.isInteger(fromBatch) || fromBatch < 0 || fromBatch > batches) {
    throw new UsageError('BATCH_INVALID', `Batch ${fromBatch} was asked for.`, `An epoch has batches 0 … ${batches - 1}.`);
  }
  const order = epochOrder(seed, epoch, split.count);
  if (!augment) return plainBatches(split, order, batchSize, fromBatch);
  const { inputs } = split;
  if (!(inputs instanceof Uint8Array) || split.shape.length !== 3) {
    throw new UsageError(
      'AUGMENT_UNSUPPORTED',
      'Only images kept as bytes, height × width × channels, can be augmented.',
      'Train without augmentation.',
    );
  }
  const augmented = { inputs, shape: split.shape as unknown as ImageShape, order, batchSize, seed, epoch };
  const worthIt = thread === 'worker' || (thread === 'auto' && batches - fromBatch >= LONG_EPOCH);
  return augmentedBatches(split, augmented, fromBatch, worthIt && inputs.buffer instanceof SharedArrayBuffer);
}

async function* plainBatches(
  split: Split,
  order: Uint32Array,
  batchSize: number,
  fromBatch: number,
): AsyncGenerator<Batch, void, undefined> {
  for (let from = fromBatch * batchSize; from < order.length; from += batchSize) {
    yield take(split, order.subarray(from, from + batchSize));
  }
}

async function* augmentedBatches(
  split: Split, epoch: AugmentedEpoch, fromBatch: number, inThread: boolean,
): AsyncGenerator<Batch, void, undefined> {
  const { order, batchSize } = epoch;
  const prefetcher = inThread ? startPrefetcher(epoch, fromBatch) : undefined;
  try {
    for (let batch = fromBatch; batch * batchSize < order.length; batch++) {
      const indices = order.subarray(batch * batchSize, (batch + 1) * batchSize);
      const inputs = new Uint8Array(indices.length * exampleSize(split));
      if (!(await prefetcher?.fetch(batch, inputs))) prepareBatch(epoch, batch, inputs);
      const labels = emptyLike(split.labels, indices.length).map((_, i) => split.labels[indices[i]]);
      yield { inputs, labels, size: indices.length, shape: split.shape };
    }
  } finally {
    await prefetcher?.close();
  }
}

function checkBatchSize(batchSize: number): void {
  if (Number.isInteger(batchSize) && batchSize >= 1) return;
  throw new UsageError('BATCH_SIZE_INVALID', `The batch size is ${batchSize}.`, 'Give a whole number of at least 1.');
}

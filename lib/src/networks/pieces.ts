import type { Batch } from '../datasets/dataset';
import { computingDevice } from '../engine/binding';
import { sizeOf } from '../engine/graph-types';

/** Of the largest output of a layer, so many bytes may be in work at once: about a core's share of the cache. */
const CACHE_SHARE = 2 ** 21;
/** Below this the calls of TensorFlow cost more than the cache gives. */
const SMALLEST = 16;

/**
 * How many examples to evaluate at once, so that what one layer writes is still in the cache when the next one reads it. A GPU
 * computes everything at once.
 *
 * @param outputs shapes of all layers' outputs, the batch first; an axis of unknown length counts as one
 */
export function pieceSize(outputs: readonly (readonly (number | null)[])[]): number {
  if (computingDevice() === 'GPU') return Infinity;
  const largest = Math.max(...outputs.map((shape) => 4 * sizeOf(shape.slice(1).map((length) => length ?? 1))));
  return Math.max(SMALLEST, Math.floor(CACHE_SHARE / largest));
}

/** A batch in parts of equal size, but for the last, none larger than `largest`, without copying. */
export function* piecesOf(batch: Batch, largest: number): Generator<Batch> {
  const size = Math.ceil(batch.size / Math.ceil(batch.size / largest));
  const perExample = sizeOf(batch.shape);
  for (let from = 0; from < batch.size; from += size) {
    const to = Math.min(batch.size, from + size);
    const [inputs, labels] = [batch.inputs.subarray(from * perExample, to * perExample), batch.labels.subarray(from, to)];
    // Not spread: the fields of a batch may belong to its class.
    yield { inputs, labels, shape: batch.shape, size: to - from };
  }
}

import type { Batch } from '../datasets/dataset';
import { computingDevice } from '../engine/binding';
import { sizeOf } from '../engine/graph-types';
import type { EvaluateResult } from './runner';

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

/** Some examples of a batch in a row, without copying. */
export function partOf(batch: Batch, from: number, to: number): Batch {
  const perExample = sizeOf(batch.shape);
  // Not spread: the fields of a batch may belong to its class.
  return {
    inputs: batch.inputs.subarray(from * perExample, to * perExample),
    labels: batch.labels.subarray(from, to),
    shape: batch.shape,
    size: to - from,
  };
}

/** A batch in parts of equal size, but for the last, none larger than `largest`, without copying. */
export function* piecesOf(batch: Batch, largest: number): Generator<Batch> {
  const size = Math.ceil(batch.size / Math.ceil(batch.size / largest));
  for (let from = 0; from < batch.size; from += size) yield partOf(batch, from, Math.min(batch.size, from + size));
}

/** Evaluates a batch piece by piece. @param largest size of a piece; Infinity where the batch gives its own statistics */
export function evaluateInPieces(batch: Batch, largest: number, evaluate: (piece: Batch) => EvaluateResult): EvaluateResult {
  const result = { losses: new Float32Array(batch.size), correct: new Uint8Array(batch.size) };
  let done = 0;
  for (const piece of piecesOf(batch, largest)) {
    const { losses, correct } = evaluate(piece);
    result.losses.set(losses, done);
    result.correct.set(correct, done);
    done += piece.size;
  }
  return result;
}

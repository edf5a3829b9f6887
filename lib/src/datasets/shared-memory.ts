import { sha256 } from '../base/files';
import type { Normalisation, Split } from './dataset';

/** Bytes on shared memory, from which other threads prepare batches without a copy of the whole set. */
export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/**
 * A dataset's identity: SHA-256 over training inputs, training labels, test inputs, test labels.
 *
 * @param normalisation a chosen one, hashed too; absent if the examples or the dataset's name determine it
 */
export function fingerprint(train: Split, test: Split, normalisation?: Normalisation): string {
  const parts = [train.inputs, train.labels, test.inputs, test.labels];
  return sha256(...parts, ...(normalisation ? [JSON.stringify([[...normalisation.mean], [...normalisation.deviation]])] : []));
}

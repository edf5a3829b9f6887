import { sha256 } from '../base/files';
import type { Split } from './dataset';

/** Bytes that other threads see too, so that they can prepare batches without a copy of the whole set. */
export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** A dataset's identity: SHA-256 over training inputs, training labels, test inputs, test labels. */
export function fingerprint(train: Split, test: Split): string {
  const parts = [train.inputs, train.labels, test.inputs, test.labels];
  return sha256(...parts);
}

import { generator } from '../base/random';
import type { Batch } from './dataset';

/** Random images as bytes, with random labels. */
export function randomBatch(size: number): Batch {
  const source = generator(1, 'bench');
  return {
    inputs: Uint8Array.from({ length: size * 3072 }, () => source.integer(256)),
    labels: Uint8Array.from({ length: size }, () => source.integer(10)),
    size,
    shape: [32, 32, 3],
  };
}

import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A source of pseudo-random numbers. Drawing advances it. */
export interface Generator {
  /** Uniform on [0, 1), 32 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform on the integers 0 … n − 1. */
  integer(n: number): number;
}

/**
 * The generator of one named stream. Streams with another name or another seed are independent: the 128-bit state is a hash of
 * both. To repeat a draw, only the seed must be stored: an interrupted training asks for `shuffle/12` again and gets the same
 * order.
 *
 * @param seed any safe integer
 * @param stream purpose of the numbers, such as `shuffle/12` or `direction/uniform01/3`
 */
export function generator(seed: number, stream: string): Generator {
  const digest = createHash('sha256').update(`${seed}/${stream}`).digest();
  const source = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
  const uniform = (): number => (source.next() >>> 0) / 2 ** 32;
  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal, integer: (n) => Math.floor(uniform() * n) };
}

/** A uniformly random order of 0 … n − 1 (Fisher–Yates). */
export function permutation(source: Generator, n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = source.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

import { UsageError } from '../../base/errors';
import { smallestIndex } from '../../numbers/sampled';
import { expectedGain } from './theorem-1';
import type { Valley } from './valleys';

/** A bias, and what it gains. */
export interface BestBias {
  /** The bias l. */
  readonly bias: number;
  /** Its gain E L(ŵ) − E L(ŵ + l). */
  readonly gain: number;
}

const GRID = 400;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const TOLERANCE = 1e-10;

/**
 * The bias from a valley's minimum that gains most if the population loss is shifted by ±δ̄ with equal probability
 * (paper, Theorem 1): the best of a grid over [0, `upTo`], refined by golden-section search.
 *
 * @param shift δ̄, above 0
 * @param upTo the largest bias tried, above 0
 * @throws UsageError BIAS_RANGE_INVALID for numbers out of range
 */
export function bestBias(valley: Valley, shift: number, upTo = 3 * shift): BestBias {
  if (!(shift > 0 && upTo > 0 && Number.isFinite(upTo))) {
    throw new UsageError(
      'BIAS_RANGE_INVALID',
      `The best bias was asked for up to ${upTo} with shifts of ${shift}.`,
      'Give finite numbers above 0.',
    );
  }
  const gain = (bias: number): number => expectedGain({ loss: ([w]) => valley.value(w), shifts: [shift] }, [valley.minimiser], [bias]);
  const step = upTo / GRID;
  const best = smallestIndex(Array.from({ length: GRID + 1 }, (_, k) => -gain(k * step)));
  let [low, high] = [Math.max(0, best - 1) * step, Math.min(GRID, best + 1) * step];
  while (high - low > TOLERANCE * upTo) {
    const [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if (gain(left) < gain(right)) low = left;
    else high = right;
  }
  const bias = (low + high) / 2;
  return { bias, gain: gain(bias) };
}

/**
 * The best bias for small shifts in a smooth valley, −δ̄²·L'''/(2·L'') at the minimum. Up to fourth order in δ̄, the expected
 * loss is L + δ̄²·L''/2; its derivative vanishes at this bias. L''' is computed as a central difference of L''.
 *
 * @param shift δ̄
 */
export function smallShiftBias(valley: Valley, shift: number): number {
  const w = valley.minimiser;
  const step = 1e-4;
  const third = (valley.secondDerivative(w + step) - valley.secondDerivative(w - step)) / (2 * step);
  return (-(shift ** 2) * third) / (2 * valley.secondDerivative(w));
}

import { UsageError } from '../../base/errors';
import { smallestIndex } from '../../numbers/sampled';
import { expectedGain } from './theorem-1';
import type { Valley } from './valleys';

/** A bias with what it gains. */
export interface BestBias {
  /** l. */
  readonly bias: number;
  /** E L(ŵ) − E L(ŵ + l). */
  readonly gain: number;
}

const GRID = 400;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const TOLERANCE = 1e-10;

/**
 * The bias from a valley's minimum that gains most when its population loss is shifted by ±δ̄ with equal probability:
 * the best of a grid over [0, `upTo`], refined by golden-section search.
 *
 * @throws UsageError BIAS_RANGE_INVALID
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
 * The best bias for small shifts in a smooth valley, −δ̄²·L'''/(2·L'') at the minimum: the expected loss is
 * L + δ̄²·L''/2 up to fourth order, and its derivative vanishes there. L''' by a central difference of L''.
 */
export function smallShiftBias(valley: Valley, shift: number): number {
  const w = valley.minimiser;
  const step = 1e-4;
  const third = (valley.secondDerivative(w + step) - valley.secondDerivative(w - step)) / (2 * step);
  return (-(shift ** 2) * third) / (2 * valley.secondDerivative(w));
}

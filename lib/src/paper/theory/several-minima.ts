import { UsageError } from '../../base/errors';
import type { Valley } from './valleys';

/** A valley, and the place where it is put. */
export interface PlacedValley {
  readonly name: string;
  readonly valley: Valley;
  /** Where its minimum is put. */
  readonly minimiser: number;
}

/**
 * A loss with several minima, all of value 0 (paper, Figure 1 a). Each valley is moved so that its minimum lies where it was put;
 * the loss is the lowest of them at each place.
 *
 * @throws UsageError VALLEY_INVALID without a valley
 */
export function severalMinima(placed: readonly PlacedValley[]): (w: number) => number {
  if (placed.length === 0) throw new UsageError('VALLEY_INVALID', 'A loss without valleys has no minima.', 'Give at least one valley.');
  return (w) =>
    Math.min(...placed.map(({ valley, minimiser }) => valley.value(w - minimiser + valley.minimiser) - valley.value(valley.minimiser)));
}

/** The loss at one minimum after a shift of the whole loss. */
export interface ShiftedMinimum {
  readonly name: string;
  /** Loss at the minimiser after a shift to the right; 0 without a shift. */
  readonly right: number;
  /** Loss at the minimiser after a shift to the left. */
  readonly left: number;
  /** The mean of the two, which are equally likely. */
  readonly mean: number;
}

/**
 * The loss at each minimum when the whole loss moves by ±shift and the weights stay where they are.
 *
 * @throws UsageError VALLEY_INVALID without a valley
 */
export function lossesUnderShift(placed: readonly PlacedValley[], shift: number): ShiftedMinimum[] {
  const loss = severalMinima(placed);
  return placed.map(({ name, minimiser }) => {
    const [right, left] = [loss(minimiser - shift), loss(minimiser + shift)];
    return { name, right, left, mean: (right + left) / 2 };
  });
}

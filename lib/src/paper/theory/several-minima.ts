import { UsageError } from '../../base/errors';
import type { Valley } from './valleys';

/** A valley to be put somewhere. */
export interface PlacedValley {
  readonly name: string;
  readonly valley: Valley;
  /** Where its minimum is put. */
  readonly minimiser: number;
}

/**
 * A loss with several minima, all of value 0: at each place the lowest of the valleys, each moved so that its minimum lies
 * where it was put (paper, Figure 1 a).
 *
 * @throws UsageError VALLEY_INVALID without a valley
 */
export function severalMinima(placed: readonly PlacedValley[]): (w: number) => number {
  if (placed.length === 0) throw new UsageError('VALLEY_INVALID', 'A loss without valleys has no minima.', 'Give at least one valley.');
  return (w) =>
    Math.min(...placed.map(({ valley, minimiser }) => valley.value(w - minimiser + valley.minimiser) - valley.value(valley.minimiser)));
}

/** What one minimum loses when the loss is shifted. */
export interface ShiftedMinimum {
  readonly name: string;
  /** Loss at the minimiser after a shift to the right, and to the left; 0 without one. */
  readonly right: number;
  readonly left: number;
  /** Their mean: both are equally likely. */
  readonly mean: number;
}

/** The loss at each minimum when the whole loss moves by ±shift, the weights staying where they are. */
export function lossesUnderShift(placed: readonly PlacedValley[], shift: number): ShiftedMinimum[] {
  const loss = severalMinima(placed);
  return placed.map(({ name, minimiser }) => {
    const [right, left] = [loss(minimiser - shift), loss(minimiser + shift)];
    return { name, right, left, mean: (right + left) / 2 };
  });
}

import { UsageError } from '../base/errors';
import type { WeightEntry, WeightLayout } from './layout';
import { firstNoNumber, firstNotFinite, isNumberArray, shown } from './numbers';
import type { RunnerState } from './runner-core';

/** @param size of the network's own vector @throws UsageError WRONG_LENGTH */
export function checkLength({ length }: ArrayLike<number>, what: keyof RunnerState, size: number): void {
  if (length === size) return;
  const problem = `The network has ${size} numbers of ${what}, ${length} were given.`;
  throw new UsageError('WRONG_LENGTH', problem, 'Use a vector of this network.');
}

/**
 * Checks a flat vector of a network and converts it to the runners' form: 32-bit floats, as many as the layout has, all finite, no
 * negative variance. Plain arrays, 64-bit floats and integers are converted.
 *
 * @throws UsageError VECTOR_INVALID, WRONG_LENGTH, WEIGHTS_NOT_FINITE, MOMENTUM_NOT_FINITE, STATISTICS_NOT_FINITE,
 * VARIANCE_NEGATIVE
 */
export function checkedVector(given: unknown, what: keyof RunnerState, layout: WeightLayout): Float32Array {
  if (!isNumberArray(given)) {
    throw new UsageError(
      'VECTOR_INVALID',
      `The given ${what} are not an array of numbers.`,
      'Give a Float32Array; from a tensor: await tensor.data().',
    );
  }
  checkLength(given, what, layout.size);
  const noNumber = firstNoNumber(given);
  if (noNumber >= 0) throw notFinite(given, what, layout, noNumber);
  const values = given instanceof Float32Array ? given : Float32Array.from(given);
  const bad = firstNotFinite(values);
  if (bad >= 0) throw notFinite(given, what, layout, bad);
  if (what === 'statistics') checkVariances(values, layout);
  return values;
}

function notFinite(given: ArrayLike<unknown>, what: keyof RunnerState, layout: WeightLayout, index: number): UsageError {
  const problem = `The ${what} have ${shown(given[index])} at ${placeOf(layout, index)}, which is not a finite 32-bit number.`;
  return new UsageError(
    `${what.toUpperCase()}_NOT_FINITE`,
    problem,
    'Check the source of the vector: a training that diverged, or a division by 0.',
  );
}

function checkVariances(values: Float32Array, { entries }: WeightLayout): void {
  for (const entry of entries) {
    if (!entry.name.endsWith('.moving_variance')) continue;
    for (let i = 0; i < entry.size; i++) {
      const value = values[entry.offset + i];
      if (value >= 0) continue;
      throw new UsageError(
        'VARIANCE_NEGATIVE',
        `The variance ${i} of ${entry.name} is ${value}.`,
        "Variances are at least 0: check the order; each layer has its means first, then its variances.",
      );
    }
  }
}

function placeOf({ entries }: WeightLayout, index: number): string {
  const entry = entries.find(({ offset, size }) => index < offset + size) as WeightEntry;
  return `place ${index - entry.offset} of ${entry.name}`;
}

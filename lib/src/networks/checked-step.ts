import { UsageError } from '../base/errors';
import { nearest } from '../base/nearest';
import { shown } from './numbers';
import type { SgdStep } from './runner';

const KEYS: readonly string[] = ['learningRate', 'momentum', 'weightDecay'];

/** The largest number that float32 holds, about. */
const LARGEST = 3.4e38;

/**
 * An SGD step with its omitted settings filled in: momentum 0, weight decay 0.
 *
 * @throws UsageError STEP_INVALID for a missing learning rate, an unknown name, or a number outside float32's range
 */
export function checkedStep(given: SgdStep): Required<SgdStep> {
  if (typeof given !== 'object' || given === null)
    throw new UsageError('STEP_INVALID', `The given step is ${shown(given)}.`, 'Give { learningRate, momentum, weightDecay }.');
  for (const key of Object.keys(given)) {
    if (KEYS.includes(key)) continue;
    const guess = nearest(key, KEYS);
    throw new UsageError(
      'STEP_INVALID',
      `A step has no "${key}".${guess === undefined ? '' : ` Did you mean ${guess}?`}`,
      'Give { learningRate, momentum, weightDecay }.',
    );
  }
  const { learningRate, momentum = 0, weightDecay = 0 } = given;
  for (const [key, value] of Object.entries({ learningRate, momentum, weightDecay })) {
    if (typeof value === 'number' && Math.abs(value) <= LARGEST) continue;
    throw new UsageError('STEP_INVALID', `The step's ${key} is ${shown(value)}.`, 'Give a number within the range of float32.');
  }
  return { learningRate, momentum, weightDecay };
}

import { UsageError } from '../base/errors';
import { nearest } from '../base/nearest';
import { shown } from './numbers';
import type { SgdStep } from './runner';

const KEYS: readonly string[] = ['learningRate', 'momentum', 'weightDecay'];

/** What float32 holds. */
const LARGEST = 3.4e38;

/**
 * A step of SGD with everything that it leaves out: momentum and weight decay of 0.
 *
 * @throws UsageError STEP_INVALID for a learning rate that is missing, a name that is unknown, a number that float32 does
 * not hold
 */
export function checkedStep(given: SgdStep): Required<SgdStep> {
  if (typeof given !== 'object' || given === null)
    throw new UsageError('STEP_INVALID', `What was given as a step is ${shown(given)}.`, 'Give { learningRate, momentum, weightDecay }.');
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

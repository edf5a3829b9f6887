import { isThenable, type Place, refusal, shown } from './place';

type Callback = (...all: unknown[]) => unknown;

/** Functions whose documentation gives a meaning to a loss that is not finite: a gap in a figure. */
const TAKES_ANY_LOSS = /Figure$/;

/**
 * Wraps a caller's function, and refuses results that are not numbers: in sums, a NaN or a string would stay unnoticed up to the
 * final result.
 *
 * @param owner the object whose method it is
 * @throws UsageError CALLBACK_RESULT, when it is called
 */
export function giving(place: Place, callback: Callback, gives: 'number' | 'promise', owner: object | undefined): Callback {
  const check = (result: unknown): unknown => {
    if (isTaken(place, result)) return result;
    const remedy = isThenable(result) ? 'It must return the number itself, not a promise.' : 'It must return a finite number.';
    throw refusal(place, `gives ${shown(result)}`, remedy, 'CALLBACK_RESULT');
  };
  const late = gives === 'promise';
  return (...all) => {
    const result = callback.apply(owner, all);
    // The common case, as cheap as possible: valley functions are called at every step.
    if (typeof result === 'number' && result - result === 0) return result;
    return late && isThenable(result) ? (result as Promise<unknown>).then(check) : check(result);
  };
}

function isTaken({ call, name }: Place, result: unknown): boolean {
  if (typeof result !== 'number') return false;
  // A bootstrap omits replicates for which the statistic is undefined.
  if (Number.isFinite(result) || name === 'statistic' || TAKES_ANY_LOSS.test(call)) return true;
  // At a kink the second derivative is infinite.
  return name === 'secondDerivative' && !Number.isNaN(result);
}

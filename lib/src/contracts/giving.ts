import { isThenable, type Place, refusal, shown } from './place';

type Callback = (...all: unknown[]) => unknown;

/** Whose documentation says what a loss that is not finite means: a gap in a figure. */
const TAKES_ANY_LOSS = /Figure$/;

/**
 * A function that the caller gave, refusing what it gives where that is not a number: in sums, a NaN or a text would stay
 * unnoticed up to the result.
 *
 * @param owner the object whose method it is
 * @throws UsageError CALLBACK_RESULT, when it is called
 */
export function giving(place: Place, callback: Callback, gives: 'number' | 'promise', owner: object | undefined): Callback {
  const check = (result: unknown): unknown => {
    if (isTaken(place, result)) return result;
    const remedy = isThenable(result) ? 'It has to give the number itself, not a promise of it.' : 'It has to give a finite number.';
    throw refusal(place, `gives ${shown(result)}`, remedy, 'CALLBACK_RESULT');
  };
  const late = gives === 'promise';
  return (...all) => {
    const result = callback.apply(owner, all);
    // The one way of most calls, as cheap as can be: the functions of valleys are called at every step.
    if (typeof result === 'number' && result - result === 0) return result;
    return late && isThenable(result) ? (result as Promise<unknown>).then(check) : check(result);
  };
}

function isTaken({ call, name }: Place, result: unknown): boolean {
  if (typeof result !== 'number') return false;
  // A bootstrap leaves replicates out of which nothing can be said.
  if (Number.isFinite(result) || name === 'statistic' || TAKES_ANY_LOSS.test(call)) return true;
  // At a kink.
  return name === 'secondDerivative' && !Number.isNaN(result);
}

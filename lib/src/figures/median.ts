import type { Estimate } from '../numbers/statistics';

/**
 * A median with an interval between two order statistics that covers the true median in at least 95 % of samples, for any
 * distribution (binomial law of the number of values below the median). With five values or fewer no such interval exists, and the
 * result is the whole range. NaN for an empty list.
 */
export function medianInterval(values: readonly number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { value: NaN, low: NaN, high: NaN };
  let rank = 0;
  let probability = 0.5 ** n;
  let below = probability;
  while (rank + 1 < n / 2) {
    probability *= (n - rank) / (rank + 1);
    below += probability;
    if (below > 0.025) break;
    rank++;
  }
  const middle = (n - 1) / 2;
  return { value: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2, low: sorted[rank], high: sorted[n - 1 - rank] };
}

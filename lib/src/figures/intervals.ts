/** A value with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** 97.5 % point of the standard normal. */
const Z = 1.959964;

/** A proportion with Wilson's interval (Wilson 1927), which stays within [0, 1]. */
export function wilsonInterval(successes: number, count: number): Interval {
  if (count === 0) return { value: NaN, low: 0, high: 1 };
  const p = successes / count;
  const centre = (p + Z ** 2 / (2 * count)) / (1 + Z ** 2 / count);
  const half = (Z / (1 + Z ** 2 / count)) * Math.sqrt((p * (1 - p)) / count + Z ** 2 / (4 * count ** 2));
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * A median with the interval between two order statistics that covers the true one in at least 95 % of samples, whatever
 * the distribution (binomial law of the number of values below it). With five values or fewer none does: the whole range.
 */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const middle = (n - 1) / 2;
  let rank = 0;
  let below = 0.5 ** n;
  let probability = below;
  while (rank + 1 < n / 2 && below + probability * ((n - rank) / (rank + 1)) <= 0.025) {
    probability *= (n - rank) / (rank + 1);
    below += probability;
    rank++;
  }
  return { value: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2, low: sorted[rank], high: sorted[n - 1 - rank] };
}

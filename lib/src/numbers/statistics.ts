import { jStat } from 'jstat';
import { UsageError } from '../base/errors';
import { checkLengths } from './vector';

/** A 95 % interval: it covers the true value in 95 % of repetitions. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A measured value with its 95 % interval. */
export interface Estimate extends Interval {
  readonly value: number;
}

const CONFIDENCE = 0.95;

/** Arithmetic mean, summed in float64; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Sample standard deviation, with the denominator n − 1; NaN for fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** The p-quantile, p in [0, 1], interpolated linearly between order statistics (R's type 7, NumPy's default); NaN for no values. */
export function quantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  // Between two equal infinities, interpolation would compute ∞ − ∞.
  if (below === above || sorted[below] === sorted[above]) return sorted[below] ?? NaN;
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** The median; NaN for no values. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/**
 * Standard error of mean(a) − mean(b) for values measured on the same examples: sd(aᵢ − bᵢ)/√n. As a rule, it is far smaller than
 * the standard error of either mean. NaN for fewer than two examples.
 *
 * @param a one value for each example
 * @param b likewise, in the same order
 * @throws LandscapeError LENGTHS_DIFFER
 */
export function pairedStandardError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkLengths(a, b);
  const differences = new Float64Array(a.length);
  for (let i = 0; i < differences.length; i++) differences[i] = a[i] - b[i];
  return standardDeviation(differences) / Math.sqrt(differences.length);
}

/**
 * Wilson's score interval of a proportion, 95 %. It is honest near 0 and 1 and for few trials, where ± 1.96 standard errors are
 * not.
 *
 * @param successes whole number, 0 ≤ successes ≤ trials
 * @param trials whole number, at least 1
 * @throws UsageError COUNTS_INVALID for other counts
 */
export function wilsonInterval(successes: number, trials: number): Estimate {
  if (!Number.isInteger(successes) || !Number.isInteger(trials) || trials < 1 || successes < 0 || successes > trials) {
    throw new UsageError(
      'COUNTS_INVALID',
      `${successes} of ${trials} is not a proportion.`,
      'Give whole numbers, 0 ≤ successes ≤ trials, trials ≥ 1.',
    );
  }
  const z = jStat.normal.inv(0.5 + CONFIDENCE / 2, 0, 1);
  const share = successes / trials;
  const denominator = 1 + z ** 2 / trials;
  const centre = (share + z ** 2 / (2 * trials)) / denominator;
  const half = (z / denominator) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * Difference a − b of two independent proportions, with its 95 % interval from their Wilson intervals (Newcombe 1998, method 10).
 *
 * @param a the first proportion, from {@link wilsonInterval}
 * @param b the second, likewise
 */
export function proportionDifference(a: Estimate, b: Estimate): Estimate {
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

/** Mean with Student's t interval, 95 %. For fewer than two values the interval is unknown: (−∞, ∞). */
export function tInterval(values: ArrayLike<number>): Estimate {
  const value = mean(values);
  if (values.length < 2) return { value, low: -Infinity, high: Infinity };
  const t = jStat.studentt.inv(0.5 + CONFIDENCE / 2, values.length - 1);
  const half = (t * standardDeviation(values)) / Math.sqrt(values.length);
  return { value, low: value - half, high: value + half };
}

/** Result of a test of the hypothesis that two outcomes are equally likely. */
export interface TestResult {
  /** How often the first, or positive, outcome occurred. */
  readonly positive: number;
  /** How often the second, or negative, outcome occurred. */
  readonly negative: number;
  /** The exact two-sided p-value; 1 if nothing was counted. */
  readonly p: number;
}

/** Sign test of paired differences: are positive ones as frequent as negative ones? Zeros do not count. */
export function signTest(differences: ArrayLike<number>): TestResult {
  let positive = 0;
  let negative = 0;
  for (let i = 0; i < differences.length; i++) {
    if (differences[i] > 0) positive++;
    if (differences[i] < 0) negative++;
  }
  return { positive, negative, p: coinProbability(positive, negative) };
}

/** Result of {@link mcNemar}. */
export interface AccuracyComparison extends TestResult {
  /** Accuracy of a minus accuracy of b, fractions, with its 95 % interval from the discordant examples (normal approximation). */
  readonly difference: Estimate;
}

/**
 * McNemar's exact test of two classifiers on the same examples. Only discordant examples count: those that one classifier gets
 * right and the other wrong.
 *
 * @param a 1 where the first classifier is correct, 0 elsewhere
 * @param b the same for the second
 * @throws LandscapeError LENGTHS_DIFFER
 */
export function mcNemar(a: ArrayLike<number>, b: ArrayLike<number>): AccuracyComparison {
  checkLengths(a, b);
  const differences = Float64Array.from(a, (correct, i) => correct - b[i]);
  const value = mean(differences);
  const half = jStat.normal.inv(0.5 + CONFIDENCE / 2, 0, 1) * pairedStandardError(a, b);
  return { ...signTest(differences), difference: { value, low: value - half, high: value + half } };
}

/** Two-sided probability that a fair coin falls at least this unevenly. */
function coinProbability(heads: number, tails: number): number {
  const rarer = Math.min(heads, tails);
  return heads + tails === 0 ? 1 : Math.min(1, 2 * jStat.binomial.cdf(rarer, heads + tails, 0.5));
}

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bootstrap } from '../../lib/src/numbers/resample';
import * as statistics from '../../lib/src/numbers/statistics';
import { generator } from '../../lib/src/base/random';

const { mean, mcNemar, median, pairedStandardError, proportionDifference, quantile, signTest, standardDeviation, tInterval, wilsonInterval } = statistics;
const near = (actual: number, expected: number, tolerance = 1e-9): void => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test('moments and quantiles', () => {
  assert.equal(mean([1, 2, 6]), 3);
  near(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]), Math.sqrt(32 / 7));
  assert.equal(median([5, 1, 3]), 3);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  near(quantile([1, 2, 3, 4, 5], 0.1), 1.4);
  assert.equal(quantile([1, Infinity, Infinity], 0.9), Infinity, 'between infinities, as of losses that overflow');
  assert.ok([mean([]), standardDeviation([1]), median([])].every(Number.isNaN));
});

test('the paired standard error is that of the differences', () => {
  near(pairedStandardError([1, 2, 4], [0, 2, 1]), Math.sqrt((1 / 9 + 16 / 9 + 25 / 9) / 2 / 3));
  assert.equal(pairedStandardError([3, 4, 5], [1, 2, 3]), 0);
  assert.throws(() => pairedStandardError([1], [1, 2]), { code: 'LENGTHS_DIFFER' });
});

test('Wilson: the roots of (p̂ − p)² = z²·p(1 − p)/n', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
      const successes = Math.round(share * trials);
      const { value, low, high } = wilsonInterval(successes, trials);
      for (const p of [low, high]) {
        if (p > 0 && p < 1) near((value - p) ** 2, (1.959963984540054 ** 2 * p * (1 - p)) / trials, 1e-9);
      }
      assert.ok(0 <= low && low <= value + 1e-15 && value <= high + 1e-15 && high <= 1);
    }),
  );
  near(wilsonInterval(10, 10).low, 0.722467, 1e-6);
  near(wilsonInterval(0, 10).high, 0.277533, 1e-6);
  assert.throws(() => wilsonInterval(3, 2), { code: 'COUNTS_INVALID' });
  assert.throws(() => wilsonInterval(0, 0), { code: 'COUNTS_INVALID' });
});

test('the difference of proportions: the published example 56/70 against 48/80', () => {
  const { value, low, high } = proportionDifference(wilsonInterval(56, 70), wilsonInterval(48, 80));
  near(value, 0.2, 1e-12);
  near(low, 0.0524, 5e-5);
  near(high, 0.3339, 5e-5);
});

test('t intervals with tabulated quantiles', () => {
  for (const [n, t] of [[2, 12.7062], [3, 4.3027], [6, 2.5706], [31, 2.0423]] as const) {
    const values = Array.from({ length: n }, (_, i) => i);
    const { value, low, high } = tInterval(values);
    const half = (t * standardDeviation(values)) / Math.sqrt(n);
    near(value, (n - 1) / 2);
    near(high - value, half, 1e-4 * half);
    near(value - low, half, 1e-4 * half);
  }
  assert.deepEqual(tInterval([7]), { value: 7, low: -Infinity, high: Infinity });
});

test('sign test against the binomial law summed term by term', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (heads, tails) => {
      const n = heads + tails;
      let [term, sum] = [0.5 ** n, 0];
      for (let k = 0; k <= Math.min(heads, tails); k++) {
        sum += term;
        term *= (n - k) / (k + 1);
      }
      const result = signTest([...Array<number>(heads).fill(2), ...Array<number>(tails).fill(-0.1), 0, 0]);
      assert.deepEqual([result.positive, result.negative], [heads, tails]);
      near(result.p, Math.min(1, n === 0 ? 1 : 2 * sum), 1e-5);
    }),
  );
});

test('McNemar counts only where the classifiers differ', () => {
  const a = [1, 1, 1, 1, 1, 1, 0, 0, 1, 1];
  const b = [0, 0, 0, 0, 0, 1, 1, 0, 1, 1];
  const { positive, negative, p, difference } = mcNemar(a, b);
  assert.deepEqual([positive, negative], [5, 1]);
  near(p, (2 * (1 + 6)) / 64);
  near(difference.value, 0.4);
  near(difference.high - difference.value, 1.959963984540054 * pairedStandardError(a, b));
});

test('the bootstrap of a mean agrees with theory, and repeats', () => {
  const source = generator(1, 'sample');
  const values = Array.from({ length: 200 }, () => source.normal());
  const { value, low, high } = bootstrap(values, mean, { seed: 2 });
  near(value, mean(values));
  const half = (1.96 * standardDeviation(values)) / Math.sqrt(200);
  near((high - low) / 2, half, 0.1 * half);
  assert.deepEqual(bootstrap(values, mean, { seed: 2 }), { value, low, high });
  assert.throws(() => bootstrap([], mean), { code: 'SAMPLE_EMPTY' });
  assert.throws(() => bootstrap([1], mean, { replicates: 0.5 }), { code: 'REPLICATES_INVALID' });
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import { bootstrap } from '../../lib/src/numbers/resample';
import { overClusters, overSeeds, widerInterval } from '../../lib/src/numbers/over-clusters';
import { type Interval, mean, tInterval } from '../../lib/src/numbers/statistics';

/** In which share of repetitions the interval of normal values with mean 0 covers 0. */
function coverage(clusters: number, repetitions: number, interval: (values: readonly number[]) => Interval): number {
  const source = generator(5, 'coverage');
  const covered = Array.from({ length: repetitions }, () => interval(Array.from({ length: clusters }, () => source.normal())));
  return covered.filter(({ low, high }) => low <= 0 && high >= 0).length / repetitions;
}

test('of three clusters 95 % means 95 %, which resampling them does not reach', () => {
  const covered = coverage(3, 4000, (values) => overClusters(values));
  assert.ok(Math.abs(covered - 0.95) < 0.015, String(covered));
  const resampled = coverage(3, 1000, (values) => bootstrap(values, mean, { replicates: 200 }));
  assert.ok(resampled < 0.82, String(resampled));
});

test('below ten clusters Student’s t, from ten on they are resampled', () => {
  const values = [0.3, 0.5, 0.2, 0.9, 0.4, 0.8, 0.1, 0.6, 0.7];
  assert.deepEqual(overClusters(values), tInterval(values));
  assert.deepEqual(overClusters([...values, 0.5], { seed: 3 }), bootstrap([...values, 0.5], mean, { seed: 3 }));
});

test('of fewer than three trainings nothing is said about others', () => {
  for (const values of [[], [0.2], [0.2, 0.4]]) assert.equal(overSeeds(values), null);
  assert.deepEqual(overSeeds([0.2, 0.4, 0.9], { within: [0, 1] }), overClusters([0.2, 0.4, 0.9], { within: [0, 1] }));
});

test('an interval stays within its bounds, and of one cluster is all that they allow', () => {
  assert.deepEqual(overClusters([0.4, 0.75, 0.2], { within: [0, 1] }), { value: (0.4 + 0.75 + 0.2) / 3, low: 0, high: 1 });
  assert.deepEqual(overClusters([0.4], { within: [0, 1] }), { value: 0.4, low: 0, high: 1 });
  assert.throws(() => overClusters([]), { code: 'SAMPLE_EMPTY' });
});

test('the wider of two intervals, and what is not a number before all', () => {
  const [narrow, wide, unknown] = [{ low: 1, high: 2 }, { low: 0, high: 2 }, { low: NaN, high: NaN }];
  assert.equal(widerInterval(narrow, wide), wide);
  assert.equal(widerInterval(wide, narrow), wide);
  assert.equal(widerInterval(unknown, wide), unknown);
  assert.equal(widerInterval(wide, unknown), unknown);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { asymmetry } from '../../lib/src/landscape/asymmetry';
import { distancesBetween } from '../../lib/src/landscape/distances';
import { wilsonInterval } from '../../lib/src/landscape/statistics';
import { asymmetryDifference, type MeasuredDirection, summariseDirections } from '../../lib/src/landscape/summary';
import { piecewiseLinearValley } from '../../lib/src/theory/valleys';

const distances = distancesBetween(-5, 5, 21);
const direction = (seed: number, ratio: number, side = 1): MeasuredDirection => ({
  seed,
  asymmetry: asymmetry({ distances, loss: distances.map((l) => piecewiseLinearValley(1, ratio).value(side * l)) }),
});
const descending: MeasuredDirection = { seed: 1, asymmetry: asymmetry({ distances, loss: distances.map((l) => -l) }) };
const near = (actual: number | undefined, expected: number): void => assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

test('one seed: fractions, median and mean of known valleys', () => {
  const summary = summariseDirections([direction(1, 1.5), direction(1, 3), direction(1, 5, -1), descending]);
  assert.deepEqual(summary.sides, { 'two-sided': 3, 'one-sided': 1, flat: 0 });
  assert.deepEqual(summary.asymmetric, wilsonInterval(2, 4));
  assert.equal(summary.asymmetricOverSeeds, null);
  near(summary.medianSecantRatio ?? undefined, 3);
  near(summary.index?.value, (0.2 + 0.5 - 4 / 6) / 3);
  assert.equal(summary.indexResamples, 'directions');
  const [seed] = summary.bySeed;
  assert.deepEqual([seed.seed, seed.directions, seed.asymmetric, seed.flatPlus, seed.best?.direction, seed.best?.secantRatioInterval], [1, 4, 2, 3, 2, null]);
  near(seed.best?.secantRatio, 5);
  near(seed.best?.ratio ?? undefined, 5);
});

test('three seeds that disagree: the interval over seeds is the wide one', () => {
  const measured = [1, 2, 3].flatMap((seed) => Array.from({ length: 20 }, () => direction(seed, seed === 3 ? 1.2 : 4)));
  const { asymmetric, asymmetricOverSeeds, index, indexResamples } = summariseDirections(measured);
  near(asymmetric.value, 2 / 3);
  assert.deepEqual(asymmetricOverSeeds, { value: 2 / 3, low: 0, high: 1 });
  assert.ok(asymmetric.low > 0.5 && asymmetric.high < 0.8);
  near(index?.low, 0.2 / 2.2);
  near(index?.high, 0.6);
  assert.equal(indexResamples, 'seeds');
});

test('the threshold of the ratio is the caller’s', () => {
  assert.equal(summariseDirections([direction(1, 3)], { ratio: 4 }).asymmetric.value, 0);
  assert.throws(() => summariseDirections([]), { code: 'SAMPLE_EMPTY' });
});

test('the difference between kinds', () => {
  const kind = (ratio: number, seeds: readonly number[]): MeasuredDirection[] => seeds.flatMap((seed) => [direction(seed, ratio), direction(seed, ratio)]);
  const certain = asymmetryDifference(kind(4, [1, 2, 3]), kind(1.2, [1, 2, 3]));
  assert.deepEqual(certain, { value: 1, low: 1, high: 1 });
  const oneSeed = asymmetryDifference(kind(4, [1]), kind(1.2, [1]));
  near(oneSeed.value, 1);
  assert.ok(oneSeed.low < 0.5);
  const same = asymmetryDifference([...kind(4, [1, 2, 3]), ...kind(1, [1, 2, 3])], [...kind(4, [1, 2, 3]), ...kind(1, [1, 2, 3])]);
  assert.deepEqual(same, { value: 0, low: 0, high: 0 });
  assert.throws(() => asymmetryDifference(kind(4, [1]), []), { code: 'COUNTS_INVALID' });
});

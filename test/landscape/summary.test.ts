import assert from 'node:assert/strict';
import test from 'node:test';
import { asymmetry } from '../../lib/src/landscape/asymmetry';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { wilsonInterval } from '../../lib/src/numbers/statistics';
import { asymmetryDifference, type MeasuredDirection, summariseDirections } from '../../lib/src/landscape/summary';
import { piecewiseLinearValley } from '../../lib/src/paper/theory/valleys';

const distances = distancesBetween(-5, 5, 21);
const direction = (seed: number, ratio: number, side = 1): MeasuredDirection => ({
  seed,
  asymmetry: asymmetry({ distances, loss: distances.map((l) => piecewiseLinearValley(1, ratio).value(side * l)) }),
});
const indexOf = (ratio: number): number => direction(1, ratio).asymmetry.recentred.index ?? NaN;
const descending: MeasuredDirection = { seed: 1, asymmetry: asymmetry({ distances, loss: distances.map((l) => -l) }) };
const near = (actual: number | undefined, expected: number): void => assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

test('one seed: fractions, median and mean of known valleys', () => {
  const summary = summariseDirections([direction(1, 1.5), direction(1, 3), direction(1, 5, -1), descending]);
  assert.deepEqual(summary.sides, { 'two-sided': 3, 'one-sided': 1, flat: 0 });
  assert.deepEqual(summary.asymmetric, wilsonInterval(2, 4));
  assert.equal(summary.asymmetricOverSeeds, null);
  near(summary.medianSecantRatio ?? undefined, direction(1, 3).asymmetry.recentred.secantRatio ?? NaN);
  near(summary.index?.value, (indexOf(1.5) + indexOf(3) - indexOf(5)) / 3);
  assert.equal(summary.indexOver, 'directions');
  const [seed] = summary.bySeed;
  assert.deepEqual([seed.seed, seed.directions, seed.asymmetric, seed.flatPlus, seed.best?.direction, seed.best?.secantRatioInterval], [1, 4, 2, 3, 2, null]);
  near(seed.best?.secantRatio, direction(1, 5).asymmetry.recentred.secantRatio ?? NaN);
  near(seed.best?.ratio ?? undefined, 5);
});

test('three seeds that disagree: the interval over seeds is the wide one', () => {
  const measured = [1, 2, 3].flatMap((seed) => Array.from({ length: 20 }, () => direction(seed, seed === 3 ? 1.2 : 4)));
  const { asymmetric, asymmetricOverSeeds, index, indexOver } = summariseDirections(measured);
  near(asymmetric.value, 2 / 3);
  assert.deepEqual(asymmetricOverSeeds, { value: 2 / 3, low: 0, high: 1 });
  assert.ok(asymmetric.low > 0.5 && asymmetric.high < 0.8);
  // Of A: t(0.975, 2) = 4.302653, half = t·sd/√3, bounded by A ≤ 1.
  const [steep, even] = [indexOf(4), indexOf(1.2)];
  near(index?.value, (2 * steep + even) / 3);
  near(index?.low, (2 * steep + even) / 3 - (4.3026527 * (steep - even)) / 3);
  assert.equal(index?.high, 1);
  assert.equal(indexOver, 'seeds');
});

test('three seeds that agree: Wilson’s interval is the wide one, and the interval over seeds does not shrink to a point', () => {
  const { asymmetric, asymmetricOverSeeds } = summariseDirections([1, 2, 3].flatMap((seed) => Array.from({ length: 5 }, () => direction(seed, 4))));
  assert.deepEqual(asymmetricOverSeeds, asymmetric);
  assert.ok(asymmetric.low < 0.85);
});

test('the threshold of the ratio is the caller’s', () => {
  assert.equal(summariseDirections([direction(1, 3)], { ratio: 4 }).asymmetric.value, 0);
  assert.throws(() => summariseDirections([]), { code: 'SAMPLE_EMPTY' });
});

test('the difference between kinds', () => {
  const kind = (ratio: number, seeds: readonly number[]): MeasuredDirection[] => seeds.flatMap((seed) => [direction(seed, ratio), direction(seed, ratio)]);
  const certain = asymmetryDifference(kind(4, [1, 2, 3]), kind(1.2, [1, 2, 3]));
  // All seeds agree: Newcombe's interval of 6 of 6 against 0 of 6 is the wider one. Wilson's bounds there are 0.610 and 0.390.
  near(certain.value, 1);
  near(certain.low, 1 - Math.hypot(1 - wilsonInterval(6, 6).low, wilsonInterval(0, 6).high));
  near(certain.high, 1);
  const oneSeed = asymmetryDifference(kind(4, [1]), kind(1.2, [1]));
  near(oneSeed.value, 1);
  assert.ok(oneSeed.low < 0.5);
  const same = asymmetryDifference([...kind(4, [1, 2, 3]), ...kind(1, [1, 2, 3])], [...kind(4, [1, 2, 3]), ...kind(1, [1, 2, 3])]);
  assert.ok(same.value === 0 && same.low < -0.3 && same.high > 0.3, 'seeds that agree do not make twelve directions certain');
  const apart = asymmetryDifference([...kind(4, [1, 2]), ...kind(1.2, [3])], kind(1.2, [1, 2, 3]));
  near(apart.value, 2 / 3);
  // The seeds' differences are 1, 1 and 0: t over them reaches far below 0, where Newcombe's interval does not come.
  near(apart.low, 2 / 3 - 4.3026527 / 3);
  assert.equal(apart.high, 1);
  assert.throws(() => asymmetryDifference(kind(4, [1]), []), { code: 'COUNTS_INVALID' });
});

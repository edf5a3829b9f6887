import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { type RiseStatistics, statisticsAtRise } from '../../lib/src/landscape/equal-rise';
import type { CurveSamples } from '../../lib/src/landscape/profile';

const sampled = (loss: (l: number) => number, radius = 3, points = 601): CurveSamples => {
  const distances = distancesBetween(-radius, radius, points);
  return { distances, loss: distances.map(loss) };
};
const at = (samples: CurveSamples, level: number): RiseStatistics => {
  const found = statisticsAtRise(samples, level);
  assert.ok(found);
  return found;
};
const near = (actual: number, expected: number, tolerance = 0.01): void => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test('two straight walls: radius, ratios and index have closed forms', () => {
  const found = at(sampled((l) => (l > 0 ? 0.5 * l : -2 * l)), 1);
  near(found.radius, 0.5);
  near(found.secantRatio, 4, 0.06);
  near(found.widthRatio, 4, 0.06);
  near(found.index, (2 - 0.5) / (2 + 0.5));
  assert.equal(found.flatSign, 1);
  assert.equal(found.widthIsBound, false);
});

test('the statistics do not depend on the unit of distance, and change side with the direction', () => {
  fc.assert(fc.property(fc.double({ min: 0.2, max: 5, noNaN: true }), fc.double({ min: 1.2, max: 6, noNaN: true }), (unit, ratio) => {
    const loss = (l: number): number => (l > 0 ? l * l : ratio * l * l);
    const [plain, scaled, mirrored] = [sampled(loss), sampled((l) => loss(l / unit), 3 * unit), sampled((l) => loss(-l))].map((samples) => at(samples, 1));
    near(scaled.radius / unit, plain.radius, 1e-6);
    near(scaled.index, plain.index, 1e-6);
    near(scaled.secantRatio, plain.secantRatio, 1e-6);
    near(mirrored.index, -plain.index, 1e-6);
    assert.equal(mirrored.flatSign, -plain.flatSign);
    near(plain.widthRatio, Math.sqrt(ratio), 0.05);
  }));
});

test('a symmetric bowl is symmetric even when its bottom lies between two points of a coarse grid', () => {
  for (const offset of [0, 0.1, 0.2, 0.27]) {
    const { index, centre, secantRatio } = at(sampled((l) => (l - offset) ** 2, 2, 9), 1);
    near(centre, offset, 1e-9);
    near(index, 0, 0.05);
    near(secantRatio, 1, 0.1);
  }
});

test('a flat side that does not reach the level gives a bound; a curve that never rises gives nothing', () => {
  const found = at(sampled((l) => (l > 0 ? 0.1 * l : -2 * l)), 1);
  assert.equal(found.widthIsBound, true);
  near(found.widthRatio, 3 / 0.5, 0.1);
  assert.equal(statisticsAtRise(sampled((l) => 0.1 * l * l), 1), null);
});

test('a flat side without measurable rise has a ratio limited by its noise', () => {
  const distances = distancesBetween(-2, 2, 41);
  const standardErrorToOrigin = distances.map(() => 0.05);
  const found = at({ distances, loss: distances.map((l) => (l > 0 ? 0 : -l)), standardErrorToOrigin }, 1);
  assert.ok(found.secantRatio <= 1 / (2 * 2 * 0.05) && found.secantRatio > 4, `${found.secantRatio}`);
});

test('the side opposite to the level must be measured as far out', () => {
  const distances = distancesBetween(-3, 3, 61);
  assert.equal(statisticsAtRise({ distances, loss: distances.map((l) => 0.1 * (l - 2.5) ** 2) }, 1), null);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { shiftGap } from '../../lib/src/landscape/shift-gap';
import { stretchGap } from '../../lib/src/landscape/stretch-gap';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { smoothValley } from '../../lib/src/paper/theory/valleys';

const distances = distancesBetween(-4, 4, 81);
const valley = smoothValley(0.1, 5, 0.3);
const lowest = valley.value(valley.minimiser);
const train = distances.map(valley.value);
const near = (actual: number, expected: number, tolerance: number): void => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test('a stretched curve is explained by the stretch, a shifted one by the shift, one with both by both only', () => {
  const testCurve = (shift: number, stretch: number): number[] => distances.map((l) => 0.5 + stretch * (valley.value(l - shift) - lowest));
  const stretched = stretchGap({ distances, train, test: testCurve(0, 1.7) });
  near(stretched.stretch, 1 / 1.7, 0.01);
  for (const left of [stretched.largest, stretched.meanSquare]) {
    assert.ok(left.stretch < 0.01 && left.both < 0.01 && left.shift > 0.25, JSON.stringify(left));
  }
  const shifted = stretchGap({ distances, train, test: testCurve(0.4, 1) });
  for (const left of [shifted.largest, shifted.meanSquare]) {
    assert.ok(left.shift < 0.02 && left.both < 0.02 && left.stretch > 0.1, JSON.stringify(left));
  }
  const mixed = stretchGap({ distances, train, test: testCurve(0.4, 1.7) });
  for (const left of [mixed.largest, mixed.meanSquare]) {
    assert.ok(left.both < 0.02 && left.shift > 0.1 && left.stretch > 0.05, JSON.stringify(left));
  }
});

test('a stretch of a parabola about its minimum is found exactly; a shift cannot make it wider', () => {
  const parabola = (a: number): number[] => distances.map((l) => a * l * l);
  const { stretch, largest } = stretchGap({ distances, train: parabola(1), test: parabola(0.25) });
  near(stretch, 4, 1e-6);
  near(largest.stretch, 0, 1e-6);
  assert.ok(largest.shift > 0.9);
});

test('what a shift leaves is the ratio of the shift gap; all shares lie between 0 and 1, both fits leave least', () => {
  const losses = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 9, maxLength: 9 });
  fc.assert(fc.property(losses, losses, (one, other) => {
    const pair = { distances: distancesBetween(-4, 4, 9), train: one, test: other };
    const { largest, meanSquare } = stretchGap(pair);
    near(largest.shift, shiftGap(pair).ratio, 1e-9);
    for (const { shift, stretch, both } of [largest, meanSquare]) {
      assert.ok(both >= 0 && both <= Math.min(shift, stretch) && Math.max(shift, stretch) <= 1);
    }
  }), { numRuns: 40 });
});

test('equal curves leave nothing to explain; points that are not finite are left out; a flat curve has nothing to stretch', () => {
  assert.deepEqual(stretchGap({ distances, train, test: train }).largest, { shift: 1, stretch: 1, both: 1 });
  const test = distances.map((l) => 2 * valley.value(l));
  const broken = stretchGap({ distances, train, test: test.map((loss, k) => (k === 0 ? Infinity : loss)) });
  near(broken.stretch, 0.5, 0.01);
  assert.ok(stretchGap({ distances, train: distances.map(() => 1), test }).largest.stretch <= 1);
  assert.equal(stretchGap({ distances, train, test: distances.map(() => 1) }).stretch, 1);
  assert.throws(() => stretchGap({ distances, train, test: test.slice(1) }), { code: 'LENGTHS_DIFFER' });
});

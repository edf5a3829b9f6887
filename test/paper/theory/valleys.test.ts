import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { piecewiseLinearValley, randomGradientValley, smoothValley, type Valley } from '../../../lib/src/paper/theory/valleys';

const positive = fc.double({ min: 0.05, max: 20, noNaN: true });
const place = fc.double({ min: -8, max: 8, noNaN: true });
const near = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

/** Gradient and second derivative against differences of value and gradient. */
function checkDerivatives(valley: Valley, w: number, tolerance: number): void {
  const h = 1e-5;
  near(valley.gradient(w), (valley.value(w + h) - valley.value(w - h)) / (2 * h), tolerance);
  near(valley.secondDerivative(w), (valley.gradient(w + h) - valley.gradient(w - h)) / (2 * h), tolerance);
}

test('straight walls', () => {
  const valley = piecewiseLinearValley(0.5, 4);
  assert.deepEqual([valley.value(2), valley.value(-2), valley.value(0)], [1, 4, 0]);
  assert.deepEqual([valley.gradient(1), valley.gradient(0), valley.gradient(-1)], [0.5, 0.5, -2]);
  assert.deepEqual([valley.secondDerivative(1), valley.secondDerivative(0), valley.minimiser], [0, Infinity, 0]);
});

test('the smooth valley: derivatives, walls, minimum', () => {
  fc.assert(
    fc.property(positive, positive, fc.double({ min: 0.1, max: 2, noNaN: true }), place, (slope, ratio, rounding, w) => {
      const valley = smoothValley(slope, ratio, rounding);
      checkDerivatives(valley, w, 1e-4 * (1 + slope * (ratio + 1)));
      near(valley.gradient(valley.minimiser), 0, 1e-12 * slope * (ratio + 1));
      near(valley.secondDerivative(valley.minimiser), (slope * ratio) / ((ratio + 1) * rounding), 1e-9);
      near(valley.gradient(2000), slope, 1e-9);
      near(valley.gradient(-2000), -ratio * slope, 1e-9);
      near(valley.value(-2000), 2000 * ratio * slope, 1e-9);
      assert.ok(valley.value(w) >= valley.value(valley.minimiser) - 1e-12 * slope * ratio);
    }),
  );
});

test('random gradients stay within their bounds, and integrate to the value', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), place, (seed, w) => {
      const valley = randomGradientValley({ flat: [0.5, 1], sharp: [-15, -10], spacing: 0.37, points: 15, seed });
      const [low, high] = w >= 0 ? [0.5, 1] : [-15, -10];
      assert.ok(low <= valley.gradient(w) && valley.gradient(w) <= high);
      const knot = Math.abs(Math.abs(w) / 0.37 - Math.round(Math.abs(w) / 0.37)) < 1e-3;
      if (!knot) checkDerivatives(valley, w, 1e-5);
      assert.ok(valley.value(w) >= 0);
    }),
  );
  const valley = randomGradientValley({ flat: [0.5, 1], sharp: [-15, -10], spacing: 1, points: 4, seed: 1 });
  assert.equal(valley.value(0), 0);
  assert.equal(valley.gradient(3), valley.gradient(100));
  assert.equal(valley.secondDerivative(100), 0);
  assert.notEqual(valley.gradient(1), randomGradientValley({ flat: [0.5, 1], sharp: [-15, -10], spacing: 1, points: 4, seed: 2 }).gradient(1));
});

test('impossible valleys are refused', () => {
  const gradients = { flat: [0.5, 1], sharp: [-2, -1], spacing: 1, points: 3, seed: 0 } as const;
  for (const attempt of [
    () => piecewiseLinearValley(0, 2),
    () => smoothValley(1, 2, NaN),
    () => randomGradientValley({ ...gradients, flat: [1, 0.5] }),
    () => randomGradientValley({ ...gradients, sharp: [-1, -2] }),
    () => randomGradientValley({ ...gradients, sharp: [-1, 1] }),
    () => randomGradientValley({ ...gradients, points: 0 }),
  ]) {
    assert.throws(attempt, { code: 'VALLEY_INVALID' });
  }
});

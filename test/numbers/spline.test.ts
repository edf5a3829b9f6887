import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { cubicSpline, minimumOf } from '../../lib/src/numbers/spline';

const losses = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 7, maxLength: 7 });
const places = [-3, -2.2, -1, 0, 0.4, 2, 3];

test('a spline passes through its samples, smoothly, and is straight at its ends', () => {
  fc.assert(fc.property(losses, (values) => {
    const spline = cubicSpline(places, values);
    places.forEach((place, k) => assert.ok(Math.abs(spline(place) - values[k]) < 1e-12));
    const h = 1e-4;
    for (const inner of places.slice(1, -1)) {
      const [left, right] = [(spline(inner) - spline(inner - h)) / h, (spline(inner + h) - spline(inner)) / h];
      assert.ok(Math.abs(left - right) < 0.05, 'no kink');
    }
    const bend = (spline(-3) - 2 * spline(-3 + h) + spline(-3 + 2 * h)) / h ** 2;
    assert.ok(Math.abs(bend) < 0.05, `curvature ${bend} at the end`);
  }), { numRuns: 50 });
});

test('a straight line stays one, and a smooth loss is met far better than by straight lines', () => {
  const line = cubicSpline([0, 1, 3], [1, 3, 7]);
  for (const at of [0, 0.5, 2.2, 3]) assert.ok(Math.abs(line(at) - 1 - 2 * at) < 1e-12);
  const distances = distancesBetween(-4, 4, 17);
  const smooth = cubicSpline(distances, distances.map(Math.cosh));
  for (const at of [-2.25, -0.1, 0.3, 1.7]) assert.ok(Math.abs(smooth(at) - Math.cosh(at)) < 0.01 * Math.cosh(at));
});

test('the minimum of a parabola is found between its samples', () => {
  const distances = distancesBetween(-4, 4, 17);
  assert.ok(Math.abs(minimumOf(cubicSpline(distances, distances.map((l) => (l - 0.2) ** 2)), -4, 4) - 0.2) < 0.02);
});

test('outside there is nothing, and what is not finite is refused', () => {
  const spline = cubicSpline([0, 1], [1, 2]);
  assert.deepEqual([spline(-0.1), spline(1.1), spline(NaN), spline(0.5), spline(1)], [NaN, NaN, NaN, 1.5, 2]);
  assert.throws(() => cubicSpline([0, 1], [1, Infinity]), { code: 'CURVE_NOT_FINITE' });
});

test('losses or distances whose bends overflow are refused instead of giving no number', () => {
  assert.throws(() => cubicSpline([0, 1, 2], [0, 1e308, 0]), { code: 'CURVE_NOT_FINITE' });
  assert.throws(() => cubicSpline([0, 1, 1e308], [0, 1, 2]), { code: 'CURVE_NOT_FINITE' });
});

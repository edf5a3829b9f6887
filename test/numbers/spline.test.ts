import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { cubicSpline, splineMinimum, splineWeights } from '../../lib/src/numbers/spline';

const losses = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 7, maxLength: 7 });
const places = [-3, -2.2, -1, 0, 0.4, 2, 3];

test('a spline passes through its samples, smoothly', () => {
  fc.assert(fc.property(losses, (values) => {
    const spline = cubicSpline(places, values);
    places.forEach((place, k) => assert.ok(Math.abs(spline(place) - values[k]) < 1e-12));
    const h = 1e-4;
    for (const inner of places.slice(1, -1)) {
      const [left, right] = [(spline(inner) - spline(inner - h)) / h, (spline(inner + h) - spline(inner)) / h];
      assert.ok(Math.abs(left - right) < 0.05, 'no kink');
    }
  }), { numRuns: 50 });
});

test('every value is a weighted sum of at most four samples, whose weights add up to 1', () => {
  fc.assert(fc.property(losses, fc.double({ min: -3, max: 3, noNaN: true }), (values, at) => {
    const weights = splineWeights(places, at);
    assert.ok(weights.length <= 4 && new Set(weights.map(([k]) => k)).size === weights.length);
    assert.ok(Math.abs(weights.reduce((sum, [, weight]) => sum + weight, 0) - 1) < 1e-9);
    const far = places.findIndex((_, k) => !weights.some(([sample]) => sample === k));
    assert.equal(cubicSpline(places, values)(at), cubicSpline(places, values.map((value, k) => (k === far ? 1e100 : value)))(at));
  }));
});

test('parabolas are met exactly, on uneven grids too', () => {
  fc.assert(fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }), (at, centre) => {
    const spline = cubicSpline(places, places.map((l) => 2 * (l - centre) ** 2));
    assert.ok(Math.abs(spline(at) - 2 * (at - centre) ** 2) < 1e-9);
  }));
});

test('a straight line stays one, and a smooth loss is met far better than by straight lines', () => {
  const line = cubicSpline([0, 1, 3], [1, 3, 7]);
  for (const at of [0, 0.5, 2.2, 3]) assert.ok(Math.abs(line(at) - 1 - 2 * at) < 1e-12);
  const distances = distancesBetween(-4, 4, 17);
  const smooth = cubicSpline(distances, distances.map(Math.cosh));
  for (const at of [-2.25, -0.1, 0.3, 1.7]) assert.ok(Math.abs(smooth(at) - Math.cosh(at)) < 0.01 * Math.cosh(at));
});

test('the minimum is the lowest of all places, and exact for a parabola', () => {
  fc.assert(fc.property(losses, (values) => {
    const spline = cubicSpline(places, values);
    const { at, value } = splineMinimum(places, values);
    assert.ok(Math.abs(spline(at) - value) < 1e-12);
    for (const place of distancesBetween(-3, 3, 601)) assert.ok(spline(place) >= value - 1e-12, `lower at ${place}`);
  }));
  fc.assert(fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (centre) => {
    assert.ok(Math.abs(splineMinimum(places, places.map((l) => (l - centre) ** 2)).at - centre) < 1e-6);
  }));
  assert.deepEqual(splineMinimum([0, 1], [2, 1]), { at: 1, value: 1 });
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

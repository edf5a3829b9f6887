import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { crossing, evenPolylineAt, finitePart, nearestIndex, polylineAt, smallestIndex } from '../../lib/src/numbers/sampled';

const near = (actual: number, expected: number, tolerance = 1e-9): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
const height = fc.double({ min: -3, max: 3, noNaN: true });
/** Strictly increasing places, not too close together, with a value at each. */
const samples = fc
  .array(fc.tuple(fc.double({ min: 0.1, max: 2, noNaN: true }), height), { minLength: 2, maxLength: 12 })
  .map((steps) => ({ places: steps.map((_, k) => steps.slice(0, k + 1).reduce((sum, [step]) => sum + step, -4)), values: steps.map(([, value]) => value) }));

test('the smallest value is the first of the equally small ones; what is not a number is none', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(-1, 0, 0.5, 2, Infinity, -Infinity), { minLength: 1 }), (values) => {
    assert.equal(smallestIndex(values), values.indexOf(Math.min(...values)));
  }));
  assert.equal(smallestIndex([3, NaN, 2, NaN, 2]), 2);
  assert.equal(smallestIndex(Float32Array.of(5)), 0);
});

test('no place is nearer than the nearest', () => {
  fc.assert(fc.property(samples, height, ({ places }, to) => {
    const found = nearestIndex(places, to);
    places.forEach((place, k) => assert.ok(Math.abs(place - to) >= Math.abs(places[found] - to), `${k}`));
  }));
  assert.equal(nearestIndex([-1, 1], 0), 0);
});

test('a polyline passes through its samples, is straight between them and ends at its ends', () => {
  const [x, y] = [[-1, 0, 2], [3, 1, 5]];
  assert.deepEqual([-1, -0.5, 0, 1, 2].map((at) => polylineAt(x, y, at)), [3, 2, 1, 3, 5]);
  assert.deepEqual([-1.01, 2.01, NaN].map((at) => polylineAt(x, y, at)), [NaN, NaN, NaN]);
  assert.equal(polylineAt(x, y, 2 + 1e-12), 5);
  assert.equal(polylineAt([4], [7], 4), 7);
  assert.equal(polylineAt([0, 1, 2], [1, 2, Infinity], 1), 2);
  assert.throws(() => polylineAt([0, 1], [1], 0.5), { code: 'LENGTHS_DIFFER' });
});

test('between any two samples a polyline is their weighted mean', () => {
  fc.assert(fc.property(samples, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), ({ places, values }, pick, share) => {
    const k = pick % (places.length - 1);
    const at = places[k] * (1 - share) + places[k + 1] * share;
    near(polylineAt(places, values, at), values[k] * (1 - share) + values[k + 1] * share, 1e-6);
  }));
});

test('evenly spaced samples have the same polyline, and at their ends the nearer sample', () => {
  fc.assert(fc.property(fc.array(height, { minLength: 2, maxLength: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
    const position = share * (values.length - 1);
    near(evenPolylineAt(values, position), polylineAt([...values.keys()], values, position));
    // −0 is 0.
    assert.ok(evenPolylineAt(values, -0.5) === values[0]);
    near(evenPolylineAt(values, values.length), values[values.length - 1]);
  }));
});

test('up to a crossing no sample exceeds the level, the polyline has it there, and the next sample exceeds it', () => {
  fc.assert(fc.property(samples, height, ({ places, values }, level) => {
    const at = crossing(places, values, level);
    const first = values.findIndex((value) => value > level);
    if (first <= 0) return assert.equal(at, first < 0 ? null : places[0]);
    assert.ok(at !== null && at >= places[first - 1] - 1e-9 && at <= places[first] + 1e-9);
    near(polylineAt(places, values, Math.min(at, places[places.length - 1])), level, 1e-6);
  }));
});

test('a crossing is looked for in the order given: downwards it is that of the mirrored samples', () => {
  fc.assert(fc.property(samples, height, ({ places, values }, level) => {
    const down = crossing([...places].reverse(), [...values].reverse(), level);
    const mirrored = crossing([...places].reverse().map((place) => -place), [...values].reverse(), level);
    if (down === null) assert.equal(mirrored, null);
    else near(down, -(mirrored ?? NaN));
  }));
});

test('the crossing of a straight wall is where algebra puts it', () => {
  const places = [0, 0.5, 2, 3];
  assert.equal(crossing(places, places.map((l) => 2 * l), 3), 1.5);
  assert.equal(crossing([0, -1, -2], [0, 1, 4], 2.5), -1.5);
  assert.equal(crossing(places, [0, 1, 1, 1], 1), null);
});

test('nothing is kept that lies as far from 0 as the nearest sample that is not finite, all else is', () => {
  const places = [-2, -1, -0.1, 0.7, 1, 3];
  fc.assert(fc.property(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (finite) => {
    const { kept, excludedFrom } = finitePart(places, (k) => finite[k]);
    const limit = Math.min(Infinity, ...places.filter((_, k) => !finite[k]).map(Math.abs));
    assert.deepEqual(kept.map((k) => places[k]), places.filter((place) => Math.abs(place) < limit));
    assert.equal(excludedFrom, limit === Infinity ? null : limit);
  }));
  const rounded = [-1.0000000001, -0.5, 0, 0.5, 1];
  assert.deepEqual(finitePart(rounded, (k) => k !== 0).kept, [1, 2, 3], 'rounding does not make one side longer');
});

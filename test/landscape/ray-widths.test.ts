import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { generator } from '../../lib/src/base/random';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { drawDirection } from '../../lib/src/landscape/directions';
import { inUnitsOf, meanRise, meanRiseEstimate, onCommonDistances, type RayRises, riseDifference, riseOfEachRay, widthAt, widthDifference } from '../../lib/src/landscape/ray-widths';

/** Rises of quadratics h·l²/2: one curvature for each ray and block. */
function quadratic(curvatures: readonly (readonly number[])[], reach = 4, points = 6): RayRises {
  const distances = distancesBetween(0, reach, points + 1).slice(1);
  return { distances, rises: curvatures.map((blocks) => blocks.map((h) => distances.map((l) => (h * l ** 2) / 2))) };
}

const close = (actual: number | null | undefined, expected: number, tolerance = 1e-9): void => {
  assert.ok(typeof actual === 'number' && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} instead of ${expected}`);
};

test('the width of a quadratic of known curvature is exact, on any grid', () => {
  fc.assert(fc.property(fc.double({ min: 0.05, max: 50, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }), fc.integer({ min: 1, max: 9 }), (h, level, points) => {
    const expected = Math.sqrt((2 * level) / h);
    const { distances, rises } = quadratic([[h]], 1.7 * expected, points);
    close(widthAt(distances, rises[0][0], level), expected);
  }));
});

test('a level that is not reached has no width, nor has one that is reached only where the loss is infinite', () => {
  assert.equal(widthAt([1, 2], [0.1, 0.4], 0.5), null);
  assert.equal(widthAt([1, 2], [0.1, Infinity], 0.5), null);
  close(widthAt([1, 2, 3], [-0.04, 0.25, 1], 0.25), 2);
});

test('along isotropic rays the mean rise is that of the mean curvature, the trace over d', () => {
  // f(w) = Σ hᵢwᵢ²/2 about its minimum: along a unit ray v the rise is l²·Σ hᵢvᵢ²/2, whose mean over the sphere is l²·tr H/(2d).
  const size = 400;
  const source = generator(1, 'test/width');
  const h = Float64Array.from({ length: size }, () => 2 * source.uniform());
  const layout = { entries: [{ name: 'a.kernel', layer: 'a', shape: [20, 20], offset: 0, size, role: 'kernel' as const }], size };
  const rays = Array.from({ length: 200 }, (_, index) => drawDirection('gaussian', layout, { seed: 0, index }));
  const curvature = rays.map((ray) => [ray.reduce((sum, v, i) => sum + h[i] * v ** 2, 0)]);
  const measured = quadratic(curvature);
  const trace = h.reduce((sum, value) => sum + value, 0) / size;
  close(widthAt(measured.distances, meanRise(measured), 0.5), Math.sqrt(1 / trace), 0.01);
});

test('the mean rise is over rays and blocks alike; that of each ray over its blocks', () => {
  const rays = quadratic([[1, 3], [5, 7]]);
  rays.distances.forEach((l, k) => {
    close(meanRise(rays)[k], 2 * l ** 2);
    close(riseOfEachRay(rays)[0][k], l ** 2);
    close(riseOfEachRay(rays)[1][k], 3 * l ** 2);
  });
});

test('the difference of two solutions is paired: what all rays and blocks share leaves no uncertainty', () => {
  const source = generator(2, 'test/width');
  const curvatures = Array.from({ length: 10 }, () => Array.from({ length: 10 }, () => 1 + source.uniform()));
  const narrow = quadratic(curvatures.map((blocks) => blocks.map((h) => h + 0.5)));
  const wide = quadratic(curvatures);
  riseDifference(wide, narrow).forEach(({ value, low, high }, k) => {
    const expected = -0.25 * wide.distances[k] ** 2;
    for (const bound of [value, low, high]) close(bound, expected);
  });
  const [unpaired] = [meanRiseEstimate(wide)];
  assert.ok(unpaired.every(({ low, value, high }) => low < value && value < high));
});

test('widths of quadratics differ by what their curvatures say; the same solution twice does not differ at all', () => {
  const source = generator(3, 'test/width');
  const curvatures = Array.from({ length: 8 }, () => Array.from({ length: 5 }, () => 1 + 0.3 * source.uniform()));
  const wide = quadratic(curvatures);
  const narrow = quadratic(curvatures.map((blocks) => blocks.map((h) => 4 * h)));
  const mean = curvatures.flat().reduce((sum, h) => sum + h, 0) / 40;
  const difference = widthDifference(wide, narrow, 0.5);
  close(difference?.value, Math.sqrt(1 / mean) - Math.sqrt(1 / (4 * mean)));
  assert.ok(difference && difference.low > 0 && difference.low < difference.value && difference.value < difference.high);
  assert.deepEqual(widthDifference(wide, wide, 0.5), { value: 0, low: 0, high: 0 });
  assert.equal(widthDifference(wide, narrow, 50), null);
});

test('intervals cover the truth about as often as they should, over rays and examples', () => {
  let covered = 0;
  const repetitions = 150;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const source = generator(repetition, 'test/coverage');
    const blocks = Array.from({ length: 20 }, () => 0.2 * source.normal());
    const curvatures = Array.from({ length: 20 }, () => {
      const ray = 0.2 * source.normal();
      return blocks.map((block) => 2 + ray + block);
    });
    const [{ low, high }] = meanRiseEstimate(quadratic(curvatures, 1, 1), { replicates: 200 });
    if (low <= 1 && 1 <= high) covered++;
  }
  assert.ok(covered / repetitions > 0.85 && covered / repetitions <= 0.99, `${covered} of ${repetitions}`);
});

test('in units of the norm a solution scaled up is as wide as before; in absolute units it looks wider', () => {
  // A loss that does not change when w grows: the curvature at s·w is that at w divided by s².
  const scale = 1.5;
  const small = quadratic([[2], [3]], 3);
  const large = quadratic([[2 / scale ** 2], [3 / scale ** 2]], 3);
  const absolute = riseDifference(large, small);
  assert.ok(absolute.every(({ high }) => high < 0), 'looks wider');
  const [relativeLarge, relativeSmall] = onCommonDistances([inUnitsOf(scale, large), inUnitsOf(1, small)]);
  for (const { value } of riseDifference(relativeLarge, relativeSmall)) close(value, 0);
});

test('quadratics keep their values on other distances', () => {
  const [first, second] = onCommonDistances([quadratic([[2, -1]], 5), quadratic([[2, -1]], 3)]);
  assert.deepEqual(first.distances, second.distances);
  close(first.distances.at(-1), 3);
  first.distances.forEach((l, k) => {
    close(first.rises[0][0][k], l ** 2);
    close(second.rises[0][1][k], -(l ** 2) / 2);
  });
});

test('rises that do not fit are refused', () => {
  assert.throws(() => meanRise({ distances: [0, 1], rises: [[[0, 1]]] }), { code: 'RAYS_INVALID' });
  assert.throws(() => meanRise({ distances: [1, 2], rises: [] }), { code: 'RAYS_INVALID' });
  assert.throws(() => meanRise({ distances: [1, 2], rises: [[[1, 2]], [[1]]] }), { code: 'RAYS_INVALID' });
  assert.throws(() => riseDifference(quadratic([[1]]), quadratic([[1], [2]])), { code: 'RAYS_UNPAIRED' });
  assert.throws(() => riseDifference(quadratic([[1]], 3), quadratic([[1]], 4)), { code: 'RAYS_UNPAIRED' });
  const [first, second] = [quadratic([[1], [2]]), quadratic([[1], [2]])];
  const short = { ...second, rises: [second.rises[0], [second.rises[1][0].slice(1)]] };
  for (const [a, b] of [[first, short], [short, first]]) assert.throws(() => riseDifference(a, b), { code: 'RAYS_INVALID' });
  assert.throws(() => meanRiseEstimate(quadratic([[1]]), { replicates: 0 }), { code: 'REPLICATES_INVALID' });
});

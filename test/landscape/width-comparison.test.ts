import assert from 'node:assert/strict';
import test from 'node:test';
import { compareWidths } from '../../lib/src/landscape/width-comparison';
import type { RayRises } from '../../lib/src/landscape/ray-widths';

/** Rises h·l²/2 along three rays whose curvatures differ a little, on two blocks. */
function rises(h: number, reach = 3): RayRises {
  const distances = [1, 2, 3, 4, 5, 6].map((k) => (k * reach) / 6);
  return { distances, rises: [0.9, 1, 1.1].map((ray) => [0.98, 1.02].map((block) => distances.map((l) => (ray * block * h * l ** 2) / 2))) };
}

const pair = (seed: number, first: number, second: number, norms: readonly [number, number] = [1, 1]) => ({ seed, first: rises(first), second: rises(second), norms });

test('the smaller curvature rises less, by the difference of the curvatures, and its width is exact', () => {
  const { distances, seeds, overSeeds } = compareWidths([pair(1, 0.2, 0.25)], 'l');
  seeds[0].difference.forEach(({ value, low, high }, k) => {
    assert.ok(Math.abs(value + 0.025 * distances[k] ** 2) < 1e-9);
    assert.ok(low <= value && value <= high && high < 0);
  });
  assert.ok(Math.abs((seeds[0].widths[0] ?? NaN) - Math.sqrt(5)) < 1e-9);
  assert.ok(Math.abs((seeds[0].widths[1] ?? NaN) - 2) < 1e-9);
  assert.equal(overSeeds, null);
});

test('no pairs are refused', () => {
  assert.throws(() => compareWidths([], 'l'), { code: 'SAMPLE_EMPTY' });
});

test('only distances where the loss has risen by 0.1 to 1 nat count', () => {
  // (0.2 + 0.24)/2 · l²/2 with l = 0.5, 1, …, 3: 0.0275, 0.11, 0.2475, 0.44, 0.6875, 0.99.
  assert.deepEqual(compareWidths([pair(1, 0.2, 0.24)], 'l').window, [1, 2, 3, 4, 5]);
  assert.deepEqual(compareWidths([pair(1, 0.001, 0.001)], 'l').window, []);
});

test('from three trainings on there is an interval over them', () => {
  const { overSeeds, distances } = compareWidths([pair(1, 0.2, 0.22), pair(2, 0.2, 0.25), pair(3, 0.2, 0.28)], 'l');
  assert.ok(overSeeds);
  const last = overSeeds[distances.length - 1];
  // −(0.02, 0.05, 0.08)·9/2: mean −0.225, t interval with 2 degrees of freedom ± 4.303·0.135/√3.
  assert.ok(Math.abs(last.value + 0.225) < 1e-9);
  assert.ok(Math.abs(last.high - last.value - (4.302653 * 0.135) / Math.sqrt(3)) < 1e-6);
});

test('relative to its norm, a solution that is only scaled is as wide as the other', () => {
  const scaled = pair(1, 0.2 / 4, 0.2, [2, 1]);
  assert.ok(compareWidths([scaled], 'l').seeds[0].difference.every(({ high }) => high < 0));
  assert.ok(compareWidths([scaled], 'l/‖w‖').seeds[0].difference.every(({ value }) => Math.abs(value) < 1e-9));
});

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { LandscapeError } from '../../lib/src/base/errors';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { lossSurface, planePosition, surfaceOf } from '../../lib/src/landscape/surface';
import { fakeRunner, fakeSplit } from './fake-runner';

const START = [1, -2, 3];
const STATISTIC = 0.5;
/** The unit vectors as examples: the mean of (w_i − m)² over i is a quadratic that can be done by hand. */
const unitVectors = fakeSplit(3, 3, (example, coordinate) => Number(example === coordinate));
const settings = { train: unitVectors, batchNorm: 'frozen' } as const;
const u = Float32Array.of(1, 0, 0);
const v = Float32Array.of(0, 0.5, 0.5);

test('the surface of a quadratic is the quadratic, row by row, and the runner is put back', async () => {
  const runner = fakeRunner(START, STATISTIC);
  const [first, second] = [distancesBetween(-1, 1, 5), distancesBetween(0, 4, 3)];
  const surface = await lossSurface(runner, { ...settings, directions: [u, v], first, second });
  const byHand = (a: number, b: number): number => {
    const w = [START[0] + a, START[1] + b / 2, START[2] + b / 2];
    return w.reduce((sum, x) => sum + (x - STATISTIC) ** 2 / 3 + 0.1 * Math.abs(x), 0);
  };
  assert.deepEqual([surface.first, surface.second], [[...first], [...second]]);
  for (const [j, b] of second.entries()) {
    for (const [i, a] of first.entries()) assert.ok(Math.abs(surface.loss[j][i] - byHand(a, b)) < 1e-6, `at ${a}, ${b}: ${surface.loss[j][i]} instead of ${byHand(a, b)}`);
  }
  assert.deepEqual([...runner.getWeights()], START);
  assert.deepEqual([...runner.getStatistics()], [STATISTIC]);
});

test('an interruption ends the surface and puts the runner back', async () => {
  const runner = fakeRunner(START, STATISTIC);
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }): void => {
    if (done === 4) controller.abort();
  };
  const grid = distancesBetween(-1, 1, 3);
  await assert.rejects(lossSurface(runner, { ...settings, directions: [u, v], first: grid, second: grid }, { signal: controller.signal, onProgress }), { code: 'INTERRUPTED' });
  assert.deepEqual([...runner.getWeights()], START);
});

test('directions of another network and reversed grids are refused', async () => {
  const runner = fakeRunner(START, STATISTIC);
  const grid = distancesBetween(-1, 1, 3);
  await assert.rejects(lossSurface(runner, { ...settings, directions: [u, Float32Array.of(1)], first: grid, second: grid }), { code: 'LENGTHS_DIFFER' });
  await assert.rejects(lossSurface(runner, { ...settings, directions: [u, v], first: grid, second: [1, 0] }), { code: 'DISTANCES_INVALID' });
  assert.throws(() => surfaceOf(() => 0, [], grid), { code: 'DISTANCES_INVALID' });
});

test('a function becomes a surface with the second coordinate by rows', () => {
  assert.deepEqual(surfaceOf((a, b) => 10 * a + b, [1, 2], [3, 4, 5]).loss, [[13, 23], [14, 24], [15, 25]]);
});

const coordinates = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 });

test('a point of the plane is found where it was put, whatever the directions; off the plane its distance is told', () => {
  fc.assert(fc.property(coordinates, fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0, max: 2, noNaN: true }), (origin, a, b, off) => {
    const [p, q, normal] = [[1, 1, 0, 0], [1, 0, 2, 0], [0, 0, 0, 1]];
    const point = origin.map((o, i) => o + a * p[i] + b * q[i] + off * normal[i]);
    const found = planePosition(point, origin, [p, q]);
    for (const [value, wanted] of [[found.first, a], [found.second, b], [found.distance, off]]) assert.ok(Math.abs(value - wanted) < 1e-7);
  }));
});

test('parallel directions span no plane', () => {
  for (const second of [[2, 4], [0, 0]]) {
    assert.throws(() => planePosition([1, 1], [0, 0], [[1, 2], second]), (error) => error instanceof LandscapeError && error.code === 'PLANE_DEGENERATE');
  }
});

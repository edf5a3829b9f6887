import assert from 'node:assert/strict';
import test from 'node:test';
import type { Split } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { logistic } from '../../lib/src/networks/logistic';
import { evaluateCurve } from '../../lib/src/landscape/curve';
import { distancesBetween } from '../../lib/src/numbers/distances';
import type { BatchNormMode, CurvePoint } from '../../lib/src/landscape/evaluate-point';
import { fakeRunner, fakeSplit } from './fake-runner';
import { settledMemory } from '../memory';

const START = [0.5, -1, 0.25];
const DIRECTION = Float32Array.of(0.6, 0, 0.8);
const train = fakeSplit(17, 3, (i, j) => Math.sin(i * 3 + j));
const other = fakeSplit(10, 3, (i, j) => Math.cos(i + 2 * j));
const distances = distancesBetween(-2, 2, 9);
const settings = { direction: DIRECTION, distances, train, test: other, batchSize: 5 };

const projection = (split: Split, example: number, l: number): number =>
  START.reduce((sum, w, j) => sum + (w + l * DIRECTION[j]) * split.inputs[example * 3 + j], 0);
const meanProjection = (split: Split, l: number, examples: readonly number[]): number =>
  examples.reduce((sum, i) => sum + projection(split, i, l), 0) / examples.length;
const all = (split: Split): number[] => [...Array(split.count).keys()];
const expectedLosses = (split: Split, l: number, centre: (example: number) => number): number[] => {
  const size = START.reduce((sum, w, j) => sum + Math.abs(w + l * DIRECTION[j]), 0);
  return all(split).map((i) => (projection(split, i, l) - centre(i)) ** 2 + 0.1 * size);
};
const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const near = (actual: number, expected: number, tolerance = 1e-5): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

const CENTRES: Record<BatchNormMode, (split: Split, l: number, example: number) => number> = {
  frozen: () => 0.5,
  reestimate: (_, l) => meanProjection(train, l, all(train)),
  batch: (split, l, example) => meanProjection(split, l, all(split).filter((i) => Math.floor(i / 5) === Math.floor(example / 5))),
};

for (const batchNorm of ['frozen', 'reestimate', 'batch'] as const) {
  test(`a curve in mode ${batchNorm} equals the loss computed by hand at each point`, async () => {
    const runner = fakeRunner(START);
    const curve = await evaluateCurve(runner, { ...settings, batchNorm }, { keepLosses: true });
    for (const [k, l] of distances.entries()) {
      for (const [name, split] of [['train', train], ['test', other]] as const) {
        const expected = expectedLosses(split, l, (i) => CENTRES[batchNorm](split, l, i));
        near(curve[name].loss[k], average(expected));
        near(curve[name].accuracy[k], average(all(split).map((i) => Number(projection(split, i, l) > 0 === i % 2 > 0))));
        curve.losses?.[name][k].forEach((loss, i) => near(loss, expected[i]));
        assert.equal(curve[name].examples, split.count);
      }
    }
    assert.equal(curve.origin, 4);
    assert.equal(curve.batchNormExamples, batchNorm === 'reestimate' ? 17 : 0);
    assert.deepEqual([...runner.getWeights()], START);
    assert.deepEqual([...runner.getStatistics()], [0.5]);
  });
}

test('standard errors are those of paired differences', async () => {
  const curve = await evaluateCurve(fakeRunner(START), { ...settings, batchNorm: 'frozen' });
  const losses = distances.map((l) => expectedLosses(train, l, () => 0.5));
  const error = (a: readonly number[], b: readonly number[]): number => {
    const differences = a.map((value, i) => value - b[i]);
    return Math.sqrt(differences.reduce((sum, d) => sum + (d - average(differences)) ** 2, 0) / 16 / 17);
  };
  losses.forEach((atPoint, k) => near(curve.train.standardErrorToOrigin[k], error(atPoint, losses[4]), 1e-4));
  losses.slice(1).forEach((next, k) => near(curve.train.standardErrorToNext[k], error(next, losses[k]), 1e-4));
  assert.equal(curve.train.standardErrorToNext.length, 8);
  assert.equal(curve.losses, undefined);
});

test('re-estimation takes the examples it is given', async () => {
  const curve = await evaluateCurve(fakeRunner(START), { ...settings, batchNorm: 'reestimate', batchNormExamples: other });
  near(curve.train.loss[0], average(expectedLosses(train, -2, () => meanProjection(other, -2, all(other)))));
  assert.equal(curve.batchNormExamples, 10);
});

test('an interruption puts the weights back, and its points serve the next attempt', async () => {
  const runner = fakeRunner(START);
  const points: CurvePoint[] = [];
  const stop = new AbortController();
  const onPoint = (point: CurvePoint): void => {
    points.push(point);
    if (points.length === 4) stop.abort();
  };
  await assert.rejects(evaluateCurve(runner, { ...settings, batchNorm: 'reestimate' }, { signal: stop.signal, onPoint }), { code: 'INTERRUPTED' });
  assert.deepEqual([...runner.getWeights()], START);
  assert.deepEqual([...runner.getStatistics()], [0.5]);
  assert.equal(points.length, 4);

  const before = runner.calls.evaluate;
  const resumed = await evaluateCurve(runner, { ...settings, batchNorm: 'reestimate' }, { computed: points, onPoint: (point) => points.push(point) });
  assert.equal(runner.calls.evaluate - before, 5 * (4 + 2));
  assert.equal(points.length, 9);
  assert.deepEqual(resumed, await evaluateCurve(fakeRunner(START), { ...settings, batchNorm: 'reestimate' }));
});

test('losses that are not finite are kept and flagged', async () => {
  const endless = fakeSplit(4, 3, () => 1e25);
  const curve = await evaluateCurve(fakeRunner([0, 0, 0]), { ...settings, train: endless, batchNorm: 'frozen', distances: [-1, 0, 1] });
  assert.deepEqual(curve.train.loss, [Infinity, 0.25, Infinity]);
  assert.deepEqual(curve.train.finite, [false, true, false]);
  assert.deepEqual(curve.test.finite, [true, true, true]);
});

test('bad input is refused before anything is measured', async () => {
  const runner = fakeRunner(START);
  const attempt = (change: object, options: object = {}): Promise<unknown> => evaluateCurve(runner, { ...settings, batchNorm: 'frozen', ...change }, options);
  await assert.rejects(attempt({ direction: Float32Array.of(1) }), { code: 'LENGTHS_DIFFER' });
  await assert.rejects(attempt({ direction: Float32Array.of(1, NaN, 0) }), { code: 'DIRECTION_NOT_FINITE' });
  await assert.rejects(attempt({ distances: [1, 0] }), { code: 'DISTANCES_INVALID' });
  await assert.rejects(attempt({ distances: [0, Infinity] }), { code: 'DISTANCES_INVALID' });
  await assert.rejects(attempt({ distances: [] }), { code: 'DISTANCES_INVALID' });
  const foreign = { distance: 0, train: { loss: 0, accuracy: 0, losses: new Float32Array(3) }, test: { loss: 0, accuracy: 0, losses: new Float32Array(10) } };
  await assert.rejects(attempt({}, { computed: [foreign] }), { code: 'POINTS_FOREIGN' });
  assert.equal(runner.calls.evaluate, 0);
});

test('evenly spaced distances include both ends and exactly 0', () => {
  assert.deepEqual(distancesBetween(-1, 3, 5), [-1, 0, 1, 2, 3]);
  for (const radius of [0.1, 4.9, 7.3]) {
    const grid = distancesBetween(-radius, radius, 21);
    assert.equal(grid[10], 0);
    assert.deepEqual([grid[0], grid[20]], [-radius, radius]);
  }
  const invalid: [number, number, number][] = [[1, -1, 5], [0, 0, 5], [NaN, 1, 5], [0, Infinity, 5], [0, 1, 1], [0, 1, 2.5]];
  for (const [from, to, points] of invalid) {
    assert.throws(() => distancesBetween(from, to, points), { code: 'DISTANCES_INVALID' });
  }
});

test('a curve of logistic regression equals its formula', async () => {
  const model = logistic(1);
  const runner = createRunner(model, { kind: 'layers' });
  const x = fakeSplit(20, 1, (i) => (i % 2 === 0 ? 1 : -1) + Math.sin(7 * i));
  const [w, b] = runner.getWeights();
  const direction = Float32Array.of(0.6, 0.8);
  const tensors = (await settledMemory()).tensors;
  const curve = await evaluateCurve(runner, { direction, distances: distancesBetween(-7.5, 7.5, 7), train: x, test: x, batchNorm: 'reestimate' });
  for (const [k, l] of curve.distances.entries()) {
    const losses = Array.from(x.inputs, (value, i) => Math.log1p(Math.exp((1 - 2 * x.labels[i]) * ((w + 0.6 * l) * value + b + 0.8 * l))));
    near(curve.train.loss[k], average(losses), 1e-5);
    near(curve.test.loss[k], average(losses), 1e-5);
  }
  assert.equal(tf.memory().numTensors, tensors);
  runner.dispose();
  model.dispose();
});

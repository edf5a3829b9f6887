import assert from 'node:assert/strict';
import test from 'node:test';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { displacement, lossLine, pointOnLine } from '../../lib/src/landscape/loss-line';
import { reestimationNoise } from '../../lib/src/landscape/reestimation-noise';
import { fakeRunner, fakeSplit } from './fake-runner';

const FIRST = [0.5, -1, 0.25];
const SECOND = [-0.5, 0.5, 1];
const ends = {
  first: { weights: Float32Array.from(FIRST), statistics: Float32Array.of(0.3) },
  second: { weights: Float32Array.from(SECOND), statistics: Float32Array.of(-0.7) },
};
const train = fakeSplit(17, 3, (i, j) => Math.sin(i * 3 + j));
const other = fakeSplit(10, 3, (i, j) => Math.cos(i + 2 * j));
const positions = distancesBetween(-2, 3, 11);

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const projections = (weights: readonly number[], split: typeof train): number[] =>
  Array.from({ length: split.count }, (_, i) => weights.reduce((sum, w, j) => sum + w * split.inputs[3 * i + j], 0));
const at = (alpha: number): number[] => FIRST.map((w, j) => w + alpha * (SECOND[j] - w));
const lossAt = (weights: readonly number[], split: typeof train, statistic: number): number =>
  average(projections(weights, split).map((value) => (value - statistic) ** 2)) + 0.1 * weights.reduce((sum, w) => sum + Math.abs(w), 0);
const near = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-5 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

test('a line is the loss at w(α), batch norm re-estimated at every point, and the runner stays as it was', async () => {
  const runner = fakeRunner([7, 7, 7]);
  const { curve, length } = await lossLine(runner, { ends, positions, train, test: other, batchNorm: 'reestimate', batchNormExamples: other, batchSize: 4 });
  near(length, Math.hypot(...FIRST.map((w, j) => SECOND[j] - w)));
  for (const [k, alpha] of positions.entries()) {
    const statistic = average(projections(at(alpha), other));
    near(curve.train.loss[k], lossAt(at(alpha), train, statistic));
    near(curve.test.loss[k], lossAt(at(alpha), other, statistic));
    near(average([...curve.losses.train[k]]), curve.train.loss[k]);
  }
  assert.deepEqual([...runner.getWeights()], [7, 7, 7]);
  assert.deepEqual([...runner.getStatistics()], [0.5]);
});

test('with frozen statistics the line has those of its first solution', async () => {
  const { curve } = await lossLine(fakeRunner([0, 0, 0]), { ends, positions: [0, 1], train, test: other, batchNorm: 'frozen' });
  near(curve.train.loss[0], lossAt(FIRST, train, 0.3));
  near(curve.train.loss[1], lossAt(SECOND, train, 0.3));
});

test('the displacement leads from the first solution to the second, and half of it to the middle', () => {
  assert.deepEqual([...displacement(ends)], SECOND.map((w, j) => w - FIRST[j]));
  assert.deepEqual([...pointOnLine(ends, 0.5)], at(0.5));
  assert.throws(() => displacement({ ...ends, second: { ...ends.second, weights: Float32Array.of(1) } }), { code: 'LENGTHS_DIFFER' });
});

test('re-estimation noise is the standard deviation over copies, and none where copies are equal', async () => {
  const copies = [train, other, fakeSplit(8, 3, (i, j) => Math.sin(i - j))];
  const noise = await reestimationNoise(fakeRunner(FIRST), { ends, train, test: other, copies });
  const losses = copies.map((copy) => [FIRST, SECOND].map((weights) => lossAt(weights, train, average(projections(weights, copy)))));
  const deviation = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + (value - average(values)) ** 2, 0) / (values.length - 1));
  near(noise.train.first, deviation(losses.map(([first]) => first)));
  near(noise.train.difference, deviation(losses.map(([first, second]) => first - second)));
  assert.equal(noise.repetitions, 3);
  const none = await reestimationNoise(fakeRunner(FIRST), { ends, train, test: other, copies: [train, train] });
  assert.deepEqual(none.test, { first: 0, second: 0, difference: 0 });
});

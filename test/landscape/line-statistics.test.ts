import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { type LossLine, lossLine } from '../../lib/src/landscape/loss-line';
import { lineStatistics } from '../../lib/src/landscape/line-statistics';
import { smoothValley } from '../../lib/src/paper/theory/valleys';
import { fakeSplit, functionRunner } from './fake-runner';

const positions = distancesBetween(-2, 3, 51);
const EXAMPLES = 40;

/** A line whose example i has the loss f(α, i). */
function lineOf(train: (alpha: number, example: number) => number, other = train): LossLine {
  const losses = (f: typeof train): Float32Array[] => positions.map((alpha) => Float32Array.from({ length: EXAMPLES }, (_, i) => f(alpha, i)));
  const curve = { distances: positions, losses: { train: losses(train), test: losses(other) } } as unknown as LossLine['curve'];
  return { curve, length: 1 };
}

const valley = smoothValley(0.1, 5, 0.1);
/** Minimum at 1.2, steep beyond it, flat towards the first solution; every example has a level of its own. */
const asymmetric = (alpha: number, example: number): number => 0.1 * example + valley.value(1.2 - alpha + valley.minimiser);
const near = (actual: number, expected: number, tolerance = 1e-5): void => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test('an asymmetric valley: no bump, its minimum, the flat side, the paired difference', () => {
  const { train, minimumGap } = lineStatistics(lineOf(asymmetric, (alpha, i) => asymmetric(alpha + 0.5, i)), { replicates: 50 });
  assert.equal(train.bump.height, 0);
  // The kink of this valley is as sharp as the samples are dense, so the spline is off by a share of their spacing, 0.1.
  const at = train.minimum.value;
  near(at, 1.2, 0.01);
  near(train.minimum.low, at);
  near(train.minimum.high, at);
  near(minimumGap.value, -0.5);
  assert.equal(train.minimumAtEnd, false);
  assert.deepEqual(train.rises.map(({ distance }) => distance), [0.5, 1, 1.5]);
  for (const { distance, towardsFirst, towardsSecond, excess } of train.rises) {
    near(towardsFirst, asymmetric(at - distance, 0) - asymmetric(1.2, 0), 0.005);
    near(towardsSecond, asymmetric(at + distance, 0) - asymmetric(1.2, 0), 0.005);
    near(excess.value, towardsSecond - towardsFirst);
    assert.ok(excess.low > 0 && excess.high - excess.low < 1e-5, 'levels of the examples cancel');
  }
  near(train.difference.value, asymmetric(0, 0) - asymmetric(1, 0));
});

test('a minimum between the samples is found where it is, and rises are counted from there', () => {
  fc.assert(fc.property(fc.double({ min: -0.4, max: 1.4, noNaN: true }), fc.double({ min: 0.1, max: 3, noNaN: true }), (bottom, steepness) => {
    const { train } = lineStatistics(lineOf((alpha, i) => 0.1 * i + steepness * (alpha - bottom) ** 2), { replicates: 3 });
    near(train.minimum.value, bottom, 1e-4);
    assert.equal(train.rises.length, 3);
    for (const { distance, towardsFirst, towardsSecond, excess } of train.rises) {
      near(towardsFirst, steepness * distance ** 2, 1e-3);
      near(towardsSecond, steepness * distance ** 2, 1e-3);
      near(excess.value, towardsSecond - towardsFirst, 1e-6);
    }
  }), { numRuns: 50 });
});

test('a barrier is measured from the chord, with the standard error of just this combination', () => {
  const barrier = (alpha: number, i: number): number => 0.3 * alpha + (i % 2 === 0 ? 1 : 3) * Math.max(0, 0.5 - Math.abs(alpha - 0.6));
  const { bump } = lineStatistics(lineOf(barrier), { replicates: 5 }).train;
  near(bump.position, 0.6);
  const chord = (i: number): number => barrier(0.6, i) - 0.4 * barrier(0, i) - 0.6 * barrier(1, i);
  near(bump.height, (chord(0) + chord(1)) / 2);
  const deviation = Math.abs(chord(0) - chord(1)) / 2;
  near(bump.standardError, (deviation * Math.sqrt(EXAMPLES / (EXAMPLES - 1))) / Math.sqrt(EXAMPLES));
});

test('looked at from the other end, everything is mirrored', () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 8 }), fc.integer({ min: -3, max: 3 }), (minimum, tilt) => {
    const f = (alpha: number, i: number): number => (1 + 0.01 * i) * (alpha - minimum / 10) ** 2 + 0.02 * tilt * (alpha - minimum / 10) ** 3;
    const there = lineStatistics(lineOf(f), { replicates: 3 }).train;
    const back = lineStatistics(lineOf((alpha, i) => f(1 - alpha, i)), { replicates: 3 }).train;
    near(back.minimum.value, 1 - there.minimum.value);
    near(back.difference.value, -there.difference.value);
    near(back.bump.height, there.bump.height);
    there.rises.forEach(({ excess }, k) => near(back.rises[k].excess.value, -excess.value, 1e-4));
  }), { numRuns: 20 });
});

test('the interval of the minimum comes from the examples: half of them have theirs elsewhere', () => {
  const { minimum } = lineStatistics(lineOf((alpha, i) => (alpha - (i % 2 === 0 ? 0.4 : 1.2)) ** 2), { replicates: 400 }).train;
  near(minimum.value, 0.8);
  assert.ok(minimum.low >= 0.4 && minimum.low < 0.8 && minimum.high > 0.8 && minimum.high <= 1.2, JSON.stringify(minimum));
});

test('a minimum at the end of the line is marked, and rises are given only where both sides were measured', () => {
  const { train, test: held } = lineStatistics(lineOf((alpha) => alpha, (alpha) => (alpha - 2.2) ** 2), { replicates: 3 });
  assert.deepEqual([train.minimumAtEnd, train.rises.length], [true, 0]);
  assert.deepEqual([held.minimumAtEnd, held.rises.map(({ distance }) => distance)], [false, [0.5]]);
});

test('points that are not finite count as high, and a line without its solutions is refused', () => {
  const { train } = lineStatistics(lineOf((alpha) => (alpha < -1 ? NaN : alpha ** 2)), { replicates: 3 });
  near(train.minimum.value, 0);
  const { curve } = lineOf((alpha) => alpha);
  const some = { curve: { ...curve, distances: positions.map((alpha) => alpha + 0.05) }, length: 1 };
  assert.throws(() => lineStatistics(some), { code: 'LINE_WITHOUT_ENDS' });
});

test('a line that was measured gives the statistics of the function it was measured on', async () => {
  const split = fakeSplit(EXAMPLES, 2, (i) => i);
  const runner = functionRunner([0, 0], (weights, example) => asymmetric((weights[0] + weights[1]) / 2, example));
  const solution = (w: number): { weights: Float32Array; statistics: Float32Array } => ({ weights: Float32Array.of(w, w), statistics: new Float32Array(0) });
  const line = await lossLine(runner, { ends: { first: solution(0), second: solution(1) }, positions, train: split, test: split, batchNorm: 'reestimate' });
  const measured = lineStatistics(line, { replicates: 20 });
  const { minimum, rises } = measured.train;
  near(minimum.value, 1.2, 0.01);
  near(rises[1].excess.value, asymmetric(minimum.value + 1, 0) - asymmetric(minimum.value - 1, 0), 1e-4);
  near(measured.train.difference.value, asymmetric(0, 0) - asymmetric(1, 0), 1e-4);
});

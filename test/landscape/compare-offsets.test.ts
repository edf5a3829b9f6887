import assert from 'node:assert/strict';
import test from 'node:test';
import { compareOffsets, type OffsetComparison, offsetLosses } from '../../lib/src/landscape/compare-offsets';
import { smoothValley } from '../../lib/src/paper/theory/valleys';
import { fakeSplit, functionRunner } from './fake-runner';

const valley = smoothValley(0.1, 5, 0.3);
const split = fakeSplit(20, 1, (i) => i);
const solution = (w: number): { weights: Float32Array; statistics: Float32Array } => ({ weights: Float32Array.of(w), statistics: new Float32Array(0) });
const settings = { radius: 4, train: split, batchNorm: 'reestimate' } as const;
const measure = async (direction: number, first: number, second: number): Promise<OffsetComparison> =>
  compareOffsets(await offsetLosses(
    functionRunner([9], ([w], example) => 0.05 * example + valley.value(w)),
    { ...settings, ends: { first: solution(first), second: solution(second) }, direction: Float32Array.of(direction) },
  ));

test('the solution that lies farther to the flat side has the larger offset, whichever way the direction points', async () => {
  for (const direction of [1, -1]) {
    const { flatSign, riseRatio, twoSided, first, second } = await measure(direction, valley.minimiser + 0.8, valley.minimiser + 0.1);
    assert.equal(flatSign, direction, 'the valley is flat towards larger w');
    assert.ok(riseRatio > 2 && twoSided);
    assert.ok(first > second && first > 0.3 && first < 1.3, `${first} and ${second}`);
  }
});

test('a solution on the steep side has a negative offset', async () => {
  const { first, second } = await measure(1, valley.minimiser - 0.8, valley.minimiser + 0.8);
  assert.ok(first < 0 && second > 0, `${first}, ${second}`);
});

test('a slope without a minimum is not two-sided', async () => {
  const slope = functionRunner([0], ([w], example) => 10 + w + 0.01 * example);
  const ends = { first: solution(0), second: solution(1) };
  const { twoSided } = compareOffsets(await offsetLosses(slope, { ...settings, ends, direction: Float32Array.of(1) }));
  assert.equal(twoSided, false);
});

test('a minimum between the samples is found where it is: the offsets of a parabola are exact', async () => {
  const parabola = functionRunner([0], ([w], example) => 0.01 * example + 0.3 * w ** 2);
  const ends = { first: solution(0.7), second: solution(-0.13) };
  const { flatSign, first, second } = compareOffsets(await offsetLosses(parabola, { ...settings, ends, direction: Float32Array.of(1) }));
  assert.ok(Math.abs(first - flatSign * 0.7) < 1e-4 && Math.abs(second + flatSign * 0.13) < 1e-4, `${first} and ${second}`);
});

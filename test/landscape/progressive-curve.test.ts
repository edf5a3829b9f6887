import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type LossCurve, lossCurve } from '../../lib/src/landscape/curve';
import { distancesBetween } from '../../lib/src/numbers/distances';
import type { CurvePoint } from '../../lib/src/landscape/evaluate-point';
import { coarseFirst, progressiveCurve } from '../../lib/src/landscape/progressive-curve';
import { fakeRunner, fakeSplit } from './fake-runner';

const settings = {
  direction: Float32Array.of(0.6, 0.8), distances: distancesBetween(-2, 2, 17), batchNorm: 'reestimate', batchSize: 10,
  train: fakeSplit(30, 2, (i, j) => Math.sin(i * 2 + j)), test: fakeSplit(20, 2, (i, j) => Math.cos(i + j)),
} as const;

test('steps grow from coarse to all, each with both ends, the origin and the one before', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 2, maxLength: 60, comparator: 'IsStrictlyEqual' }), (numbers) => {
    const distances = numbers.map((x) => x + 0).sort((a, b) => a - b);
    const levels = coarseFirst(distances);
    const nearest = Math.min(...distances.map(Math.abs));
    assert.deepEqual(levels.at(-1), distances);
    levels.forEach((level, i) => {
      assert.ok(level[0] === distances[0] && level.at(-1) === distances.at(-1) && level.some((distance) => Math.abs(distance) === nearest));
      if (i > 0) assert.ok(levels[i - 1].every((distance) => level.includes(distance)) && level.length > levels[i - 1].length);
    });
    assert.ok(levels[0].length <= 10, 'the first step is short');
  }));
});

test('the result is that of the plain curve, each point is measured once, and the curve is shown as it sharpens', async () => {
  const [plain, progressive] = [fakeRunner([1, -1]), fakeRunner([1, -1])];
  const whole = await lossCurve(plain, settings, { keepLosses: true });
  const seen: number[] = [];
  const points: CurvePoint[] = [];
  const fractions: number[] = [];
  const curve = await progressiveCurve(progressive, settings, {
    keepLosses: true,
    onCurve: ({ distances }) => void seen.push(distances.length),
    onPoint: (point) => void points.push(point),
    onProgress: ({ done, total }) => void fractions.push(done / total),
  });
  assert.deepEqual(curve, whole);
  assert.equal(progressive.calls.evaluate, plain.calls.evaluate);
  assert.deepEqual(seen, [5, 9, 17]);
  assert.deepEqual(points.map(({ distance }) => distance).sort((a, b) => a - b), [...settings.distances]);
  assert.ok(fractions.every((fraction, i) => i === 0 || fraction >= fractions[i - 1]) && fractions.at(-1) === 1);
});

test('what was measured before is not measured again; an abort puts the runner back', async () => {
  const known: CurvePoint[] = [];
  await lossCurve(fakeRunner([1, -1]), { ...settings, distances: distancesBetween(-1, 1, 9) }, { onPoint: (point) => known.push(point) });
  const runner = fakeRunner([1, -1]);
  const curves: LossCurve[] = [];
  await progressiveCurve(runner, settings, { computed: known, onCurve: (curve) => void curves.push(curve) });
  assert.equal(runner.calls.evaluate, (17 - 9) * (3 + 2));
  await assert.rejects(progressiveCurve(runner, settings, { signal: AbortSignal.abort() }), { code: 'INTERRUPTED' });
  assert.deepEqual([...runner.getWeights()], [1, -1]);
});

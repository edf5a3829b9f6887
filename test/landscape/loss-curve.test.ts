import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { coarsePasses } from '../../lib/src/landscape/coarse-passes';
import { evaluateCurve, type LossCurve } from '../../lib/src/landscape/curve';
import type { CurvePoint } from '../../lib/src/landscape/evaluate-point';
import { type CurveOptions, lossCurve } from '../../lib/src/landscape/loss-curve';
import { distancesBetween } from '../../lib/src/numbers/distances';
import type { PreciseCurveOptions } from '../../lib/src/landscape/precise-curve';
import { fakeRunner, fakeSplit } from './fake-runner';

const settings = {
  direction: Float32Array.of(0.6, 0.8), distances: distancesBetween(-2, 2, 17), batchNorm: 'reestimate', batchSize: 10,
  train: fakeSplit(30, 2, (i, j) => Math.sin(i * 2 + j)), test: fakeSplit(20, 2, (i, j) => Math.cos(i + j)),
} as const;

test('passes grow from coarse to all, each with both ends, the origin and the one before', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 2, maxLength: 60, comparator: 'IsStrictlyEqual' }), (numbers) => {
    const distances = numbers.map((x) => x + 0).sort((a, b) => a - b);
    const levels = coarsePasses(distances);
    const nearest = Math.min(...distances.map(Math.abs));
    assert.deepEqual(levels.at(-1), distances);
    levels.forEach((level, i) => {
      assert.ok(level[0] === distances[0] && level.at(-1) === distances.at(-1) && level.some((distance) => Math.abs(distance) === nearest));
      if (i > 0) assert.ok(levels[i - 1].every((distance) => level.includes(distance)) && level.length > levels[i - 1].length);
    });
    assert.ok(levels[0].length <= 10, 'the first pass is short');
  }));
});

test('the result is that of the plain curve, each point is measured once, and the curve is shown as it sharpens', async () => {
  const [plain, progressive] = [fakeRunner([1, -1]), fakeRunner([1, -1])];
  const whole = await evaluateCurve(plain, settings, { keepLosses: true });
  const seen: number[] = [];
  const points: CurvePoint[] = [];
  const fractions: number[] = [];
  const curve = await lossCurve(progressive, settings, {
    coarseFirst: true,
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

test('without coarse points first the whole curve is handed out once', async () => {
  const curves: LossCurve[] = [];
  const curve = await lossCurve(fakeRunner([1, -1]), settings, { onCurve: (so) => void curves.push(so) });
  assert.deepEqual(curves, [curve]);
});

test('an abort between two passes puts the runner back', async () => {
  const runner = fakeRunner([1, -1]);
  const stop = new AbortController();
  const options = { coarseFirst: true, signal: stop.signal, onCurve: () => stop.abort() };
  await assert.rejects(lossCurve(runner, settings, options), { code: 'INTERRUPTED' });
  assert.equal(runner.calls.evaluate, 5 * (3 + 2));
  assert.deepEqual([...runner.getWeights()], [1, -1]);
});

test('a precision excludes what belongs to points on all examples', async () => {
  const others: CurveOptions[] = [{ coarseFirst: true }, { keep: 'points' }, { keepLosses: true }, { onCurve: () => undefined }, { onPoint: () => undefined }];
  const runner = fakeRunner([1, -1]);
  for (const other of others) {
    const [name] = Object.keys(other);
    await assert.rejects(lossCurve(runner, settings, { ...other, precision: 0.1 }), { code: 'CURVE_CONTRADICTORY', message: new RegExp(`\\b${name}\\b`) });
  }
  assert.equal(runner.calls.evaluate, 0);
  // @ts-expect-error the types exclude it too
  await assert.rejects(lossCurve(runner, settings, { coarseFirst: true, precision: 0.1 }), { code: 'CURVE_CONTRADICTORY' });
  const { train } = await lossCurve(runner, settings, { precision: 0.1, keepLosses: false } as PreciseCurveOptions);
  assert.equal(train.examples.length, settings.distances.length);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { asymmetry } from '../../lib/src/landscape/asymmetry';
import { lossCurve } from '../../lib/src/landscape/loss-curve';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { samplesOf } from '../../lib/src/landscape/profile';
import { fakeRunner, fakeSplit, functionRunner } from './fake-runner';

const direction = Float32Array.of(0.6, 0.8);
const distances = distancesBetween(-2, 2, 9);
/** Each example sees a valley of its own: the spread of the differences grows with the distance. */
const runnerOfValleys = (): ReturnType<typeof functionRunner> => functionRunner([1, -1], (w, example) => (1 + example) * ((w[0] - 1) ** 2 + (w[1] + 1) ** 2) + 0.1 * example);
const train = fakeSplit(4000, 1, (i) => Math.sin(i * 12.9898) * 0.5);
const other = fakeSplit(3000, 1, (i) => Math.cos(i * 78.233) * 0.5);
const settings = { direction, distances, train, test: other, batchNorm: 'frozen', batchSize: 100 } as const;

test('each point is as precise as was asked for, on fewer examples near the origin, and agrees with the whole curve', async () => {
  const precision = 0.01;
  const [precise, whole] = [await lossCurve(runnerOfValleys(), settings, { precision }), await lossCurve(runnerOfValleys(), settings)];
  for (const split of ['train', 'test'] as const) {
    const { loss, accuracy, standardErrorToOrigin, examples } = precise[split];
    for (const [k] of distances.entries()) {
      assert.ok(standardErrorToOrigin[k] <= precision || examples[k] === settings[split].count, `point ${k}`);
      assert.ok(Math.abs(loss[k] - whole[split].loss[k]) <= 5 * precision, `point ${k}`);
      assert.ok(accuracy[k] >= 0 && accuracy[k] <= 1);
    }
    assert.ok(examples[3] < examples[0] && examples[5] < examples[8], examples.join());
    assert.equal(examples[precise.origin], settings[split].count);
    assert.ok(Math.abs(loss[precise.origin] - whole[split].loss[precise.origin]) < 1e-6);
  }
});

test('a precision out of reach takes all examples, and gives the whole curve', async () => {
  const [precise, whole] = [await lossCurve(fakeRunner([1, -1]), small, { precision: 1e-12 }), await lossCurve(fakeRunner([1, -1]), small)];
  for (const split of ['train', 'test'] as const) {
    for (const [k] of distances.entries()) {
      assert.ok(Math.abs(precise[split].loss[k] - whole[split].loss[k]) < 1e-5);
      assert.ok(Math.abs(precise[split].accuracy[k] - whole[split].accuracy[k]) < 1e-9);
      assert.ok(Math.abs(precise[split].standardErrorToOrigin[k] - whole[split].standardErrorToOrigin[k]) < 1e-5);
      assert.equal(precise[split].examples[k], small[split].count);
    }
  }
});

const small = { direction, distances, train: fakeSplit(1030, 2, (i, j) => Math.sin(i * 2 + j)), test: fakeSplit(70, 2, (i, j) => Math.cos(i + j)), batchNorm: 'batch', batchSize: 100 } as const;

test('a flat curve whose points are known to some precision only does not count as a valley; a real one does', async () => {
  const noisy = functionRunner([1, -1], (w, example) => Math.sin(1e5 * (example + 2) * (w[0] + 7)));
  const flat = await lossCurve(noisy, settings, { precision: 0.05 });
  for (const split of ['train', 'test'] as const) {
    assert.notEqual(asymmetry({ distances, loss: flat[split].loss }).recentred.sides, 'flat', 'as if the losses were exact');
    const { recentred, atOrigin } = asymmetry(samplesOf(flat, split));
    assert.deepEqual([recentred.sides, atOrigin.sides], ['flat', 'flat']);
  }
  const valley = await lossCurve(runnerOfValleys(), settings, { precision: 0.05 });
  assert.equal(asymmetry(samplesOf(valley, 'train')).recentred.sides, 'two-sided');
});

test('a loss that is not finite ends a point after its first examples; the runner is put back', async () => {
  const runner = functionRunner([1, -1], (w, example) => (w[0] > 2 ? Infinity : example ** 2));
  const { train: measured } = await lossCurve(runner, settings, { precision: 0.01 });
  assert.equal(measured.loss[8], Infinity);
  assert.ok(Number.isNaN(measured.standardErrorToOrigin[8]) && measured.examples[8] === 400);
  assert.deepEqual([...runner.getWeights()], [1, -1]);
});

test('a precision that is none, foreign distances or directions, and an abort are refused', async () => {
  for (const precision of [0, -1, NaN]) await assert.rejects(lossCurve(runnerOfValleys(), settings, { precision }), { code: 'PRECISION_INVALID' });
  await assert.rejects(lossCurve(runnerOfValleys(), { ...settings, distances: [1, 0] }, { precision: 1 }), { code: 'DISTANCES_INVALID' });
  await assert.rejects(lossCurve(runnerOfValleys(), { ...settings, direction: Float32Array.of(1) }, { precision: 1 }), { code: 'LENGTHS_DIFFER' });
  await assert.rejects(lossCurve(runnerOfValleys(), settings, { precision: 1, signal: AbortSignal.abort() }), { code: 'INTERRUPTED' });
});

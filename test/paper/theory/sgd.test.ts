import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { generator } from '../../../lib/src/base/random';
import { measureRounds } from '../../../lib/src/paper/theory/rounds';
import { measureRunAverages } from '../../../lib/src/paper/theory/run-averages';
import { runningAverage, sgdIterates } from '../../../lib/src/paper/theory/sgd';
import { stationaryState } from '../../../lib/src/paper/theory/smoothing';
import { creepingAverages } from '../../../lib/src/paper/theory/theorem-2';
import { piecewiseLinearValley, smoothValley } from '../../../lib/src/paper/theory/valleys';

const settings = { learningRate: 0.1, noise: 0.5, start: 0.3, steps: 50, seed: 3 };

test('iterates are those of SGD with momentum written out step by step', () => {
  const valley = smoothValley(0.4, 3, 0.2);
  for (const momentum of [0, 0.9]) {
    const source = generator(3, 'sgd-1d/2');
    let [w, v] = [0.3, 0];
    for (const iterate of sgdIterates(valley, { ...settings, momentum, run: 2 })) {
      assert.ok(Math.abs(iterate - w) < 1e-12);
      const slope = 0.4 - (1.6 / (1 + Math.exp(w / 0.2)));
      v = momentum * v + slope + 0.5 * (2 * source.uniform() - 1);
      w -= 0.1 * v;
    }
  }
});

test('what would take too long is refused before it begins', () => {
  const valley = piecewiseLinearValley(1, 5);
  for (const measure of [measureRunAverages, measureRounds, stationaryState]) {
    assert.throws(() => measure(valley, { ...settings, steps: 1e6 }, 1e4), { code: 'SGD_INVALID', message: /10000 runs of/ });
  }
});

test('runs of one seed differ, the same run repeats itself, and the noise keeps its bound and its mean', () => {
  const flat = piecewiseLinearValley(1e-12, 1);
  const [first, again, other] = [0, 0, 1].map((run) => sgdIterates(flat, { ...settings, steps: 20_000, run }));
  assert.deepEqual(first, again);
  assert.notDeepEqual(first, other);
  const steps = first.subarray(1).map((w, t) => (w - first[t]) / -0.1);
  assert.ok(steps.every((noise) => Math.abs(noise) <= 0.5 + 1e-9));
  assert.ok(Math.max(...steps) > 0.49 && Math.min(...steps) < -0.49);
  assert.ok(Math.abs(steps.reduce((sum, noise) => sum + noise, 0) / steps.length) < 4 * (0.5 / Math.sqrt(3 * 20_000)));
});

test('the running average is the mean of what came before', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 20 }), (values) => {
    runningAverage(values).forEach((average, t) => {
      const before = values.slice(0, t + 1);
      assert.ok(Math.abs(average - before.reduce((sum, value) => sum + value, 0) / before.length) < 1e-12);
    });
  }));
});

test('without oscillation the averages have the ratio −c (Figure 6)', () => {
  for (const ratio of [2, 5, 10]) {
    const run = { learningRate: 1e-5, start: 1, steps: 110_000 };
    const valley = piecewiseLinearValley(1, ratio);
    const averages = [1, -1].map((start) => runningAverage(sgdIterates(valley, { ...run, start, noise: 0, seed: 0 }))[run.steps - 1]);
    const exact = creepingAverages(1, ratio, run);
    assert.ok(Math.abs(averages[0] / exact.flat - 1) < 0.01);
    assert.ok(Math.abs(averages[1] / exact.sharp - 1) < 0.01);
    assert.ok(Math.abs(averages[0] / averages[1] + ratio) < 0.01 * ratio);
  }
});

test('symmetric functions: a flat one keeps the average on its side, a sharp one centres it (Figures 23 and 24)', () => {
  const run = { learningRate: 0.1, noise: 0.3, start: 1, steps: 101, seed: 1 };
  const [flat, sharp] = [0.05, 3].map((slope) => measureRunAverages(piecewiseLinearValley(slope, 1), run, 2000));
  // Without the start: 1 − ηs·(1 + 2 + … + 100)/100 on the flat side; the deviations are those of an independent simulation.
  assert.ok(Math.abs(flat.average.value - (1 - 0.005 * 50.5)) < 0.01 && Math.abs(flat.deviation - 0.1) < 0.01);
  assert.ok(flat.startingSide.value > 0.999);
  assert.ok(Math.abs(sharp.average.value) < 0.005 && Math.abs(sharp.deviation - 0.033) < 0.004);
  assert.ok(Math.abs(sharp.startingSide.value - 0.51) < 0.01 && Math.abs(sharp.iterateDistance.value - 0.16) < 0.01);
  assert.ok(sharp.averageDistance.high < sharp.iterateDistance.low);
});

test('impossible settings are refused', () => {
  const valley = piecewiseLinearValley(1, 2);
  for (const wrong of [{ learningRate: 0 }, { noise: -1 }, { momentum: 1 }, { start: NaN }, { steps: 0 }, { steps: 1.5 }]) {
    assert.throws(() => sgdIterates(valley, { ...settings, ...wrong }), { code: 'SGD_INVALID' });
  }
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import type { LossCurve } from '../../lib/src/landscape/curve';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { measuredShift } from '../../lib/src/landscape/measured-shift';
import { gainBoundOfCurve, shiftedGain } from '../../lib/src/landscape/shifted-gain';
import { cubicSpline } from '../../lib/src/numbers/spline';
import { mean } from '../../lib/src/numbers/statistics';
import { straightWallGain } from '../../lib/src/paper/theory/theorem-1';
import { piecewiseLinearValley, smoothValley } from '../../lib/src/paper/theory/valleys';

const distances = distancesBetween(-4, 4, 33);

/** A curve whose examples scatter about f on the training and about f(· − shift) on the test side. */
function noisyCurve(f: (l: number) => number, shift: number, noise: number, examples = 200): LossCurve {
  const source = generator(3, 'test/measured-shift');
  const lossesOf = (g: (l: number) => number): Float32Array[] => {
    const [level, slope] = [0, 1].map(() => Float64Array.from({ length: examples }, () => source.normal()));
    return distances.map((l) => Float32Array.from(level, (a, i) => g(l) + noise * (a + slope[i] * l)));
  };
  const losses = { train: lossesOf(f), test: lossesOf((l) => f(l - shift)) };
  const split = (lists: readonly Float32Array[]): LossCurve['train'] => ({
    loss: lists.map((list) => mean(list)), accuracy: [], finite: [], standardErrorToOrigin: [], standardErrorToNext: lists.slice(1).map(() => 0), examples,
  });
  return { distances, origin: 16, train: split(losses.train), test: split(losses.test), batchNorm: 'frozen', batchNormExamples: 0, batchSize: 1, losses };
}

test('a known shift is found, with an interval that covers it and narrows with less noise', async () => {
  const f = smoothValley(0.1, 5, 0.3).value;
  const [loud, quiet] = [await measuredShift(noisyCurve(f, -0.5, 0.2), { replicates: 100 }), await measuredShift(noisyCurve(f, -0.5, 0.02), { replicates: 100 })];
  for (const { shift, leastSquaresShift, ratio, flatSign, ratios, gap } of [loud, quiet]) {
    assert.ok(shift.low <= -0.5 && shift.high >= -0.5, JSON.stringify(shift));
    assert.ok(leastSquaresShift.low <= -0.5 && leastSquaresShift.high >= -0.5);
    assert.ok(ratio.low <= ratio.value && ratio.high < 1);
    assert.equal(flatSign, 1);
    assert.equal(ratios.value.length, gap.shifts.length);
    assert.deepEqual([ratios.low[20], ratios.value[20], ratios.high[20]], [1, 1, 1], 'ξ_0/ξ_0');
  }
  assert.ok(quiet.shift.high - quiet.shift.low < 0.5 * (loud.shift.high - loud.shift.low));
  assert.ok(Math.abs(quiet.crossFittedShift + 0.5) < 0.1);
});

test('the frame turns with the direction, the raw shift with its sign', async () => {
  const f = smoothValley(0.1, 5, 0.3).value;
  const turned = await measuredShift(noisyCurve((l) => f(-l), 0.5, 0.02), { replicates: 20 });
  assert.equal(turned.flatSign, -1);
  assert.ok(Math.abs(turned.shift.value - 0.5) < 0.1);
  assert.ok(Math.abs(turned.crossFittedShift + 0.5) < 0.1, 'flat side positive');
});

test('gain and bound on a measured curve are those of the theory', () => {
  const { value } = piecewiseLinearValley(0.1, 5);
  for (const bias of [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2]) {
    const expected = straightWallGain({ slope: 0.1, ratio: 5 }, 1, bias);
    for (const flatSign of [1, -1] as const) {
      const loss = (l: number): number => value(flatSign * (l - 0.3));
      const frame = { centre: 0.3, flatSign };
      assert.ok(Math.abs(shiftedGain(loss, frame, 1, bias) - expected) < 1e-12);
      const bound = gainBoundOfCurve(loss, frame, 1, bias);
      assert.ok(bias > 1 ? Number.isNaN(bound) : Math.abs(bound - expected) < 1e-12, `${bound} ${expected}`);
    }
  }
});

test('the bound is never above the gain, whatever the curve', () => {
  const source = generator(5, 'test/bound');
  for (let k = 0; k < 200; k++) {
    const loss = cubicSpline(distances, distances.map((l) => (0.3 + source.uniform()) * l ** 2 * (l > 0 ? source.uniform() : 1)));
    const [shift, share] = [2 * source.uniform(), source.uniform()];
    const frame = { centre: 0, flatSign: 1 } as const;
    assert.ok(shiftedGain(loss, frame, shift, share * shift) >= gainBoundOfCurve(loss, frame, shift, share * shift) - 1e-12);
  }
});

test('a bias towards the flat side gains on a shifted valley', async () => {
  const { gain, shift } = await measuredShift(noisyCurve(smoothValley(0.1, 5, 0.3).value, -0.8, 0.02), { replicates: 50 });
  assert.ok(gain.best !== null && gain.best.gain.low > 0 && gain.best.bias > 0);
  assert.ok(Math.abs(gain.biases[gain.biases.length - 1] - 2 * Math.abs(shift.value)) < 1e-9 && gain.gain.value[0] === 0);
});

test('curves without per-example losses are refused', async () => {
  const curve = { ...noisyCurve(Math.abs, 0, 0.1), losses: undefined };
  await assert.rejects(measuredShift(curve), { code: 'LOSSES_MISSING' });
  await assert.rejects(measuredShift(noisyCurve(Math.abs, 0, 0.1), { replicates: 0 }), { code: 'REPLICATES_INVALID' });
});

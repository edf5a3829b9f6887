import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { generator } from '../../../lib/src/base/random';
import { bestBias, smallShiftBias } from '../../../lib/src/paper/theory/best-bias';
import { biasRange, expectedGain, expectedLoss, gainBound, separableLoss, simulatedGain, straightWallGain } from '../../../lib/src/paper/theory/theorem-1';
import { piecewiseLinearValley, randomGradientValley, smoothValley } from '../../../lib/src/paper/theory/valleys';

const near = (actual: number, expected: number, tolerance = 1e-12): void => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
const walls = { radius: 1e6, slope: 0.1, ratio: 5, zeta: 0 };
const model = { loss: separableLoss([piecewiseLinearValley(0.1, 5)]), shifts: [1] };

test('one dimension: the numbers of the closed form', () => {
  const expected = [[0.25, 0.05], [0.5, 0.1], [1, 0.2], [1.5, 0.15], [2, 0.1], [3, 0], [4, -0.1]];
  for (const [bias, gain] of expected) {
    near(straightWallGain(walls, 1, bias), gain);
    near(expectedGain(model, [0], [bias]), gain);
  }
});

test('any straight walls: exact expectation and closed form agree', () => {
  const positive = fc.double({ min: 0.05, max: 5, noNaN: true });
  fc.assert(fc.property(positive, fc.double({ min: 1.1, max: 20, noNaN: true }), positive, positive, (slope, ratio, shift, bias) => {
    const valley = { loss: separableLoss([piecewiseLinearValley(slope, ratio)]), shifts: [shift] };
    near(expectedGain(valley, [0], [bias]), straightWallGain({ slope, ratio }, shift, bias), 1e-9 * (1 + ratio * slope * (shift + bias)));
  }));
});

test('two dimensions: 0.16, exactly and from random shifts', () => {
  const plane = { loss: separableLoss([piecewiseLinearValley(0.1, 5), piecewiseLinearValley(0.2, 3)]), shifts: [1, 0.6] };
  near(expectedGain(plane, [0, 0], [0.5, 0.3]), 0.16);
  near(gainBound([walls, { ...walls, slope: 0.2, ratio: 3 }], [0.5, 0.3]), 0.16);
  const simulated = simulatedGain(plane, [0, 0], [0.5, 0.3], { draws: 20_000, seed: 1 });
  const error = (simulated.high - simulated.low) / (2 * 1.96);
  assert.ok(error > 0 && error < 0.005);
  near(simulated.value, 0.16, 3 * error);
});

test('more dimensions and losses that are not separable: enumeration is the mean over all patterns', () => {
  const loss = (w: readonly number[]): number => w.reduce((product, x) => product * (x + 2), 1) + Math.abs(w[0]);
  const point = [0.3, -0.2, 0.5];
  const shifts = [0.1, 0.4, 0.2];
  let sum = 0;
  for (const a of [-1, 1]) for (const b of [-1, 1]) for (const c of [-1, 1]) sum += loss([0.3 + 0.1 * a, -0.2 + 0.4 * b, 0.5 + 0.2 * c]);
  near(expectedLoss({ loss, shifts }, point), sum / 8);
});

test('admissible biases never gain less than the bound, with any gradients and any mismatch', () => {
  const source = generator(0, 'test/theorem-1');
  for (let trial = 0; trial < 100; trial++) {
    const k = 1 + source.integer(4);
    const valleys = Array.from({ length: k }, () => randomGradientValley({ flat: [0.02, 0.1], sharp: [-1, -0.4 - 0.1 * source.uniform()], spacing: 0.2, points: 20, seed: source.integer(1e6) }));
    const constants = valleys.map(() => ({ radius: 10, slope: 0.1, ratio: 4, zeta: 0 }));
    const shifts = valleys.map(() => 0.2 + source.uniform());
    const mismatch = 0.01 * source.uniform();
    const bias = constants.map((quadruple, i) => {
      const { above, upTo } = biasRange(quadruple, shifts[i], mismatch);
      return above + (upTo - above) * (0.01 + 0.99 * source.uniform());
    });
    const noise = (w: readonly number[]): number => mismatch * Math.sin(100 * w.reduce((sum, x) => sum + x, 0) + trial);
    const gain = expectedGain({ loss: separableLoss(valleys), shifts, mismatch: noise }, valleys.map(() => 0), bias);
    const bound = gainBound(constants, bias, mismatch);
    assert.ok(gain >= bound - 1e-12 && bound > 0, `trial ${trial}: ${gain} below ${bound}`);
  }
});

test('an adversary attains the bound in one dimension', () => {
  const mismatch = 0.02;
  const adversary = { ...model, mismatch: ([w]: readonly number[]) => (w > 0.25 ? mismatch : -mismatch) };
  near(expectedGain(adversary, [0], [0.5]), gainBound([walls], [0.5], mismatch));
});

test('the range condition needs the minimum: between minimum and maximum the bound fails', () => {
  const { above, upTo } = biasRange({ ...walls, radius: 5 }, 1);
  assert.deepEqual([above, upTo], [0, 1]);
  for (const bias of [1.2, 2, 3.9]) assert.ok(expectedGain(model, [0], [bias]) < gainBound([walls], [bias]));
  near(biasRange(walls, 1, 0.02).above, 0.2);
});

test('smooth valley: the best bias, and its approximation for small shifts', () => {
  const valley = smoothValley(0.1, 5, 0.1);
  const expected = [[0.05, 0.008, 0.0083], [0.1, 0.032, 0.0333], [0.3, 0.209, 0.3], [1, 0.908, 3.333]];
  for (const [shift, best, approximation] of expected) {
    near(bestBias(valley, shift).bias, best, 6e-4);
    near(smallShiftBias(valley, shift), approximation, 6e-4);
  }
  near(bestBias(valley, 0.01).bias / smallShiftBias(valley, 0.01), 1, 0.01);
});

test('impossible models are refused', () => {
  for (const shifts of [[0], [-1], [1, 1], [], [NaN]]) assert.throws(() => expectedLoss({ ...model, shifts }, [0]), { code: 'SHIFT_MODEL_INVALID' });
  assert.throws(() => bestBias(smoothValley(1, 2, 1), 0), { code: 'BIAS_RANGE_INVALID' });
});

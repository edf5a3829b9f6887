import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { aligned, gapAt, residualAt, shiftGap } from '../../lib/src/landscape/shift-gap';
import { polylineAt } from '../../lib/src/numbers/sampled';
import { smoothValley } from '../../lib/src/paper/theory/valleys';

const near = (actual: number, expected: number, tolerance: number): void => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
const losses = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 9, maxLength: 9 });
const grid = distancesBetween(-4, 4, 9);
const valley = smoothValley(0.1, 5, 0.3);

test('the aligned test curve has the smallest value of the training curve', () => {
  assert.deepEqual([...aligned({ train: [3, 1, 2], test: [7, 6, 5] })], [3, 2, 1]);
});

test('gap and residual are those of a fine search by brute force', () => {
  fc.assert(
    fc.property(losses, losses, fc.double({ min: -1, max: 1, noNaN: true }), (train, other, shift) => {
      const pair = { distances: grid, train, test: aligned({ train, test: other }) };
      const fine = Array.from({ length: 6001 }, (_, i) => -3 + i / 1000);
      const differences = fine.map((l) => polylineAt(grid, pair.test, l + shift) - polylineAt(grid, train, l));
      const largest = Math.max(...differences.map(Math.abs));
      const gap = gapAt(pair, shift, 3);
      assert.ok(gap >= largest - 1e-12 && gap <= largest + 0.007, `${gap}, brute force ${largest}`);
      const meanSquare = differences.reduce((sum, d, i) => sum + d ** 2 * (i === 0 || i === 6000 ? 0.5 : 1), 0) / 6000;
      near(residualAt(pair, shift, 3), Math.sqrt(meanSquare), 1e-3);
    }),
    { numRuns: 40 },
  );
  assert.ok(Number.isNaN(gapAt({ distances: grid, train: grid, test: grid }, 1.5, 3)));
});

test('the shift of a curve that is only shifted, and lifted, is found; nothing is left over', () => {
  const distances = distancesBetween(-4, 4, 81);
  for (const shift of [-0.7, -0.05, 0.13, 0.4, 0.95]) {
    const found = shiftGap({ distances, train: distances.map(valley.value), test: distances.map((l) => 0.5 + valley.value(l - shift)) });
    assert.equal(found.reach, 3);
    near(found.shift, shift, 0.01);
    near(found.leastSquaresShift, shift, 0.01);
    assert.ok(found.ratio < 0.15 && found.interior && found.defect < 0.02, JSON.stringify(found));
  }
});

test('the reported shift is the best of a much finer grid', () => {
  fc.assert(
    fc.property(losses, losses, (train, other) => {
      const { shift, ratio, gapUnshifted, gaps, shifts } = shiftGap({ distances: grid, train, test: other });
      const pair = { distances: grid, train, test: aligned({ train, test: other }) };
      near(gapAt(pair, shift, 3) / gapUnshifted, ratio, 1e-12);
      assert.ok(gapAt(pair, shift, 3) <= Math.min(...gaps) + 1e-12);
      assert.equal(shifts[(shifts.length - 1) / 2], 0);
      assert.ok(ratio <= 1 + 1e-12);
    }),
    { numRuns: 40 },
  );
});

test('turning the direction around turns the shift around', () => {
  const distances = distancesBetween(-4, 4, 41);
  const [train, other] = [distances.map(valley.value), distances.map((l) => valley.value(l - 0.3) + 0.02 * l ** 2)];
  const ahead = shiftGap({ distances, train, test: other });
  const back = shiftGap({ distances, train: [...train].reverse(), test: [...other].reverse() });
  near(back.shift, -ahead.shift, 2e-3);
  near(back.ratio, ahead.ratio, 1e-3);
});

test('equal curves need no shift, and a gap with two valleys is told from one with one', () => {
  const same = shiftGap({ distances: grid, train: grid.map(Math.abs), test: grid.map(Math.abs) });
  assert.deepEqual([same.shift, same.ratio, same.gapUnshifted], [0, 1, 0]);
  const wave = (l: number): number => 1 + Math.cos(2 * Math.PI * l);
  const distances = distancesBetween(-8, 8, 161);
  const periodic = shiftGap({ distances, train: distances.map(wave), test: distances.map((l) => wave(l - 0.3)) });
  assert.ok(periodic.defect > 0.5, `${periodic.defect}`);
});

test('what is not finite is left out by its distance; curves of one side only are refused', () => {
  const distances = distancesBetween(-4, 4, 17);
  const test0 = distances.map((l) => (l > 3.4 ? Infinity : l ** 2));
  assert.equal(shiftGap({ distances, train: distances.map((l) => l ** 2), test: test0 }).reach, 0.75 * 3);
  assert.throws(() => shiftGap({ distances: [0, 1, 2], train: [0, 1, 2], test: [0, 1, 2] }), { code: 'CURVE_NOT_FINITE' });
  assert.throws(() => shiftGap({ distances, train: test0, test: [1] }), { code: 'LENGTHS_DIFFER' });
  for (const shifts of [4, 1, 2.5]) assert.throws(() => shiftGap({ distances, train: test0, test: test0 }, { shifts }), { code: 'SHIFTS_INVALID' });
});

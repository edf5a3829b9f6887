import assert from 'node:assert/strict';
import test from 'node:test';
import type { WeightLayout } from '../../lib/src/networks/layout';
import { amountMask, filterMask, randomMask } from '../../lib/src/training/masks';

const size = 400;
const candidates = Float32Array.from({ length: size }, (_, i) => Number(i >= 100));
const chosen = (mask: Float32Array): number[] => [...mask.keys()].filter((i) => mask[i] === 1);

test('a random subset has the number asked for, candidates only, and is the same for the same seed and index', () => {
  const draw = { candidates, seed: 1, index: 0 };
  const mask = randomMask(draw, 30);
  assert.equal(chosen(mask).length, 30);
  assert.ok(chosen(mask).every((i) => i >= 100));
  assert.deepEqual(randomMask(draw, 30), mask);
  assert.notDeepEqual(randomMask({ ...draw, index: 1 }, 30), mask);
  assert.notDeepEqual(randomMask({ ...draw, seed: 2 }, 30), mask);
});

test('every candidate is as likely as the others', () => {
  const counts = new Float64Array(size);
  for (let index = 0; index < 300; index++) for (const i of chosen(randomMask({ candidates, seed: 1, index }, 60))) counts[i]++;
  const expected = (300 * 60) / 300;
  const deviations = [...counts.subarray(100)].map((count) => (count - expected) ** 2 / expected);
  assert.ok(deviations.reduce((a, b) => a + b, 0) < 1.4 * 300);
});

test('whole filters: all weights of an output or none, never more than asked for', () => {
  const layout: WeightLayout = {
    size,
    entries: [
      { name: 'bn.gamma', layer: 'bn', shape: [100], offset: 0, size: 100, role: 'batch-norm-gamma' },
      { name: 'conv.kernel', layer: 'conv', shape: [3, 3, 3, 10], offset: 100, size: 270, role: 'kernel' },
      { name: 'fc.kernel', layer: 'fc', shape: [5, 6], offset: 370, size: 30, role: 'kernel' },
    ],
  };
  const mask = filterMask({ candidates, seed: 3, index: 0 }, layout, 70);
  const places = chosen(mask);
  assert.ok(places.length <= 70 && places.length > 70 - 27);
  for (let output = 0; output < 10; output++) {
    const own = places.filter((i) => i >= 100 && i < 370 && (i - 100) % 10 === output).length;
    assert.ok(own === 0 || own === 27);
  }
});

test('a subset by amount reaches its target with its last weight', () => {
  const amounts = Float64Array.from({ length: size }, (_, i) => 1 + (i % 7));
  const places = chosen(amountMask({ candidates, seed: 1, index: 0 }, amounts, 200));
  const sum = places.reduce((total, i) => total + amounts[i], 0);
  assert.ok(sum >= 200 && sum < 200 + 7);
  assert.ok(places.every((i) => i >= 100));
});

test('more than there is cannot be chosen', () => {
  const draw = { candidates, seed: 1, index: 0 };
  assert.throws(() => randomMask(draw, 301), { code: 'MASK_TOO_LARGE' });
  assert.throws(() => amountMask(draw, new Float64Array(size).fill(1), 301), { code: 'MASK_TOO_LARGE' });
});

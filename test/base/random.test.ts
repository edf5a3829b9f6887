import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { generator, permutation } from '../../lib/src/base/random';

const draws = (seed: number, stream: string, n: number): number[] => {
  const source = generator(seed, stream);
  return Array.from({ length: n }, () => source.uniform());
};
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

test('a stream repeats itself; other streams and other seeds differ and are uncorrelated', () => {
  const n = 20_000;
  const a = draws(1, 'shuffle/1', n);
  assert.deepEqual(a, draws(1, 'shuffle/1', n));
  for (const b of [draws(1, 'shuffle/2', n), draws(2, 'shuffle/1', n)]) {
    const covariance = mean(a.map((x, i) => (x - 0.5) * (b[i] - 0.5)));
    // Standard error of a product of two independent uniforms: (1/12)/√n.
    assert.ok(Math.abs(covariance) < 5 / 12 / Math.sqrt(n), `covariance ${covariance}`);
  }
});

test('uniform and normal draws have their moments', () => {
  const n = 100_000;
  const uniform = draws(3, 'moments', n);
  assert.ok(Math.abs(mean(uniform) - 1 / 2) < 5 / Math.sqrt(12 * n));
  assert.ok(Math.abs(mean(uniform.map((x) => x * x)) - 1 / 3) < 5 * 0.3 / Math.sqrt(n));
  assert.ok(uniform.every((x) => x >= 0 && x < 1));
  const source = generator(3, 'normal');
  const normal = Array.from({ length: n }, () => source.normal());
  assert.ok(Math.abs(mean(normal)) < 5 / Math.sqrt(n));
  assert.ok(Math.abs(mean(normal.map((x) => x * x)) - 1) < 5 * Math.sqrt(2 / n));
  assert.ok(Math.abs(mean(normal.map((x) => x ** 4)) - 3) < 5 * Math.sqrt(96 / n));
});

test('a permutation holds every index once, and every place is equally likely', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 200 }), (seed, n) => {
      const order = permutation(generator(seed, 'order'), n);
      assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: n }, (_, i) => i));
    }),
  );
  const first = Array.from({ length: 6000 }, (_, seed) => permutation(generator(seed, 'order'), 6)[0]);
  for (let value = 0; value < 6; value++) {
    const count = first.filter((x) => x === value).length;
    assert.ok(Math.abs(count - 1000) < 5 * Math.sqrt(6000 * (1 / 6) * (5 / 6)), `${value} came ${count} times`);
  }
});

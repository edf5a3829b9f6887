import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { generator } from '../../lib/src/base/random';
import { medianInterval } from '../../lib/src/figures/median';

test('the interval of the median covers it in at least 95 % of samples, and not in nearly all', () => {
  const source = generator(3, 'test/median');
  const repetitions = 4000;
  for (const n of [8, 15, 20, 41]) {
    let covered = 0;
    for (let i = 0; i < repetitions; i++) {
      const { low, high } = medianInterval(Array.from({ length: n }, () => source.normal()));
      if (low <= 0 && high >= 0) covered++;
    }
    const share = covered / repetitions;
    assert.ok(share > 0.94 && share < 0.995, `n = ${n}: ${share}`);
  }
});

test('known ranks: the 6th and the 15th of 20, the 2nd and the 9th of 10', () => {
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
  assert.deepEqual(medianInterval(upTo(20)), { value: 10.5, low: 6, high: 15 });
  assert.deepEqual(medianInterval(upTo(10)), { value: 5.5, low: 2, high: 9 });
});

test('the median lies in its interval, whatever the order of the values', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 }), (values) => {
    const { value, low, high } = medianInterval(values);
    assert.ok(low <= value && value <= high);
    assert.deepEqual(medianInterval([...values].reverse()), { value, low, high });
  }));
});

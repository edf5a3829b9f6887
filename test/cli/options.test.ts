import assert from 'node:assert/strict';
import test from 'node:test';
import { finiteNumber, wholeNumber } from '../../lib/src/cli/options';

test('whole numbers are taken from their least value on, and nothing else is', () => {
  assert.equal(wholeNumber(1)('12'), 12);
  assert.equal(wholeNumber(0)('0'), 0);
  for (const text of ['', ' 3', '1.5', '1e3', '0x10', 'three', '0', '-2']) {
    assert.throws(() => wholeNumber(1)(text), { code: 'commander.invalidArgument', message: /whole number of at least 1/ }, text);
  }
});

test('distances may be negative, fractions and powers of ten, but must be finite', () => {
  assert.deepEqual(['-8', '2e-3', '.5', '+1'].map(finiteNumber), [-8, 0.002, 0.5, 1]);
  for (const text of ['', ' ', 'NaN', 'Infinity', '-Infinity', '1e999', '1,5', 'far']) {
    assert.throws(() => finiteNumber(text), { code: 'commander.invalidArgument', message: /must be a number/ }, text);
  }
});

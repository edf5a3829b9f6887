import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import { blockBootstrap } from '../../lib/src/numbers/block-bootstrap';
import { bootstrap } from '../../lib/src/numbers/resample';
import { mean, tInterval } from '../../lib/src/numbers/statistics';

test('a constant series has a mean without uncertainty', () => {
  assert.deepEqual(blockBootstrap([[2, 2, 2, 2], [2, 2]]), { value: 2, low: 2, high: 2 });
});

test('each series has the same weight', () => {
  assert.equal(blockBootstrap([[1], [2, 2, 2, 2]]).value, 1.5);
});

test('blocks widen the interval of a series whose neighbours resemble each other', () => {
  const source = generator(3, 'test');
  let level = 0;
  const series = Array.from({ length: 200 }, () => (level = 0.9 * level + source.normal()));
  const [blocks, single] = [blockBootstrap([series]), bootstrap(series, mean)];
  assert.equal(blocks.value, single.value);
  assert.ok(blocks.high - blocks.low > 1.5 * (single.high - single.low));
});

test('of three series that differ the interval is Student’s t over their means', () => {
  assert.deepEqual(blockBootstrap([[1, 1, 1], [2, 1, 3], [3, 3, 3]]), tInterval([1, 2, 3]));
  assert.deepEqual(blockBootstrap([[1, 1, 1], [3, 3, 3]]), { value: 2, low: 2, high: 2 }, 'of two it is about these two');
});

test('a single number says nothing about its uncertainty; nothing is refused', () => {
  assert.deepEqual(blockBootstrap([[1]]), { value: 1, low: -Infinity, high: Infinity });
  assert.throws(() => blockBootstrap([[1], []]), { code: 'SAMPLE_EMPTY' });
});

test('the same seed gives the same interval', () => {
  const series = [[1, 4, 2, 8], [5, 7, 1, 3]];
  assert.deepEqual(blockBootstrap(series, { seed: 4 }), blockBootstrap(series, { seed: 4 }));
});

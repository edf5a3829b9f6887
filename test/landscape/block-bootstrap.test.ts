import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import { blockBootstrap } from '../../lib/src/landscape/block-bootstrap';
import { bootstrap } from '../../lib/src/landscape/bootstrap';
import { mean } from '../../lib/src/landscape/statistics';

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

test('three series that differ are resampled as wholes', () => {
  const { low, high } = blockBootstrap([[1, 1, 1], [2, 2, 2], [3, 3, 3]]);
  assert.ok(low < 1.5 && high > 2.5);
  assert.deepEqual(blockBootstrap([[1, 1, 1], [3, 3, 3]]), { value: 2, low: 2, high: 2 }, 'two are not');
});

test('a single number says nothing about its uncertainty; nothing is refused', () => {
  assert.deepEqual(blockBootstrap([[1]]), { value: 1, low: -Infinity, high: Infinity });
  assert.throws(() => blockBootstrap([[1], []]), { code: 'SAMPLE_EMPTY' });
});

test('the same seed gives the same interval', () => {
  const series = [[1, 4, 2, 8], [5, 7, 1, 3], [2, 2, 9, 4]];
  assert.deepEqual(blockBootstrap(series, { seed: 4 }), blockBootstrap(series, { seed: 4 }));
});

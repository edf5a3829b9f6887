import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import { blockMeans, type ProjectedLoss, riseOf, shapeDifferences } from '../../lib/src/landscape/stability';

const distances = [-2, -1, 0, 1, 2];
const source = generator(1, 'test/stability');

/** A loss whose blocks scatter about it by `noise`. */
function projected(loss: (l: number) => number, noise: number): ProjectedLoss {
  const blocks = Array.from({ length: 20 }, () => distances.map((l) => loss(l) + noise * source.normal()));
  return { loss: distances.map((_, k) => blocks.reduce((sum, block) => sum + block[k], 0) / 20), blocks };
}

test('means over blocks join to the mean over all examples, blocks of unequal size too', () => {
  const losses = [Float32Array.of(1, 2, 3, 4, 5), Float32Array.of(0, 0, 0, 0, 10)];
  assert.deepEqual(blockMeans(losses, 5), [[1, 0], [2, 0], [3, 0], [4, 0], [5, 10]]);
  assert.deepEqual(blockMeans(losses, 1), [[3, 2]]);
  assert.deepEqual(blockMeans(losses, 2).map(([first]) => first), [2, 4.5]);
});

test('the rise does not depend on the level', () => {
  assert.deepEqual(riseOf([4, 1, 0.5, 2], 2), [3.5, 0.5, 0, 1.5]);
});

test('D is the largest difference of the rises, relative to the last', () => {
  const curves = [(l: number) => 3 + 2 * l * l, (l: number) => l * l + (l === 1 ? 1 : 0), (l: number) => l * l];
  const { each, fall } = shapeDifferences(curves.map((curve) => projected(curve, 0)), 2, 1);
  assert.deepEqual(each.map(({ value, low, high }) => [value, low, high]), [[1, 1, 1], [0.25, 0.25, 0.25], [0, 0, 0]]);
  assert.deepEqual(fall, { value: 0.75, low: 0.75, high: 0.75 });
});

test('a real fall is told from noise, and noise from a fall', () => {
  const falling = [4, 3, 1.2, 1.1, 1].map((size) => projected((l) => size * l * l, 0.2));
  assert.ok((shapeDifferences(falling, 2, 2).fall?.low ?? 0) > 0);
  const level = [1, 1, 1, 1, 1].map((size) => projected((l) => size * l * l, 0.5));
  const { fall, each } = shapeDifferences(level, 2, 2);
  assert.ok(fall !== null && fall.low < 0 && fall.high > 0);
  assert.ok(each[0].low < each[0].value && each[0].high > each[0].low);
});

test('a place that is none of the iterates or distances is refused', () => {
  const iterates = [1, 2, 3, 4].map(() => projected((l) => l * l, 0.1));
  assert.ok(shapeDifferences(iterates, 2, 1, { replicates: 5 }).each.length === 4);
  for (const from of [0, 3]) assert.equal(shapeDifferences(iterates, 2, from, { replicates: 5 }).fall, null, 'nothing before, or nothing after');
  for (const [origin, from] of [[-1, 1], [5, 1], [0.5, 1], [2, 4], [2, -1], [2, 1.5]]) {
    assert.throws(() => shapeDifferences(iterates, origin, from), { code: 'PLACE_INVALID' });
  }
});

test('iterates of other distances or other blocks than the rest are refused', () => {
  const iterates = [1, 2, 3].map(() => projected((l) => l * l, 0.1));
  const [first, { loss, blocks }] = iterates;
  const others = [{ loss: loss.slice(1), blocks }, { loss, blocks: [] }, { loss, blocks: blocks.slice(1) }, { loss, blocks: [...blocks.slice(1), [1]] }];
  for (const other of others) {
    for (const order of [[first, other, other], [other, first, first]]) {
      assert.throws(() => shapeDifferences(order, 2, 1, { replicates: 5 }), { code: 'LENGTHS_DIFFER' });
    }
  }
});

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { generator } from '../../lib/src/base/random';
import * as resample from '../../lib/src/numbers/resample';
import { mean } from '../../lib/src/numbers/statistics';

const { drawn, intervalOfKnown, percentileInterval, replicated, replicatedInTurn, resampledMeans, timesDrawn, weightedSum } = resample;

test('replicates are what is drawn, time after time, from the stream of that name and seed', () => {
  const source = generator(3, 'bootstrap/rays');
  const expected = Array.from({ length: 7 }, () => source.integer(100));
  const draw = (from: { integer(below: number): number }): number => from.integer(100);
  assert.deepEqual(replicated('bootstrap/rays', { seed: 3, replicates: 7 }, draw), expected);
  assert.notDeepEqual(replicated('bootstrap/blocks', { seed: 3, replicates: 7 }, draw), expected);
  for (const replicates of [0, 0.5, NaN]) assert.throws(() => replicated('a', { replicates }, draw), { code: 'REPLICATES_INVALID' });
});

test('in turn they are the same, with progress, and can be stopped', async () => {
  const steps: number[] = [];
  const options = { seed: 1, replicates: 25, onProgress: ({ done }: { done: number }) => void steps.push(done) };
  const draw = (source: { uniform(): number }): number => source.uniform();
  assert.deepEqual(await replicatedInTurn('a', options, draw), replicated('a', options, draw));
  assert.deepEqual(steps, [0, 10, 20]);
  const stopped = new AbortController();
  const stopping = replicatedInTurn('a', { replicates: 25, signal: stopped.signal }, () => stopped.abort());
  await assert.rejects(stopping, { name: 'InterruptedError' });
  await assert.rejects(replicatedInTurn('a', { replicates: 0 }, draw), { code: 'REPLICATES_INVALID' });
});

test('weights say how often each of as many draws came out; means count each example so often', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 1000 }), (count, seed) => {
    const times = timesDrawn(count, generator(seed, 'test'));
    const places = drawn([...Array(count).keys()], generator(seed, 'test'));
    assert.deepEqual([...times], [...Array(count).keys()].map((i) => places.filter((place) => place === i).length));
    const losses = [1, 2].map((k) => Float32Array.from({ length: count }, (_, i) => k * i ** 2));
    const expected = losses.map((atPoint) => mean(places.map((place) => atPoint[place])));
    resampledMeans(losses, times).forEach((value, k) => assert.ok(Math.abs(value - expected[k]) <= 1e-9 * expected[k]));
  }));
});

test('what is not drawn does not count, be it finite or not', () => {
  assert.equal(weightedSum([Infinity, 2, NaN, 5], Uint16Array.of(0, 3, 0, 1)), 11);
});

test('an interval needs a value in 95 % of the replicates', () => {
  const values = Array.from({ length: 100 }, (_, i) => i);
  const without = (missing: number): (number | null)[] => values.map((value) => (value < missing ? null : value));
  assert.deepEqual(intervalOfKnown(without(5)), percentileInterval(values.slice(5)));
  assert.equal(intervalOfKnown(without(6)), null);
});

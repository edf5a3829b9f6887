import assert from 'node:assert/strict';
import test from 'node:test';
import { drawDirection } from '../../lib/src/landscape/directions';
import { measureAlong } from '../../lib/src/landscape/measure-along';
import type { OwnDirection } from '../../lib/src/landscape/direction-at';
import { measureDirections } from '../../lib/src/landscape/measure-directions';
import { directionRatiosFigure } from '../../lib/src/figures/measured';
import { fakeRunner, fakeSplit } from './fake-runner';

const START = [0.5, 0.6, 0.4];
const train = fakeSplit(12, 3, (example, coordinate) => Number(example % 3 === coordinate));
const settings = { train, test: train, points: 9 };

test('each kind has its directions, all as far as the first, "ones" only one', async () => {
  const runner = fakeRunner(START);
  const labels = new Set<string>();
  const kinds = await measureDirections(runner, ['uniform01', 'sign-consistent', 'ones'], { ...settings, count: 2, seed: 4 }, { onProgress: ({ label }) => labels.add(label) });
  assert.deepEqual(kinds.map(({ kind, measured }) => [kind, measured.length]), [['uniform01', 2], ['sign-consistent', 2], ['ones', 1]]);
  const [first, second] = kinds[0].measured;
  assert.deepEqual(first, await measureAlong(runner, { ...settings, direction: drawDirection('uniform01', runner.layout, { seed: 4, index: 0 }) }));
  const direction = drawDirection('uniform01', runner.layout, { seed: 4, index: 1 });
  assert.deepEqual(second, await measureAlong(runner, { ...settings, direction, radius: first.curve.distances.at(-1) }));
  assert.deepEqual([...labels], ['uniform01', 'sign-consistent', 'ones']);
  const figure = directionRatiosFigure(kinds, { title: 'A title', caption: 'What to look for.' });
  assert.match(JSON.stringify(figure.layout), /\(0, 1\).*signs of the weights.*ones/);
});

test('a direction of one\'s own is measured along what it gives, and as often as it says; the runner stays where it was', async () => {
  const runner = fakeRunner(START);
  const seen: unknown[] = [];
  const own: OwnDirection = {
    name: 'towards-zero', draws: 2,
    of: async (at, { seed, index }, data) => {
      seen.push([seed, index, data.train.count]);
      const weights = at.getWeights();
      at.setWeights(weights.map(() => 0));
      return weights.map((w, i) => (i === index ? -w : 0));
    },
  };
  const [{ kind, measured }] = await measureDirections(runner, [own], { ...settings, count: 5, seed: 4, radius: 1 });
  assert.deepEqual([kind, measured.length, seen], ['towards-zero', 2, [[4, 0, 12], [4, 1, 12]]]);
  assert.deepEqual(runner.getWeights(), new Float32Array(START));
  assert.deepEqual(measured[1], await measureAlong(runner, { ...settings, radius: 1, direction: new Float32Array([0, -1, 0]) }));
  const once = await measureDirections(runner, [{ ...own, draws: undefined }], { ...settings, count: 5, seed: 4, radius: 1 });
  assert.equal(once[0].measured.length, 1, 'by default there is one');
});

test('a direction of one\'s own that is none, or is named as a kind, is refused', async () => {
  const refused = async (own: Partial<OwnDirection>, code: string): Promise<void> => {
    const direction: OwnDirection = { name: 'mine', of: () => Promise.resolve(new Float32Array([1, 0, 0])), ...own };
    await assert.rejects(measureDirections(fakeRunner(START), [direction], { ...settings, count: 1, seed: 0, radius: 1 }), { code });
  };
  await refused({ name: 'gaussian' }, 'DIRECTION_NAME_TAKEN');
  await refused({ name: 'a/b' }, 'DIRECTION_NAME_INVALID');
  await refused({ of: () => Promise.resolve(new Float32Array(3)) }, 'DIRECTION_ZERO');
  await refused({ of: () => Promise.resolve(new Float32Array([1, 0])) }, 'LENGTHS_DIFFER');
  await refused({ of: () => Promise.resolve(new Float32Array([1, NaN, 0])) }, 'DIRECTION_NOT_FINITE');
  await refused({ of: () => Promise.resolve(undefined as unknown as Float32Array) }, 'DIRECTION_INVALID');
});

test('a radius of one\'s own holds for all', async () => {
  const [{ measured }] = await measureDirections(fakeRunner(START), ['gaussian'], { ...settings, count: 2, seed: 0, radius: 3 });
  assert.deepEqual(measured.map(({ curve }) => curve.distances.at(-1)), [3, 3]);
});

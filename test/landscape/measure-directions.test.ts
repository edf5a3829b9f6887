import assert from 'node:assert/strict';
import test from 'node:test';
import { drawDirection } from '../../lib/src/landscape/directions';
import { measureAlong } from '../../lib/src/landscape/measure-along';
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
  assert.match(JSON.stringify(figure.layout), /uniform01.*sign-consistent.*ones/);
});

test('a radius of one\'s own holds for all', async () => {
  const [{ measured }] = await measureDirections(fakeRunner(START), ['gaussian'], { ...settings, count: 2, seed: 0, radius: 3 });
  assert.deepEqual(measured.map(({ curve }) => curve.distances.at(-1)), [3, 3]);
});

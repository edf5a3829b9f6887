import assert from 'node:assert/strict';
import test from 'node:test';
import { asymmetryWithUncertainty } from '../../lib/src/landscape/asymmetry-uncertainty';
import { lossCurve } from '../../lib/src/landscape/loss-curve';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { measureAlong } from '../../lib/src/landscape/measure-along';
import { samplesOf } from '../../lib/src/landscape/profile';
import { curveRadius } from '../../lib/src/landscape/radius';
import { fakeRunner, fakeSplit } from './fake-runner';

const START = [0.5, 0.6, 0.4];
const random = (example: number, coordinate: number): number => Number(example % 3 === coordinate) + 0.1 * Math.sin(7 * example + coordinate);
const [train, test_] = [fakeSplit(12, 3, random), fakeSplit(6, 3, random)];
const direction = Float32Array.of(0.6, 0, 0.8);
const settings = { direction, train, test: test_ };

test('radius, curve and asymmetry are those of the instruments one by one', async () => {
  const runner = fakeRunner(START);
  const measured = await measureAlong(runner, { ...settings, points: 9 });
  const { radius } = await curveRadius(runner, { ...settings, batchNorm: 'reestimate' });
  const distances = distancesBetween(-Number(radius.toPrecision(2)), Number(radius.toPrecision(2)), 9);
  const { losses, ...curve } = await lossCurve(runner, { ...settings, distances, batchNorm: 'reestimate' }, { keepLosses: true });
  assert.deepEqual(measured.curve, curve);
  assert.deepEqual(measured.asymmetry, await asymmetryWithUncertainty(samplesOf({ ...curve, losses }, 'train')));
  assert.ok(!('losses' in measured.curve), 'losses of every example are not kept');
});

test('radius, batch-norm mode and points can be chosen, and the runner is put back', async () => {
  const runner = fakeRunner(START);
  const { curve } = await measureAlong(runner, { ...settings, radius: 2, batchNorm: 'frozen' });
  assert.deepEqual([curve.distances[0], curve.distances.at(-1), curve.distances.length, curve.batchNorm], [-2, 2, 21, 'frozen']);
  assert.deepEqual([...runner.getWeights()], START.map(Math.fround));
});

test('a number of points that leaves out the solution is refused', async () => {
  for (const points of [1, 10, 9.5, NaN]) await assert.rejects(measureAlong(fakeRunner(START), { ...settings, points }), { code: 'POINTS_INVALID' });
});

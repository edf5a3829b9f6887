import assert from 'node:assert/strict';
import test from 'node:test';
import { arrayDataset } from '../../lib/src/datasets/array-dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { drawDirection } from '../../lib/src/landscape/directions';
import { measureAlong, type MeasuredCurve } from '../../lib/src/landscape/measure-along';
import { createRunner } from '../../lib/src/networks/create-runner';
import type { Runner } from '../../lib/src/networks/runner';
import { keep } from '../../lib/src/records/keep';
import { type Recorded, recordKey } from '../../lib/src/records/records';
import { storeOf } from '../../lib/src/paper/study/study';
import { smallStudy, temporaryProject } from '../paper/small-study';

const study = smallStudy(temporaryProject(test), { section: '08' });
const inputs = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const points = { inputs, labels: inputs.map(([x]) => Number(x > 0)) };
const dataset = arrayDataset({ name: 'halves', classes: ['left', 'right'], shape: [2], train: points, test: points });

function runnerOf(units: number): Runner {
  const kernelInitializer = tf.initializers.heNormal({ seed: 1 });
  return createRunner(tf.sequential({ name: 'small', layers: [tf.layers.dense({ name: 'first', units, inputShape: [2], kernelInitializer }), tf.layers.dense({ name: 'logits', units: 2, kernelInitializer })] }), dataset);
}

test('a result is computed once for the same inputs, again for others, and says where it comes from', async () => {
  let computed = 0;
  const compute = async (): Promise<{ loss: number }> => Promise.resolve({ loss: ++computed });
  const first = await keep(storeOf(study), 'mine/loss', { epochs: 3 }, compute);
  const again = await keep(storeOf(study), 'mine/loss', { epochs: 3 }, compute);
  const other = await keep(storeOf(study), 'mine/loss', { epochs: 4 }, compute);
  assert.deepEqual([first.result.loss, again.result.loss, other.result.loss], [1, 1, 2]);
  assert.deepEqual([first.source, again.source, other.source], ['computed', 'record', 'computed']);
  assert.equal(first.name, '08/mine/loss');
  await assert.rejects(keep(storeOf({ ...study, recordsOnly: true }), 'mine/loss', { epochs: 5 }, compute), { code: 'RECORD_ABSENT' });
});

test('a measurement is read again at the same weights with the same inputs, and made anew when one of them changes', async () => {
  const runner = runnerOf(3);
  const direction = drawDirection('uniform01', runner.layout, { seed: 1 });
  const settings = { ...dataset, direction, radius: 1, points: 9 };
  const measured = (at: Runner, asked: typeof settings): Promise<Recorded<MeasuredCurve>> => keep(storeOf(study), 'mine/curve', { at, ...asked }, () => measureAlong(at, asked));
  const first = await measured(runner, settings);
  const again = await measured(runnerOf(3), { ...settings, direction: direction.slice() });
  assert.deepEqual([first.source, again.source], ['computed', 'record']);
  assert.deepEqual(again.result, first.result);
  assert.deepEqual(again.result.curve, (await measureAlong(runner, settings)).curve);
  const wider = runnerOf(4);
  const changed = [
    await measured(runner, { ...settings, radius: 1.5 }), await measured(runner, { ...settings, direction: direction.map((entry) => -entry) }),
    await measured(wider, { ...settings, direction: drawDirection('uniform01', wider.layout, { seed: 1 }) }),
  ];
  runner.setWeights(runner.getWeights().map((weight) => 0.9 * weight));
  changed.push(await measured(runner, settings));
  assert.deepEqual(changed.map(({ source }) => source), ['computed', 'computed', 'computed', 'computed']);
});

test('the key of a record is that of earlier versions, with a runner and without', async () => {
  const runner = runnerOf(1);
  runner.setWeights(Float32Array.from(runner.getWeights(), (_, i) => i / 4));
  const asked = { direction: Float32Array.of(0.6, 0.8), distances: [-1, 0, 1], radius: 0.5, kinds: ['ones'], batchNorm: undefined };
  const kept = await keep(storeOf(study), 'mine/at', { at: runner, ...asked }, async () => Promise.resolve(1));
  assert.deepEqual(kept.inputs, {
    model: JSON.stringify(runner.model.toJSON(undefined, false)), solution: 'f773cf68527269dd',
    settings: { direction: '9d2c143dc5e2c8df', distances: 'fb1aa2ca369460d4', radius: 0.5, kinds: ['ones'] },
  });
  const plain = await keep(storeOf(study), 'mine/plain', { data: 'ab', seeds: [1, 2], rate: 0.1 }, async () => Promise.resolve(1));
  assert.deepEqual([kept, plain].map(({ name, inputs: of }) => recordKey(name, of)), ['08/mine/at-159d8de6', '08/mine/plain-8566c682']);
});

test('a number that is not finite is an input like others', async () => {
  const runner = runnerOf(2);
  const kept = async (multiple: number): Promise<Recorded<number>> => keep(storeOf(study), 'mine/multiple', { at: runner, multiple }, async () => Promise.resolve(1));
  assert.deepEqual([await kept(Infinity), await kept(NaN), await kept(Infinity)].map(({ source }) => source), ['computed', 'computed', 'record']);
});

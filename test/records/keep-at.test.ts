import assert from 'node:assert/strict';
import test from 'node:test';
import { arrayDataset } from '../../lib/src/datasets/array-dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { drawDirection } from '../../lib/src/landscape/directions';
import { measureAlong, type MeasuredCurve } from '../../lib/src/landscape/measure-along';
import { createRunner } from '../../lib/src/networks/create-runner';
import type { Runner } from '../../lib/src/networks/runner';
import { keepAt } from '../../lib/src/records/keep-at';
import type { Recorded } from '../../lib/src/records/records';
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

test('a measurement is read again at the same weights with the same settings, and made anew when one of them changes', async () => {
  const runner = runnerOf(3);
  const direction = drawDirection('uniform01', runner.layout, { seed: 1 });
  const settings = { ...dataset, direction, radius: 1, points: 9 };
  const measured = (at: Runner, asked: typeof settings): Promise<Recorded<MeasuredCurve>> => keepAt(storeOf(study), 'mine/curve', at, asked, () => measureAlong(at, asked));
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

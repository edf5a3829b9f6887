import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import type { CurveSettings } from '../../lib/src/landscape/curve';
import { keptPoints } from '../../lib/src/landscape/kept-points';
import { lossCurve } from '../../lib/src/landscape/loss-curve';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { createRunner } from '../../lib/src/networks/create-runner';
import { writeTensors } from '../../lib/src/training/safetensors';
import { fakeSplit } from './fake-runner';

const model = tf.sequential({ layers: [tf.layers.dense({ name: 'logits', units: 2, inputShape: [3], kernelInitializer: tf.initializers.heNormal({ seed: 1 }) })] });
const runner = createRunner(model);
test.after(() => runner.dispose());
const direction = new Float32Array(runner.layout.size).fill(1 / Math.sqrt(runner.layout.size));
const settings: CurveSettings = {
  direction, distances: distancesBetween(-2, 2, 5), batchNorm: 'frozen',
  train: fakeSplit(30, 3, (i, j) => Math.sin(i * 2 + j)), test: fakeSplit(20, 3, (i, j) => Math.cos(i + j)),
};

function folderOf(t: { after: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'valleys-points-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a wider and finer curve computes only its new points, and is that of a fresh measurement', async (t) => {
  const folder = join(folderOf(t), 'not yet there');
  const narrow = await lossCurve(runner, settings, { keep: folder });
  const wide = { ...settings, distances: distancesBetween(-3, 3, 13) };
  assert.deepEqual(keptPoints(folder, runner, wide).computed.map(({ distance }) => distance).sort((a, b) => a - b), [-2, -1, 0, 1, 2]);
  let fresh = 0;
  const curve = await lossCurve(runner, wide, { keep: folder, coarseFirst: true, keepLosses: true, onPoint: () => void fresh++ });
  assert.equal(fresh, 13 - 5);
  assert.deepEqual(curve, await lossCurve(runner, wide, { keepLosses: true }));
  assert.deepEqual(narrow, await lossCurve(runner, settings, { keep: folder, onPoint: () => assert.fail('measured again') }));
});

test('what was finished before an interruption is not measured again, nor what another call measures at the same time', async (t) => {
  const [folder, stop] = [folderOf(t), new AbortController()];
  let measured = 0;
  const onPoint = (): void => void (++measured === 3 && stop.abort());
  await assert.rejects(lossCurve(runner, settings, { keep: folder, coarseFirst: true, onPoint, signal: stop.signal }), { code: 'INTERRUPTED' });
  const [first, second] = await Promise.all([0, 1].map(() => lossCurve(runner, settings, { keep: folder, onPoint })));
  assert.equal(measured, settings.distances.length);
  assert.deepEqual(first, second);
  assert.deepEqual(first, await lossCurve(runner, settings));
});

test('points of other weights, directions, examples or batch-norm modes are others', async (t) => {
  const folder = folderOf(t);
  await lossCurve(runner, settings, { keep: folder });
  const changed = settings.direction.map((x, i) => (i === 0 ? -x : x));
  const others: CurveSettings[] = [{ ...settings, direction: changed }, { ...settings, test: settings.train }, { ...settings, batchNorm: 'batch' }, { ...settings, batchSize: 7 }];
  for (const other of others) assert.deepEqual(keptPoints(folder, runner, other).computed, []);
  const weights = runner.getWeights();
  runner.setWeights(weights.map((w) => w + 1));
  assert.deepEqual(keptPoints(folder, runner, settings).computed, []);
  runner.setWeights(weights);
  assert.equal(keptPoints(folder, runner, settings).computed.length, 5);
});

test('a mode that is left out is the default: other examples for batch norm are another curve', async (t) => {
  const folder = folderOf(t);
  const byDefault: CurveSettings = { ...settings };
  delete (byDefault as { batchNorm?: unknown }).batchNorm;
  await lossCurve(runner, byDefault, { keep: folder });
  assert.equal(keptPoints(folder, runner, { ...byDefault, batchNorm: 'reestimate' }).computed.length, 5);
  assert.deepEqual(keptPoints(folder, runner, { ...byDefault, batchNormExamples: settings.test }).computed, []);
});

test('losses that are not finite are kept; a file that is no point is refused by name', async (t) => {
  const folder = folderOf(t);
  const { onPoint } = keptPoints(folder, runner, settings);
  const nothing = { loss: NaN, accuracy: 0.5, losses: Float32Array.of(1, Infinity) };
  onPoint({ distance: 1e-7, train: nothing, test: { ...nothing, loss: Infinity } });
  assert.deepEqual(keptPoints(folder, runner, settings).computed, [{ distance: 1e-7, train: nothing, test: { ...nothing, loss: Infinity } }]);
  const own = join(folder, readdirSync(folder)[0]);
  writeTensors(join(own, '5.safetensors'), { tensors: new Map(), metadata: { distance: '5' } });
  assert.throws(() => keptPoints(folder, runner, settings), { code: 'POINT_FOREIGN', message: /5\.safetensors/ });
  writeFileSync(join(own, '5.safetensors'), 'nothing of that kind');
  assert.throws(() => keptPoints(folder, runner, settings), /5\.safetensors/);
});

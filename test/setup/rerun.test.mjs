import assert from 'node:assert/strict';
import test from 'node:test';
import { startKernel } from './kernel.mjs';

const FIRST = `
import * as av from 'asymmetric-valleys';
const L = av.tf.layers, N = 200;
const inputs = Float32Array.from({ length: 4 * N }, (_, i) => Math.sin(1.7 * i));
const labels = Array.from({ length: N }, (_, i) => i % 3);
const dataset = av.arrayDataset({ name: 'case', classes: ['a', 'b', 'c'], shape: [4], train: { inputs, labels }, test: { inputs, labels } });
const settings = { ...dataset, distances: av.distancesBetween(-1, 1, 5), batchNorm: 'frozen' } as const;
const layers = () => [L.dense({ units: 6, activation: 'relu', inputShape: [4] }), L.batchNormalization(), L.dense({ units: 3 })];
require('node:v8').setFlagsFromString('--expose-gc');
const gc = require('node:vm').runInNewContext('gc') as () => void;`;

/** What a reader runs again and again while he changes a number. */
const CELLS = {
  'a model of his own': `
const model = av.tf.sequential({ layers: layers() });
const runner = av.createRunner(model, dataset);
const direction = av.drawDirection('uniform01', runner.layout, { seed: 1 });
const curve = await av.lossCurve(runner, { ...settings, direction }, av.running('curve'));
curve.train.loss.length`,
  'a network of the library, drawn': `
const built = av.createRunner(av.buildNetwork('preresnet-8', 10, 1));
await av.show(av.lossCurveFigure({ title: 'A curve', caption: 'See.', curves: [{ name: 'one', distances: [0, 1, 2], train: { loss: [1, 2, 3] } }] }));
built.layout.size`,
  'a training that fails': `
const trained = av.createRunner(av.tf.sequential({ layers: layers() }), { ...dataset, kind: 'layers' });
await av.fit(trained, dataset, { epochs: 1, seed: 1, batchSize: 50 });
throw new Error(String(trained.kind));`,
};

/** Collects, as Node does by itself now and then, and counts. */
const COUNT = `{
  for (let i = 0; i < 5; i++) { gc(); await new Promise((go) => setTimeout(go, 20)); }
  const { tensors, nativeTensors, graphs } = av.memoryUse();
  console.log(JSON.stringify([tensors, nativeTensors, graphs]));
}`;
const RUNS = 12;

test('a cell that is run again and again leaves nothing of its former runs behind', async (t) => {
  const kernel = await startKernel(t);
  assert.equal((await kernel.run(FIRST)).stderr, '');
  for (const [title, cell] of Object.entries(CELLS)) {
    await t.test(title, async () => {
      const counts = [];
      for (let i = 0; i < RUNS; i++) {
        const { status, stderr } = await kernel.run(cell);
        assert.equal(status, /throw/.test(cell) ? 'error' : 'ok', stderr.slice(0, 500));
        if (i === 2 || i === RUNS - 1) counts.push(JSON.parse((await kernel.run(COUNT)).stdout));
      }
      const [early, late] = counts;
      assert.deepEqual(late, early);
    });
  }
});

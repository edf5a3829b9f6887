import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import { layersRunner } from '../../lib/src/networks/layers-runner';
import { lossesOfLogits } from './predicted';
import { chain, randomBatch, randomState, relativeDifference } from './small-models';

const l = tf.layers;

/** Overlapping windows before a global maximum: the largest value is in several of them. */
const CASES: Readonly<Record<string, { readonly shape: readonly number[]; readonly layers: () => tf.layers.Layer[] }>> = {
  'along a line': { shape: [7, 2], layers: () => [l.conv1d({ filters: 3, kernelSize: 2 }), l.maxPooling1d({ poolSize: 3, strides: 1 }), l.globalMaxPooling1d({})] },
  'of images': { shape: [5, 4, 2], layers: () => [l.conv2d({ filters: 3, kernelSize: 2 }), l.maxPooling2d({ poolSize: 2, strides: 1 }), l.globalMaxPooling2d({})] },
  'of images with channels first': {
    shape: [2, 5, 4],
    layers: () => [l.conv2d({ filters: 3, kernelSize: 2, dataFormat: 'channelsFirst' }), l.permute({ dims: [2, 3, 1] }), l.maxPooling2d({ poolSize: 2, strides: 1 }), l.permute({ dims: [3, 1, 2] }), l.globalMaxPooling2d({ dataFormat: 'channelsFirst' })],
  },
};

for (const [what, { shape, layers }] of Object.entries(CASES)) {
  test(`a global maximum ${what} over equal values: the gradient is the slope of the loss`, () => {
    const model = chain(shape, [...layers(), l.dense({ units: 3 })]);
    const runner = layersRunner(model);
    const { weights } = randomState(runner);
    runner.setWeights(weights);
    runner.writeToModel();
    const batch = randomBatch(shape, 4, 3);
    assert.ok(relativeDifference(runner.evaluate(batch, 'running').losses, Float32Array.from(lossesOfLogits(model, batch))) < 1e-6);
    const { gradient } = runner.gradient(batch, 'running');
    const meanLoss = (w: Float32Array): number => {
      runner.setWeights(w);
      return runner.evaluate(batch, 'running').losses.reduce((a, b) => a + b, 0) / 4;
    };
    for (let i = 0; i < weights.length; i++) {
      const [plus, minus] = [5e-4, -5e-4].map((step) => meanLoss(weights.map((w, j) => (j === i ? w + step : w))));
      const numeric = (plus - minus) / 1e-3;
      assert.ok(Math.abs(numeric - gradient[i]) < 3e-3, `weight ${i}: ${gradient[i]}, by differences ${numeric}`);
    }
  });
}

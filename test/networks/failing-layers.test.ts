import assert from 'node:assert/strict';
import test from 'node:test';
import { NetworkError } from '../../lib/src/base/errors';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { chain, randomBatch } from './small-models';

const l = tf.layers;
const out = (): tf.layers.Layer => l.dense({ units: 3, name: 'out' });

/** Layers for which TensorFlow.js has no gradient. */
const NO_GRADIENT: Readonly<Record<string, { readonly shape: readonly number[]; readonly layers: () => tf.layers.Layer[] }>> = {
  'a dilated convolution along a line': { shape: [12, 4], layers: () => [l.dense({ units: 4 }), l.conv1d({ filters: 4, kernelSize: 2, dilationRate: 2, name: 'culprit' }), l.flatten(), out()] },
  'a dilated separable convolution': { shape: [6, 6, 2], layers: () => [l.separableConv2d({ filters: 3, kernelSize: 2, dilationRate: 2, name: 'culprit' }), l.activation({ activation: 'tanh' }), l.flatten(), out()] },
  'a ReLU with a threshold': { shape: [4], layers: () => [l.dense({ units: 4 }), l.thresholdedReLU({ theta: 0.2, name: 'culprit' }), out()] },
  'a dilated convolution in a model within the model': { shape: [6, 6, 2], layers: () => [chain([6, 6, 2], [l.conv2d({ filters: 2, kernelSize: 2, dilationRate: 2, name: 'culprit' }), l.reLU()]), l.flatten(), out()] },
};

for (const [what, { shape, layers }] of Object.entries(NO_GRADIENT)) {
  test(`${what}: it can be measured; its gradient is refused with the layer's name`, () => {
    const runner = createRunner(chain(shape, layers()), { kind: 'layers' });
    const batch = randomBatch(shape, 4, 3);
    assert.ok(runner.evaluate(batch, 'running').losses.every(Number.isFinite));
    for (const work of [() => runner.gradient(batch, 'running'), () => runner.train(batch, { learningRate: 0.1, momentum: 0, weightDecay: 0 })]) {
      assert.throws(work, (error) => error instanceof NetworkError && error.code === 'MODEL_FAILED' && error.message.includes('"culprit"') && error.cause instanceof Error);
    }
    assert.ok(runner.evaluate(batch, 'running').losses.every(Number.isFinite), 'the layers are as before');
  });
}

test('a layer that fails on its way forward is named', () => {
  class Faulty extends tf.layers.Layer {
    static readonly className = 'Faulty';
    override call(): tf.Tensor {
      throw new Error('Out of luck.');
    }
  }
  const runner = createRunner(chain([4], [new Faulty({ name: 'faulty' }), out()]), { kind: 'layers' });
  assert.throws(() => runner.evaluate(randomBatch([4], 2, 3), 'running'), { code: 'MODEL_FAILED', message: /"faulty" \(Faulty\).*Out of luck/ });
});

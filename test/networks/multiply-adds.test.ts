import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import { multiplyAdds } from '../../lib/src/networks/multiply-adds';
import { buildNetwork } from '../../lib/src/networks/networks';

test('PreResNet-20 takes what its layers add up to by hand', (t) => {
  const model = buildNetwork('preresnet-20', 10, 1);
  t.after(() => model.dispose());
  const first = 32 * 32 * 9 * 3 * 16;
  const stages = 6 * 32 ** 2 * 9 * 16 ** 2 + 16 ** 2 * 9 * (16 * 32 + 5 * 32 ** 2) + 8 ** 2 * 9 * (32 * 64 + 5 * 64 ** 2);
  const shortcuts = 16 ** 2 * 16 * 32 + 8 ** 2 * 32 * 64;
  assert.equal(multiplyAdds(model), first + stages + shortcuts + 64 * 10);
});

test('a depthwise convolution counts each channel by itself; norms and activations count nothing', (t) => {
  const model = tf.sequential({ layers: [
    tf.layers.depthwiseConv2d({ inputShape: [6, 6, 4], kernelSize: 3, depthMultiplier: 2, padding: 'valid' }),
    tf.layers.batchNormalization(),
    tf.layers.reLU(),
  ] });
  t.after(() => model.dispose());
  assert.equal(multiplyAdds(model), 4 * 4 * 9 * 4 * 2);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { UsageError } from '../../lib/src/base/errors';
import { tf } from '../../lib/src/engine/tensorflow';
import { layoutOf, statisticsLayoutOf, type WeightRole } from '../../lib/src/networks/layout';
import { buildNetwork, networkNames } from '../../lib/src/networks/networks';

interface Counts {
  readonly network: string;
  readonly convolutions: number;
  readonly norms: number;
  /** γ and β of all batch norms. */
  readonly batchNorm: number;
  /** d with 10 and with 100 classes. */
  readonly trainable: readonly [number, number];
}

/** Counted by hand from the definitions; the paper states 1.41 % batch-norm parameters for the 110-layer network. */
const TABLE: readonly Counts[] = [
  { network: 'preresnet-8', convolutions: 9, norms: 7, batchNorm: 480, trainable: [77_850, 83_700] },
  { network: 'preresnet-8-no-bn', convolutions: 9, norms: 0, batchNorm: 0, trainable: [77_706, 83_556] },
  { network: 'preresnet-8-group-norm', convolutions: 9, norms: 7, batchNorm: 0, trainable: [77_850, 83_700] },
  { network: 'preresnet-8-symmetric-gamma', convolutions: 9, norms: 7, batchNorm: 480, trainable: [77_850, 83_700] },
  { network: 'preresnet-20', convolutions: 21, norms: 19, batchNorm: 1_376, trainable: [272_282, 278_132] },
  { network: 'preresnet-20-group-norm', convolutions: 21, norms: 19, batchNorm: 0, trainable: [272_282, 278_132] },
  { network: 'preresnet-20-layer-norm', convolutions: 21, norms: 19, batchNorm: 0, trainable: [272_282, 278_132] },
  { network: 'preresnet-20-symmetric-gamma', convolutions: 21, norms: 19, batchNorm: 1_376, trainable: [272_282, 278_132] },
  { network: 'preresnet-29', convolutions: 31, norms: 28, batchNorm: 4_064, trainable: [312_218, 335_348] },
  { network: 'preresnet-110', convolutions: 112, norms: 109, batchNorm: 16_160, trainable: [1_146_842, 1_169_972] },
  { network: 'preresnet-164', convolutions: 166, norms: 163, batchNorm: 24_224, trainable: [1_703_258, 1_726_388] },
  { network: 'densenet-bc-40', convolutions: 39, norms: 39, batchNorm: 5_088, trainable: [176_122, 188_092] },
  { network: 'densenet-bc-100', convolutions: 99, norms: 99, batchNorm: 23_988, trainable: [769_162, 800_032] },
];

test('the table has every network', () => {
  assert.deepEqual(TABLE.map(({ network }) => network), networkNames);
});

for (const { network, convolutions, norms, batchNorm, trainable } of TABLE) {
  for (const [index, classes] of [10, 100].entries()) {
    test(`${network} with ${classes} classes has the parameters it should have`, () => {
      const model = buildNetwork(network, classes, 1);
      const layout = layoutOf(model);
      const sizeOf = (...roles: WeightRole[]): number => layout.entries.filter(({ role }) => roles.includes(role)).reduce((sum, { size }) => sum + size, 0);
      assert.equal(layout.size, trainable[index]);
      assert.equal(sizeOf('batch-norm-gamma', 'batch-norm-beta'), batchNorm);
      assert.equal(model.layers.filter((layer) => layer.getClassName() === 'Conv2D').length, convolutions);
      assert.equal(model.layers.filter((layer) => layer.getClassName().endsWith('Normalization')).length, norms);
      assert.equal(sizeOf('other'), 0);
      assert.equal(statisticsLayoutOf(model).size, batchNorm);
      model.dispose();
    });
  }
}

test('PreResNet-110 has the share of batch-norm parameters that the paper states', () => {
  const { batchNorm, trainable } = TABLE.find(({ network }) => network === 'preresnet-110') as Counts;
  assert.equal((100 * batchNorm / trainable[0]).toFixed(3), '1.409');
});

test('every small network maps images to finite logits and leaves no tensors behind', () => {
  for (const network of ['preresnet-8', 'preresnet-8-no-bn', 'preresnet-20-group-norm', 'preresnet-20-layer-norm', 'preresnet-29', 'densenet-bc-40']) {
    const before = tf.memory().numTensors;
    const model = buildNetwork(network, 7, 1);
    tf.tidy(() => {
      const logits = model.predict(tf.randomNormal([2, 32, 32, 3], 0, 1, 'float32', 1)) as tf.Tensor;
      assert.deepEqual(logits.shape, [2, 7]);
      assert.ok(logits.dataSync().every(Number.isFinite));
    });
    model.dispose();
    assert.equal(tf.memory().numTensors, before);
  }
});

test('an unknown name is refused with the nearest one', () => {
  const isUnknown = (error: unknown): boolean => error instanceof UsageError && error.code === 'NETWORK_UNKNOWN' && error.message.includes('Did you mean preresnet-20?') && networkNames.every((name) => error.message.includes(name));
  assert.throws(() => buildNetwork('preresnet20', 10, 1), isUnknown);
  assert.throws(() => buildNetwork('toString', 10, 1), { code: 'NETWORK_UNKNOWN' });
});

test('a number of classes that makes no sense is refused', () => {
  for (const classes of [1, 0, 2.5, Number.NaN]) assert.throws(() => buildNetwork('preresnet-8', classes, 1), { code: 'NETWORK_CLASSES' });
});

test('a network of one\'s own is built by its function; what is no model is refused', () => {
  const { dense } = tf.layers;
  const network = { name: 'mine', build: (classes: number, seed: number) => tf.sequential({ layers: [dense({ inputShape: [2], units: classes, kernelInitializer: tf.initializers.heNormal({ seed }) })] }) };
  const [first, again, other] = [1, 1, 2].map((seed) => Array.from(buildNetwork(network, 3, seed).getWeights()[0].dataSync()));
  assert.deepEqual(again, first);
  assert.notDeepEqual(other, first);
  assert.equal(first.length, 6);
  for (const given of [undefined, Promise.resolve(), {}]) {
    assert.throws(() => buildNetwork({ name: 'mine', build: () => given as unknown as tf.LayersModel }, 3, 1), { code: 'NETWORK_INVALID', message: /mine/ });
  }
});

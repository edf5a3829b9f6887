import assert from 'node:assert/strict';
import test from 'node:test';
import { memoryUse } from '../../lib/src/engine/memory';
import { tf } from '../../lib/src/engine/tensorflow';
import { differenceFromModel } from '../../lib/src/networks/compare-runners';
import { createRunner } from '../../lib/src/networks/create-runner';
import { layersRunner } from '../../lib/src/networks/layers-runner';
import { buildNetwork } from '../../lib/src/networks/networks';
import { chain } from './small-models';

const l = tf.layers;
const first = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor => (Array.isArray(inputs) ? inputs[0] : inputs);

/** Custom layers as users write them. */
function custom(name: string, call: (x: tf.Tensor) => tf.Tensor): tf.layers.Layer {
  class Custom extends tf.layers.Layer {
    static readonly className = name;
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return call(first(inputs));
    }
  }
  return new Custom({});
}

/** A dense layer that does something else than its class says. */
function changed(): tf.LayersModel {
  const dense = l.dense({ units: 5, name: 'changed' });
  const call = dense.call.bind(dense);
  dense.call = (inputs, kwargs) => tf.tidy(() => (call(inputs, kwargs) as tf.Tensor).mul(2));
  return chain([4], [dense, l.dense({ units: 3 })]);
}

test('a compiled model that gives other losses than the model runs on layers, with the reason, or is refused', () => {
  const before = memoryUse().graphs;
  const runner = createRunner(changed());
  assert.equal(runner.kind, 'layers');
  assert.match(runner.reason ?? '', /loss on a test example is/);
  assert.throws(() => createRunner(changed(), { kind: 'compiled' }), { code: 'RUNNER_DIFFERS' });
  assert.equal(memoryUse().graphs, before);
});

const REFUSED: Readonly<Record<string, { readonly layers: () => tf.layers.Layer[]; readonly code: string }>> = {
  'a layer that is random in inference': { layers: () => [custom('Random', (x) => x.mul(tf.randomNormal(x.shape))), l.dense({ units: 3 })], code: 'RUNNER_DIFFERS' },
  'a softmax of the user\'s own at the end': { layers: () => [l.dense({ units: 3 }), custom('Own', (x) => tf.softmax(x as tf.Tensor2D))], code: 'OUTPUT_PROBABILITIES' },
};

for (const [what, { layers, code }] of Object.entries(REFUSED)) {
  test(`${what} is refused`, () => {
    assert.throws(() => createRunner(chain([4], layers())), { code });
  });
}

test('one output between 0 and 1 is refused where a layer of the user\'s own keeps it there, and only there', () => {
  const hidden = (): tf.layers.Layer => l.dense({ units: 1, kernelInitializer: 'ones' });
  assert.throws(() => createRunner(chain([4], [hidden(), custom('OwnSigmoid', (x) => tf.sigmoid(x))])), { code: 'OUTPUT_PROBABILITIES' });
  const logits: readonly (readonly tf.layers.Layer[])[] = [
    [l.dense({ units: 3, activation: 'sigmoid' }), l.dense({ units: 1, kernelInitializer: tf.initializers.constant({ value: 0.1 }) })],
    [hidden(), custom('Half', (x) => x.mul(0.5))],
    [l.dense({ units: 1, kernelInitializer: 'zeros' }), custom('Same', (x) => x.clone())],
  ];
  for (const layers of logits) createRunner(chain([4], layers)).dispose();
});

const TAKEN: Readonly<Record<string, () => tf.LayersModel>> = {
  'words': () => tf.sequential({ layers: [l.embedding({ inputDim: 3, outputDim: 4, inputLength: 5 }), l.flatten(), l.dense({ units: 2, activation: 'softmax' })] }),
  'words of integers, of any number': () => {
    const input = tf.input({ shape: [null], dtype: 'int32' });
    const words = l.embedding({ inputDim: 7, outputDim: 4, maskZero: true }).apply(input) as tf.SymbolicTensor;
    return tf.model({ inputs: input, outputs: l.dense({ units: 1, activation: 'sigmoid' }).apply(l.lstm({ units: 3 }).apply(words)) as tf.SymbolicTensor });
  },
  'images of any size': () => tf.sequential({ layers: [l.conv2d({ filters: 3, kernelSize: 9, strides: 4, inputShape: [null, null, 3] }), l.globalAveragePooling2d({}), l.dense({ units: 3 })] }),
  'volumes': () => chain([4, 4, 4, 1], [l.conv3d({ filters: 2, kernelSize: 2 }), l.flatten(), l.dense({ units: 3, activation: 'softmax' })]),
  'dropout, noise and zeros at the start': () => chain([4], [l.gaussianNoise({ stddev: 1 }), l.dropout({ rate: 0.5 }), l.dense({ units: 1, kernelInitializer: 'zeros' })]),
  'huge logits': () => chain([4], [l.dense({ units: 3, kernelInitializer: tf.initializers.constant({ value: 1e20 }) })]),
  'logits that overflow': () => chain([4], [l.dense({ units: 3, kernelInitializer: tf.initializers.constant({ value: 3e38 }) }), l.dense({ units: 3, kernelInitializer: 'ones' })]),
  'probabilities that round to 0 and 1': () => chain([4], [l.dense({ units: 3, activation: 'softmax', kernelInitializer: tf.initializers.randomNormal({ stddev: 1e4, seed: 1 }) })]),
  'preresnet-8': () => buildNetwork('preresnet-8', 10, 1),
  'densenet-bc-40': () => buildNetwork('densenet-bc-40', 10, 1),
};

for (const [what, build] of Object.entries(TAKEN)) {
  test(`${what}: the comparison finds no difference, leaves no tensors, and draws from no generator of the user's`, () => {
    const model = build();
    const before = [memoryUse().tensors, memoryUse().graphs];
    const weights = model.getWeights().map((weight) => weight.dataSync());
    const random = Math.random;
    try {
      Math.random = () => assert.fail('Math.random was called');
      const runner = createRunner(model);
      assert.equal(differenceFromModel(runner), undefined);
      assert.equal(differenceFromModel(layersRunner(model)), undefined);
      assert.doesNotMatch(runner.reason ?? '', /cannot be used/);
      runner.dispose();
    } finally {
      Math.random = random;
    }
    assert.deepEqual([memoryUse().tensors, memoryUse().graphs], before);
    assert.deepEqual(model.getWeights().map((weight) => weight.dataSync()), weights);
  });
}

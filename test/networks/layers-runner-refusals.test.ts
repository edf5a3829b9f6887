import assert from 'node:assert/strict';
import test from 'node:test';
import * as library from '../../lib/src';
import type { Batch } from '../../lib/src/datasets/dataset';
import { NetworkError } from '../../lib/src/base/errors';
import { memoryUse } from '../../lib/src/engine/memory';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { layersRunner } from '../../lib/src/networks/layers-runner';

const good: Batch = { inputs: new Float32Array(8).fill(0.5), labels: Uint8Array.of(0, 2), size: 2, shape: [4] };

test('bad input is refused and changes nothing', () => {
  const runner = layersRunner(tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape: [4] }), tf.layers.dense({ units: 3 })] }));
  const before = [runner.getWeights(), runner.getStatistics()];
  const cases: readonly [Batch, string][] = [
    [{ ...good, labels: Uint8Array.of(0, 3) }, 'LABEL_RANGE'],
    [{ ...good, shape: [2, 2] }, 'BATCH_SHAPE'],
    [{ ...good, inputs: good.inputs.subarray(1) }, 'BATCH_SIZE'],
    [{ ...good, labels: Uint8Array.of(0) }, 'BATCH_SIZE'],
    [{ inputs: new Float32Array(0), labels: new Uint8Array(0), size: 0, shape: [4] }, 'BATCH_SIZE'],
  ];
  for (const [batch, code] of cases) assert.throws(() => runner.train(batch, { learningRate: 1, momentum: 0, weightDecay: 0 }), { code });
  assert.throws(() => runner.train({ ...good, labels: Uint8Array.of(0) }, { learningRate: 1, momentum: 0, weightDecay: 0 }), ({ remedy }: NetworkError) => {
    const named = [...remedy.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    return named.length > 0 && named.every((name) => name in library);
  });
  for (const set of [runner.setWeights, runner.setMomentum, runner.setStatistics]) assert.throws(() => set(new Float32Array(2)), { code: 'WRONG_LENGTH' });
  assert.deepEqual([runner.getWeights(), runner.getStatistics()], before);
});

test('models that cannot be run are refused with a reason', () => {
  const input = (): tf.SymbolicTensor => tf.input({ shape: [4] });
  const dense = (units: number, activation?: 'sigmoid' | 'softmax'): tf.layers.Layer => tf.layers.dense({ units, activation });
  const [first, second] = [input(), input()];
  const two = tf.model({ inputs: [first, second], outputs: tf.layers.add().apply([first, second]) as tf.SymbolicTensor });
  assert.throws(() => layersRunner(two), { code: 'MODEL_ENDS' });
  const image = tf.sequential({ layers: [tf.layers.reshape({ inputShape: [4], targetShape: [2, 2] })] });
  assert.throws(() => layersRunner(image), { code: 'OUTPUT_SHAPE' });
  const only = (layer: tf.layers.Layer): tf.LayersModel => {
    const x = input();
    return tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor });
  };
  assert.throws(() => layersRunner(only(dense(3, 'sigmoid'))), { code: 'LOSS_MISMATCH' });
  assert.throws(() => layersRunner(only(dense(1, 'sigmoid')), { loss: 'softmax-cross-entropy' }), { code: 'LOSS_MISMATCH' });
  assert.throws(() => layersRunner(only(dense(3)), { loss: 'binary-cross-entropy' }), { code: 'LOSS_MISMATCH' });
  const norm = tf.layers.batchNormalization();
  const x = input();
  const shared = tf.model({ inputs: x, outputs: norm.apply(norm.apply(x)) as tf.SymbolicTensor });
  assert.throws(() => layersRunner(shared).batchStatistics(good), { code: 'BATCH_NORM_SHARED' });
});

test('a gradient that TensorFlow.js does not have is told with a code, and leaves no tensors behind', () => {
  const l = tf.layers;
  const withoutGradient: readonly tf.layers.Layer[] = [l.thresholdedReLU({ theta: 0.2 }), new Failing({})];
  for (const layer of withoutGradient) {
    const runner = layersRunner(tf.sequential({ layers: [l.dense({ inputShape: [4], units: 6 }), l.batchNormalization(), layer, l.dense({ units: 3 })] }));
    const before = memoryUse();
    const calls = [() => runner.gradient(good, 'running'), () => runner.gradient(good, 'batch'), () => runner.train(good, { learningRate: 1, momentum: 0, weightDecay: 0 })];
    for (const call of [...calls, ...calls]) assert.throws(call, { code: 'MODEL_FAILED' });
    assert.deepEqual([memoryUse().tensors, memoryUse().nativeTensors], [before.tensors, before.nativeTensors]);
    assert.deepEqual(tf.grad((x) => x.square().sum())(tf.scalar(3)).dataSync(), Float32Array.of(6));
  }
});

/** Fails in the middle of a forward pass. */
class Failing extends tf.layers.Layer {
  static readonly className = 'Failing';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    tf.tidy(() => (Array.isArray(inputs) ? inputs[0] : inputs).square());
    throw new Error('it fails');
  }
}

test('what is no model, such as a promise of one, is refused with a remedy', () => {
  for (const none of [undefined, Promise.resolve(), {}]) {
    assert.throws(() => createRunner(none as unknown as tf.LayersModel), (error) => error instanceof NetworkError && error.code === 'MODEL_INVALID' && /await it/.test(error.message));
  }
});

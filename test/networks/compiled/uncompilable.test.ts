import test from 'node:test';
import assert from 'node:assert/strict';
import { memoryUse } from '../../../lib/src/engine/memory';
import { tf } from '../../../lib/src/engine/tensorflow';
import { compiledRunner } from '../../../lib/src/networks/compiled/compiled-runner';
import { UncompilableError } from '../../../lib/src/networks/compiled/uncompilable';
import type { Loss } from '../../../lib/src/networks/runner';
import { chain } from '../small-models';

const l = tf.layers;
const pooled = (...layers: tf.layers.Layer[]): tf.LayersModel => chain([8, 8, 3], [...layers, l.flatten(), l.dense({ units: 4, name: 'fc' })]);

function sharedTwice(): tf.LayersModel {
  const input = tf.input({ shape: [4] });
  const layer = l.dense({ units: 4, name: 'twin' });
  return tf.model({ inputs: input, outputs: layer.apply(layer.apply(input)) as tf.SymbolicTensor });
}

function frozenWithin(): tf.LayersModel {
  const inner = chain([4], [l.dense({ units: 4, name: 'ice' })]);
  inner.trainable = false;
  return chain([4], [inner, l.dense({ units: 3, name: 'fc' })]);
}

function joined(): tf.LayersModel {
  const input = tf.input({ shape: [2, 2, 3] });
  const join = l.concatenate({ axis: -2, name: 'join' }).apply([input, input]);
  return tf.model({ inputs: input, outputs: l.dense({ units: 3 }).apply(l.flatten().apply(join)) as tf.SymbolicTensor });
}

function modelTwice(): tf.LayersModel {
  const inner = chain([4], [l.dense({ units: 4, name: 'twin' })]);
  return chain([4], [inner, inner, l.dense({ units: 3, name: 'fc' })]);
}

const CASES: readonly { readonly what: string; readonly model: () => tf.LayersModel; readonly says: RegExp; readonly loss?: Loss }[] = [
  { what: 'a layer of an unknown class', model: () => pooled(l.upSampling2d({ name: 'up' })), says: /"up".*UpSampling2D/ },
  { what: 'a layer used twice', model: sharedTwice, says: /"twin".*more than once/ },
  { what: 'a frozen layer', model: () => pooled(l.conv2d({ filters: 2, kernelSize: 3, name: 'ice', trainable: false })), says: /"ice".*frozen/ },
  { what: 'an unknown activation', model: () => pooled(l.activation({ activation: 'hardSigmoid', name: 'hard' })), says: /"hard".*hardSigmoid/ },
  { what: 'a softmax that is not last', model: () => pooled(l.activation({ activation: 'softmax', name: 'soft' })), says: /"soft".*softmax/ },
  { what: 'batch norm over rows', model: () => pooled(l.batchNormalization({ axis: 1, name: 'rows' })), says: /"rows".*axis 1/ },
  { what: 'layer norm over rows', model: () => pooled(l.layerNormalization({ axis: 1, name: 'ln' })), says: /"ln".*axes 1/ },
  { what: 'dilated depthwise convolution', model: () => pooled(l.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, name: 'dw' })), says: /"dw".*dilated/ },
  { what: 'a join along a negative axis', model: joined, says: /"join".*-2/ },
  { what: 'a ReLU with another limit', model: () => pooled(l.reLU({ maxValue: 3, name: 'cut' })), says: /"cut".*3/ },
  { what: 'flattening from channels first', model: () => chain([8, 8, 3], [l.flatten({ dataFormat: 'channelsFirst', name: 'flat' }), l.dense({ units: 4 })]), says: /"flat".*channelsFirst/ },
  { what: 'a dense layer on images', model: () => pooled(l.dense({ units: 2, name: 'wide' })), says: /"wide".*4 axes/ },
  { what: 'images as output', model: () => chain([8, 8, 3], [l.conv2d({ filters: 2, kernelSize: 3, name: 'map' })]), says: /"map".*logits/ },
  { what: 'a softmax under binary cross-entropy', model: () => chain([4], [l.dense({ units: 1, activation: 'softmax', name: 'one' })]), says: /"one".*softmax/ },
  { what: 'two logits under binary cross-entropy', model: () => chain([4], [l.dense({ units: 2, name: 'two' })]), loss: 'binary-cross-entropy', says: /"two".*2/ },
  { what: 'a model without weights', model: () => chain([4], [l.activation({ activation: 'relu' })]), says: /no weights/ },
  { what: 'a frozen model inside a model', model: frozenWithin, says: /"(.*)\/ice".*frozen/ },
  { what: 'a model used twice', model: modelTwice, says: /"(.*)\/twin".*more than once/ },
];

for (const { what, model, loss, says } of CASES) {
  test(`${what} is named as the reason`, () => {
    const built = model();
    const before = memoryUse();
    assert.throws(
      () => compiledRunner(built, { loss }),
      (error: UncompilableError) => {
        assert.ok(error instanceof UncompilableError, String(error));
        assert.equal(error.code, 'UNCOMPILABLE');
        assert.match(error.reason, says);
        return true;
      },
    );
    assert.deepEqual([memoryUse().graphs, memoryUse().tensors], [before.graphs, before.tensors]);
  });
}

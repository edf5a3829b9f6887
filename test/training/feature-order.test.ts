import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { generator } from '../../lib/src/base/random';
import { tf } from '../../lib/src/engine/tensorflow';
import { layoutOf, statisticsLayoutOf } from '../../lib/src/networks/layout';
import { buildNetwork } from '../../lib/src/networks/networks';
import { statisticsVariables, trainableVariables, writeVariables } from '../../lib/src/networks/variables';
import { loadCheckpoint, loadVector, saveCheckpoint } from '../../lib/src/training/checkpoint';
import { saveVector } from './save-vector';
import { featureOrders } from '../../lib/src/training/feature-order';
import { readTensors, writeTensors } from '../../lib/src/training/safetensors';
import { tensorsOf } from '../../lib/src/training/tensor-names';
import { batchNorm, channelsFirst, convolution, type Features, flatten, joined, layerNorm, linear, relu, type StateDict } from './channels-first';

const { layers: L } = tf;
const folder = mkdtempSync(join(tmpdir(), 'feature-order-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'a.safetensors');
const source = generator(3, 'test/feature-order');

function normals(size: number): Float32Array {
  return Float32Array.from({ length: size }, () => source.normal());
}

/** Weights of a model that the model holds too; variances are at least a half. */
function filled(model: tf.LayersModel): { weights: Float32Array; statistics: Float32Array } {
  const [weights, statistics] = [normals(layoutOf(model).size), normals(statisticsLayoutOf(model).size).map((value) => Math.abs(value) + 0.5)];
  writeVariables(trainableVariables(model), weights);
  writeVariables(statisticsVariables(model), statistics);
  return { weights, statistics };
}

type Forward = (state: StateDict, x: Features) => Features;
type Apply = (x: tf.SymbolicTensor) => tf.SymbolicTensor;

function through(...layers: readonly tf.layers.Layer[]): Apply {
  return (x) => layers.reduce((value, layer) => layer.apply(value) as tf.SymbolicTensor, x);
}

const conv2d = (settings: object = {}): tf.layers.Layer => L.conv2d({ name: 'conv', filters: 3, kernelSize: 2, ...settings });
const fc = (name = 'fc'): tf.layers.Layer => L.dense({ name, units: 3 });

/** Each model as built here and as the same is written in PyTorch. */
const SAME: Readonly<Record<string, readonly [shape: readonly number[], Apply, Forward]>> = {
  'convolution, flatten, dense': [[3, 4, 2], through(conv2d(), L.flatten(), fc()), (s, x) => linear(s, 'fc', flatten(convolution(s, 'conv', x)))],
  'an image, flatten, dense': [[3, 4, 2], through(L.flatten(), fc()), (s, x) => linear(s, 'fc', flatten(x))],
  'a reshape instead of the flatten': [[3, 4, 2], through(conv2d(), L.reshape({ targetShape: [18] }), fc()), (s, x) => linear(s, 'fc', flatten(convolution(s, 'conv', x)))],
  'layers between that keep the places': [
    [3, 4, 2],
    through(conv2d(), L.batchNormalization({ name: 'bn1' }), L.reLU(), L.flatten(), L.batchNormalization({ name: 'bn2' }), L.activation({ activation: 'relu' }), L.dropout({ rate: 0.5 }), fc(), fc('fc2')),
    (s, x) => linear(s, 'fc2', linear(s, 'fc', relu(batchNorm(s, 'bn2', flatten(relu(batchNorm(s, 'bn1', convolution(s, 'conv', x)))))))),
  ],
  'layer norm after flatten': [[3, 4, 2], through(conv2d(), L.flatten(), L.layerNormalization({ name: 'ln' }), fc()), (s, x) => linear(s, 'fc', layerNorm(s, 'ln', flatten(convolution(s, 'conv', x))))],
  'a bias as long as the features': [[2, 1, 2], through(conv2d({ kernelSize: 1, filters: 2 }), L.flatten(), L.dense({ name: 'fc', units: 4 })), (s, x) => linear(s, 'fc', flatten(convolution(s, 'conv', x)))],
  'a series': [[5, 2], through(L.conv1d({ name: 'conv', filters: 3, kernelSize: 2 }), L.reLU(), L.flatten(), fc()), (s, x) => linear(s, 'fc', flatten(relu(convolution(s, 'conv', x))))],
  'a volume': [[3, 3, 4, 2], through(L.conv3d({ name: 'conv', filters: 3, kernelSize: 2 }), L.flatten(), fc()), (s, x) => linear(s, 'fc', flatten(convolution(s, 'conv', x)))],
  'a model within the model': [
    [3, 4, 2],
    (x) => through(tf.model(((inner) => ({ name: 'body', inputs: inner, outputs: through(conv2d(), L.flatten())(inner) }))(tf.input({ shape: [3, 4, 2] }))), fc())(x),
    (s, x) => linear(s, 'fc', flatten(convolution(s, 'body.conv', x))),
  ],
  'flattened features joined with others': [
    [3, 4, 2],
    (x) => through(fc())(L.concatenate().apply([through(L.globalAveragePooling2d({}), fc('aside'))(x), through(conv2d(), L.flatten())(x)]) as tf.SymbolicTensor),
    (s, x) => linear(s, 'fc', joined(linear(s, 'aside', { shape: [2], data: [0, 1].map((c) => x.data.slice(12 * c, 12 * c + 12).reduce((a, b) => a + b) / 12) }), flatten(convolution(s, 'conv', x)))),
  ],
  'two flattened branches, added': [
    [3, 4, 2],
    (x) => through(fc())(L.add().apply([through(conv2d(), L.flatten())(x), through(conv2d({ name: 'other' }), L.flatten())(x)]) as tf.SymbolicTensor),
    (s, x) => linear(s, 'fc', { shape: [], data: convolution(s, 'conv', x).data.map((value, i) => value + convolution(s, 'other', x).data[i]) }),
  ],
};

for (const [what, [shape, apply, forward]] of Object.entries(SAME)) {
  test(`PyTorch computes the same from the file: ${what}`, () => {
    const input = tf.input({ shape: [...shape] });
    const model = tf.model({ inputs: input, outputs: apply(input) });
    const { weights, statistics } = filled(model);
    saveCheckpoint(path, { network: 'net', model, weights, statistics });
    const read = loadCheckpoint(path, model, 'net');
    assert.deepEqual([read.weights, read.statistics, read.metadata.flatten_order], [weights, statistics, 'channels_first']);
    const image = normals(shape.reduce((a, b) => a * b));
    const here = tf.tidy(() => (model.predict(tf.tensor(image, [1, ...shape])) as tf.Tensor).dataSync());
    const there = forward(readTensors(path).tensors, channelsFirst(shape, image)).data;
    assert.equal(here.length, there.length);
    there.forEach((value, i) => assert.ok(Math.abs(value - here[i]) < 1e-4 * (1 + Math.abs(value)), `${i}: ${value} and ${here[i]}`));
    model.dispose();
  });
}

/** Models whose features lie in PyTorch as here. */
const UNCHANGED: Readonly<Record<string, () => tf.LayersModel>> = {
  'no flatten': () => tf.sequential({ layers: [L.conv2d({ inputShape: [3, 4, 2], filters: 2, kernelSize: 2 }), L.globalAveragePooling2d({}), fc()] }),
  'one channel': () => tf.sequential({ layers: [L.flatten({ inputShape: [3, 4, 1] }), fc()] }),
  'one position': () => tf.sequential({ layers: [L.flatten({ inputShape: [1, 1, 7] }), fc()] }),
  'rows of a table': () => tf.sequential({ layers: [L.flatten({ inputShape: [28, 28] }), fc()] }),
  'embedded tokens': () => tf.sequential({ layers: [L.embedding({ inputDim: 5, outputDim: 3, inputLength: 4 }), L.flatten(), fc()] }),
  'recurrent': () => tf.sequential({ layers: [L.gru({ units: 3, returnSequences: true, inputShape: [4, 2] }), L.dropout({ rate: 0.1 }), L.flatten(), fc()] }),
  'channels first already': () => tf.sequential({ layers: [L.averagePooling2d({ poolSize: 1, dataFormat: 'channelsFirst', inputShape: [2, 3, 4] }), L.flatten(), fc()] }),
  'permuted by the user': () => tf.sequential({ layers: [L.permute({ dims: [3, 1, 2], inputShape: [3, 4, 2] }), L.flatten(), fc()] }),
  'a vector made into an image and back': () => tf.sequential({ layers: [L.reshape({ targetShape: [3, 4, 2], inputShape: [24] }), L.flatten(), fc()] }),
};

for (const [what, build] of Object.entries(UNCHANGED)) {
  test(`nothing is put into another order: ${what}`, () => {
    const model = build();
    assert.deepEqual(featureOrders(model), { orders: new Map() });
    model.dispose();
  });
}

test('channels first, flattened as if last: back into PyTorch\'s order', () => {
  const model = tf.sequential({ layers: [L.averagePooling2d({ poolSize: 1, dataFormat: 'channelsFirst', inputShape: [2, 1, 3] }), L.flatten({ dataFormat: 'channelsFirst' }), fc()] });
  // Here: position, then channel. In PyTorch: channel, then position.
  assert.deepEqual([...featureOrders(model).orders], [['fc.kernel', Uint32Array.of(0, 2, 4, 1, 3, 5)]]);
});

test('every network of the library is written as before', () => {
  for (const network of ['preresnet-8', 'preresnet-29', 'densenet-bc-40', 'preresnet-8-no-bn', 'preresnet-20-group-norm']) {
    const model = buildNetwork(network, 10, 1);
    assert.deepEqual(featureOrders(model), { orders: new Map() }, network);
    saveCheckpoint(path, { network, model, ...filled(model) });
    assert.deepEqual(readTensors(path).metadata, { network });
    model.dispose();
  }
});

const flattening = tf.sequential({ layers: [L.conv2d({ name: 'conv', inputShape: [3, 4, 2], filters: 2, kernelSize: 2 }), L.flatten(), fc()] });

test('files of earlier versions are read in the order in which they were written, PyTorch\'s in theirs', () => {
  const { weights, statistics } = filled(flattening);
  // As earlier versions wrote it: rows of the dense kernel as they are here.
  const tensors = tensorsOf(layoutOf(flattening), weights);
  writeTensors(path, { tensors, metadata: { network: 'net' } });
  assert.deepEqual(loadCheckpoint(path, flattening, 'net').weights, weights);
  const records: Record<string, string>[] = [{}, { network: 'net', note: 'a direction' }];
  for (const metadata of records) {
    writeTensors(path, { tensors, metadata });
    assert.deepEqual(loadVector(path, flattening), weights);
  }
  saveCheckpoint(path, { network: 'net', model: flattening, weights, statistics });
  writeTensors(path, { tensors: readTensors(path).tensors, metadata: { format: 'pt' } });
  assert.deepEqual(loadCheckpoint(path, flattening, 'net').weights, weights);
  saveVector(path, flattening, weights);
  assert.deepEqual(loadVector(path, flattening), weights);
});

test('a file that does not tell its order is refused where it matters', () => {
  const { weights } = filled(flattening);
  const records: Record<string, string>[] = [{ note: 'whose?' }, { flatten_order: 'sideways' }];
  for (const metadata of records) {
    writeTensors(path, { tensors: tensorsOf(layoutOf(flattening), weights), metadata });
    assert.throws(() => loadCheckpoint(path, flattening, 'net'), { code: 'CHECKPOINT_ORDER', message: /a\.safetensors .*flatten_order/ });
  }
});

test('where no order of the weights makes PyTorch compute the same, files keep TensorFlow\'s, and PyTorch\'s are refused', () => {
  const input = tf.input({ shape: [3, 4, 2] });
  const flat = through(L.flatten())(input);
  const vector = through(L.globalAveragePooling2d({}), L.dense({ name: 'aside', units: 24 }))(input);
  const model = tf.model({ inputs: input, outputs: through(fc())(L.add({ name: 'sum' }).apply([flat, vector]) as tf.SymbolicTensor) });
  const { weights, statistics } = filled(model);
  saveCheckpoint(path, { network: 'net', model, weights, statistics });
  assert.deepEqual(loadCheckpoint(path, model, 'net').weights, weights);
  writeTensors(path, { tensors: readTensors(path).tensors, metadata: { format: 'pt' } });
  assert.throws(() => loadCheckpoint(path, model, 'net'), { code: 'CHECKPOINT_ORDER', message: /"sum"/ });
});

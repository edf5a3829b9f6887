import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { CheckpointError } from '../../lib/src/base/errors';
import { generator } from '../../lib/src/base/random';
import { tf } from '../../lib/src/engine/tensorflow';
import { layoutOf, statisticsLayoutOf } from '../../lib/src/networks/layout';
import { buildNetwork } from '../../lib/src/networks/networks';
import { statisticsVariables, trainableVariables, writeVariables } from '../../lib/src/networks/variables';
import { loadCheckpoint, loadVector, saveCheckpoint } from '../../lib/src/training/checkpoint';
import { saveVector } from './save-vector';
import { readTensors, type StoredTensor, writeTensors } from '../../lib/src/training/safetensors';
import { tensorsOf, vectorOf } from '../../lib/src/training/tensor-names';

const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'a.safetensors');
const source = generator(1, 'test/checkpoint');
const network = 'preresnet-8';
const model = buildNetwork(network, 10, 1);

function normals(size: number): Float32Array {
  return Float32Array.from({ length: size }, () => source.normal());
}

/** Means and variances, the latter at least 0. */
function statisticsFor(of: tf.LayersModel): Float32Array {
  return normals(statisticsLayoutOf(of).size).map(Math.abs);
}

function save(changes: { readonly network?: string; readonly metadata?: Record<string, string> } = {}): { weights: Float32Array; statistics: Float32Array } {
  const [weights, statistics] = [normals(layoutOf(model).size), statisticsFor(model)];
  saveCheckpoint(path, { network, model, weights, statistics, metadata: {}, ...changes });
  return { weights, statistics };
}

/** Saves a good checkpoint, lets `change` spoil its tensors, and gives the error that loading it then raises. */
function errorAfter(change: (tensors: Map<string, StoredTensor>) => void): CheckpointError {
  save();
  const { tensors, metadata } = readTensors(path);
  const changed = new Map(tensors);
  change(changed);
  writeTensors(path, { tensors: changed, metadata });
  try {
    loadCheckpoint(path, model, network);
  } catch (error) {
    assert.ok(error instanceof CheckpointError);
    assert.ok(error.message.includes(path));
    return error;
  }
  assert.fail('the checkpoint was taken');
}

test('every kind of network comes back bit for bit, with its metadata', () => {
  for (const name of ['preresnet-8-no-bn', 'preresnet-20-group-norm', 'preresnet-29', 'densenet-bc-40']) {
    const built = buildNetwork(name, 10, 1);
    const [weights, statistics] = [normals(layoutOf(built).size), statisticsFor(built)];
    saveCheckpoint(path, { network: name, model: built, weights, statistics, metadata: { epoch: '3', recipe: '{"a":1}' } });
    assert.deepEqual(loadCheckpoint(path, built, name), { weights, statistics, metadata: { network: name, epoch: '3', recipe: '{"a":1}' } });
    built.dispose();
  }
});

test('tensors have PyTorch\'s names and shapes', () => {
  save();
  const { tensors } = readTensors(path);
  const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]));
  const some = { 'conv1.weight': [16, 3, 3, 3], 'layer1.0.bn1.weight': [16], 'layer1.0.bn1.bias': [16], 'layer1.0.bn1.running_mean': [16], 'layer1.0.bn1.running_var': [16], 'layer2.0.conv1.weight': [32, 16, 3, 3], 'layer2.0.downsample.0.weight': [32, 16, 1, 1], 'bn.weight': [64], 'fc.weight': [10, 64], 'fc.bias': [10] };
  for (const [name, shape] of Object.entries(some)) assert.deepEqual(shapes[name], shape, name);
  assert.equal(tensors.size, layoutOf(model).entries.length + statisticsLayoutOf(model).entries.length);
});

test('a bottleneck block and a dense layer have the names of the public implementations', () => {
  const namesOf = (name: string): string[] => [...tensorsOf(layoutOf(buildNetwork(name, 10, 1)), new Float32Array(layoutOf(buildNetwork(name, 10, 1)).size)).keys()];
  const preresnet = namesOf('preresnet-29').filter((name) => name.startsWith('layer3.0.')).sort();
  const expected = ['bn1.bias', 'bn1.weight', 'bn2.bias', 'bn2.weight', 'bn3.bias', 'bn3.weight', 'conv1.weight', 'conv2.weight', 'conv3.weight', 'downsample.0.weight'];
  assert.deepEqual(preresnet, expected.map((name) => `layer3.0.${name}`));
  const densenet = namesOf('densenet-bc-40');
  for (const name of ['dense3.5.bn2.bias', 'dense3.5.conv2.weight', 'trans2.bn1.weight', 'trans2.conv1.weight', 'bn.weight', 'fc.bias']) assert.ok(densenet.includes(name), name);
});

test('kernels are transposed: each kind of layer, computed by hand from the stored tensor', () => {
  const input = tf.input({ shape: [4, 5, 2] });
  const layers: readonly [tf.layers.Layer, (w: (...index: number[]) => number, x: (...index: number[]) => number, out: number) => number][] = [
    // PyTorch: out[o] = Σ weight[o][i][h][w] · x[i][h][w], at the first position without padding.
    [tf.layers.conv2d({ name: 'conv', filters: 3, kernelSize: [2, 3], useBias: false }), (w, x, o) => sum([2, 2, 3], (i, h, v) => w(o, i, h, v) * x(i, h, v))],
    // With groups = channels: out[o] = Σ weight[o][0][h][w] · x[o div multiplier][h][w].
    [tf.layers.depthwiseConv2d({ name: 'depthwise', depthMultiplier: 2, kernelSize: [2, 3], useBias: false }), (w, x, o) => sum([2, 3], (h, v) => w(o, 0, h, v) * x(Math.floor(o / 2), h, v))],
    [tf.layers.dense({ name: 'dense', units: 3, useBias: false }), (w, x, o) => sum([2], (i) => w(o, i) * x(i, 0, 0))],
  ];
  for (const [layer, expected] of layers) {
    const single = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
    const flat = Float32Array.from(layer.weights[0].read().dataSync());
    const stored = tensorsOf(layoutOf(single), flat);
    const { shape, data } = [...stored.values()][0];
    assert.deepEqual(vectorOf(layoutOf(single), stored, 'memory'), flat);
    const image = normals(40);
    const w = (...index: number[]): number => data[index.reduce((position, i, axis) => position * shape[axis] + i, 0)];
    const x = (i: number, h: number, v: number): number => image[(h * 5 + v) * 2 + i];
    tf.tidy(() => {
      const output = (single.predict(tf.tensor(image, [1, 4, 5, 2])) as tf.Tensor).dataSync();
      for (let o = 0; o < shape[0]; o++) assert.ok(Math.abs(output[o] - expected(w, x as (...index: number[]) => number, o)) < 1e-5, `${layer.name} ${o}`);
    });
  }
});

function sum(sizes: readonly number[], term: (...index: number[]) => number): number {
  if (sizes.length === 0) return term();
  let total = 0;
  for (let i = 0; i < sizes[0]; i++) total += sum(sizes.slice(1), (...rest) => term(i, ...rest));
  return total;
}

test('layers without a counterpart in PyTorch keep their names and come back', () => {
  const separable = tf.sequential({ layers: [tf.layers.separableConv2d({ name: 'separable', inputShape: [4, 4, 2], filters: 3, kernelSize: 2 }), tf.layers.flatten(), tf.layers.dense({ name: 'out', units: 2 })] });
  const flat = normals(layoutOf(separable).size);
  const tensors = tensorsOf(layoutOf(separable), flat);
  assert.deepEqual([...tensors.keys()], ['separable.depthwise_kernel', 'separable.pointwise_kernel', 'separable.bias', 'out.weight', 'out.bias']);
  assert.deepEqual(vectorOf(layoutOf(separable), tensors, 'memory'), flat);
});

test('PyTorch\'s batch counters are left aside, and a file that names no network is taken', () => {
  const { weights, statistics } = save();
  const { tensors } = readTensors(path);
  writeTensors(path, { tensors: new Map([...tensors, ['bn.num_batches_tracked', { shape: [], data: Int32Array.of(7) }]]), metadata: {} });
  assert.deepEqual(loadCheckpoint(path, model, network), { weights, statistics, metadata: {} });
});

test('a checkpoint that does not fit is refused, naming what is wrong', () => {
  const missing = errorAfter((tensors) => tensors.delete('layer1.0.conv2.weight'));
  assert.deepEqual([missing.code, missing.message.includes('layer1.0.conv2.weight')], ['CHECKPOINT_MISSING', true]);
  const statistics = errorAfter((tensors) => tensors.delete('bn.running_var'));
  assert.deepEqual([statistics.code, statistics.message.includes('bn.running_var')], ['CHECKPOINT_MISSING', true]);
  const extra = errorAfter((tensors) => tensors.set('layer9.weight', { shape: [1], data: Float32Array.of(1) }));
  assert.deepEqual([extra.code, extra.message.includes('layer9.weight')], ['CHECKPOINT_EXTRA', true]);
  const misshapen = errorAfter((tensors) => tensors.set('fc.weight', { shape: [64, 10], data: new Float32Array(640) }));
  assert.deepEqual([misshapen.code, /64×10 instead of 10×64/.test(misshapen.message)], ['CHECKPOINT_SHAPE', true]);
  for (const value of [NaN, Infinity, -Infinity]) {
    const wrong = errorAfter((tensors) => tensors.set('fc.bias', { shape: [10], data: Float32Array.of(0, 0, 0, value, 0, 0, 0, 0, 0, 0) }));
    assert.deepEqual([wrong.code, wrong.message.includes(`"fc.bias" holds ${value} (number 3)`)], ['CHECKPOINT_NOT_FINITE', true]);
  }
  const negative = errorAfter((tensors) => tensors.set('bn.running_var', { shape: [64], data: new Float32Array(64).fill(1).fill(-1, 63) }));
  assert.deepEqual([negative.code, negative.message.includes('"bn.running_var" holds a negative')], ['CHECKPOINT_VARIANCE', true]);
});

test('a checkpoint of another network or another number of classes is refused', () => {
  save({ network: 'preresnet-20' });
  assert.throws(() => loadCheckpoint(path, model, network), { code: 'CHECKPOINT_NETWORK', message: /preresnet-20, not of preresnet-8/ });
  save();
  assert.throws(() => loadCheckpoint(path, buildNetwork(network, 100, 1), network), { code: 'CHECKPOINT_SHAPE', message: /fc\.weight/ });
});

test('vectors that do not fit the model are not written over what exists', () => {
  save();
  const before = readFileSync(path);
  assert.throws(() => saveCheckpoint(path, { network, model, weights: new Float32Array(3), statistics: new Float32Array(3), metadata: {} }), { code: 'CHECKPOINT_LENGTH' });
  assert.deepEqual(readFileSync(path), before);
});

test('a direction may name some of the weights only; the others are 0', () => {
  const vector = normals(layoutOf(model).size);
  saveVector(path, model, vector, { note: 'random' });
  assert.deepEqual(loadVector(path, model), vector);
  const { weights } = save();
  assert.deepEqual(loadVector(path, model), weights);
  const bias = layoutOf(model).entries.find(({ name }) => name === 'fc.bias');
  assert.ok(bias);
  writeTensors(path, { tensors: new Map([['fc.bias', { shape: [10], data: new Float32Array(10).fill(2) }]]), metadata: {} });
  assert.deepEqual(loadVector(path, model), new Float32Array(layoutOf(model).size).fill(2, bias.offset, bias.offset + 10));
  for (const [name, code] of [['fc.wrong', 'CHECKPOINT_EXTRA'], ['bn.running_mean', 'CHECKPOINT_MISSING']]) {
    writeTensors(path, { tensors: new Map([[name, { shape: [10], data: new Float32Array(10) }]]), metadata: {} });
    assert.throws(() => loadVector(path, model), { code });
  }
});

test('frozen weights are stored, and a file with others is refused', () => {
  const build = (): tf.LayersModel => tf.sequential({
    layers: [tf.layers.conv2d({ name: 'conv', filters: 2, kernelSize: 2, inputShape: [3, 4, 2] }), tf.layers.batchNormalization({ name: 'bn' }), tf.layers.flatten(), tf.layers.dense({ name: 'fc', units: 3 })],
  });
  const freeze = (of: tf.LayersModel): void => ['conv', 'bn'].forEach((name) => { of.getLayer(name).trainable = false; });
  const first = build();
  saveCheckpoint(path, { network: 'net', model: first, weights: normals(layoutOf(first).size), statistics: statisticsFor(first) });
  const whole = readTensors(path);
  const { weights, statistics } = loadCheckpoint(path, first, 'net');
  writeVariables(trainableVariables(first), weights);
  writeVariables(statisticsVariables(first), statistics);
  freeze(first);
  // As PyTorch stores it: all of the model, whatever is frozen.
  const dense = loadCheckpoint(path, first, 'net');
  assert.deepEqual([dense.weights.length, dense.statistics.length], [layoutOf(first).size, 0]);
  saveCheckpoint(path, { network: 'net', model: first, ...dense });
  assert.deepEqual(new Map([...readTensors(path).tensors].sort()), new Map([...whole.tensors].sort()));
  const other = build();
  freeze(other);
  assert.throws(() => loadCheckpoint(path, other, 'net'), { code: 'CHECKPOINT_FROZEN', message: /"conv\.weight".*"conv"/ });
  assert.deepEqual(loadVector(path, other), dense.weights);
});

test('kill −9 during a save leaves a whole checkpoint, the old or the new', async () => {
  const target = join(folder, 'killed', 'a.safetensors');
  const code = `
    const { writeTensors } = require(${JSON.stringify(join(__dirname, '../../lib/src/training/safetensors'))});
    for (let i = 0; ; i++) {
      writeTensors(process.argv[1], { tensors: new Map([['w', { shape: [500000], data: new Float32Array(500000).fill(i) }]]), metadata: { i: String(i) } });
      if (i === 0) process.stdout.write('first\\n');
    }`;
  for (const delay of [1, 7, 19, 40]) {
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', code, target], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await wait(delay);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { tensors, metadata } = readTensors(target);
    assert.ok(tensors.get('w')?.data.every((value) => value === Number(metadata.i)));
  }
  assert.ok(readdirSync(join(folder, 'killed')).includes('a.safetensors'));
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { generator } from '../../lib/src/base/random';
import { tf } from '../../lib/src/engine/tensorflow';
import { layoutOf, statisticsLayoutOf } from '../../lib/src/networks/layout';
import { type Checkpoint, loadCheckpoint, loadVector, saveCheckpoint } from '../../lib/src/training/checkpoint';
import { readTensors, type StoredTensor, writeTensors } from '../../lib/src/training/safetensors';

const { layers: L } = tf;
const folder = mkdtempSync(join(tmpdir(), 'match-names-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'a.safetensors');
const source = generator(5, 'test/match-names');

function normals(size: number): Float32Array {
  return Float32Array.from({ length: size }, () => Math.abs(source.normal()) + 0.1);
}

function valuesFor(model: tf.LayersModel): { weights: Float32Array; statistics: Float32Array } {
  return { weights: normals(layoutOf(model).size), statistics: normals(statisticsLayoutOf(model).size) };
}

const named = tf.sequential({
  layers: [
    L.conv2d({ name: 'layer1.conv', filters: 4, kernelSize: 3, inputShape: [8, 8, 3] }), L.batchNormalization({ name: 'layer1.bn' }),
    L.depthwiseConv2d({ name: 'depth', kernelSize: 2 }), L.flatten({ name: 'flat' }), L.dense({ name: 'fc', units: 3 }),
  ],
});

/** Stores values of a model, gives the tensors other names and what is extra, and returns the values. */
function storeRenamed(model: tf.LayersModel, rename: (name: string) => string, extra: Record<string, StoredTensor> = {}): { weights: Float32Array; statistics: Float32Array } {
  const values = valuesFor(model);
  saveCheckpoint(path, { network: 'net', model, ...values });
  const tensors = [...readTensors(path).tensors].map(([name, tensor]) => [rename(name), tensor] as const);
  writeTensors(path, { tensors: new Map([...tensors, ...Object.entries(extra)]), metadata: { format: 'pt' } });
  return values;
}

function assertRead({ weights, statistics }: Checkpoint, expected: { weights: Float32Array; statistics: Float32Array }): void {
  assert.deepEqual([weights, statistics], [expected.weights, expected.statistics]);
}

const averaged: StoredTensor = { shape: [], data: Int32Array.of(13) };

/** What wrappers make of names, and what of it is told. */
const WRAPPED: Readonly<Record<string, readonly [(name: string) => string, RegExp, Record<string, StoredTensor>?]>> = {
  'DataParallel': [(name) => `module.${name}`, /"module\."/],
  'AveragedModel': [(name) => `module.${name}`, /"module\."/, { n_averaged: averaged }],
  'AveragedModel of DataParallel': [(name) => `module.module.${name}`, /"module\."/, { n_averaged: averaged, 'module.module.layer1.bn.num_batches_tracked': averaged }],
  'torch.compile': [(name) => `_orig_mod.${name}`, /"_orig_mod\."/],
  'torch.compile of AveragedModel': [(name) => `_orig_mod.module.${name}`, /"_orig_mod\.", "module\."/, { '_orig_mod.n_averaged': averaged }],
  'torch.compile of one part': [(name) => name.replace('layer1.', 'layer1._orig_mod.'), /"_orig_mod\."/],
  'DataParallel of one part': [(name) => name.replace('layer1.', 'layer1.module.'), /"module\."/],
  'Lightning': [(name) => `model.${name}`, /"model\."/],
  'Lightning with a net of its own, compiled': [(name) => `net._orig_mod.${name}`, /"net\._orig_mod\."/],
  'two parts': [(name) => `ema.state_dict.${name}`, /"ema\.state_dict\."/],
};

for (const [what, [rename, told, extra]] of Object.entries(WRAPPED)) {
  test(`read, and told: names of ${what}`, () => {
    const values = storeRenamed(named, rename, extra);
    const read = loadCheckpoint(path, named, 'net');
    assertRead(read, values);
    assert.match(read.notes?.join(' ') ?? '', told);
    assert.deepEqual(loadVector(path, named), values.weights);
  });
}

test('names as they stand come without notes, whatever the model calls its layers', () => {
  const model = tf.sequential({ layers: [L.dense({ name: 'module', units: 2, inputShape: [2] }), L.dense({ name: 'module.module', units: 2 })] });
  const values = storeRenamed(model, (name) => name);
  const read = loadCheckpoint(path, model, 'net');
  assertRead(read, values);
  assert.equal('notes' in read, false);
  assertRead(loadCheckpoint(path, model, 'net'), values);
});

test('a prefix that only some names have is named, with the line of Python that leaves the others away', () => {
  storeRenamed(named, (name) => `model.${name}`, { 'loss.weight': { shape: [1], data: Float32Array.of(1) } });
  assert.throws(() => loadCheckpoint(path, named, 'net'), { code: 'CHECKPOINT_PREFIX', message: /loss\.weight|removeprefix\('model\.'\)/ });
  storeRenamed(named, (name) => (name.startsWith('fc') ? `head.${name}` : name));
  assert.throws(() => loadCheckpoint(path, named, 'net'), { code: 'CHECKPOINT_EXTRA' });
});

test('a prefix is left away only where what remains is the whole model', () => {
  storeRenamed(named, (name) => name);
  const fc = readTensors(path).tensors.get('fc.weight') as StoredTensor;
  writeTensors(path, { tensors: new Map([['other.fc.weight', fc]]), metadata: { format: 'pt' } });
  assert.throws(() => loadVector(path, named), { code: 'CHECKPOINT_EXTRA' });
});

/** Keras's names and layouts of the same model, as `{w.path: w.numpy() for w in model.weights}` gives them. */
function storeAsKeras(model: tf.LayersModel, rename: (name: string) => string): { weights: Float32Array; statistics: Float32Array } {
  const values = valuesFor(model);
  const tensors = new Map<string, StoredTensor>();
  for (const [layout, flat] of [[layoutOf(model), values.weights], [statisticsLayoutOf(model), values.statistics]] as const) {
    for (const { name, shape, offset, size } of layout.entries) tensors.set(rename(name), { shape, data: flat.slice(offset, offset + size) });
  }
  writeTensors(path, { tensors: new Map([...tensors].sort(([a], [b]) => (a < b ? -1 : 1))), metadata: {} });
  return values;
}

const slashed = (name: string): string => `${name.slice(0, name.lastIndexOf('.'))}/${name.slice(name.lastIndexOf('.') + 1)}`;
for (const [what, rename] of Object.entries<(name: string) => string>({
  'as TensorFlow has them': (name) => name,
  'with slashes': slashed,
  'of a Sequential of Keras 3': (name) => `sequential_4/${slashed(name)}`.replace('depthwise_kernel', 'kernel'),
})) {
  test(`Keras's names and layouts are read: ${what}`, () => {
    const values = storeAsKeras(named, rename);
    assertRead(loadCheckpoint(path, named, 'net'), values);
    assert.deepEqual(loadVector(path, named), values.weights);
  });
}

const nameless = (): tf.LayersModel => tf.sequential({
  layers: [
    L.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 3] }), L.batchNormalization({}), L.conv2d({ filters: 4, kernelSize: 3 }), L.batchNormalization({}),
    ...Array.from({ length: 11 }, () => L.conv2d({ filters: 4, kernelSize: 1 })), L.globalAveragePooling2d({}), L.dense({ units: 3 }),
  ],
});

test('a model without names of its own is read into the same model built again, and it is told', () => {
  const first = nameless();
  const values = valuesFor(first);
  saveCheckpoint(path, { network: 'net', model: first, ...values });
  for (const again of [nameless(), nameless()]) {
    const read = loadCheckpoint(path, again, 'net');
    assertRead(read, values);
    assert.match(read.notes?.join() ?? '', /no names of their own/);
    assert.deepEqual(loadVector(path, again), values.weights);
  }
  assert.equal(loadCheckpoint(path, first, 'net').notes, undefined);
});

test('nameless layers within a model, beside layers with names', () => {
  const build = (): tf.LayersModel => tf.sequential({ layers: [tf.sequential({ layers: [L.dense({ units: 2, inputShape: [2] }), L.dense({ units: 2 })] }), L.dense({ name: 'fc', units: 2 })] });
  const values = storeRenamed(build(), (name) => name);
  assertRead(loadCheckpoint(path, build(), 'net'), values);
});

test('Keras\'s made-up names are matched with those of TensorFlow.js', () => {
  const model = nameless();
  const counters = new Map<string, number>();
  const values = storeAsKeras(model, (name) => {
    const [layer, own] = name.split('.');
    const stem = layer.replace(/_[A-Z].*/, '');
    if (!counters.has(layer)) counters.set(layer, [...counters.keys()].filter((other) => other.startsWith(`${stem}_`)).length);
    const counter = counters.get(layer) as number;
    return `sequential/${counter === 0 ? stem : `${stem}_${counter}`}/${own}`;
  });
  assertRead(loadCheckpoint(path, model, 'net'), values);
});

test('nameless layers that leave a doubt are refused, with the remedy to name them', () => {
  const refused = (file: tf.LayersModel, model: tf.LayersModel): void => {
    storeRenamed(file, (name) => name);
    assert.throws(() => loadCheckpoint(path, model, 'net'), { code: 'CHECKPOINT_NAMES', message: /give the layers names/ });
  };
  const dense = (...units: number[]): tf.LayersModel => tf.sequential({ layers: units.map((size, i) => L.dense({ units: size, ...(i === 0 && { inputShape: [2] }) })) });
  refused(dense(2, 2), dense(2, 2, 2));
  refused(dense(2, 3), dense(3, 2));
  // Made in another order than they stand in the model.
  const [second, first] = [L.dense({ units: 2 }), L.dense({ units: 2, inputShape: [2] })];
  refused(tf.sequential({ layers: [first, second] }), dense(2, 2));
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { generator } from '../../lib/src/base/random';
import { memoryUse } from '../../lib/src/engine/memory';
import { tf } from '../../lib/src/engine/tensorflow';
import { buildNetwork } from '../../lib/src/networks/networks';
import { namedVariables, readVariables, statisticsVariables, trainableVariables } from '../../lib/src/networks/variables';
import { loadModel } from '../../lib/src/training/load-model';

const { layers: L } = tf;
const folder = mkdtempSync(join(tmpdir(), 'load-model-'));
after(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'model.json');
const source = generator(9, 'test/load-model');

type Json = Record<string, unknown>;
interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A layer as Keras 3 writes it. */
function layer(className: string, name: string, config: Json = {}, module = 'keras.layers'): Json {
  const dtype = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null };
  const initializer = { module: 'keras.initializers', class_name: 'OrthogonalInitializer', config: { gain: 1, seed: null }, registered_name: null };
  const all = className === 'InputLayer' ? config : { trainable: true, dtype, ...(['Dense', 'Conv2D'].includes(className) && { kernel_initializer: initializer }), ...config };
  return { module, class_name: className, config: { name, ...all }, registered_name: null, name };
}

const input = (name: string, ...shape: number[]): Json => layer('InputLayer', name, { batch_shape: [null, ...shape], dtype: 'float32', sparse: false, ragged: false, optional: false });
const conv = (name: string, config: Json = {}): Json => layer('Conv2D', name, { filters: 2, kernel_size: [2, 2], strides: [1, 1], padding: 'same', data_format: 'channels_last', dilation_rate: [1, 1], groups: 1, activation: 'linear', use_bias: true, ...config });
const dense = (name: string, units: number, config: Json = {}): Json => layer('Dense', name, { units, activation: 'linear', use_bias: true, quantization_config: null, ...config });
const tensor = (name: string, node = 0): Json => ({ class_name: '__keras_tensor__', config: { shape: [null, 1], dtype: 'float32', keras_history: [name, node, 0] } });
/** A layer called on tensors, once for each node. */
const on = (given: Json, ...nodes: readonly unknown[]): Json => ({ ...given, inbound_nodes: nodes.map((args) => ({ args, kwargs: { mask: null } })) });
const sequential = (name: string, ...layers: readonly Json[]): Json => ({ module: 'keras', class_name: 'Sequential', config: { name, layers }, registered_name: null, name });
const functional = (name: string, from: string, to: string, ...layers: readonly Json[]): Json =>
  ({ module: 'keras.src.models.functional', class_name: 'Functional', config: { name, layers, input_layers: [from, 0, 0], output_layers: [to, 0, 0] }, registered_name: 'Functional', name });

/** Writes a `model.json` with random weights and gives their values by name. */
function write(config: Json, weights: readonly Weight[], changes: Json = {}, bytes = 0): Map<string, Float32Array> {
  const values = new Map(weights.map(({ name, shape }) => [name, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => source.normal())]));
  writeFileSync(join(folder, 'w.bin'), Buffer.concat([...[...values.values()].map((value) => Buffer.from(value.buffer)), Buffer.alloc(bytes)]));
  const modelTopology = { keras_version: '3.5.0', backend: 'tensorflow', model_config: config };
  const weightsManifest = [{ paths: ['w.bin'], weights: weights.map((weight) => ({ ...weight, dtype: 'float32' })) }];
  writeFileSync(path, JSON.stringify({ format: 'layers-model', generatedBy: 'keras v3.5.0', modelTopology, weightsManifest, ...changes }));
  return values;
}

const CONV = [[2, 2, 2, 2], [2]] as const;
const named = (prefix: string, shapes: readonly (readonly number[])[]): Weight[] => shapes.map((shape, i) => ({ name: `${prefix}/${['kernel', 'bias'][i]}`, shape }));

/** Models of Keras 3, their weights as Keras names them, and the same built here; weights go by name. */
const MODELS: Readonly<Record<string, readonly [config: Json, weights: Weight[], same: () => tf.LayersModel]>> = {
  'a sequential model': [
    sequential('sequential', input('in', 3), dense('d1', 4, { activation: { module: 'builtins', class_name: 'function', config: 'relu', registered_name: 'function' } }), layer('LeakyReLU', 'leaky', { negative_slope: 0.1 }), layer('Dropout', 'drop', { rate: 0.5, seed: null, noise_shape: null }), dense('d2', 2, { activation: 'silu', kernel_regularizer: { module: 'keras.regularizers', class_name: 'L2', config: { l2: 0.01 }, registered_name: null } })),
    [...named('sequential/d2', [[4, 2], [2]]), ...named('sequential/d1', [[3, 4], [4]])],
    () => tf.sequential({ layers: [L.dense({ name: 'd1', units: 4, activation: 'relu', inputShape: [3] }), L.leakyReLU({ alpha: 0.1 }), L.dense({ name: 'd2', units: 2, activation: 'swish' })] }),
  ],
  'a sequential model without input layer': [
    { ...sequential('s', dense('d1', 2)), config: { name: 's', layers: [dense('d1', 2)], build_input_shape: [null, 3] } },
    named('s/d1', [[3, 2], [2]]),
    () => tf.sequential({ layers: [L.dense({ name: 'd1', units: 2, inputShape: [3] })] }),
  ],
  'a graph with a sum of two kinds': [
    functional('functional', 'in', 'fc', input('in', 4, 4, 2), on(conv('a'), [tensor('in')]), on(conv('b'), [tensor('a')]), on(layer('Add', 'add'), [[tensor('a'), tensor('b')]]), on(layer('Add', 'plus', {}, 'keras.src.ops.numpy'), [tensor('add'), tensor('a')]), on(layer('Flatten', 'flat', { data_format: 'channels_last' }), [tensor('plus')]), on(dense('fc', 2), [tensor('flat')])),
    [...named('a', CONV), ...named('b', CONV), ...named('fc', [[32, 2], [2]])],
    () => {
      const x = tf.input({ shape: [4, 4, 2] });
      const [a, b] = ['a', 'b'].map((name) => L.conv2d({ name, filters: 2, kernelSize: 2, padding: 'same' }));
      const first = a.apply(x) as tf.SymbolicTensor;
      const sum = L.add().apply([first, b.apply(first) as tf.SymbolicTensor]) as tf.SymbolicTensor;
      const flat = L.flatten().apply(L.add().apply([sum, first])) as tf.SymbolicTensor;
      return tf.model({ inputs: x, outputs: L.dense({ name: 'fc', units: 2 }).apply(flat) as tf.SymbolicTensor });
    },
  ],
  'models within, used twice': [
    functional('functional', 'in', 'flat', input('in', 3, 3, 2), on(sequential('body', input('in1', 3, 3, 2), conv('a')), [tensor('in')], [tensor('inner')]), on(functional('inner', 'in2', 'a', input('in2', 3, 3, 2), on(conv('a'), [tensor('in2')])), [tensor('body')], [tensor('body', 1)]), on(layer('Flatten', 'flat', { data_format: 'channels_last' }), [tensor('inner', 1)])),
    [...named('a', CONV), ...named('body/a', CONV)],
    () => {
      const x = tf.input({ shape: [3, 3, 2] });
      const body = tf.sequential({ name: 'body', layers: [L.conv2d({ name: 'a', filters: 2, kernelSize: 2, padding: 'same', inputShape: [3, 3, 2] })] });
      const inner = L.conv2d({ name: 'a', filters: 2, kernelSize: 2, padding: 'same' });
      const outputs = [body, inner, body, inner, L.flatten()].reduce((value, next) => next.apply(value) as tf.SymbolicTensor, x as tf.SymbolicTensor);
      return tf.model({ inputs: x, outputs });
    },
  ],
};
for (const [what, [config, weights, build]] of Object.entries(MODELS)) {
  test(`Keras 3: ${what} computes what the same model built here does`, async () => {
    const values = write(config, weights);
    const [loaded, same] = [await loadModel(path), build()];
    for (const { layer: of, name, variable } of namedVariables(same)) {
      const value = values.get(`${of}/${name}`) ?? values.get(`${String((config.config as Json).name)}/${of}/${name}`);
      (variable.read() as tf.Variable).assign(tf.tensor(value as Float32Array, variable.shape as number[]));
    }
    const shape = same.inputs[0].shape.map((size) => size ?? 2);
    const x = tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => source.normal()), shape);
    const [own, expected] = [loaded, same].map((model) => (model.predict(x) as tf.Tensor).dataSync());
    assert.deepEqual(own.length, expected.length);
    own.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-5 * (1 + Math.abs(value))));
  });
}

const D1 = named('s/d1', [[3, 2], [2]]);
const after1 = (...layers: readonly Json[]): Json => sequential('s', input('in', 3), dense('d1', 2), ...layers);

/** What cannot be the same function here, and what the message names. */
const REFUSED: Readonly<Record<string, readonly [config: Json, message: RegExp]>> = {
  'an activation of another formula': [after1(layer('Activation', 'act', { activation: 'hard_sigmoid' })), /hard_sigmoid/],
  'a slope that TensorFlow.js lacks': [after1(layer('ReLU', 'act', { negative_slope: 0.2, max_value: null, threshold: 0 })), /"act".*negative_slope/],
  'a layer that TensorFlow.js lacks': [after1(layer('UnitNormalization', 'unit', { axis: -1 })), /no layer UnitNormalization/],
  'an operation with a number': [functional('f', 'in', 'mul', input('in', 3), on(layer('Multiply', 'mul', {}, 'keras.src.ops.numpy'), [tensor('in'), 2])), /"mul"/],
  'another operation': [functional('f', 'in', 'mean', input('in', 3), on(layer('Mean', 'mean', {}, 'keras.src.ops.numpy'), [tensor('in')])), /operation Mean/],
  'groups': [sequential('s', input('in', 4, 4, 2), conv('d1', { groups: 2 })), /groups/],
};

for (const [what, [config, message]] of Object.entries(REFUSED)) {
  test(`Keras 3, refused with what can be done: ${what}`, async () => {
    write(config, D1);
    await assert.rejects(loadModel(path), (error: Error & { code: string; remedy: string }) => {
      assert.equal(error.code, 'MODEL_UNREADABLE');
      assert.match(error.message, message);
      assert.match(error.remedy, /Keras 3.*tf_keras.*save_file/);
      return true;
    });
  });
}

const good = after1();
const graph = (name: string): Json => functional('f', 'in', 'd1', input('in', 3), on(dense('d1', 2), [tensor(name)]));

/** Files that are damaged, each made by a change of a good one. */
const DAMAGED: Readonly<Record<string, () => unknown>> = {
  'a layer that waits for one that is nowhere': () => write(graph('nowhere'), D1),
  'a layer that waits for itself': () => write(graph('d1'), D1),
  'an output that is nowhere': () => write(functional('f', 'in', 'd9', input('in', 3), on(dense('d1', 2), [tensor('in')])), D1),
  'two layers of one name': () => write(sequential('s', input('in', 3), dense('d1', 2), dense('d1', 2)), D1),
  'weights cut short': () => { write(good, D1); writeFileSync(join(folder, 'w.bin'), Buffer.alloc(7)); },
  'weights too long': () => write(good, D1, {}, 4),
  'a weight too many': () => write(good, [...D1, { name: 's/d9/kernel', shape: [1] }]),
  'a weight too few': () => write(good, D1.slice(0, 1)),
  'a weight of another shape': () => write(good, named('s/d1', [[2, 3], [2]])),
  'a weight of huge size': () => write(good, D1, { weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 's/d1/kernel', shape: [2 ** 40, 2 ** 40], dtype: 'float32' }] }] }),
  'a weight of an unknown format': () => write(good, D1, { weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 's/d1/kernel', shape: [1], dtype: '__proto__' }] }] }),
  'no manifest': () => write(good, D1, { weightsManifest: 3 }),
  'no topology': () => write(good, D1, { modelTopology: null }),
  'no layers': () => write({ class_name: 'Sequential', config: { name: 's' } }, D1),
  'layers that are no objects': () => write({ class_name: 'Sequential', config: { name: 's', layers: [null, 3, 'x'] } }, D1),
  'a graph model': () => write(good, D1, { format: 'graph-model' }),
  'JSON cut short': () => { write(good, D1); writeFileSync(path, readFileSync(path).subarray(0, 100)); },
  'a weight by the name of what an object inherits from': () => write(good, named('__proto__', [[3, 2], [2]])),
  'two weights of one name': () => write(good, [...D1, D1[0]]),
  'no JSON': () => writeFileSync(path, 'PK\u0003\u0004 something'),
};

for (const [what, damage] of Object.entries(DAMAGED)) {
  test(`refused at once: ${what}`, async () => {
    damage();
    const before = memoryUse().tensors;
    await assert.rejects(loadModel(path), { name: 'CheckpointError', code: 'MODEL_UNREADABLE' });
    assert.equal(memoryUse().tensors, before);
  });
}

test('any one value of the JSON changed: loaded, or refused by an error of ours', async () => {
  write(graph('in'), named('d1', [[3, 2], [2]]));
  const text = readFileSync(path, 'utf8');
  const places = [...text.matchAll(/(?<=[:[,])("(?:[^"\\]|\\.)*"|-?\d+|null|true|false)(?=[,\]}])/g)];
  for (const [i, place] of places.entries()) {
    const changed = ['"x"', '-1', 'null', '[]', '{}', '7'][i % 6];
    writeFileSync(path, text.slice(0, place.index) + changed + text.slice(place.index + place[0].length));
    try {
      (await loadModel(path)).dispose();
    } catch (error) {
      assert.match((error as Error).name, /^(Checkpoint|File)Error$/, `${place[0]} → ${changed}: ${String(error)}`);
    }
  }
});

test('nothing of a model stays behind that TensorFlow.js saved and of which one value was changed', async () => {
  const model = tf.sequential({ layers: [
    L.dense({ name: 'd1', units: 3, inputShape: [2] }), L.batchNormalization({ name: 'bn' }), L.dense({ name: 'd2', units: 2, kernelInitializer: 'orthogonal' }),
  ] });
  await model.save(`file://${folder}`);
  model.dispose();
  const text = readFileSync(path, 'utf8');
  const places = [...text.matchAll(/(?<=[:[,])("(?:[^"\\]|\\.)*"|-?\d+|null|true|false)(?=[,\]}])/g)];
  const before = memoryUse().tensors;
  for (const [i, place] of places.entries()) {
    writeFileSync(path, text.slice(0, place.index) + ['"x"', '-1', 'null', '[]', '{}', '7'][i % 6] + text.slice(place.index + place[0].length));
    await loadModel(path).then((loaded) => loaded.dispose(), (error: Error) => assert.match(error.name, /^(Checkpoint|File)Error$/));
    assert.equal(memoryUse().tensors, before, place[0]);
  }
});

test('what TensorFlow.js saves is loaded bit for bit, from a path or a URL of a file', async () => {
  const model = buildNetwork('preresnet-8', 10, 1);
  const target = join(folder, 'own model, 100 %');
  mkdirSync(target);
  await model.save(`file://${target}`);
  for (const prefix of ['', 'file://']) {
    const loaded = await loadModel(prefix + join(target, 'model.json'));
    for (const variables of [trainableVariables, statisticsVariables]) assert.deepEqual(readVariables(variables(loaded)), readVariables(variables(model)));
    loaded.dispose();
  }
  await assert.rejects(loadModel(target), { code: 'MODEL_UNREADABLE', message: /model\.json/ });
  await assert.rejects(loadModel(join(target, 'absent.json')), { name: 'FileError' });
});

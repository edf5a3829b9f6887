import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import { freeWhenUnreferenced } from '../../lib/src/engine/unreferenced';
import { createRunner } from '../../lib/src/networks/create-runner';
import { buildNetwork } from '../../lib/src/networks/networks';
import { collect } from '../memory';

/** A model of our own that was in use: it has been given to a runner, evaluated, and trained by that. */
function given(): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.batchNormalization(), tf.layers.dense({ units: 2 })] });
  const runner = createRunner(model, { kind: 'layers' });
  const batch = { size: 2, shape: [3], inputs: Float32Array.of(1, 2, 3, 4, 5, 6), labels: Uint8Array.of(0, 1) };
  runner.evaluate(batch, 'running');
  runner.train(batch, { learningRate: 0.1, momentum: 0.9, weightDecay: 0 });
  return model;
}

/** Another one: TensorFlow.js remembers the models that were used before the last that was given to a runner. */
async function collectAll(): Promise<void> {
  createRunner(tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1] })] }), { kind: 'layers' });
  await collect();
}

/** Gives every weight another value. What is done here leaves nothing on the stack of the test. */
function renew(model: tf.Sequential | undefined): void {
  for (const layer of model?.layers ?? []) tf.tidy(() => layer.setWeights(layer.getWeights().map((weight) => weight.add(1))));
}

/** The shifts of batch norm, 0 at first. */
function means(model: tf.Sequential | undefined): number[] {
  return [...(model?.layers[1].getWeights()[1].dataSync() ?? [])];
}

/** What of a model somebody may hold on to, the model itself gone, and how many tensors that keeps. */
const HELD: Readonly<Record<string, readonly [hold: (model: tf.Sequential) => unknown, tensors: number]>> = {
  nothing: [() => undefined, 0],
  'the model': [(model) => model, 8],
  // A layer knows the layers before and after it.
  'a layer': [(model) => model.layers[1], 8],
  'a model that shares its first layer': [(model) => tf.sequential({ layers: [model.layers[0]] }), 8],
  'its last weight': [(model) => model.getWeights().at(-1), 1],
  'a variable of a layer': [(model) => model.layers[0].weights[0], 1],
  'a copy of a weight': [(model) => tf.clone(model.getWeights()[0]), 1],
  'a runner of it': [(model) => createRunner(model, { kind: 'layers' }), 8],
  'a function that uses it': [(model) => () => model.predict(tf.zeros([1, 3])), 8],
};

for (const [title, [hold, tensors]] of Object.entries(HELD)) {
  test(`of a model of which somebody holds ${title}, ${tensors} tensors stay, with their values`, async () => {
    await collectAll();
    const before = tf.memory();
    const held = { it: hold(given()) };
    await collectAll();
    const { numTensors, numDataBuffers } = tf.memory();
    assert.equal(numTensors - before.numTensors, tensors);
    assert.equal(numDataBuffers - before.numDataBuffers, tensors);
    if (held.it instanceof tf.Tensor) assert.ok([...held.it.dataSync()].every(Number.isFinite));
    held.it = held.it instanceof tf.Tensor && !(held.it instanceof tf.Variable) ? void held.it.dispose() : undefined;
    await collectAll();
    assert.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [before.numTensors, before.numBytes]);
  });
}

test('a network of the library goes too, and one that was disposed of; whose weights were renewed is freed with the new ones', async () => {
  await collectAll();
  const before = tf.memory().numTensors;
  buildNetwork('preresnet-8', 10, 1);
  given().dispose();
  const held: { renewed?: tf.Sequential } = { renewed: given() };
  renew(held.renewed);
  await collectAll();
  assert.equal(tf.memory().numTensors - before, 8);
  assert.deepEqual(means(held.renewed), [1, 1, 1, 1]);
  held.renewed = undefined;
  await collectAll();
  assert.equal(tf.memory().numTensors, before);
});

test('TensorFlow.js lists the variables that are there, in the order of their making', async () => {
  const listed = (): string[] => Object.keys(tf.engine().registeredVariables);
  await collectAll();
  const before = listed();
  const [first, second, third] = ['first', 'second', 'third'].map((name) => tf.variable(tf.scalar(1), true, name));
  freeWhenUnreferenced([first, third, third]);
  assert.deepEqual(listed().slice(before.length), ['first', 'second', 'third']);
  assert.equal(tf.engine().registeredVariables.first, first);
  const { grads } = tf.variableGrads(() => first.mul(third).add(second) as tf.Scalar);
  assert.deepEqual(Object.keys(grads), ['first', 'second', 'third']);
  third.assign(tf.scalar(5));
  assert.throws(() => tf.variable(tf.scalar(1), true, 'third'), /already registered/);
  first.dispose();
  assert.deepEqual(listed().slice(before.length), ['second', 'third']);
  freeWhenUnreferenced([first]);
  assert.equal(third.dataSync()[0], 5);
  tf.dispose([second, third, ...Object.values(grads)]);
  assert.deepEqual(listed(), before);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { tf } from '../../lib/src/engine/tensorflow';
import { freeWhenUnreferenced } from '../../lib/src/engine/unreferenced';
import { createRunner } from '../../lib/src/networks/create-runner';
import { buildNetwork } from '../../lib/src/networks/networks';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Collects what is unreachable, and lets what waits for that do its part. */
async function collect(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A model of our own, which has been given to a runner. */
function given(): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.batchNormalization(), tf.layers.dense({ units: 2 })] });
  createRunner(model, { kind: 'layers' });
  return model;
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
    await collect();
    const before = tf.memory();
    const held = { it: hold(given()) };
    await collect();
    const { numTensors, numDataBuffers } = tf.memory();
    assert.equal(numTensors - before.numTensors, tensors);
    assert.equal(numDataBuffers - before.numDataBuffers, tensors);
    if (held.it instanceof tf.Tensor) assert.ok([...held.it.dataSync()].every(Number.isFinite));
    held.it = held.it instanceof tf.Tensor && !(held.it instanceof tf.Variable) ? void held.it.dispose() : undefined;
    await collect();
    assert.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [before.numTensors, before.numBytes]);
  });
}

test('a network of the library goes too, and one that was disposed of; whose weights were renewed is freed with the new ones', async () => {
  await collect();
  const before = tf.memory().numTensors;
  buildNetwork('preresnet-8', 10, 1);
  given().dispose();
  const held: { renewed?: tf.Sequential } = { renewed: given() };
  renew(held.renewed);
  await collect();
  assert.equal(tf.memory().numTensors - before, 8);
  assert.deepEqual(means(held.renewed), [1, 1, 1, 1]);
  held.renewed = undefined;
  await collect();
  assert.equal(tf.memory().numTensors, before);
});

test('TensorFlow.js lists the variables that are there, in the order of their making', async () => {
  const listed = (): string[] => Object.keys(tf.engine().registeredVariables);
  await collect();
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

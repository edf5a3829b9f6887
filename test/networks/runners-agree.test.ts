import test from 'node:test';
import assert from 'node:assert/strict';
import type { Batch } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { GroupNormalization } from '../../lib/src/networks/group-norm';
import { logistic } from '../../lib/src/networks/logistic';
import { buildNetwork } from '../../lib/src/networks/networks';
import type { Normalise, Runner } from '../../lib/src/networks/runner';
import { chain, firstOf, optionsFor, randomBatch, randomState, relativeDifference, SMALL_MODELS, type SmallModel } from './small-models';

const MODES: readonly Normalise[] = ['running', 'batch'];
const STEP = { learningRate: 0.01, momentum: 0.9, weightDecay: 3e-4 };

interface Tolerance {
  /** Relative, of per-example losses, statistics and logits. */
  readonly values: number;
  /** Relative, of gradients and what follows from them; absent where plain TensorFlow.js has none. */
  readonly gradients?: number;
}

/** Both runners of a model in the same state. */
function bothRunners(build: () => tf.LayersModel, shape: readonly number[]): readonly [Runner, Runner] {
  const compiled = createRunner(build(), { ...optionsFor(shape), kind: 'compiled' });
  const layers = createRunner(build(), { ...optionsFor(shape), kind: 'layers' });
  const { weights, statistics } = randomState(compiled);
  for (const runner of [compiled, layers]) {
    runner.setWeights(weights);
    runner.setStatistics(statistics);
  }
  assert.deepEqual(compiled.layout, layers.layout);
  assert.deepEqual(compiled.statisticsLayout, layers.statisticsLayout);
  return [compiled, layers];
}

function near(actual: Float32Array | number, expected: Float32Array | number, tolerance: number, what: string): void {
  const vector = (x: Float32Array | number): Float32Array => (typeof x === 'number' ? Float32Array.of(x) : x);
  const difference = relativeDifference(vector(actual), vector(expected));
  assert.ok(difference <= tolerance, `${what}: the runners differ by ${difference.toExponential(1)} of the value`);
}

function compareOn([compiled, layers]: readonly [Runner, Runner], batch: Batch, tolerance: Tolerance): void {
  for (const mode of MODES) {
    const [ours, reference] = [compiled.evaluate(batch, mode), layers.evaluate(batch, mode)];
    near(ours.losses, reference.losses, tolerance.values, `losses, ${mode}`);
    assert.deepEqual(ours.correct, reference.correct);
    if (tolerance.gradients === undefined) continue;
    const [ourSlope, referenceSlope] = [compiled.gradient(batch, mode), layers.gradient(batch, mode)];
    near(ourSlope.loss, referenceSlope.loss, tolerance.values, `mean loss, ${mode}`);
    near(ourSlope.gradient, referenceSlope.gradient, tolerance.gradients, `gradient, ${mode}`);
  }
  near(compiled.batchStatistics(batch), layers.batchStatistics(batch), tolerance.values, 'batch statistics');
}

function compareTraining([compiled, layers]: readonly [Runner, Runner], batches: readonly Batch[], values: number, gradients: number): void {
  batches.forEach((batch, step) => {
    const [ours, reference] = [compiled.train(batch, STEP), layers.train(batch, STEP)];
    near(ours.loss, reference.loss, gradients, `loss of step ${step}`);
    if (step === 0) assert.equal(ours.correct, reference.correct);
  });
  near(compiled.getMomentum(), layers.getMomentum(), gradients, 'momentum after training');
  near(compiled.getWeights(), layers.getWeights(), values, 'weights after training');
  near(compiled.getStatistics(), layers.getStatistics(), gradients, 'statistics after training');
}

function agree(build: () => tf.LayersModel, shape: readonly number[], classes: number, size: number, tolerance: Tolerance): void {
  const both = bothRunners(build, shape);
  const batch = randomBatch(shape, size, classes);
  compareOn(both, batch, tolerance);
  const partial = firstOf(randomBatch(shape, size, classes, 2), size - 1);
  if (tolerance.gradients !== undefined) compareTraining(both, [batch, partial], tolerance.values, tolerance.gradients);
  for (const runner of both) runner.dispose();
}

const SMALL = { values: 1e-5, gradients: 1e-4 };

const grouped: SmallModel = {
  name: 'group norm',
  shape: [6, 6, 3],
  classes: 4,
  build: () => {
    const l = tf.layers;
    return chain([6, 6, 3], [l.conv2d({ filters: 8, kernelSize: 3, name: 'conv' }), new GroupNormalization({ groups: 4, name: 'gn' }), l.flatten({ name: 'flat' }), l.dense({ units: 4, name: 'fc' })]);
  },
};

for (const { name, shape, classes, build, noPlainGradient } of [...SMALL_MODELS, grouped]) {
  const tolerance = noPlainGradient ? { values: SMALL.values } : SMALL;
  test(`${name}: compiled and plain TensorFlow.js agree`, () => agree(build, shape, classes, 6, tolerance));
}

test('logistic regression of the library: compiled and plain TensorFlow.js agree', () => agree(() => logistic(1), [1], 2, 6, SMALL));

// Rounding turns a few ReLUs near 0 on or off, and each moves the gradient by a jump: in densenet-bc-40 a change of the
// weights by a millionth changes it by a thousandth.
const NETWORKS: Readonly<Record<string, Tolerance>> = {
  'preresnet-8': { values: 1e-4, gradients: 1e-3 },
  'preresnet-8-no-bn': { values: 1e-4, gradients: 1e-3 },
  'preresnet-20': { values: 1e-4, gradients: 1e-3 },
  'preresnet-20-group-norm': { values: 1e-4, gradients: 1e-3 },
  'preresnet-20-layer-norm': { values: 1e-4, gradients: 1e-3 },
  'preresnet-29': { values: 1e-4, gradients: 5e-3 },
  'densenet-bc-40': { values: 1e-4, gradients: 1e-2 },
};

for (const [name, tolerance] of Object.entries(NETWORKS)) {
  test(`${name}: compiled and plain TensorFlow.js agree`, () => agree(() => buildNetwork(name, 10, 1), [32, 32, 3], 10, 4, tolerance));
}

test('a runner starts from the model, and what the compiler does not know runs on layers, with the reason', () => {
  const model = chain([4, 4, 3], [tf.layers.upSampling2d({ name: 'up' }), tf.layers.flatten(), tf.layers.dense({ units: 3, name: 'fc' })]);
  const runner = createRunner(model, optionsFor([4, 4, 3]));
  assert.equal(runner.kind, 'layers');
  assert.match(runner.reason ?? '', /"up".*UpSampling2D/);
  assert.throws(() => createRunner(model, { kind: 'compiled' }), { code: 'UNCOMPILABLE' });
  const known = createRunner(grouped.build(), optionsFor(grouped.shape));
  assert.equal(known.kind, 'compiled');
  assert.equal(known.reason, undefined);
  known.dispose();
  runner.dispose();
});

import test from 'node:test';
import assert from 'node:assert/strict';
import { memoryUse } from '../../../lib/src/engine/memory';
import { tf } from '../../../lib/src/engine/tensorflow';
import { compiledRunner } from '../../../lib/src/networks/compiled/compiled-runner';
import type { Normalise, Runner } from '../../../lib/src/networks/runner';
import { chain, firstOf, optionsFor, randomBatch, randomState, SMALL_MODELS, type SmallModel } from '../small-models';

const STEP = { learningRate: 0.05, momentum: 0.9, weightDecay: 0.01 };
const MODES: readonly Normalise[] = ['running', 'batch'];

function prepared({ build, shape }: SmallModel): Runner {
  const runner = compiledRunner(build(), optionsFor(shape));
  const { weights, statistics } = randomState(runner);
  runner.setWeights(weights);
  runner.setStatistics(statistics);
  return runner;
}

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < actual.length; i++) {
    const allowed = tolerance * Math.max(1, Math.abs(expected[i]));
    assert.ok(Math.abs(actual[i] - expected[i]) <= allowed, `${what}, element ${i}: ${actual[i]} for ${expected[i]}`);
  }
}

for (const small of SMALL_MODELS) {
  test(`${small.name}: one step is v ← μv + g + λw, w ← w − ηv, and a tenth of the way to the batch's statistics`, () => {
    const runner = prepared(small);
    const batch = randomBatch(small.shape, 7, small.classes);
    const momentum = Float32Array.from(runner.getWeights(), (w, i) => 0.1 * Math.cos(i) + 0.01 * w);
    runner.setMomentum(momentum);
    const [weights, statistics, measured] = [runner.getWeights(), runner.getStatistics(), runner.batchStatistics(batch)];
    const { gradient, loss } = runner.gradient(batch, 'batch');
    const { losses, correct } = runner.evaluate(batch, 'batch');
    const result = runner.train(batch, STEP);
    const velocity = gradient.map((g, i) => 0.9 * momentum[i] + g + 0.01 * weights[i]);
    close(runner.getMomentum(), velocity, 1e-5, 'momentum');
    close(runner.getWeights(), weights.map((w, i) => w - 0.05 * velocity[i]), 1e-5, 'weights');
    close(runner.getStatistics(), statistics.map((s, i) => s + 0.1 * (measured[i] - s)), 1e-5, 'statistics');
    close([result.loss, loss], [loss, losses.reduce((a, b) => a + b, 0) / 7], 1e-5, 'loss');
    assert.equal(result.correct, correct.reduce((a, b) => a + b, 0));
    runner.dispose();
  });

  test(`${small.name}: evaluation and gradients change nothing, a part of a batch gives its part of the losses`, () => {
    const runner = prepared(small);
    const batch = randomBatch(small.shape, 6, small.classes);
    const state = (): Float32Array[] => [runner.getWeights(), runner.getMomentum(), runner.getStatistics()];
    const before = state();
    const whole = runner.evaluate(batch, 'running');
    for (const mode of MODES) {
      runner.evaluate(batch, mode);
      runner.gradient(batch, mode);
    }
    runner.batchStatistics(batch);
    assert.deepEqual(state(), before);
    for (const size of [1, 4]) {
      const part = runner.evaluate(firstOf(batch, size), 'running');
      close(part.losses, whole.losses.slice(0, size), 1e-5, 'losses');
      assert.deepEqual(part.correct, whole.correct.slice(0, size));
    }
    runner.train(firstOf(batch, 2), STEP);
    assert.ok(runner.getWeights().every(Number.isFinite));
    runner.dispose();
  });

  test(`${small.name}: what is written to the model is what the model predicts with`, () => {
    const runner = prepared(small);
    const batch = randomBatch(small.shape, 3, small.classes);
    const { losses } = runner.evaluate(batch, 'running');
    runner.writeToModel();
    const again = compiledRunner(runner.model, optionsFor(small.shape));
    assert.deepEqual(again.getWeights(), runner.getWeights());
    assert.deepEqual(again.getStatistics(), runner.getStatistics());
    close(again.evaluate(batch, 'running').losses, losses, 0, 'losses');
    again.dispose();
    runner.dispose();
  });
}

for (const small of SMALL_MODELS) {
  test(`${small.name}: the slope along the gradient is the gradient's length`, () => {
    const runner = prepared(small);
    const batch = randomBatch(small.shape, 6, small.classes);
    const start = runner.getWeights();
    for (const mode of MODES) {
      runner.setWeights(start);
      const { gradient } = runner.gradient(batch, mode);
      const length = Math.hypot(...gradient);
      const lossAt = (distance: number): number => {
        runner.setWeights(start.map((w, i) => w + (distance * gradient[i]) / length));
        return runner.evaluate(batch, mode).losses.reduce((a, b) => a + b, 0) / 6;
      };
      const slope = (lossAt(0.004) - lossAt(-0.004)) / 0.008;
      close([slope], [length], 5e-3, mode);
    }
    runner.dispose();
  });
}

test('batch statistics are the means and unbiased variances of what batch norm takes in', () => {
  const runner = compiledRunner(chain([2], [tf.layers.batchNormalization({ name: 'bn' }), tf.layers.dense({ units: 2, name: 'fc' })]));
  const inputs = Float32Array.of(1, 10, 3, 10, 8, 40);
  const statistics = runner.batchStatistics({ inputs, labels: new Uint8Array(3), size: 3, shape: [2] });
  close(statistics, [4, 20, 13, 300], 1e-6, 'statistics');
  runner.dispose();
});

test('bytes are normalised as (b/255 − mean)/deviation; floats are taken as they are', () => {
  const runner = prepared(SMALL_MODELS[2]);
  const batch = randomBatch(SMALL_MODELS[2].shape, 4, 4);
  const { mean, deviation } = optionsFor(batch.shape).normalisation!;
  const floats = Float32Array.from(batch.inputs, (byte, i) => (byte / 255 - mean[i % 3]) / deviation[i % 3]);
  close(runner.evaluate({ ...batch, inputs: floats }, 'running').losses, runner.evaluate(batch, 'running').losses, 1e-5, 'losses');
  runner.dispose();
});

test('binary cross-entropy counts what lies on the right side of one half', () => {
  const runner = compiledRunner(SMALL_MODELS[0].build());
  runner.setWeights(Float32Array.of(2, -1));
  const { losses, correct } = runner.evaluate({ inputs: Float32Array.of(1, 1, 0, -40), labels: Uint8Array.of(1, 0, 0, 1), size: 4, shape: [1] }, 'running');
  close(losses, [Math.log1p(Math.exp(-1)), Math.log1p(Math.exp(1)), Math.log1p(Math.exp(-1)), 81], 1e-6, 'losses');
  assert.deepEqual([...correct], [1, 0, 1, 0]);
  runner.dispose();
});

test('steps leave no tensors behind, and disposal nothing at all', () => {
  const small = SMALL_MODELS[3];
  const model = small.build();
  const empty = memoryUse();
  const runner = compiledRunner(model, optionsFor(small.shape));
  const batch = randomBatch(small.shape, 5, small.classes);
  const before = memoryUse();
  for (let i = 0; i < 5; i++) {
    runner.train(batch, STEP);
    for (const mode of MODES) runner.evaluate(batch, mode);
    runner.gradient(batch, 'running');
    runner.batchStatistics(batch);
    runner.setWeights(runner.getWeights());
    assert.equal(memoryUse().tensors, before.tensors);
    assert.equal(memoryUse().nativeTensors, before.nativeTensors);
  }
  runner.dispose();
  assert.equal(memoryUse().graphs, empty.graphs);
  assert.equal(memoryUse().tensors, empty.tensors);
  assert.throws(() => runner.getWeights(), { code: 'DISPOSED' });
});

test('what does not fit is refused before anything is run', () => {
  const runner = prepared(SMALL_MODELS[2]);
  const batch = randomBatch(SMALL_MODELS[2].shape, 4, 4);
  const before = runner.getWeights();
  const refused: readonly (readonly [string, () => unknown])[] = [
    ['LABEL_RANGE', () => runner.train({ ...batch, labels: Uint8Array.of(0, 1, 2, 4) }, STEP)],
    ['BATCH_SHAPE', () => runner.train({ ...batch, shape: [8, 8, 1] }, STEP)],
    ['BATCH_SIZE', () => runner.train({ ...batch, size: 3 }, STEP)],
    ['BATCH_SIZE', () => runner.evaluate({ ...batch, inputs: new Uint8Array(0), labels: new Uint8Array(0), size: 0 }, 'running')],
    ['WRONG_LENGTH', () => runner.setWeights(new Float32Array(3))],
    ['WRONG_LENGTH', () => runner.setStatistics(new Float32Array(0))],
  ];
  for (const [code, action] of refused) assert.throws(action, { code });
  assert.deepEqual(runner.getWeights(), before);
  runner.dispose();
  const withoutNormalisation = compiledRunner(SMALL_MODELS[2].build());
  assert.throws(() => withoutNormalisation.evaluate(batch, 'running'), { code: 'NORMALISATION_MISSING' });
  withoutNormalisation.dispose();
  assert.throws(() => compiledRunner(SMALL_MODELS[2].build(), { normalisation: { mean: [0.5], deviation: [0.5] } }), { code: 'NORMALISATION_CHANNELS' });
});

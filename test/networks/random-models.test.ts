import fc from 'fast-check';
import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import type { Batch } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { differenceFromModel } from '../../lib/src/networks/compare-runners';
import { compiledRunner } from '../../lib/src/networks/compiled/compiled-runner';
import { UncompilableError } from '../../lib/src/networks/compiled/uncompilable';
import { layersRunner } from '../../lib/src/networks/layers-runner';
import type { Normalise, Runner } from '../../lib/src/networks/runner';
import { lossesOfLogits, lossesOfProbabilities } from './predicted';
import { buildRecipe, type Recipe, recipes } from './random-models';
import { randomBatch, randomState } from './small-models';

/** `RANDOM_MODELS=2000 RANDOM_SEED=7` tries more of them, or the same ones again. */
const COUNT = Number(process.env.RANDOM_MODELS ?? 40);
const SEED = Number(process.env.RANDOM_SEED ?? 1);

const STEP = { learningRate: 0.05, momentum: 0.9, weightDecay: 0.01 };
const MODES: readonly Normalise[] = ['running', 'batch'];

/** How far float32 may be off, of the largest number in a vector. */
const TOLERANCE = 2e-4;

/** How much more than a rounding of the inputs changes a result the runners may differ in it: they round at every layer. */
const AMPLIFIED = 100;
const ROUNDING = 1e-6;

type Results = ReadonlyMap<string, Float32Array>;

function tryOr<T>(work: () => T, code: string): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as { readonly code?: string }).code === code) return undefined;
    throw error;
  }
}

/** Everything that a runner computes of a batch, by name; the runner is then as before. */
function resultsOf(runner: Runner, batch: Batch): Results {
  const results = new Map<string, Float32Array>();
  for (const mode of MODES) {
    results.set(`losses, ${mode}`, runner.evaluate(batch, mode).losses);
    const gradient = tryOr(() => runner.gradient(batch, mode), 'MODEL_FAILED');
    if (gradient) results.set(`gradient, ${mode}`, gradient.gradient).set(`mean loss, ${mode}`, Float32Array.of(gradient.loss));
  }
  results.set('batch statistics', runner.batchStatistics(batch));
  const [weights, statistics, momentum] = [runner.getWeights(), runner.getStatistics(), runner.getMomentum()];
  const step = tryOr(() => runner.train(batch, STEP), 'MODEL_FAILED');
  if (step) results.set('loss of the step', Float32Array.of(step.loss)).set('weights after', runner.getWeights()).set('statistics after', runner.getStatistics()).set('momentum after', runner.getMomentum());
  runner.setWeights(weights);
  runner.setStatistics(statistics);
  runner.setMomentum(momentum);
  return results;
}

/** Largest difference, relative to the largest number of either. */
function off(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let [difference, size] = [0, 1e-3];
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i])) continue;
    difference = Math.max(difference, Number.isFinite(a[i] - b[i]) ? Math.abs(a[i] - b[i]) : Infinity);
    size = Math.max(size, Math.abs(a[i]), Math.abs(b[i]));
  }
  return difference / size;
}

/** The batch with its inputs off by a rounding each. */
function rounded(batch: Batch, seed: number): Batch {
  const draw = generator(seed, 'rounded');
  return { ...batch, inputs: Float32Array.from(batch.inputs, (x) => x * (1 + ROUNDING * draw.normal())) };
}

/** @throws AssertionError if the results differ by more than rounding explains at this place */
function compare(ours: Results, reference: Results, perturbed: () => readonly Results[]): void {
  for (const [what, expected] of reference) {
    const actual = ours.get(what);
    assert.ok(actual, `${what} is missing`);
    const difference = off(actual, expected);
    if (difference <= TOLERANCE) continue;
    // Where a ReLU or a maximum is about to switch, or a variance is tiny, rounding has large effects.
    const sensitivity = Math.max(...perturbed().map((results) => off(results.get(what) ?? [], expected)));
    assert.ok(difference <= AMPLIFIED * sensitivity, `${what}: off by ${difference.toExponential(1)}, where rounded inputs change it by ${sensitivity.toExponential(1)}`);
  }
}

const seen = { models: 0, compiled: 0 };

function check(recipe: Recipe): void {
  const model = buildRecipe(recipe);
  const batch = floats(randomBatch(recipe.shape, recipe.examples, Math.max(2, recipe.end.units), recipe.seed));
  const layers = layersRunner(model);
  const { weights, statistics } = randomState(layers, recipe.seed);
  layers.setWeights(weights);
  layers.setStatistics(statistics);
  layers.writeToModel();
  const tensors = tf.memory().numTensors;
  try {
    const reference = resultsOf(layers, batch);
    const perturbed = (): Results[] => [1, 2, 3].map((seed) => resultsOf(layers, rounded(batch, seed)));
    const own = Float32Array.from((recipe.end.activated ? lossesOfProbabilities : lossesOfLogits)(model, batch));
    compare(new Map([['losses, running', own]]), new Map([['losses, running', reference.get('losses, running') as Float32Array]]), perturbed);
    assert.equal(differenceFromModel(layers), undefined);
    compareCompiled(model, batch, reference, perturbed);
    assert.equal(tf.memory().numTensors, tensors, 'tensors are left behind');
    seen.models++;
  } finally {
    model.dispose();
  }
}

function compareCompiled(model: tf.LayersModel, batch: Batch, reference: Results, perturbed: () => Results[]): void {
  let compiled: Runner;
  try {
    compiled = compiledRunner(model);
  } catch (error) {
    if (error instanceof UncompilableError) return;
    throw error;
  }
  try {
    assert.equal(differenceFromModel(compiled), undefined);
    compare(resultsOf(compiled, batch), reference, perturbed);
    seen.compiled++;
  } finally {
    compiled.dispose();
  }
}

function floats(batch: Batch): Batch {
  return batch.inputs instanceof Float32Array ? batch : { ...batch, inputs: Float32Array.from(batch.inputs, (byte) => byte / 64 - 2) };
}

test(`${COUNT} random models of seed ${SEED}: both runners and the model's own predictions agree`, () => {
  fc.assert(fc.property(recipes, check), { numRuns: COUNT, seed: SEED, includeErrorInReport: true });
  assert.ok(seen.compiled > seen.models / 2, `${seen.compiled} of ${seen.models} models compiled`);
});

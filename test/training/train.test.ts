import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import { arrayDataset } from '../../lib/src/datasets/array-dataset';
import { epochOrder } from '../../lib/src/datasets/batches';
import type { Dataset } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { layersRunner } from '../../lib/src/networks/layers-runner';
import type { Runner } from '../../lib/src/networks/runner';
import { learningRate, type Recipe } from '../../lib/src/training/recipes';
import type { TrainingState } from '../../lib/src/training/state';
import { type SolutionName, train, type TrainOptions } from '../../lib/src/training/train';
import { chain } from '../networks/small-models';

const FEATURES = 3;
const CLASSES = 3;
const SEED = 11;
const RECIPE: Recipe = {
  name: 'short', epochs: 4, batchSize: 8, schedule: { peak: 0.3, finalFactor: 0.5, span: 3 }, momentum: 0.9, weightDecay: 0.01,
  augment: false, swaStart: 3, afterSwa: { epochs: 2, learningRate: 0.05 }, testEvery: 2,
};

function drawn(): Dataset {
  const source = generator(1, 'examples');
  const part = (count: number): { inputs: Float32Array; labels: Uint8Array } => {
    const labels = Uint8Array.from({ length: count }, () => source.integer(CLASSES));
    return { labels, inputs: Float32Array.from({ length: count * FEATURES }, (_, i) => source.normal() + (labels[Math.floor(i / FEATURES)] === i % FEATURES ? 1 : 0)) };
  };
  return arrayDataset({ name: 'drawn', classes: ['a', 'b', 'c'], shape: [FEATURES], train: part(20), test: part(10) });
}

const dataset = drawn();

/** Softmax regression; with batch norm on the inputs if asked for. */
function runner(batchNorm = false): Runner {
  const dense = tf.layers.dense({ units: CLASSES, name: 'fc', kernelInitializer: tf.initializers.randomNormal({ seed: 3 }) });
  return layersRunner(chain([FEATURES], batchNorm ? [tf.layers.batchNormalization({ name: 'bn' }), dense] : [dense]));
}

/** Gradient of the mean cross-entropy of softmax regression; w holds the kernel row by row, then the biases. */
function gradient(w: readonly number[], examples: readonly number[]): number[] {
  const { inputs, labels } = dataset.train;
  const sum = w.map(() => 0);
  for (const example of examples) {
    const x = [...inputs.subarray(example * FEATURES, (example + 1) * FEATURES)];
    const logits = Array.from({ length: CLASSES }, (_, k) => x.reduce((total, value, j) => total + value * w[j * CLASSES + k], w[FEATURES * CLASSES + k]));
    const total = logits.reduce((all, logit) => all + Math.exp(logit), 0);
    logits.forEach((logit, k) => {
      const error = (Math.exp(logit) / total - Number(labels[example] === k)) / examples.length;
      x.forEach((value, j) => (sum[j * CLASSES + k] += error * value));
      sum[FEATURES * CLASSES + k] += error;
    });
  }
  return sum;
}

/** One epoch as the paper's code has it: v ← μ·v + (g + λ·w), w ← w − η·v. */
function epoch(w: number[], v: number[], index: number, rate: number): void {
  const order = [...epochOrder(SEED, index, dataset.train.count)];
  for (let from = 0; from < order.length; from += RECIPE.batchSize) {
    const g = gradient(w, order.slice(from, from + RECIPE.batchSize));
    g.forEach((slope, i) => {
      v[i] = RECIPE.momentum * v[i] + slope + RECIPE.weightDecay * w[i];
      w[i] -= rate * v[i];
    });
  }
}

function assertClose(found: ArrayLike<number>, expected: readonly number[], what: string): void {
  expected.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 2e-5, `${what}[${i}]: ${found[i]} instead of ${value}`));
}

/** Trains and collects what was handed out. */
async function trained(of: Runner, options: Partial<TrainOptions> = {}): Promise<{ end: TrainingState; solutions: Map<SolutionName, TrainingState> }> {
  const solutions = new Map<SolutionName, TrainingState>();
  const end = await train(of, dataset, RECIPE, { seed: SEED, onSolution: (name, state) => void solutions.set(name, state), ...options });
  return { end, solutions };
}

test('SGD, the average and SGD from it are those of a slow plain implementation in double precision', async () => {
  const start = runner();
  const w = [...start.getWeights()];
  const v = w.map(() => 0);
  const iterates: number[][] = [];
  for (let e = 0; e < RECIPE.epochs; e++) {
    epoch(w, v, e, learningRate(RECIPE.schedule, e));
    iterates.push([...w]);
  }
  const average = w.map((_, i) => (iterates[2][i] + iterates[3][i]) / 2);
  const [after, fresh] = [[...average], w.map(() => 0)];
  // The epochs after SWA draw what no epoch before them has drawn.
  for (const index of [4, 5]) epoch(after, fresh, index, 0.05);

  const { end, solutions } = await trained(start);
  assert.deepEqual([...solutions.keys()], ['sgd', 'swa', 'sgd-after-swa']);
  assertClose(solutions.get('sgd')?.weights ?? [], iterates[3], 'sgd');
  assertClose(solutions.get('swa')?.weights ?? [], average, 'swa');
  assertClose(solutions.get('sgd-after-swa')?.weights ?? [], after, 'sgd after swa');
  assertClose(end.momentum, fresh, 'momentum');
});

test('the history tells phases, rates, when it was tested, and how many models are averaged', async () => {
  const { end } = await trained(runner());
  const rows = end.history.map(({ phase, epoch: number, learningRate: rate, testLoss, averagedModels }) => [phase, number, rate, testLoss !== undefined, averagedModels]);
  const rates = [0, 1, 2, 3].map((e) => learningRate(RECIPE.schedule, e));
  assert.deepEqual(rows, [
    ['sgd', 1, rates[0], false, 0],
    ['sgd', 2, rates[1], true, 0],
    ['sgd', 3, rates[2], false, 1],
    ['sgd', 4, rates[3], true, 2],
    ['after-swa', 1, 0.05, true, 2],
    ['after-swa', 2, 0.05, true, 2],
  ]);
  assert.equal(end.phase, 'done');
});

test('a recipe without averaging gives one solution', async () => {
  const { epochs, batchSize, schedule, momentum, weightDecay, augment, testEvery } = RECIPE;
  const solutions: SolutionName[] = [];
  await train(runner(), dataset, { name: 'plain', epochs, batchSize, schedule, momentum, weightDecay, augment, testEvery }, { seed: SEED, onSolution: (name) => void solutions.push(name) });
  assert.deepEqual(solutions, ['sgd']);
});

test('interrupted while batch norm is re-estimated at the average, a training ends the same', async () => {
  const straight = await trained(runner(true));
  const controller = new AbortController();
  let state: TrainingState | undefined;
  const keep = { onState: (now: TrainingState): void => void (state = now) };
  const onProgress = ({ label }: { label: string }): void => {
    if (label.startsWith('re-estimate')) controller.abort();
  };
  await assert.rejects(trained(runner(true), { ...keep, onProgress, signal: controller.signal }), { code: 'INTERRUPTED' });
  assert.equal(state?.phase, 'sgd', 'the average is not yet taken');
  const resumed = await trained(runner(true), { state });
  assert.deepEqual([...resumed.solutions.keys()], ['sgd', 'swa', 'sgd-after-swa']);
  assert.deepEqual(resumed.solutions.get('swa')?.statistics, straight.solutions.get('swa')?.statistics);
  assert.deepEqual(resumed.end.weights, straight.end.weights);
});

test('weights that overflow in the last step of an epoch are not kept', async () => {
  const states: TrainingState[] = [];
  const wild: Recipe = { ...RECIPE, batchSize: 20, weightDecay: 1e3, schedule: { ...RECIPE.schedule, peak: 3e38 } };
  await assert.rejects(train(runner(), dataset, wild, { seed: SEED, onState: (state) => states.push(state) }), { code: 'TRAINING_DIVERGED' });
  assert.deepEqual(states, []);
});

test('finite weights at which the test loss is none end the training too, before and after averaging', async () => {
  const wild: Recipe[] = [{ ...RECIPE, schedule: { ...RECIPE.schedule, peak: 1e25 } }, { ...RECIPE, afterSwa: { epochs: 1, learningRate: 1e25 } }];
  for (const recipe of wild) {
    const states: TrainingState[] = [];
    await assert.rejects(train(runner(), dataset, recipe, { seed: SEED, onState: (state) => states.push(state) }), { code: 'TRAINING_DIVERGED' });
    for (const { testLoss = 0, trainLoss } of states.flatMap(({ history }) => history)) assert.ok(Number.isFinite(testLoss) && Number.isFinite(trainLoss));
  }
});

test('a recipe that asks for more images than there are is refused', async () => {
  await assert.rejects(train(runner(), dataset, { ...RECIPE, trainExamples: 21 }, { seed: SEED }), { code: 'TRAIN_EXAMPLES_TOO_MANY', message: /21 examples; drawn has 20/ });
  await assert.rejects(train(runner(), dataset, { ...RECIPE, trainExamples: 11, firstExample: 10 }, { seed: SEED }), { code: 'TRAIN_EXAMPLES_TOO_MANY', message: /from number 10 on/ });
});

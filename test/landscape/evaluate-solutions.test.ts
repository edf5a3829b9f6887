import assert from 'node:assert/strict';
import test from 'node:test';
import { compareSolutions, evaluateSolutions, type SolutionEvaluation } from '../../lib/src/landscape/evaluate-solutions';
import { fakeRunner, fakeSplit } from './fake-runner';

const START = [1, 2];
const train = fakeSplit(4, 2, (example, coordinate) => Number(example % 2 === coordinate));
const test_ = fakeSplit(2, 2, (_, coordinate) => 1 - coordinate);
const dataset = { train, test: test_ };
const solution = (weights: number[], statistic: number): { weights: Float32Array; statistics: Float32Array } =>
  ({ weights: Float32Array.from(weights), statistics: Float32Array.of(statistic) });
const solutions = { first: solution([1, 3], 9), second: solution([0, 2], 1) };

test('with their own statistics: the losses of each solution, by hand, and the runner is put back', async () => {
  const runner = fakeRunner(START, 0.5);
  const { first, second } = await evaluateSolutions(runner, solutions, { ...dataset, statistics: 'own' });
  // (w_i − m)² over the examples e_1, e_2 in turn, and 0.1·Σ|w|.
  assert.ok(Math.abs(first.train.loss - ((8 ** 2 + 6 ** 2) / 2 + 0.4)) < 1e-5);
  assert.ok(Math.abs(second.train.loss - ((1 + 1) / 2 + 0.2)) < 1e-6);
  assert.ok(Math.abs(first.test.loss - (8 ** 2 + 0.4)) < 1e-5);
  assert.deepEqual([[...runner.getWeights()], [...runner.getStatistics()]], [START, [0.5]]);
});

test('by default statistics are re-estimated at each solution, from the training examples or others', async () => {
  const runner = fakeRunner(START, 0.5);
  const { first } = await evaluateSolutions(runner, solutions, dataset);
  assert.ok(Math.abs(first.train.loss - (1 + 0.4)) < 1e-6, 'the mean of ⟨w, x⟩ is 2');
  const others = await evaluateSolutions(runner, solutions, { ...dataset, batchNormExamples: test_ });
  assert.ok(Math.abs(others.first.train.loss - (2 ** 2 / 2 + 0.4)) < 1e-6, 'the mean is that of the other examples, 1');
});

test('differences are paired: constant ones have no uncertainty, and accuracies count discordant examples', () => {
  const evaluation = (losses: number[], correct: number[]): SolutionEvaluation['train'] => ({
    losses: Float32Array.from(losses), correct: Uint8Array.from(correct), examples: losses.length,
    loss: losses.reduce((a, b) => a + b, 0) / losses.length, accuracy: correct.reduce((a, b) => a + b, 0) / correct.length,
  });
  const [a, b] = [evaluation([1, 5, 9], [1, 1, 0]), evaluation([0.5, 4.5, 8.5], [1, 0, 0])];
  const { train: difference, test: reversed } = compareSolutions({ train: a, test: b }, { train: b, test: a });
  assert.deepEqual(difference.loss, { value: 0.5, low: 0.5, high: 0.5 });
  assert.ok(Math.abs(difference.accuracy.value - 1 / 3) < 1e-12 && difference.accuracy.low < 1 / 3);
  assert.equal(reversed.loss.value, -0.5);
  assert.throws(() => compareSolutions({ train: a, test: b }, { train: evaluation([1], [1]), test: a }), { code: 'LENGTHS_DIFFER' });
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { afterSwaPhase } from '../../../lib/src/paper/section-6-1/after-swa';
import type { PairPhase } from '../../../lib/src/paper/section-6-1/figures';
import { afterSwaText, mixedText } from '../../../lib/src/paper/section-6-1/tables';
import type { PairMixed } from '../../../lib/src/paper/section-6-1/pair-measurements';
import type { SolutionComparison } from '../../../lib/src/paper/lines/comparisons';
import type { EpochResult } from '../../../lib/src/training/state';

const epoch = (phase: EpochResult['phase'], number: number, trainLoss: number, testLoss?: number): EpochResult => ({
  phase, epoch: number, learningRate: 0.001, trainLoss, trainAccuracy: 0.9, averagedModels: 0, seconds: 1, ...(testLoss !== undefined && { testLoss, testAccuracy: 0.8 }),
});
const comparison = { first: { augmentedLoss: 0.3, reestimated: { test: { loss: 0.6 } } } } as unknown as SolutionComparison;

test('the published rule keeps epochs with lower training and higher test loss than SWA, and all epochs are told', () => {
  const history = [
    epoch('sgd', 1, 0.1, 0.9),
    epoch('after-swa', 1, 0.35, 0.65),
    epoch('after-swa', 2, 0.25, 0.55),
    epoch('after-swa', 3, 0.2, 0.62),
    epoch('after-swa', 4, 0.18, 0.7),
  ];
  const phase = afterSwaPhase(history, comparison);
  assert.deepEqual(phase.epochs.map(({ epoch: number }) => number), [1, 2, 3, 4]);
  assert.deepEqual(phase.keptEpochs, [3, 4]);
  assert.deepEqual(phase.level, { train: 0.3, test: 0.6 });
  const near = (actual: readonly number[] | null, expected: readonly number[]): void => expected.forEach((value, i) => assert.ok(Math.abs((actual?.[i] ?? NaN) - value) < 1e-12));
  near([phase.testDifference.last], [0.1]);
  near(phase.testDifference.all, [-0.05, 0.1]);
  near(phase.testDifference.kept, [0.02, 0.1]);
});

test('where no epoch passes, nothing is selected', () => {
  const phase = afterSwaPhase([epoch('after-swa', 1, 0.5, 0.5)], comparison);
  assert.deepEqual(phase.keptEpochs, []);
  assert.equal(phase.testDifference.kept, null);
});

test('the sentence counts the trainings at which nothing passes, and those of them that speak against the claim', () => {
  const phases = [[0.2, 0.7], [0.5, 0.5], [0.5, 0.7]].map(([train, held]) => ({ phase: afterSwaPhase([epoch('after-swa', 1, train, held)], comparison) }) as unknown as PairPhase);
  assert.equal(afterSwaText(phases), 'Of 1 epochs the rule keeps 0 to 1. At 2 of 3 trainings it keeps none; at 1 of these the last epoch\'s test loss is no higher than SWA\'s, which the rule would have hidden.');
  assert.equal(afterSwaText(phases.slice(0, 1)), 'Of 1 epochs the rule keeps 1 to 1. At 0 of 1 trainings it keeps none.');
});

test('the asymmetry of the mixed directions is split between both parts', () => {
  const along = (index: number | null) => ({ throughSgd: { asymmetry: { recentred: { index } } } });
  const pair = (plus: number | null, minus: number | null) => ({ mixed: { result: { plus: along(plus), minus: along(minus) } } }) as unknown as PairMixed;
  assert.match(mixedText([pair(0.6, 0.5), pair(0.2, -0.3)]), /SWA's at 2 of 2 trainings along .* at 1 of 2 trainings along .* is −0\.05 at least, .* 0\.25 in size at most/);
  assert.equal(mixedText([pair(null, 0.5)]), 'No valley lies on the lines with both of its sides.');
});

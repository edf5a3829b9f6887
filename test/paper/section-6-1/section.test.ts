import assert from 'node:assert/strict';
import test from 'node:test';
import { subset } from '../../../lib/src/datasets/batches';
import { augmentedCopy } from '../../../lib/src/datasets/augmented';
import { tf } from '../../../lib/src/engine/tensorflow';
import { reestimateBatchNorm } from '../../../lib/src/training/batch-norm';
import { evaluate } from '../../../lib/src/training/evaluation';
import { drawDirection } from '../../../lib/src/landscape/directions';
import { linesFigure } from '../../../lib/src/paper/lines/figures';
import { walkFigure } from '../../../lib/src/paper/lines/moving-figures';
import { shownAt } from '../shown-at';
import { batchNormBaselineRows, endPointDifferenceRows, lineRows, reestimationNoiseRows, preconditionRows, table1Rows } from '../../../lib/src/paper/lines/tables';
import { type MeasuredPair, measurePairs } from '../../../lib/src/paper/lines/measured-pairs';
import { type SolutionPair, swaPairs } from '../../../lib/src/paper/lines/pairs';
import { claimsOfSection61 } from '../../../lib/src/paper/section-6-1/claims';
import { afterSwaFigure, afterSwaPhases, mixedFigure, offsetsFigure } from '../../../lib/src/paper/section-6-1/figures';
import {
  measurePairCalibrations, measurePairDerivatives, measurePairMixed, measurePairOffsets, measurePairSlopes, type PairCalibration, type PairMixed, type PairOffsets, type PairSlopes,
} from '../../../lib/src/paper/section-6-1/pair-measurements';
import { afterSwaRows, afterSwaText, calibrationRows, derivativeRows, mixedRows, mixedText, offsetRows, plainSlopeRows, slopeSignSentence } from '../../../lib/src/paper/section-6-1/tables';
import { runnerOf } from '../../../lib/src/paper/study/solutions';
import { studyDataset } from '../../../lib/src/paper/study/study';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';
import { settledMemory } from '../../memory';

const project = temporaryProject(test);
const study = smallStudy(project, { section: '06-1' });
const names = { first: 'SWA', second: 'SGD' };
const words = { title: 'A title', caption: 'What to look for.' };
let pairs: SolutionPair[];
let measured: MeasuredPair[];
let mixed: PairMixed[];
let offsets: PairOffsets[];
let calibrations: PairCalibration[];
let slopes: PairSlopes[];

test.before(async () => {
  await trainLittle(study, 1);
  pairs = await swaPairs(study);
  measured = await measurePairs(study, pairs);
  mixed = await measurePairMixed(study, pairs);
  offsets = await measurePairOffsets(study, pairs);
  calibrations = await measurePairCalibrations(study, pairs);
  slopes = await measurePairSlopes(study, pairs);
});

test('a pair is SWA and the last SGD after it, and the line has both at α = 0 and 1', async () => {
  assert.deepEqual(pairs.map(({ first, second }) => [first.solution, second.solution, first.seed]), [['swa', 'sgd-after-swa', 1]]);
  const { curve, statistics } = measured[0].line.result;
  assert.equal(curve.distances.length, 11);
  const { train } = studyDataset(study.scale);
  const copy = await augmentedCopy(subset(train, 100), 0);
  for (const [solution, alpha] of [[pairs[0].first, 0], [pairs[0].second, 1]] as const) {
    const runner = runnerOf(study, solution);
    const statisticsBefore = runner.getStatistics();
    await reestimateBatchNorm(runner, copy, { batchSize: 100 });
    const { loss } = await evaluate(runner, subset(train, 100));
    runner.setStatistics(statisticsBefore);
    assert.ok(Math.abs(loss - curve.train.loss[curve.distances.indexOf(alpha)]) < 1e-4, `α = ${alpha}`);
  }
  assert.ok(Math.abs(statistics.train.difference.value - (curve.train.loss[4] - curve.train.loss[6])) < 2e-4, 'to the 11 bits of the losses');
});

test('the comparison is over all training images of the recipe and all test images', () => {
  const { first, second, loss, unfairLoss } = measured[0].comparison.result;
  assert.equal(first.reestimated.train.examples, 100);
  assert.equal(second.reestimated.test.examples, studyDataset(study.scale).test.count);
  assert.ok(Math.abs(loss.train.value - (first.reestimated.train.loss - second.reestimated.train.loss)) < 1e-9);
  assert.ok(Math.abs(unfairLoss.test.value - (first.reestimated.test.loss - second.running.test.loss)) < 1e-9);
});

test('before calibration the test losses are those of the comparison and of the line; afterwards no half of the images is worse by much', () => {
  const { result: { first, second, difference, calibrated } } = calibrations[0].calibration;
  const { comparison: { result: ends }, line: { result: line } } = measured[0];
  assert.ok(Math.abs(first.loss - ends.first.reestimated.test.loss) < 1e-5 && Math.abs(second.loss - ends.second.reestimated.test.loss) < 1e-5);
  for (const key of ['value', 'low', 'high'] as const) assert.ok(Math.abs(difference[key] - ends.loss.test[key]) < 1e-5);
  assert.ok(Math.abs(calibrated.value - (first.calibrated - second.calibrated)) < 1e-9);
  const along = calibrations[0].line.result;
  assert.deepEqual(along.positions, line.curve.distances);
  along.loss.forEach((loss, k) => assert.ok(Math.abs(loss - line.curve.test.loss[k]) < 1e-4 * Math.max(1, loss)));
  assert.equal(along.minimum.value, line.statistics.test.minimum.value);
});

test('slopes on plain images are those of the loss with batch norm re-estimated at either side', async () => {
  const { examples, steps, first, second } = slopes[0].slopes.result;
  assert.deepEqual([examples, first.length, second.length], [100, 2, 2]);
  assert.ok(Math.abs(steps[0] - 0.005 * pairs[0].first.weightNorm) < 1e-6);
  const runner = runnerOf(study, pairs[0].first);
  const [weights, statistics] = [runner.getWeights(), runner.getStatistics()];
  const { train } = studyDataset(study.scale);
  const copy = await augmentedCopy(subset(train, 100), 0);
  const direction = drawDirection('uniform01', runner.layout, { seed: 0, index: 1 });
  const lossAt = async (distance: number): Promise<number> => {
    runner.setWeights(weights.map((weight, i) => weight + distance * direction[i]));
    await reestimateBatchNorm(runner, copy, { batchSize: 200 });
    return (await evaluate(runner, subset(train, 100))).loss;
  };
  const slope = ((await lossAt(steps[0])) - (await lossAt(-steps[0]))) / (2 * steps[0]);
  runner.setWeights(weights);
  runner.setStatistics(statistics);
  assert.ok(Math.abs(first[1].value - slope) < 1e-3 * Math.max(1, Math.abs(slope)), `${first[1].value} and ${slope}`);
});

test('SWA projects on the positive side of both mixed directions by construction, as far', () => {
  const { plus, minus } = mixed[0].mixed.result;
  const { length } = measured[0].line.result;
  assert.ok(plus.projection > 0 && minus.projection > 0);
  assert.ok(Math.abs(plus.projection - length / Math.SQRT2) < 0.1 * length);
  assert.equal(plus.throughSgd.curve.distances.length, 9);
});

test('offsets are measured along directions on different tensors', () => {
  const tensors = offsets[0].offsets.result.map(({ tensor }) => tensor);
  assert.equal(new Set(tensors).size, 3);
  for (const { cosineWithInter, radius } of offsets[0].offsets.result) assert.ok(Math.abs(cosineWithInter) <= 1 && radius > 0);
});

test('seven claims are decided and say on what; measuring again reads the same, without leaving tensors', async () => {
  const claims = await claimsOfSection61(smallStudy(project, { section: '06-1', recordsOnly: true }));
  assert.deepEqual(claims.map(({ id }) => id), ['C15', 'C16', 'C17', 'C17, calibrated', 'C18', 'C18, calibrated', 'C19']);
  for (const { verdict, measured: text, provenance } of claims) {
    assert.ok(['holds', 'does not hold at this scale', 'undecided'].includes(verdict));
    assert.doesNotMatch(text, /NaN|undefined|\[object/);
    assert.match(provenance, /preresnet-8, one seed on synthetic, smoke scale/);
  }
  const tensors = (await settledMemory()).tensors;
  await measurePairs(smallStudy(project, { section: '06-1', fresh: true }), pairs);
  assert.equal(tf.memory().numTensors, tensors);
});

test('walking along the line, one stands on both losses and both accuracies', () => {
  const figure = walkFigure(measured[0], names, words);
  const { distances, train, test: held } = measured[0].line.result.curve;
  for (const label of ['0', '1']) {
    const here = shownAt(figure, label).data.filter(({ name }) => name === 'you are here') as unknown as { x: number[]; y: number[] }[];
    const k = distances.indexOf(Number(label));
    const expected = [[train.loss[k], held.loss[k]], [100 * train.accuracy[k], 100 * held.accuracy[k]]];
    here.forEach(({ x, y }, panel) => {
      assert.deepEqual(x, [Number(label), Number(label)]);
      y.forEach((value, i) => assert.ok(Math.abs(value - expected[panel][i]) < 1e-3));
    });
  }
});

test('figures and tables hold what was measured', async () => {
  const phases = afterSwaPhases(study, measured);
  const derivatives = await measurePairDerivatives(study, pairs);
  for (const figure of [linesFigure(measured, names, words), afterSwaFigure(phases, words), mixedFigure(mixed, words), offsetsFigure(offsets, words)]) {
    assert.equal(figure.title, 'A title');
    assert.match(figure.caption, /^What to look for\./);
  }
  const tables = [
    preconditionRows(measured, names), lineRows(measured), batchNormBaselineRows(measured, names), reestimationNoiseRows(measured, names), endPointDifferenceRows(measured),
    table1Rows(measured), afterSwaRows(phases), mixedRows(mixed), offsetRows(offsets), derivativeRows(derivatives, ({ first }) => first.weights),
    calibrationRows(calibrations), plainSlopeRows(slopes, derivatives),
  ];
  for (const rows of tables) assert.doesNotMatch(JSON.stringify(rows), /NaN|undefined|\[object/);
  assert.equal(table1Rows(measured).length, 4);
  assert.throws(() => plainSlopeRows(slopes, []), { code: 'PAIR_ABSENT' });
  assert.match(afterSwaText(phases), /^Of \d+ epochs the rule keeps (\d+) to \1\. At [01] of 1 trainings it keeps none/);
  assert.match(mixedText(mixed), /at [01] of 1 trainings along u<sub>inter<\/sub> \+ .* at least, .* in size at most\.|No valley/);
  assert.match(slopeSignSentence(slopes, derivatives), /positive at [012] of 2 solutions.* negative in [0-4] of 4 measurements/);
  const { first, second, firstLarger, directions } = derivatives[0].derivatives.result;
  assert.ok(first.positive <= directions && second.positive <= directions && firstLarger <= directions);
});

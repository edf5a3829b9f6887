import { trainingBatches } from '../../datasets/batches';
import type { Split } from '../../datasets/dataset';
import { returning } from '../../landscape/evaluate-point';
import { pairedDifference } from '../../numbers/paired-difference';
import { percentileInterval, replicated, timesDrawn, weightedSum } from '../../numbers/resample';
import { type Estimate, mean } from '../../numbers/statistics';
import { crossFitted, type CrossFitted, lossesAt } from '../../training/temperature';
import { codeIdentity } from '../../records/code-identity';
import type { Recorded } from '../../records/records';
import { reestimateFromBatches } from '../../training/batch-norm';
import { logitsOf } from '../../training/logits';
import { recipeOf } from '../../training/recipe-of';
import { trainingSplit } from '../../training/train';
import { labelled, pairRecord, type SolutionPair } from '../lines/pairs';
import { runnerOf, type StudySolution } from '../study/solutions';
import { type Study, studyDataset } from '../study/study';

/** A solution's test loss before and after calibration. */
export interface CalibratedLoss {
  readonly loss: number;
  readonly calibrated: number;
  /** T of either half of the test images, fitted on the other half. */
  readonly temperatures: CrossFitted['temperatures'];
}

/** What calibration leaves of the difference between two solutions' test losses. Intervals are 95 %, over test images. */
export interface Calibration {
  readonly examples: number;
  readonly first: CalibratedLoss;
  readonly second: CalibratedLoss;
  /** Test loss, the first's minus the second's. */
  readonly difference: Estimate;
  /** The same after calibration of either. */
  readonly calibrated: Estimate;
  /** Which share of the difference calibration takes away; above 1 where it turns it round. */
  readonly vanishing: Estimate;
}

const BATCH_SIZE = 128;
const REPLICATES = 2000;

/**
 * The test losses of both solutions of a pair on all test images, each after calibration by one temperature, which is fitted on one
 * half of the images and used on the other. Batch norm re-estimated as in `comparePair`, so that the losses before calibration are
 * the same. Recorded.
 */
export async function measureCalibration(study: Study, pair: SolutionPair): Promise<Recorded<Calibration>> {
  const inputs = {
    trainExamples: recipeOf(pair.first).trainExamples ?? 'all',
    batchSize: BATCH_SIZE,
    reestimation: { seed: pair.first.seed },
    halves: 'even and odd',
    replicates: REPLICATES,
  };
  const code = codeIdentity(__filename, calibrationOf);
  return pairRecord(study, pair, { what: 'calibration', inputs, code }, () => calibrationOf(labelled(study, pair, 'calibration'), pair));
}

async function calibrationOf(study: Study, pair: SolutionPair): Promise<Calibration> {
  const { test } = studyDataset(study.scale);
  const at = (solution: StudySolution): Promise<BothLosses> => lossesOf(study, solution, test, pair.first.seed);
  const [first, second] = [await at(pair.first), await at(pair.second)];
  const [plain, calibrated] = [differences(first.losses, second.losses), differences(first.calibrated, second.calibrated)];
  const shares = replicated('bootstrap/calibration', { replicates: REPLICATES }, (source) => {
    const times = timesDrawn(plain.length, source);
    return 1 - weightedSum(calibrated, times) / weightedSum(plain, times);
  });
  return {
    examples: test.count,
    first: summary(first),
    second: summary(second),
    difference: pairedDifference(first.losses, second.losses),
    calibrated: pairedDifference(first.calibrated, second.calibrated),
    vanishing: { value: 1 - mean(calibrated) / mean(plain), ...percentileInterval(shares) },
  };
}

interface BothLosses {
  readonly losses: Float64Array;
  readonly calibrated: Float64Array;
  readonly temperatures: CrossFitted['temperatures'];
}

async function lossesOf(study: Study, solution: StudySolution, test: Split, seed: number): Promise<BothLosses> {
  const { run } = study;
  const dataset = studyDataset(study.scale);
  const runner = runnerOf(study, solution);
  const train = trainingSplit(dataset, recipeOf(solution));
  const logits = await returning(runner, async () => {
    const feed = trainingBatches(train, { batchSize: BATCH_SIZE, seed, epoch: 0, augment: true });
    await reestimateFromBatches(runner, feed, { ...run, total: train.count });
    return logitsOf(runner, test, dataset.normalisation, run);
  }, run);
  const answers = { logits, labels: test.labels, classes: dataset.classes.length };
  const { losses: calibrated, temperatures } = crossFitted(answers);
  return { losses: lossesAt(answers, 1), calibrated, temperatures };
}

function summary({ losses, calibrated, temperatures }: BothLosses): CalibratedLoss {
  return { loss: mean(losses), calibrated: mean(calibrated), temperatures };
}

function differences(first: Float64Array, second: Float64Array): Float64Array {
  return first.map((loss, i) => loss - second[i]);
}

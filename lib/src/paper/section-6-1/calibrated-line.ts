import { subset } from '../../datasets/batches';
import { moveTo, returning } from '../../landscape/evaluate-point';
import { displacement } from '../../landscape/loss-line';
import { distancesBetween } from '../../numbers/distances';
import { percentileInterval, replicated, resampledMeans, timesDrawn } from '../../numbers/resample';
import { smallestIndex } from '../../numbers/sampled';
import { type Estimate, mean } from '../../numbers/statistics';
import { crossFitted, lossesAt } from '../../training/temperature';
import { codeIdentity } from '../../records/code-identity';
import type { Recorded } from '../../records/records';
import { logitsOf } from '../../training/logits';
import { batchNormCopy, endsOf, labelled, pairRecord, type SolutionPair } from '../lines/pairs';
import { lineSizes } from '../lines/sizes';
import { FROM, TO } from '../lines/solution-lines';
import { AUGMENTATION_SEED } from '../study/examples';
import { type Study, studyDataset } from '../study/study';

/** The test loss along the line through a pair, before and after calibration at every point. */
export interface CalibratedLine {
  /** α */
  readonly positions: readonly number[];
  readonly loss: readonly number[];
  readonly calibrated: readonly number[];
  /** Mean of the two halves' temperatures, at each α. */
  readonly temperatures: readonly number[];
  /** α of the smallest loss, with its 95 % interval from resampling the test images. */
  readonly minimum: Estimate;
  readonly calibratedMinimum: Estimate;
}

const REPLICATES = 1000;

/**
 * The test loss along the line through a pair, α from −2 to 3, on the line's own test images, with batch norm re-estimated as there:
 * as it is, and after calibration by one temperature, at every point anew fitted on one half of the images and used on the other.
 * Recorded.
 */
export async function measureCalibratedLine(study: Study, pair: SolutionPair): Promise<Recorded<CalibratedLine>> {
  const { calibrationStep, testExamples, batchNormExamples } = lineSizes(study.scale);
  const points = Math.round((TO - FROM) / calibrationStep) + 1;
  const inputs = {
    from: FROM, to: TO, points, testExamples, batchNormExamples, augmentationSeed: AUGMENTATION_SEED,
    halves: 'even and odd', replicates: REPLICATES,
  };
  const measured = labelled(study, pair, 'calibrated line');
  const code = codeIdentity(__filename, calibratedLineOf);
  return pairRecord(study, pair, { what: 'calibrated-line', inputs, code }, () => calibratedLineOf(measured, pair, points));
}

async function calibratedLineOf(study: Study, pair: SolutionPair, points: number): Promise<CalibratedLine> {
  const { testExamples, batchNormExamples } = lineSizes(study.scale);
  const { runner, ends } = endsOf(study, pair);
  const { train, test: all, normalisation, classes } = studyDataset(study.scale);
  const test = subset(all, testExamples);
  const copy = await batchNormCopy(study, batchNormExamples, AUGMENTATION_SEED);
  const measurement = { train, batchNorm: 'reestimate', batchNormExamples: copy } as const;
  const direction = displacement(ends);
  const positions = distancesBetween(FROM, TO, points);
  const [losses, calibrated, temperatures]: [Float32Array[], Float32Array[], number[]] = [[], [], []];
  await returning(runner, async () => {
    for (const position of positions) {
      await moveTo(runner, ends.first, direction, position, measurement, study.run);
      const answers = { logits: await logitsOf(runner, test, normalisation, study.run), labels: test.labels, classes: classes.length };
      const fitted = crossFitted(answers);
      losses.push(Float32Array.from(lossesAt(answers, 1)));
      calibrated.push(Float32Array.from(fitted.losses));
      temperatures.push(mean(fitted.temperatures));
      study.run.onProgress?.({ label: 'calibrated line', done: losses.length, total: points });
    }
  }, study.run);
  return {
    positions,
    loss: losses.map(mean),
    calibrated: calibrated.map(mean),
    temperatures,
    minimum: minimumOn(positions, losses),
    calibratedMinimum: minimumOn(positions, calibrated),
  };
}

function minimumOn(positions: readonly number[], losses: readonly Float32Array[]): Estimate {
  const minima = replicated('bootstrap/calibrated-line', { replicates: REPLICATES }, (source) => (
    positions[smallestIndex(resampledMeans(losses, timesDrawn(losses[0].length, source)))]
  ));
  return { value: positions[smallestIndex(losses.map(mean))], ...percentileInterval(minima) };
}

import { subset } from '../../datasets/batches';
import { moveTo, returning } from '../../landscape/evaluate-point';
import { displacement } from '../../landscape/loss-line';
import { distancesBetween } from '../../numbers/distances';
import { percentileInterval, replicated, resampledMeans, timesDrawn } from '../../numbers/resample';
import { splineMinimum } from '../../numbers/spline';
import { type Estimate, mean } from '../../numbers/statistics';
import { crossFitted, lossesAt } from '../../training/temperature';
import { codeIdentity } from '../../records/code-identity';
import { halfPrecision } from '../../records/record-text';
import type { Recorded } from '../../records/records';
import { logitsOf } from '../../training/logits';
import { batchNormCopy, endsOf, labelled, pairRecordWith, type SolutionPair } from '../lines/pairs';
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
  /** α where the spline through the losses is smallest, with its 95 % interval from resampling the test images. */
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
  const what = { what: 'calibrated-line', inputs, code: codeIdentity(__filename, calibratedLineOf) };
  const derivation = { code: codeIdentity(__filename, lineOf), from: async (kept: KeptLine) => lineOf(kept) };
  const { derived, ...record } = await pairRecordWith(study, pair, what, () => calibratedLineOf(measured, pair, points), derivation);
  return { ...record, result: derived };
}

/** {@link CalibratedLine} as its record holds it: each test image's loss at each α. */
interface KeptLine extends Pick<CalibratedLine, 'positions' | 'temperatures'> {
  readonly losses: readonly Float32Array[];
  readonly calibrated: readonly Float32Array[];
}

function lineOf({ positions, temperatures, losses, calibrated }: KeptLine): CalibratedLine {
  return {
    positions,
    loss: losses.map(mean),
    calibrated: calibrated.map(mean),
    temperatures,
    minimum: minimumOn(positions, losses),
    calibratedMinimum: minimumOn(positions, calibrated),
  };
}

async function calibratedLineOf(study: Study, pair: SolutionPair, points: number): Promise<KeptLine> {
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
  return { positions, temperatures, losses: losses.map(halfPrecision), calibrated: calibrated.map(halfPrecision) };
}

function minimumOn(positions: readonly number[], losses: readonly Float32Array[]): Estimate {
  const minima = replicated('bootstrap/calibrated-line', { replicates: REPLICATES }, (source) => (
    splineMinimum(positions, resampledMeans(losses, timesDrawn(losses[0].length, source))).at
  ));
  return { value: splineMinimum(positions, losses.map(mean)).at, ...percentileInterval(minima) };
}

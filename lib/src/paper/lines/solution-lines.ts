import { subset } from '../../datasets/batches';
import type { LossCurve } from '../../landscape/curve';
import { distancesBetween } from '../../numbers/distances';
import { lossLine } from '../../landscape/loss-line';
import { type LineStatistics, lineStatistics } from '../../landscape/line-statistics';
import { type ReestimationNoise, reestimationNoise } from '../../landscape/reestimation-noise';
import { codeIdentity } from '../../records/code-identity';
import { lineSizes } from './sizes';
import { batchNormCopy, endsOf, labelled, pairRecord, pairRecordWith, type SolutionPair } from './pairs';
import type { Recorded } from '../../records/records';
import { AUGMENTATION_SEED } from '../study/examples';
import { halfPrecisionLosses, type KeptCurve, withLosses } from '../study/kept-curves';
import { type Study, studyDataset } from '../study/study';

/** The loss along the line through a pair, with what it says. */
export interface SolutionLine {
  /** Its distances are α. */
  readonly curve: LossCurve;
  /** ‖Δ‖ between the two solutions. */
  readonly length: number;
  readonly statistics: LineStatistics;
}

/** α of the line's ends, as in the authors' call. */
export const [FROM, TO] = [-2, 3];
/** Other crops, for the noise floor. */
const NOISE_SEEDS = [1, 2, 3, 4, 5];
/** Of the bootstrap of a line's minima. */
const REPLICATES = 1000;

/**
 * Train and test loss and accuracy along the line through a pair, α from −2 to 3, batch norm re-estimated at every point
 * on the same augmented images (paper, Figures 8, 10, 25–27). Recorded.
 */
export async function measureLine(study: Study, pair: SolutionPair): Promise<Recorded<SolutionLine>> {
  const { step, trainExamples, testExamples, batchNormExamples } = lineSizes(study.scale);
  const points = Math.round((TO - FROM) / step) + 1;
  const inputs = { from: FROM, to: TO, points, trainExamples, testExamples, batchNormExamples, augmentationSeed: AUGMENTATION_SEED };
  const what = { what: 'line', inputs, code: codeIdentity(__filename, lineOf) };
  const derivation = { code: codeIdentity(__filename, statisticsOf), from: async (line: KeptLine) => statisticsOf(line) };
  const measured = labelled(study, pair, 'line');
  const { derived: statistics, result, ...record } = await pairRecordWith(study, pair, what, () => lineOf(measured, pair, points), derivation);
  return { ...record, result: { curve: result.curve, length: result.length, statistics } };
}

/** What the record of a line holds: with each example's loss. */
interface KeptLine extends KeptCurve, Pick<SolutionLine, 'length'> {}

function statisticsOf({ length, ...kept }: KeptLine): LineStatistics {
  return lineStatistics({ curve: withLosses(kept), length }, { replicates: REPLICATES });
}

async function lineOf(study: Study, pair: SolutionPair, points: number): Promise<KeptLine> {
  const { trainExamples, testExamples, batchNormExamples } = lineSizes(study.scale);
  const { runner, ends } = endsOf(study, pair);
  const { train, test } = studyDataset(study.scale);
  const { curve: { losses, ...curve }, length } = await lossLine(runner, {
    ends,
    positions: distancesBetween(FROM, TO, points),
    train: subset(train, trainExamples),
    test: subset(test, testExamples),
    batchNorm: 'reestimate',
    batchNormExamples: await batchNormCopy(study, batchNormExamples, AUGMENTATION_SEED),
  }, study.run);
  return { curve, losses: halfPrecisionLosses(losses), length };
}

/** How much the losses at both ends of a line depend on the crops from which batch norm is re-estimated. Recorded. */
export async function measureNoise(study: Study, pair: SolutionPair): Promise<Recorded<ReestimationNoise>> {
  const { trainExamples, testExamples, batchNormExamples } = lineSizes(study.scale);
  const inputs = { trainExamples, testExamples, batchNormExamples, augmentationSeeds: NOISE_SEEDS };
  const measured = labelled(study, pair, 'noise');
  return pairRecord(study, pair, { what: 'noise', inputs, code: codeIdentity(__filename, noiseOf) }, () => noiseOf(measured, pair));
}

async function noiseOf(study: Study, pair: SolutionPair): Promise<ReestimationNoise> {
  const { trainExamples, testExamples, batchNormExamples } = lineSizes(study.scale);
  const { runner, ends } = endsOf(study, pair);
  const { train, test } = studyDataset(study.scale);
  const copies = await Promise.all(NOISE_SEEDS.map((seed) => batchNormCopy(study, batchNormExamples, seed)));
  return reestimationNoise(runner, { ends, train: subset(train, trainExamples), test: subset(test, testExamples), copies }, study.run);
}

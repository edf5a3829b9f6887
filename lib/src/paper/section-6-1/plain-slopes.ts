import { subset } from '../../datasets/batches';
import { drawDirection } from '../../landscape/directions';
import { evaluateHere, moveTo, returning } from '../../landscape/evaluate-point';
import type { LineEnds } from '../../landscape/loss-line';
import { pairedDifference } from '../../numbers/paired-difference';
import type { Estimate } from '../../numbers/statistics';
import { norm } from '../../numbers/vector';
import { codeIdentity } from '../../records/code-identity';
import type { Recorded } from '../../records/records';
import { batchNormCopy, endsOf, labelled, pairRecord, type SolutionPair } from '../lines/pairs';
import { lineSizes } from '../lines/sizes';
import { DIRECTION_SEED } from '../study/directions';
import { AUGMENTATION_SEED } from '../study/examples';
import { type Study, studyDataset } from '../study/study';

/** Slopes of the loss on plain images, at both solutions of a pair along the same (0, 1) directions. */
export interface PlainSlopes {
  readonly examples: number;
  /** h of the differences at each solution: the loss is measured at −h and h. */
  readonly steps: readonly [first: number, second: number];
  /** (f(h) − f(−h))/2h of each direction, nats per unit of l, with its 95 % interval over images. */
  readonly first: readonly Estimate[];
  readonly second: readonly Estimate[];
}

/** h as a share of ‖w‖. */
const STEP_SHARE = 0.005;

/**
 * The slopes at both solutions of a pair along (0, 1) directions, of the loss that every claim uses: plain training images, batch
 * norm re-estimated on the same augmented ones at either place. Recorded.
 */
export async function measurePlainSlopes(study: Study, pair: SolutionPair): Promise<Recorded<PlainSlopes>> {
  const { slopeDirections: directions, trainExamples, batchNormExamples } = lineSizes(study.scale);
  const draws = { kind: 'uniform01', seed: DIRECTION_SEED, directions, stepShare: STEP_SHARE };
  const inputs = { ...draws, trainExamples, batchNormExamples, augmentationSeed: AUGMENTATION_SEED };
  const measured = labelled(study, pair, 'plain slopes');
  const code = codeIdentity(__filename, plainSlopesOf);
  return pairRecord(study, pair, { what: 'plain-slopes', inputs, code }, () => plainSlopesOf(measured, pair));
}

async function plainSlopesOf(study: Study, pair: SolutionPair): Promise<PlainSlopes> {
  const { slopeDirections: directions, trainExamples, batchNormExamples: count } = lineSizes(study.scale);
  const { runner, ends } = endsOf(study, pair);
  const train = subset(studyDataset(study.scale).train, trainExamples);
  const batchNormExamples = await batchNormCopy(study, count, AUGMENTATION_SEED);
  const measurement = { train, batchNorm: 'reestimate', batchNormExamples } as const;
  const slopes = async (solution: LineEnds['first']): Promise<Estimate[]> => {
    const step = stepAt(solution);
    const found: Estimate[] = [];
    for (let index = 0; index < directions; index++) {
      const direction = drawDirection('uniform01', runner.layout, { seed: DIRECTION_SEED, index });
      const lossesAt = async (distance: number): Promise<Float32Array> => {
        await moveTo(runner, solution, direction, distance, measurement, study.run);
        return (await evaluateHere(runner, train, measurement, study.run)).losses;
      };
      const { value, low, high } = pairedDifference(await lossesAt(step), await lossesAt(-step));
      found.push({ value: value / (2 * step), low: low / (2 * step), high: high / (2 * step) });
    }
    return found;
  };
  return returning(runner, async () => ({
    examples: train.count,
    steps: [stepAt(ends.first), stepAt(ends.second)] as const,
    first: await slopes(ends.first),
    second: await slopes(ends.second),
  }), study.run);
}

function stepAt({ weights }: LineEnds['first']): number {
  return STEP_SHARE * norm(weights);
}

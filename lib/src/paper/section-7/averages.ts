import { ValleysError } from '../../base/errors';
import { augmentedCopy } from '../../datasets/augmented';
import { subset } from '../../datasets/batches';
import { DEFAULT_BATCH_SIZE, returning } from '../../landscape/evaluate-point';
import { norm } from '../../numbers/vector';
import { type AverageMeasurement, evaluateMasked, squaredDisplacement } from '../../training/masked-average';
import { type AverageComparison, compareLines, type LineOutcomes } from './average-comparisons';
import { addSquaredDistances, type AverageLine, averageLines, hasLine, type LineKind, MASK_SEED } from './average-lines';
import { codeIdentity } from '../../records/code-identity';
import { AUGMENTATION_SEED } from '../study/examples';
import { measureEach } from '../study/measure-each';
import { type AveragedSolutions, averagingEpochs, averagingOf, neededSnapshots } from './iterates';
import type { Recorded } from '../../records/records';
import { openSolution, runnerOf, trainedSeeds } from '../study/solutions';
import { isRecorded, type Study, studyDataset, studyRecord } from '../study/study';

/** One choice of averaged weights over the epochs of a training; lists have one entry for each measured epoch. */
export interface MeasuredAverage {
  readonly kind: LineKind;
  readonly index: number;
  /** Weights that come from the average, in part or whole. */
  readonly parameters: number;
  /** ‖m ⊙ (w̄ − w)‖ / ‖w‖, how far it lies from the iterate. */
  readonly distance: readonly number[];
  readonly testLoss: readonly number[];
  /** Fractions. */
  readonly testAccuracy: readonly number[];
}

/** Averages of one training (paper, Figures 13 and 14), all with batch norm re-estimated. */
export interface MeasuredAverages {
  readonly epochs: readonly number[];
  /** Those of the last third of the averaging: what the claims are about. */
  readonly lastEpochs: readonly number[];
  readonly lines: readonly MeasuredAverage[];
  /** Differences of accuracy with intervals over the test images. */
  readonly comparisons: readonly AverageComparison[];
  readonly testExamples: number;
  readonly batchNormExamples: number;
}

/** The measured trainings of one network, and why the others could not be measured. */
export interface NetworkAverages {
  readonly network: string;
  readonly measured: readonly (Recorded<MeasuredAverages> & { readonly seed: number })[];
  readonly missing: readonly MissingAverages[];
}

/** A training whose averages could not be measured. */
export interface MissingAverages {
  readonly seed: number;
  /** What is not there: the training, the weights of its epochs, or the record of one that has them, in a study of `recordsOnly`. */
  readonly code: (typeof MISSING)[number];
  /** In words, with the remedy. */
  readonly why: string;
}

const MISSING = ['SOLUTION_ABSENT', 'SNAPSHOTS_ABSENT', 'RECORD_ABSENT'] as const;

/**
 * Test accuracy of the iterate, of the average and of averages of a part of the weights at the epochs of one training,
 * from the weights that it kept at the end of each epoch. Recorded: a clone without those weights reads the record.
 *
 * @param kinds those about γ and β are left out in a network without norm layers
 * @throws TrainingError SNAPSHOTS_ABSENT, SNAPSHOTS_FOREIGN, SOLUTION_ABSENT; CheckpointError; InterruptedError
 */
export async function measureAverages(
  study: Study,
  training: { readonly network: string; readonly seed: number },
  kinds: readonly LineKind[],
): Promise<Recorded<MeasuredAverages>> {
  const sgd = await openSolution(study, { ...training, solution: 'sgd' });
  const swa = await openSolution(study, { ...training, solution: 'swa' });
  const inputs = {
    ...study.scale.averages,
    network: sgd.network,
    sgd: sgd.fingerprint,
    swa: swa.fingerprint,
    recipe: sgd.metadata.recipe ?? sgd.recipe,
    dataset: sgd.metadata.dataset_fingerprint ?? study.scale.dataset,
    kinds,
    maskSeed: MASK_SEED,
    batchSize: DEFAULT_BATCH_SIZE,
    reestimatedOn: { augmented: true, seed: AUGMENTATION_SEED },
  };
  const name = `${sgd.network}/${sgd.recipe}-seed-${sgd.seed}/swa/averages-of-${kinds.length}-kinds`;
  // A record that no process can compute is not to be left to another one, and it is the weights that are missing.
  if ((study.computes || study.recordsOnly) && !isRecorded(study, name, inputs)) neededSnapshots(study, sgd);
  const code = codeIdentity(__filename, averagesOf);
  return studyRecord(study, { name, inputs, code }, () => averagesOf(study, { sgd, swa }, kinds));
}

/**
 * {@link measureAverages} at all trained seeds. What was not trained, or has neither a record nor the weights of its epochs, is
 * named as missing, and told to the study.
 */
export async function measureNetworkAverages(study: Study, network: string, kinds: readonly LineKind[]): Promise<NetworkAverages> {
  const missing: MissingAverages[] = [];
  const measured = await measureEach(trainedSeeds(study, { network }), async (seed) => {
    try {
      return [{ ...(await measureAverages(study, { network, seed }, kinds)), seed }];
    } catch (error) {
      if (!(error instanceof ValleysError)) throw error;
      const { code, message } = error;
      const known = MISSING.find((one) => one === code);
      if (known === undefined) throw error;
      missing.push({ seed, code: known, why: message });
      study.onLeftOut?.(message);
      return [];
    }
  });
  return { network, measured: measured.flat(), missing };
}

/** Epochs at which averages are measured: every so many, counted back from the last, and all of the last third. */
export function measuredEpochs(first: number, last: number, every: number): Pick<MeasuredAverages, 'epochs' | 'lastEpochs'> {
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const lastEpochs = all.slice(-Math.max(1, Math.round(all.length / 3)));
  return { epochs: all.filter((epoch) => epoch >= lastEpochs[0] || (last - epoch) % every === 0), lastEpochs };
}

async function averagesOf(study: Study, solutions: AveragedSolutions, kinds: readonly LineKind[]): Promise<MeasuredAverages> {
  const { averages } = study.scale;
  // Before the runner, which wants the dataset: without these weights it is of no use.
  neededSnapshots(study, solutions.sgd);
  const runner = runnerOf(study, solutions.sgd);
  const { first, last } = averagingEpochs(solutions.sgd);
  const { epochs, lastEpochs } = measuredEpochs(first, last, averages.every);
  const amounts = new Float64Array(runner.layout.size);
  for (const at of averagingOf(study, solutions, runner.model)) if (lastEpochs.includes(at.epoch)) addSquaredDistances(amounts, at);
  const lines = averageLines(kinds.filter((kind) => hasLine(kind, runner.layout)), runner.layout, averages.subsets, amounts);
  const outcomes = lines.map(({ kind, index }): LineOutcomes => ({ kind, index, loss: [], accuracy: [], distance: [], correct: [] }));
  const measurement = await imagesOf(study);
  await returning(runner, async () => {
    for (const at of averagingOf(study, solutions, runner.model)) {
      if (!epochs.includes(at.epoch)) continue;
      for (const [i, { mask, kind }] of lines.entries()) {
        const label = `${solutions.sgd.network}, seed ${solutions.sgd.seed}, epoch ${at.epoch}: ${kind}`;
        study.run.onProgress?.({ label, done: epochs.indexOf(at.epoch) * lines.length + i, total: epochs.length * lines.length });
        const { loss, accuracy, correct } = await evaluateMasked(runner, at, mask, measurement, { signal: study.run.signal });
        outcomes[i].loss.push(loss);
        outcomes[i].accuracy.push(accuracy);
        outcomes[i].correct.push(correct);
        outcomes[i].distance.push(Math.sqrt(squaredDisplacement(at, mask)) / norm(at.weights));
      }
    }
  }, study.run);
  const { testExamples, batchNormExamples } = averages;
  const comparisons = compareLines(outcomes, epochs.map((epoch) => lastEpochs.includes(epoch)));
  return { epochs, lastEpochs, lines: lines.map((line, i) => plainLine(line, outcomes[i])), comparisons, testExamples, batchNormExamples };
}

/** The first test images, and the first training images in an augmented copy: every recipe trains on these at least. */
async function imagesOf({ scale }: Study): Promise<AverageMeasurement> {
  const { train, test } = studyDataset(scale);
  const { testExamples, batchNormExamples } = scale.averages;
  return {
    batchNormExamples: await augmentedCopy(subset(train, batchNormExamples), AUGMENTATION_SEED),
    test: subset(test, testExamples),
    batchSize: DEFAULT_BATCH_SIZE,
  };
}

function plainLine({ kind, index, mask }: AverageLine, { loss, accuracy, distance }: LineOutcomes): MeasuredAverage {
  return { kind, index, parameters: mask.filter((share) => share > 0).length, distance, testLoss: loss, testAccuracy: accuracy };
}

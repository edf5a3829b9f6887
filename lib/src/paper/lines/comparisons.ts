import { augmentedCopy } from '../../datasets/augmented';
import { trainingBatches } from '../../datasets/batches';
import type { Split } from '../../datasets/dataset';
import { pairedDifference } from '../../numbers/paired-difference';
import { returning } from '../../landscape/evaluate-point';
import { type AccuracyComparison, type Estimate, mcNemar } from '../../numbers/statistics';
import { reestimateFromBatches } from '../../training/batch-norm';
import { evaluate, type Evaluation } from '../../training/evaluation';
import { recipeOf } from '../../training/recipe-of';
import type { Recipe } from '../../training/recipes';
import { trainingSplit } from '../../training/train';
import { codeIdentity } from '../../records/code-identity';
import type { Score } from '../study/evaluations';
import { labelled, pairRecord, type SolutionPair } from './pairs';
import type { Recorded } from '../../records/records';
import { runnerOf, type StudySolution } from '../study/solutions';
import { type Study, studyDataset } from '../study/study';

/** A solution on all its training images, without augmentation, and on all test images. */
export interface SolutionOutcome {
  /** With the checkpoint's own batch-norm statistics. */
  readonly running: { readonly train: Score; readonly test: Score };
  /** With statistics re-estimated on the augmented training images. */
  readonly reestimated: { readonly train: Score; readonly test: Score };
  /** Loss on an augmented copy of the training images, re-estimated statistics: the authors' training loss of SWA. */
  readonly augmentedLoss: number;
}

/** Two solutions on the same images. Differences are the first's minus the second's, with 95 % intervals over images. */
export interface SolutionComparison {
  readonly first: SolutionOutcome;
  readonly second: SolutionOutcome;
  /** Losses, both with re-estimated statistics: the fair comparison. */
  readonly loss: { readonly train: Estimate; readonly test: Estimate };
  /** Accuracies as fractions, both re-estimated, with McNemar's test. */
  readonly accuracy: { readonly train: AccuracyComparison; readonly test: AccuracyComparison };
  /** Losses, the first re-estimated and the second with its own statistics: what a comparison without care would give. */
  readonly unfairLoss: { readonly train: Estimate; readonly test: Estimate };
}

const BATCH_SIZE = 128;
/** Of the augmented copy on which a training loss is measured. */
const COPY_SEED = 1;

type Splits = 'train' | 'test';
type Evaluations = Readonly<Record<Splits, Evaluation>>;

/**
 * Evaluates both solutions of a pair on all their training images and all test images (paper, Table 1; claim C17). Both
 * re-estimate batch norm on the same augmented images in the same order. Recorded.
 */
export async function comparePair(study: Study, pair: SolutionPair): Promise<Recorded<SolutionComparison>> {
  const recipe = recipeOf(pair.first);
  const inputs = {
    trainExamples: recipe.trainExamples ?? 'all',
    batchSize: BATCH_SIZE,
    reestimation: { seed: pair.first.seed },
    copySeed: COPY_SEED,
  };
  const measured = labelled(study, pair, 'comparison');
  const code = codeIdentity(__filename, comparisonOf);
  return pairRecord(study, pair, { what: 'comparison', inputs, code }, () => comparisonOf(measured, pair, recipe));
}

async function comparisonOf(study: Study, pair: SolutionPair, recipe: Recipe): Promise<SolutionComparison> {
  const dataset = studyDataset(study.scale);
  const train = trainingSplit(dataset, recipe);
  const images = { train, test: dataset.test, copy: await augmentedCopy(train, COPY_SEED) };
  const at = (solution: StudySolution): Promise<Measured> => outcomeAt(study, solution, images, pair.first.seed);
  const [first, second] = [await at(pair.first), await at(pair.second)];
  const difference = (split: Splits, other: Evaluations): Estimate =>
    pairedDifference(first.reestimated[split].losses, other[split].losses);
  const accuracy = (split: Splits): AccuracyComparison => mcNemar(first.reestimated[split].correct, second.reestimated[split].correct);
  return {
    first: scoresOf(first),
    second: scoresOf(second),
    loss: { train: difference('train', second.reestimated), test: difference('test', second.reestimated) },
    accuracy: { train: accuracy('train'), test: accuracy('test') },
    unfairLoss: { train: difference('train', second.running), test: difference('test', second.running) },
  };
}

interface Measured {
  readonly running: Evaluations;
  readonly reestimated: Evaluations;
  readonly augmentedLoss: number;
}

async function outcomeAt(
  study: Study,
  solution: StudySolution,
  images: { train: Split; test: Split; copy: Split },
  seed: number,
): Promise<Measured> {
  const { run } = study;
  const runner = runnerOf(study, solution);
  const both = async (): Promise<Evaluations> => ({
    train: await evaluate(runner, images.train, run),
    test: await evaluate(runner, images.test, run),
  });
  return returning(
    runner,
    async () => {
      const running = await both();
      const feed = trainingBatches(images.train, { batchSize: BATCH_SIZE, seed, epoch: 0, augment: true });
      await reestimateFromBatches(runner, feed, { ...run, total: images.train.count });
      return { running, reestimated: await both(), augmentedLoss: (await evaluate(runner, images.copy, run)).loss };
    },
    run,
  );
}

function scoresOf({ running, reestimated, augmentedLoss }: Measured): SolutionOutcome {
  const score = ({ loss, accuracy, examples }: Evaluation): Score => ({ loss, accuracy, examples });
  const scores = ({ train, test }: Evaluations): { train: Score; test: Score } => ({ train: score(train), test: score(test) });
  return { running: scores(running), reestimated: scores(reestimated), augmentedLoss };
}

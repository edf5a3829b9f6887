import { returning } from '../../landscape/evaluate-point';
import { reestimateFromBatches } from '../../training/batch-norm';
import { trainingBatches } from '../../datasets/batches';
import { evaluate } from '../../training/evaluation';
import { recipeOf } from '../../training/recipe-of';
import type { Recipe } from '../../training/recipes';
import { trainingSplit } from '../../training/train';
import { codeIdentity } from '../../records/code-identity';
import { measureEach } from './measure-each';
import type { Recorded } from '../../records/records';
import { runnerOf, type StudySolution } from './solutions';
import { type Study, studyDataset, studyRecord } from './study';

/** Loss and accuracy on one split. */
export interface Score {
  readonly loss: number;
  /** A fraction. */
  readonly accuracy: number;
  readonly examples: number;
}

/** A solution's scores on plain images, with its own batch-norm statistics and with re-estimated ones. */
export interface SolutionScores {
  /** On all images that it was trained on, without augmentation. */
  readonly train: { readonly running: Score; readonly reestimated: Score };
  /** On all test images. */
  readonly test: { readonly running: Score; readonly reestimated: Score };
}

/**
 * Evaluates a solution on all its training images and all test images, with the checkpoint's own batch-norm statistics
 * and with statistics re-estimated on the augmented training images (the fair comparison with SWA). Recorded.
 */
export async function scoreSolution(study: Study, solution: StudySolution): Promise<Recorded<SolutionScores>> {
  const recipe = recipeOf(solution);
  const inputs = {
    network: solution.network,
    weights: solution.fingerprint,
    dataset: solution.metadata.dataset_fingerprint ?? '',
    trainExamples: recipe.trainExamples,
  };
  const name = `${solution.network}/${solution.recipe}-seed-${solution.seed}/${solution.solution}/scores`;
  return studyRecord(study, { name, inputs, code: codeIdentity(__filename, scoresOf) }, () => scoresOf(study, solution, recipe));
}

async function scoresOf(study: Study, solution: StudySolution, recipe: Recipe): Promise<SolutionScores> {
  const dataset = studyDataset(study.scale);
  const train = trainingSplit(dataset, recipe);
  const runner = runnerOf(study, solution);
  const scores = async (): Promise<{ train: Score; test: Score }> => ({
    train: plain(await evaluate(runner, train, study.run)),
    test: plain(await evaluate(runner, dataset.test, study.run)),
  });
  return returning(runner, async () => {
    const running = await scores();
    const feed = trainingBatches(train, { batchSize: recipe.batchSize, seed: solution.seed, epoch: 0, augment: recipe.augment });
    await reestimateFromBatches(runner, feed, { ...study.run, total: train.count });
    const reestimated = await scores();
    return {
      train: { running: running.train, reestimated: reestimated.train },
      test: { running: running.test, reestimated: reestimated.test },
    };
  }, study.run);
}

/** {@link scoreSolution} of several, one after the other. */
export async function scoreSolutions(study: Study, solutions: readonly StudySolution[]): Promise<Recorded<SolutionScores>[]> {
  return measureEach(solutions, (solution) => scoreSolution(study, solution));
}

function plain({ loss, accuracy, examples }: Score): Score {
  return { loss, accuracy, examples };
}

import type { SolutionPair } from '../lines/pairs';
import { networkOf } from '../study/networks';
import { commonSeeds, openSolution } from '../study/solutions';
import type { Study } from '../study/study';

/** The pairs of section 6.2, of every seed. */
export interface BatchSizePairs {
  /** Small batch (α = 0) and the large batch that it started from (α = 1): the paper's. */
  readonly smallLarge: readonly SolutionPair[];
  /** The control, trained as long with an unchanged batch, and large batch. */
  readonly sameLarge: readonly SolutionPair[];
  /** Small batch and the control: what the batch size alone does. */
  readonly smallSame: readonly SolutionPair[];
}

/**
 * The solutions of the batch-size study, of the seeds for which small batch and control are complete.
 *
 * @throws TrainingError SOLUTION_ABSENT
 */
export async function batchSizePairs(study: Study): Promise<BatchSizePairs> {
  const network = networkOf(study.scale, 'batch-size');
  const { largeBatchRecipe, smallBatchRecipe, sameBatchRecipe } = study.scale;
  const smallLarge: SolutionPair[] = [];
  const sameLarge: SolutionPair[] = [];
  const smallSame: SolutionPair[] = [];
  for (const seed of commonSeeds(study, network, smallBatchRecipe, sameBatchRecipe)) {
    const [large, smaller, control] = [
      await openSolution(study, { network, seed, recipe: largeBatchRecipe, solution: 'sgd' }),
      await openSolution(study, { network, seed, recipe: smallBatchRecipe, solution: 'sgd' }),
      await openSolution(study, { network, seed, recipe: sameBatchRecipe, solution: 'sgd' }),
    ];
    smallLarge.push({ first: smaller, second: large });
    sameLarge.push({ first: control, second: large });
    smallSame.push({ first: smaller, second: control });
  }
  return { smallLarge, sameLarge, smallSame };
}

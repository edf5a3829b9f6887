import { TrainingError } from '../../base/errors';
import type { Cosines } from '../../landscape/cosines';
import type { DirectionKind } from '../../landscape/directions';
import type { Recorded } from '../../records/records';
import { measureEach } from '../study/measure-each';
import { scoreSolutions, type SolutionScores } from '../study/evaluations';
import { convergedSolutions, openSolution, type StudySolution, trainedSeeds } from '../study/solutions';
import type { Study } from '../study/study';
import { directionCosines, type KindMeasurements, measureKinds, SECTION_3_KINDS, section3Directions } from './kinds';

export { measureNetworks as networks } from './networks';

/** Solutions with their scores, in the same order. */
export interface ScoredSolutions {
  readonly solutions: readonly StudySolution[];
  readonly scores: readonly Recorded<SolutionScores>[];
}

/** Cosines between all pairs of directions of a kind. */
export interface KindCosines {
  readonly kind: DirectionKind;
  readonly cosines: Recorded<Cosines>;
}

/**
 * Scores of the study's own network: of the three solutions of every trained seed, and of SGD on all images, which is left
 * out where it is not trained.
 *
 * @throws TrainingError SOLUTION_ABSENT
 */
export async function scores(study: Study): Promise<ScoredSolutions> {
  const solutions: StudySolution[] = [];
  for (const seed of trainedSeeds(study)) {
    for (const solution of ['sgd', 'swa', 'sgd-after-swa'] as const) solutions.push(await openSolution(study, { seed, solution }));
  }
  solutions.push(...(await solutionsOnAllImages(study)));
  return { solutions, scores: await scoreSolutions(study, solutions) };
}

async function solutionsOnAllImages(study: Study): Promise<StudySolution[]> {
  const recipe = study.scale.fullRecipe;
  const solutions: StudySolution[] = [];
  try {
    for (const seed of trainedSeeds(study, { recipe })) solutions.push(await openSolution(study, { seed, recipe, solution: 'sgd' }));
  } catch (error) {
    if (!(error instanceof TrainingError && error.code === 'SOLUTION_ABSENT')) throw error;
    study.onLeftOut?.(error.message);
  }
  return solutions;
}

/** Curves along all kinds of direction with batch norm frozen, at the first seed of the study's own network. @throws as {@link scores} */
export async function frozenKinds(study: Study): Promise<KindMeasurements[]> {
  const [first] = await convergedSolutions(study);
  return measureKinds(study, [first], section3Directions(study), 'frozen');
}

/** Cosines between the directions of each kind of which there are several. */
export async function cosines(study: Study): Promise<KindCosines[]> {
  const several = SECTION_3_KINDS.filter((kind) => kind !== 'ones');
  return measureEach(several, async (kind) => ({ kind, cosines: await directionCosines(study, kind) }));
}

import { networkOf } from '../study/networks';
import { commonSeeds, openSolution, type StudySolution, trainedSeeds } from '../study/solutions';
import type { Study } from '../study/study';

/** What two solutions differ in. */
export type WidthPairKind = 'batch size' | 'batch size, equally long' | 'averaging';

/** Two solutions of one training whose apparent widths are compared. */
export interface WidthPair {
  readonly kind: WidthPairKind;
  readonly seed: number;
  /** The one that the paper reports to look wider. */
  readonly wide: StudySolution;
  readonly narrow: StudySolution;
  /** The solutions, of the first seed, whose rays decide how far all rays of the comparison go. */
  readonly reachOf: readonly StudySolution[];
}

/** What the two solutions are called, the one said to be wider first. */
export const WIDTH_NAMES: Readonly<Record<WidthPairKind, readonly [string, string]>> = {
  'batch size': ['small batch', 'large batch'],
  'batch size, equally long': ['small batch', 'same batch, as long'],
  averaging: ['SWA', 'SGD after SWA'],
};

/**
 * The pairs of section 6.3 over all trained seeds.
 *
 * - `batch size`: the small-batch solution against the large-batch one from which it went on (Figure 11).
 * - `batch size, equally long`: the same against the control, which went on as long with an unchanged batch.
 * - `averaging`: SWA against SGD continued from it (Appendix H).
 *
 * @throws TrainingError SOLUTION_ABSENT with the command that trains it
 */
export async function openWidthPairs(study: Study, kind: WidthPairKind): Promise<WidthPair[]> {
  const pairs: Omit<WidthPair, 'reachOf'>[] = [];
  for (const seed of seedsOf(study, kind)) pairs.push({ kind, seed, ...(await openPair(study, kind, seed)) });
  const [first] = pairs;
  const reachOf =
    kind === 'batch size, equally long' ? Object.values(await openPair(study, 'batch size', first.seed)) : [first.wide, first.narrow];
  return pairs.map((pair) => ({ ...pair, reachOf }));
}

/** Seeds of which both solutions are trained; the first of one of them where there is none, so that opening it says what is missing. */
function seedsOf(study: Study, kind: WidthPairKind): number[] {
  if (kind === 'averaging') return trainedSeeds(study);
  return commonSeeds(study, networkOf(study.scale, 'batch-size'), study.scale.smallBatchRecipe, narrowRecipe(study, kind));
}

function narrowRecipe({ scale }: Study, kind: WidthPairKind): string {
  return kind === 'batch size' ? scale.largeBatchRecipe : scale.sameBatchRecipe;
}

async function openPair(study: Study, kind: WidthPairKind, seed: number): Promise<Pick<WidthPair, 'wide' | 'narrow'>> {
  if (kind === 'averaging') {
    return {
      wide: await openSolution(study, { seed, solution: 'swa' }),
      narrow: await openSolution(study, { seed, solution: 'sgd-after-swa' }),
    };
  }
  const network = networkOf(study.scale, 'batch-size');
  return {
    wide: await openSolution(study, { network, recipe: study.scale.smallBatchRecipe, seed, solution: 'sgd' }),
    narrow: await openSolution(study, { network, recipe: narrowRecipe(study, kind), seed, solution: 'sgd' }),
  };
}

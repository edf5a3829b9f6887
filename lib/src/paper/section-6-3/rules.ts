import { RISE_WINDOW, type WidthComparison } from '../../landscape/width-comparison';
import { decideAll, decideBelow, type Verdict } from '../claims/claims';
import { decideOverSeeds, type SeedEstimates } from '../claims/over-seeds';
import { FEWEST_SEEDS } from '../../numbers/over-clusters';
import { rule } from '../claims/rule';
import { inWords } from '../claims/words';

/** Whether a solution looks wider than another one, and whether it generalises better. */
export interface ApparentWidths {
  readonly comparison: WidthComparison;
  /** Test loss of the solution said to be wider, minus the other's. */
  readonly testLoss: SeedEstimates;
}

/**
 * The rule of C21 and C22: whether the loss rises less around the first solution at every distance of the window; over
 * seeds if there are three, otherwise in every seed. The paper speaks of solutions of which one generalises better.
 */
const LOOKS_WIDER = rule({
  thresholds: { leastRise: RISE_WINDOW[0], largestRise: RISE_WINDOW[1], difference: 0, testLoss: 0, fewestSeeds: FEWEST_SEEDS },
  sentence: ({ leastRise, largestRise, difference, testLoss, fewestSeeds }) =>
    `Holds if the mean rise over rays is smaller at every distance where it lies between ${leastRise} and ${largestRise} ` +
    `nat (mean of both solutions): the 95 % interval of the difference lies below ${difference}. Interval: Student's t over seeds ` +
    `from ${inWords(fewestSeeds)} on; below, paired bootstrap over rays and examples, in every seed. Undecided unless the solution ` +
    `that is said to be wider generalises better: its test loss minus the other's lies below ${testLoss} with its whole interval.`,
  decide: ({ comparison, testLoss }: ApparentWidths, thresholds): Verdict => {
    if (decideOverSeeds(testLoss, 'below', thresholds.testLoss) !== 'holds') return 'undecided';
    return decideWidths(comparison, thresholds);
  },
});

/** Whether the loss rises less around the first solution at every distance of the window, whichever generalises better. */
export function decideWidths({ seeds, overSeeds, window }: WidthComparison, { difference }: { readonly difference: number }): Verdict {
  const differences = window.flatMap((k) => (overSeeds ? [overSeeds[k]] : seeds.map((seed) => seed.difference[k])));
  return decideAll(differences.map((one) => decideBelow(one, difference)));
}

/** The rules of section 6.3, by the claims that they decide. */
export const RULES = { C21: LOOKS_WIDER, C22: LOOKS_WIDER } as const;

import { RISE_WINDOW, type WidthComparison } from '../../landscape/width-comparison';
import { decideAll, decideBelow } from '../claims/claims';
import { FEWEST_SEEDS } from '../claims/over-seeds';
import { rule } from '../claims/rule';
import { inWords } from '../claims/words';

/**
 * The rule of C21 and C22: whether the loss rises less around the first solution at every distance of the window; over
 * seeds if there are three, otherwise in every seed.
 */
const LOOKS_WIDER = rule({
  thresholds: { leastRise: RISE_WINDOW[0], largestRise: RISE_WINDOW[1], difference: 0, fewestSeeds: FEWEST_SEEDS },
  sentence: ({ leastRise, largestRise, difference, fewestSeeds }) =>
    `Holds if the mean rise over rays is smaller at every distance where it lies between ${leastRise} and ${largestRise} ` +
    `nat (mean of both solutions): the 95 % interval of the difference lies below ${difference}. Interval: Student's t over seeds ` +
    `from ${inWords(fewestSeeds)} on; below, paired bootstrap over rays and examples, in every seed.`,
  decide: ({ seeds, overSeeds, window }: WidthComparison, thresholds) => {
    const differences = window.flatMap((k) => (overSeeds ? [overSeeds[k]] : seeds.map(({ difference }) => difference[k])));
    return decideAll(differences.map((difference) => decideBelow(difference, thresholds.difference)));
  },
});

/** The rules of section 6.3, by the claims that they decide. */
export const RULES = { C21: LOOKS_WIDER, C22: LOOKS_WIDER } as const;

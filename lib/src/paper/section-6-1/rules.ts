import type { Estimate } from '../../numbers/statistics';
import { decideAbove, decideAll, type Verdict } from '../claims/claims';
import { overSeedsText, SEEDS } from '../claims/over-seeds';
import { rule } from '../claims/rule';
import { inWords, timesText } from '../claims/words';
import { FLAT_SIDE, NO_BUMP, TEST_MINIMUM, TRADE } from '../lines/rules';

/** Along how many of the asymmetric directions the first solution's offset is the larger one. */
export interface OffsetShares {
  /** How many are asymmetric. */
  readonly directions: number;
  readonly share: Estimate;
  /** Null below three seeds. */
  readonly overSeeds: Estimate | null;
}

/** C19's rule. A direction counts as asymmetric if the sharp side rises so many times as much as the flat one. */
const MOSTLY_FARTHER = rule({
  thresholds: { fewestDirections: 30, share: 0.5, riseRatio: 2, ...SEEDS },
  sentence: ({ fewestDirections, share, riseRatio, ...seeds }) =>
    `Holds if, over at least ${fewestDirections} asymmetric directions drawn without u_inter, SWA's offset exceeds SGD's in more than ` +
    `${inWords(share, 'half')}: Wilson's interval lies above ${inWords(share, '½')}, and from ${inWords(seeds.fewestSeeds)} seeds on ` +
    `the interval over seeds too. ${overSeedsText(seeds)} Asymmetric: the loss rises on both sides, on one at least ` +
    `${timesText(riseRatio)} as much.`,
  decide: ({ directions, share, overSeeds }: OffsetShares, thresholds): Verdict => {
    if (directions < thresholds.fewestDirections) return 'undecided';
    const shares = overSeeds === null ? [share] : [share, overSeeds];
    return decideAll(shares.map((one) => decideAbove(one, thresholds.share)));
  },
});

/** The rules of section 6.1, by the claims that they decide. */
export const RULES = {
  C15: NO_BUMP,
  C16: FLAT_SIDE,
  C17: TRADE,
  C18: TEST_MINIMUM,
  C19: MOSTLY_FARTHER,
} as const;

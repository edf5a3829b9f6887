import type { Estimate } from '../../numbers/statistics';
import { decideAbove, decideAll, type Verdict } from '../claims/claims';
import { decideOverSeeds, overSeedsText, type SeedEstimates, SEEDS } from '../claims/over-seeds';
import { rule } from '../claims/rule';
import { inWords, timesText } from '../claims/words';
import { FLAT_SIDE, NO_BUMP, PRECONDITIONS, preconditionsText, TEST_MINIMUM, TRADE } from '../lines/rules';

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

/** SWA's test loss minus SGD's at the trainings of one network. */
export interface CalibratedDifferences {
  readonly plain: SeedEstimates;
  readonly calibrated: SeedEstimates;
}

/** C17, calibrated's rule, about the networks that meet the precondition. */
const LOWER_WHEN_CALIBRATED = rule({
  thresholds: { plain: 0, difference: 0, ...PRECONDITIONS },
  sentence: ({ plain, difference, ...preconditions }) =>
    `Ours. Decided at the networks at which SWA's test loss minus SGD's lies below ${plain} with its whole interval: holds if at each of ` +
    `them it lies below ${difference} also when the logits of either solution are divided by one temperature, fitted on the test images ` +
    `of even number for those of odd number, and the other way round. ${preconditionsText(preconditions)}`,
  decide: (networks: readonly CalibratedDifferences[], { plain, difference }) =>
    decideAll(networks
      .filter((network) => decideOverSeeds(network.plain, 'below', plain) === 'holds')
      .map(({ calibrated }) => decideOverSeeds(calibrated, 'below', difference))),
});

/** C18, calibrated's rule: α of the calibrated test minimum minus α of the training minimum, at each network. */
const CALIBRATED_MINIMUM = rule({
  thresholds: { gap: 0, ...PRECONDITIONS },
  sentence: ({ gap, ...preconditions }) =>
    `Ours. Holds if α of the smallest test loss after calibration, by one temperature at every point, minus α of the training ` +
    `minimum is below ${gap} with its whole interval. ${preconditionsText(preconditions)}`,
  decide: (networks: readonly SeedEstimates[], { gap }) => decideAll(networks.map((network) => decideOverSeeds(network, 'below', gap))),
});

/** The rules of section 6.1, by the claims that they decide. */
export const RULES = {
  C15: NO_BUMP,
  C16: FLAT_SIDE,
  C17: TRADE,
  'C17, calibrated': LOWER_WHEN_CALIBRATED,
  C18: TEST_MINIMUM,
  'C18, calibrated': CALIBRATED_MINIMUM,
  C19: MOSTLY_FARTHER,
} as const;

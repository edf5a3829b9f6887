import { decideAbove, decideAll, holdsIf, type Verdict } from '../claims/claims';
import { overSeedsText, SEEDS } from '../claims/over-seeds';
import { rule } from '../claims/rule';
import { inWords } from '../claims/words';
import type { AccuracyDifference, GainComparison } from './gains';
import { DECIDING_LEVEL } from './group-curves';
import type { GroupComparison } from './groups';

/** The network of the paper's Figure 12. */
export const PAPER_NETWORK = 'preresnet-110';

/**
 * C23's rule, about the groups of every network at the level; null where no pair rises so far. The paper's own network decides where
 * it is measured; otherwise the others must agree.
 */
const MORE_ASYMMETRIC = rule({
  thresholds: { level: DECIDING_LEVEL, index: 0, secantRatio: 1, ...SEEDS },
  sentence: ({ level, index, secantRatio, ...seeds }) =>
    `At each network, where the sharper side has risen by ${level} nats: for, if over pairs of directions the difference of |A| lies ` +
    `above ${index} and the ratio of ρ above ${secantRatio}, batch-norm weights against all others, each with its whole interval (over ` +
    `seeds from ${inWords(seeds.fewestSeeds)} on, else pairs resampled); against, if one of them lies below. Decided by PreResNet-110, ` +
    `the paper's network, if it is measured. Else holds if all networks are for, fails if all are against. ${overSeedsText(seeds)}`,
  decide: (networks: readonly (GroupComparison | null)[], thresholds): Verdict => {
    const own = networks.find((one) => one?.network === PAPER_NETWORK);
    const verdicts = (own ? [own] : networks).map((one) => verdictAt(one, thresholds));
    const [first] = verdicts;
    return verdicts.length > 0 && verdicts.every((verdict) => verdict === first) ? first : 'undecided';
  },
});

/** Whether one network is for C23, against it, or neither. */
function verdictAt(one: GroupComparison | null, { index, secantRatio }: Readonly<Record<'index' | 'secantRatio', number>>): Verdict {
  return one === null ? 'undecided' : decideAll([decideAbove(one.index, index), decideAbove(one.secantRatio, secantRatio)]);
}

/** {@link verdictAt} of the rule's own thresholds, in a word. */
export function stanceOn(one: GroupComparison): 'for' | 'against' | 'undecided' {
  const verdict = verdictAt(one, MORE_ASYMMETRIC.thresholds);
  if (verdict === 'undecided') return verdict;
  return verdict === 'holds' ? 'for' : 'against';
}

/** C24's rule, about SWA-BN minus SWA-Non-BN and SWA minus SWA-BN; undefined where one was not measured. */
const BETWEEN = rule({
  thresholds: { difference: 0, ...SEEDS },
  sentence: ({ difference, ...seeds }) =>
    `Mean over the last third of the averaged epochs; holds if both differences lie above ${difference} with their intervals over ` +
    `seeds (below ${inWords(seeds.fewestSeeds)} seeds over epochs, in blocks) and over test images. ${overSeedsText(seeds)}`,
  decide: (differences: readonly (AccuracyDifference | undefined)[], { difference }): Verdict => {
    const known = differences.filter((one) => one !== undefined);
    if (known.length < differences.length) return 'undecided';
    return decideAll(known.flatMap(({ overEpochs, overImages }) => (
      [decideAbove(overEpochs, difference), decideAbove(overImages, difference)]
    )));
  },
});

/** C25's rule. */
const GAINS_MORE = rule({
  thresholds: { difference: 0 },
  sentence: ({ difference }) =>
    `Gain: accuracy of the average minus that of the iterate with batch norm re-estimated, mean over the last third of the ` +
    `averaged epochs. Holds if the t-interval of its difference over seeds lies above ${difference}.`,
  decide: ({ seeds, difference }: GainComparison, thresholds): Verdict =>
    seeds.length === 0 ? 'undecided' : decideAbove(difference, thresholds.difference),
});

/** C26's rule, about the share that was counted and the paper's, both in percent. */
const SAME_DIGITS = rule({
  thresholds: { digits: 2 },
  sentence: ({ digits }) =>
    `Counted in PreResNet-110 with bottleneck blocks and 10 classes; holds if it rounds to the same ${inWords(digits)} digits.`,
  decide: ({ counted, paper }: { readonly counted: number; readonly paper: number }, { digits }) =>
    holdsIf(Math.abs(counted - paper) < 0.5 * 10 ** -digits),
});

/** The rules of section 7, by the claims that they decide. */
export const RULES = {
  C23: MORE_ASYMMETRIC,
  C24: BETWEEN,
  C25: GAINS_MORE,
  C26: SAME_DIGITS,
} as const;

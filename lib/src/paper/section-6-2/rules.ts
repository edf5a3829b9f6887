import { decideAll, type Verdict } from '../claims/claims';
import { FEWEST_SEEDS } from '../../numbers/over-clusters';
import { decideOverSeeds, type SeedEstimates } from '../claims/over-seeds';
import { rule } from '../claims/rule';
import { inWords } from '../claims/words';
import { PRECONDITIONS, preconditionsText } from '../lines/rules';

/** C20's rule, about the verdicts of its parts. */
const ALL_PARTS = rule({
  thresholds: PRECONDITIONS,
  sentence: (preconditions) =>
    `Holds if all four parts do by the rules of C15 (no bump, without its control), C17 (trade), C16 (flat side) and C18 (test ` +
    `minimum), small batch for SWA and large batch for SGD. ${preconditionsText(preconditions)}`,
  decide: (parts: readonly Verdict[]) => decideAll(parts),
});

/** Losses of one network, small batch minus control. */
export interface ControlDifferences {
  readonly train: SeedEstimates;
  readonly test: SeedEstimates;
}

/** C20, control's rule. */
const TRADE_WITH_CONTROL = rule({
  thresholds: { fewestSeeds: FEWEST_SEEDS },
  sentence: ({ fewestSeeds }) =>
    `Ours. Holds if small batch has the higher training loss and the lower test loss also against the control, which was ` +
    `trained as long from the same start, at the same rate, with an unchanged batch. From ${inWords(fewestSeeds)} seeds on by ` +
    `Student's t over seeds.`,
  decide: (networks: readonly ControlDifferences[]) =>
    decideAll(networks.flatMap(({ train, test }) => [decideOverSeeds(train, 'above', 0), decideOverSeeds(test, 'below', 0)])),
});

/** The rules of section 6.2, by the claims that they decide. */
export const RULES = { C20: ALL_PARTS, 'C20, control': TRADE_WITH_CONTROL } as const;

import { type Bump, type LineStatistics, RISE_DISTANCES, RISE_ERRORS } from '../../landscape/line-statistics';
import type { Estimate } from '../../numbers/statistics';
import { decideAll, type Verdict } from '../claims/claims';
import { FEWEST_SEEDS } from '../../numbers/over-clusters';
import { percentText } from '../../numbers/texts';
import { decideOverSeeds, type SeedEstimates, seedEstimates, seedText } from '../claims/over-seeds';
import { rule } from '../claims/rule';
import { inWords } from '../claims/words';
import { bumpOf, bumpText, highestOf } from './bumps';
import { byNetwork, isTestable, LEAST_GAP, type LinePair, type MeasuredPair, relativeLength } from './measured-pairs';

/** A rule applied: what came out, and on which numbers. */
export interface Decision {
  readonly verdict: Verdict;
  readonly measured: string;
}

/** Names of the solutions in texts, such as SWA and SGD. */
export interface PairWords {
  readonly first: string;
  readonly second: string;
}

const SPLITS = ['train', 'test'] as const;

/** What the rules about trained pairs share: when intervals are over seeds, and which networks are left out. */
export const PRECONDITIONS: PreconditionThresholds = { fewestSeeds: FEWEST_SEEDS, leastGap: LEAST_GAP };
type PreconditionThresholds = Readonly<Record<'fewestSeeds' | 'leastGap', number>>;

/** {@link PRECONDITIONS} in words. */
export function preconditionsText({ fewestSeeds, leastGap }: PreconditionThresholds): string {
  return (
    `From ${inWords(fewestSeeds)} seeds on each interval is Student's t over seeds; below that every training's own interval over ` +
    `images must agree. A network whose training accuracy does not exceed its test accuracy by ${100 * leastGap} points is left out.`
  );
}

/** What C15 says: the highest rises above the chord, nats. */
export interface Bumps {
  /** On the lines that the claim is about, both splits of each. */
  readonly lines: readonly Bump[];
  /** On a line between two trainings, where a bump is expected; absent where the rule is applied without its control. */
  readonly control?: readonly Bump[];
}

/** C15's rule. */
export const NO_BUMP = rule({
  thresholds: { largestRise: 0.02, standardErrors: 2 },
  sentence: ({ largestRise, standardErrors }) =>
    `Holds if on every line, training and test, the loss rises above the chord between the two solutions by no more than ` +
    `${largestRise} nats or ${inWords(standardErrors)} standard errors; it fails where the rise exceeds ${largestRise} nats by more ` +
    `than ${inWords(standardErrors)} standard errors, or a loss between the two is not finite. Undecided unless such a rise is found ` +
    `where one is expected (positive control): on a line between the SWA solutions of two trainings, measured in the same way.`,
  decide: ({ lines, control }: Bumps, { largestRise, standardErrors }): Verdict => {
    const rises = ({ height, standardError }: Bump): boolean => height - standardErrors * standardError > largestRise;
    if (control !== undefined && !(control.length > 0 && control.every(rises))) return 'undecided';
    return decideAll(lines.map((bump) => {
      if (bump.height <= Math.max(largestRise, standardErrors * bump.standardError)) return 'holds';
      return rises(bump) ? 'does not hold at this scale' : 'undecided';
    }));
  },
});

/** What C16 says of one network: α of the minimum, and by how much more the loss rises beyond it, at each distance. */
export interface FlatSideEstimates {
  readonly minimum: SeedEstimates;
  /** Intervals of {@link RISE_ERRORS} standard errors. */
  readonly excesses: readonly SeedEstimates[];
}

const [NEAR, FARTHER, FARTHEST] = RISE_DISTANCES;

/** C16's rule, about one network. */
export const FLAT_SIDE = rule({
  thresholds: { minimum: 0, near: NEAR, farther: FARTHER, farthest: FARTHEST, standardErrors: RISE_ERRORS, ...PRECONDITIONS },
  sentence: ({ minimum, near, farther, farthest, standardErrors, ...preconditions }) =>
    `Holds if α of the training minimum is above ${minimum}, and at every distance d of ${near}, ${farther} and ${farthest} that the ` +
    `line reaches on both sides the loss rises more beyond the minimum than towards the first solution, by more than ` +
    `${inWords(standardErrors)} standard errors. ${preconditionsText(preconditions)}`,
  decide: ({ minimum, excesses }: FlatSideEstimates, thresholds) => {
    if (excesses.length === 0) return 'undecided';
    const beyond = excesses.map((excess) => decideOverSeeds(excess, 'above', 0));
    return decideAll([decideOverSeeds(minimum, 'above', thresholds.minimum), ...beyond]);
  },
});

/** A difference between the two solutions, and the side of 0 on which the paper has it. */
export interface SidedDifference {
  readonly estimates: SeedEstimates;
  readonly side: 'above' | 'below';
}

/** C17's rule, about one network. */
export const TRADE = rule({
  thresholds: { difference: 0, ...PRECONDITIONS },
  sentence: ({ difference, ...preconditions }) =>
    `Holds if the first solution's training loss is higher and its test loss lower, and the same of accuracies, every interval ` +
    `clear of ${difference}; both solutions with re-estimated batch norm, the last epoch of the second. ` +
    preconditionsText(preconditions),
  decide: (parts: readonly SidedDifference[], { difference }) =>
    decideAll(parts.map(({ estimates, side }) => decideOverSeeds(estimates, side, difference))),
});

/** C18's rule, about one network: α of the test minimum minus α of the training minimum. */
export const TEST_MINIMUM = rule({
  thresholds: { gap: 0, ...PRECONDITIONS },
  sentence: ({ gap, ...preconditions }) =>
    `Holds if α of the test minimum minus α of the training minimum is below ${gap} with its whole interval. ` +
    preconditionsText(preconditions),
  decide: (minimumGap: SeedEstimates, { gap }) => decideOverSeeds(minimumGap, 'below', gap),
});

/**
 * C15: no bump between the two solutions. Concerns every line, also of networks that fit no better than they generalise.
 *
 * @param control lines between two trainings; absent where the rule is applied without its control
 */
export function decideNoBump(measured: readonly MeasuredPair[], control?: readonly LinePair[]): Decision {
  const networks = byNetwork(measured).map(({ network, members }) => {
    const highest = highestOf(members.flatMap(bumpsOf));
    return (
      `${network}: highest rise above the chord ${bumpText(highest)} nats on ${2 * members.length} curves, ‖Δ‖ ` +
      `${percentText(Math.max(...members.map(relativeLength)), 1)} of ‖w‖ at most`
    );
  });
  const controls = control?.map((line) => (
    `Control, ${line.pair.first.network}, SWA of seed ${line.pair.first.seed} to SWA of seed ${line.pair.second.seed}: ` +
    `training ${bumpText(bumpOf(line.line.result, 'train'))}, test ${bumpText(bumpOf(line.line.result, 'test'))} nats, ` +
    `‖Δ‖ ${percentText(relativeLength(line), 1)} of ‖w‖`
  ));
  const none = controls?.length === 0 ? ['No control: it needs two trainings of the main network'] : [];
  return {
    verdict: NO_BUMP.verdict({ lines: measured.flatMap(bumpsOf), ...(control && { control: control.flatMap(bumpsOf) }) }),
    measured: [...networks, ...(controls ?? []), ...none].join('. '),
  };
}

function bumpsOf({ line }: LinePair): Bump[] {
  return SPLITS.map((split) => bumpOf(line.result, split));
}

/** C16: the first solution lies on the flat side of the training minimum. */
export function decideFlatSide(measured: readonly MeasuredPair[]): Decision {
  return perTestableNetwork(measured, (members) => {
    const minimum = seedEstimates(members.map(({ line }) => line.result.statistics.train.minimum));
    const rises = RISE_DISTANCES.map((distance) => ({
      distance,
      excess: seedEstimates(members.flatMap(({ line }) => excessAt(line.result.statistics, distance))),
    }));
    const measurable = rises.filter(({ excess }) => excess.bySeed.length > 0);
    const reach = (count: number): string => (count < members.length ? ` (${count} of ${members.length} lines reach so far)` : '');
    const excesses = measurable.map(({ distance, excess }) => `${distance}: ${seedText(excess)}${reach(excess.bySeed.length)}`);
    return {
      verdict: FLAT_SIDE.verdict({ minimum, excesses: measurable.map(({ excess }) => excess) }),
      text:
        `training minimum at α = ${seedText(minimum, 2)}; rise beyond it minus rise towards α = 0, nats, at distance ` +
        `${excesses.join('; ') || 'd: none lies on the line on both sides'}`,
    };
  });
}

function excessAt({ train }: LineStatistics, distance: number): Estimate[] {
  return train.rises.filter((rise) => rise.distance === distance).map(({ excess }) => excess);
}

/** C17: the first solution has the higher training and the lower test loss; likewise accuracies. */
export function decideTrade(measured: readonly MeasuredPair[], names: PairWords): Decision {
  return perTestableNetwork(measured, (members) => {
    const of = (pick: (member: MeasuredPair) => Estimate): SeedEstimates => seedEstimates(members.map(pick));
    const parts = [
      { name: 'training loss', estimates: of(({ comparison }) => comparison.result.loss.train), side: 'above' },
      { name: 'test loss', estimates: of(({ comparison }) => comparison.result.loss.test), side: 'below' },
      {
        name: 'training accuracy (points)',
        estimates: of(({ comparison }) => points(comparison.result.accuracy.train.difference)),
        side: 'below',
      },
      {
        name: 'test accuracy (points)',
        estimates: of(({ comparison }) => points(comparison.result.accuracy.test.difference)),
        side: 'above',
      },
    ] as const;
    const textOf = (part: (typeof parts)[number]): string =>
      `${part.name} ${seedText(part.estimates, part.name.includes('points') ? 2 : 4)}, ${asPaper(TRADE.verdict([part]))}`;
    return { verdict: TRADE.verdict(parts), text: `${names.first} minus ${names.second}: ${parts.map(textOf).join('; ')}` };
  });
}

/** C18: the test minimum lies on the flat side of the training minimum. */
export function decideTestMinimum(measured: readonly MeasuredPair[]): Decision {
  return perTestableNetwork(measured, (members) => {
    const gap = seedEstimates(members.map(({ line }) => line.result.statistics.minimumGap));
    const atEnd = members.filter(({ line }) => line.result.statistics.test.minimumAtEnd).length;
    const note = atEnd > 0 ? ` (at ${atEnd} of them the test minimum is the last point of the line)` : '';
    return { verdict: TEST_MINIMUM.verdict(gap), text: `test minimum minus training minimum, in α: ${seedText(gap, 2)}${note}` };
  });
}

/** A rule for each network that meets the precondition; a claim holds if it does for all of them. */
function perTestableNetwork(
  measured: readonly MeasuredPair[],
  decide: (members: readonly MeasuredPair[]) => { verdict: Verdict; text: string },
): Decision {
  const networks = byNetwork(measured);
  const testable = networks.filter(({ members }) => members.every(isTestable));
  const leftOut = networks
    .filter((network) => !testable.includes(network))
    .map(({ network }) => `${network}: left out, it does not fit its training images clearly better than others`);
  const parts = testable.map(({ network, members }) => {
    const { verdict, text } = decide(members);
    return { verdict, text: `${network}: ${text}` };
  });
  return joined(parts, leftOut);
}

function joined(parts: readonly { readonly verdict: Verdict; readonly text: string }[], more: readonly string[] = []): Decision {
  return { verdict: decideAll(parts.map(({ verdict }) => verdict)), measured: [...parts.map(({ text }) => text), ...more].join('. ') };
}

function asPaper(verdict: Verdict): string {
  if (verdict === 'undecided') return 'undecided';
  return verdict === 'holds' ? 'as the paper says' : 'against the paper';
}

/** A difference of accuracies in percentage points. */
export function points({ value, low, high }: Estimate): Estimate {
  return { value: 100 * value, low: 100 * low, high: 100 * high };
}

import { type Bump, type LineStatistics, RISE_DISTANCES } from '../../landscape/line-statistics';
import type { Estimate } from '../../numbers/statistics';
import { decideAll, type Verdict } from '../claims/claims';
import { bumpOf, bumpText } from './bumps';
import { byNetwork, isTestable, type MeasuredPair } from './measured-pairs';
import { decideOverSeeds, type SeedEstimates, seedEstimates, seedText } from '../claims/over-seeds';

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

/** Nats that the loss may rise above the chord without being called a bump. */
const SMALL_BUMP = 0.02;
const SPLITS = ['train', 'test'] as const;

/** The rules in words, for the claims' last column. */
export const LINE_RULES = {
  noBump:
    'Holds if on every line, training and test, the loss rises above the chord between the two solutions by no more than 0.02 ' +
    'nats or two standard errors; it fails where the rise exceeds 0.02 nats by more than two standard errors, or a loss ' +
    'between the two is not finite.',
  overSeeds:
    "From three seeds on each interval is Student's t over seeds; below that every training's own interval over images must " +
    "agree. A network whose training accuracy does not exceed its test accuracy by 3 points is left out.",
  flatSide:
    'Holds if α of the training minimum is above 0, and at every distance d of 0.5, 1 and 1.5 that the line reaches on both ' +
    'sides the loss rises more beyond the minimum than towards the first solution, by more than two standard errors.',
  trade:
    "Holds if the first solution's training loss is higher and its test loss lower, and the same of accuracies, every interval " +
    "clear of 0; both solutions with re-estimated batch norm, the last epoch of the second.",
  testMinimum: 'Holds if α of the test minimum minus α of the training minimum is below 0 with its whole interval.',
} as const;

/** C15: no bump between the two solutions. Concerns every line, also of networks that fit no better than they generalise. */
export function decideNoBump(measured: readonly MeasuredPair[]): Decision {
  const parts = byNetwork(measured).map(({ network, members }) => {
    const bumps = members.flatMap(({ line }) => SPLITS.map((split) => bumpOf(line.result, split)));
    const highest =
      bumps.find(({ height }) => Number.isNaN(height)) ?? bumps.reduce((high, bump) => (bump.height > high.height ? bump : high));
    return {
      verdict: decideAll(bumps.map(bumpVerdict)),
      text: `${network}: highest rise above the chord ${bumpText(highest)} nats on ${bumps.length} curves`,
    };
  });
  return joined(parts);
}

function bumpVerdict({ height, standardError }: Bump): Verdict {
  if (height <= Math.max(SMALL_BUMP, 2 * standardError)) return 'holds';
  return height - 2 * standardError > SMALL_BUMP ? 'does not hold at this scale' : 'undecided';
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
      verdict:
        measurable.length === 0
          ? 'undecided'
          : decideAll([decideOverSeeds(minimum, 'above', 0), ...measurable.map(({ excess }) => decideOverSeeds(excess, 'above', 0))]),
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
    const verdicts = parts.map(({ estimates, side }) => decideOverSeeds(estimates, side, 0));
    const textOf = ({ name, estimates }: (typeof parts)[number], i: number): string =>
      `${name} ${seedText(estimates, name.includes('points') ? 2 : 4)}, ${asPaper(verdicts[i])}`;
    return { verdict: decideAll(verdicts), text: `${names.first} minus ${names.second}: ${parts.map(textOf).join('; ')}` };
  });
}

/** C18: the test minimum lies on the flat side of the training minimum. */
export function decideTestMinimum(measured: readonly MeasuredPair[]): Decision {
  return perTestableNetwork(measured, (members) => {
    const gap = seedEstimates(members.map(({ line }) => line.result.statistics.minimumGap));
    const atEnd = members.filter(({ line }) => line.result.statistics.test.minimumAtEnd).length;
    const note = atEnd > 0 ? ` (at ${atEnd} of them the test minimum is the last point of the line)` : '';
    return { verdict: decideOverSeeds(gap, 'below', 0), text: `test minimum minus training minimum, in α: ${seedText(gap, 2)}${note}` };
  });
}

/** A rule for each network that meets the precondition; a claim holds if it does for all of them. */
function perTestableNetwork(
  measured: readonly MeasuredPair[],
  rule: (members: readonly MeasuredPair[]) => { verdict: Verdict; text: string },
): Decision {
  const networks = byNetwork(measured);
  const testable = networks.filter(({ members }) => members.every(isTestable));
  const leftOut = networks
    .filter((network) => !testable.includes(network))
    .map(({ network }) => `${network}: left out, it does not fit its training images clearly better than others`);
  const parts = testable.map(({ network, members }) => {
    const { verdict, text } = rule(members);
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

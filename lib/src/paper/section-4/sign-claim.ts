import { overClusters } from '../../numbers/over-clusters';
import { type Estimate, wilsonInterval } from '../../numbers/statistics';
import { estimateText } from '../../numbers/texts';
import type { Decided } from '../claims/claims';
import { RULES } from './rules';
import type { ShiftOfDirection } from './shifts';
import type { TrainingSetShifts } from './training-sets';

/** C6: how often shifts point to the flat side at trained networks. */
export function signClaim(shifts: readonly ShiftOfDirection[]): Decided {
  const { share, overSeeds, seeds } = symmetricShares(shifts);
  const ofSeeds = overSeeds ? `, over ${seeds} seeds ${estimateText(overSeeds, 2)}` : '';
  const alike = shifts.filter(({ kind }) => kind === 'uniform01').map(({ record }) => record.result.shift.crossFittedShift);
  return {
    id: 'C6',
    section: '4.1',
    statement: 'At trained networks the sign of the shift is symmetric: towards the flat side as often as towards the sharp one.',
    paper: 'assumed, not tested',
    measured:
      `share towards the flat side: (−1, 1) directions ${estimateText(share, 2)}${ofSeeds}. Not counted, for they are much alike: (0, 1) ` +
      `directions ${alike.filter((shift) => shift > 0).length} of ${alike.length}`,
    verdict: RULES.C6.verdict({ share, overSeeds }),
    why: RULES.C6.why,
  };
}

/** C6, logistic: the same over drawn training sets of a logistic regression. */
export function logisticSignClaim(all: readonly TrainingSetShifts[]): Decided {
  const sets = smallestSets(all).map(({ direction, examples, shifts }) => ({ direction, examples, share: positiveShare(shifts) }));
  const texts = sets.map(({ direction, examples, share }) => `${examples} examples, ${direction} ${estimateText(share, 2)}`);
  const rule = RULES['C6, logistic'];
  return {
    id: 'C6, logistic',
    section: '4.1',
    statement: 'Over training sets of a logistic regression the sign of the shift is symmetric.',
    paper: 'assumed, not tested',
    measured: `share towards the flat side: ${texts.join('; ')}`,
    verdict: rule.verdict(sets.map(({ share }) => share)),
    why: rule.why,
  };
}

/** The share of (−1, 1) directions with their shift towards the flat side, of all and, from three seeds on, over seeds. */
function symmetricShares(all: readonly ShiftOfDirection[]): {
  readonly share: Estimate;
  readonly overSeeds: Estimate | null;
  readonly seeds: number;
} {
  const symmetric = all.filter(({ kind }) => kind === 'uniform-symmetric');
  const shareOf = (some: readonly ShiftOfDirection[]): Estimate =>
    positiveShare(some.map(({ record }) => record.result.shift.crossFittedShift));
  const bySeed = [...new Set(symmetric.map(({ solution }) => solution.seed))].map(
    (seed) => shareOf(symmetric.filter(({ solution }) => solution.seed === seed)).value,
  );
  return {
    share: shareOf(symmetric),
    overSeeds: bySeed.length >= RULES.C6.thresholds.fewestSeeds ? overClusters(bySeed, { within: [0, 1] }) : null,
    seeds: bySeed.length,
  };
}

/** The training sets of the smallest size, one entry for each direction. */
function smallestSets(all: readonly TrainingSetShifts[]): readonly TrainingSetShifts[] {
  const smallest = Math.min(...all.map(({ examples }) => examples));
  return all.filter(({ examples }) => examples === smallest);
}

/** How many training sets the claim counts, and how many were left out. */
export function trainingSetsText(all: readonly TrainingSetShifts[]): string {
  const [{ examples, sets, separable, shifts }] = smallestSets(all);
  const excluded =
    separable > 0 ? ` (${separable} of ${sets} left out: a threshold separates their classes, so that they have no minimum)` : '';
  return `logistic regression on ${shifts.length} training sets of ${examples} examples${excluded}`;
}

/** The share of shifts towards the flat side, Wilson's interval. Unknown as soon as one shift is not a number. */
export function positiveShare(shifts: readonly number[]): Estimate {
  if (shifts.some(Number.isNaN)) return { value: NaN, low: NaN, high: NaN };
  return wilsonInterval(shifts.filter((shift) => shift > 0).length, shifts.length);
}

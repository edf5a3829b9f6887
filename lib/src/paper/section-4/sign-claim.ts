import { overClusters } from '../../numbers/over-clusters';
import { type Estimate, wilsonInterval } from '../../numbers/statistics';
import { estimateText } from '../../numbers/texts';
import type { Decided } from '../claims/claims';
import type { Recorded } from '../../records/records';
import { RULES } from './rules';
import type { ShiftOfDirection } from './shifts';
import type { TrainingSetShifts } from './training-sets';

/** What C6 depends on. */
interface Signs {
  readonly shifts: readonly ShiftOfDirection[];
  readonly trainingSets: Recorded<readonly TrainingSetShifts[]>;
}

/** C6: how often shifts point to the flat side, along measured directions and over drawn training sets. */
export function signClaim({ shifts, trainingSets }: Signs): Decided {
  const { share, overSeeds, seeds } = symmetricShares(shifts);
  const ofSets = smallestSets(trainingSets.result).map(({ direction, examples, shifts: drawn }) => ({
    name: `${examples} examples, ${direction}`,
    share: positiveShare(drawn),
  }));
  const texts = ofSets.map((one) => `${one.name} ${estimateText(one.share, 2)}`);
  const ofSeeds = overSeeds ? `, over ${seeds} seeds ${estimateText(overSeeds, 2)}` : '';
  const ofDirections = `(−1, 1) directions ${estimateText(share, 2)}${ofSeeds}`;
  return {
    id: 'C6',
    section: '4.1',
    statement: 'The sign of the shift is symmetric: towards the flat side as often as towards the sharp one.',
    paper: 'assumed, not tested',
    measured: `share towards the flat side: ${[ofDirections, ...texts].join('; ')}`,
    verdict: RULES.C6.verdict({ share, overSeeds, ofSets: ofSets.map((one) => one.share) }),
    why: RULES.C6.why,
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

import { percentText } from '../../numbers/texts';
import { decideAbove, decideAll, decideBelow, decideBetween, holdsIf, type Verdict } from '../claims/claims';
import { rule } from '../claims/rule';
import { averageBound, firstIterateBounds, smallestSum } from '../theory/theorem-2';
import { isSurelyAsymmetric, LEAST_RATIO, type Trace } from './projections';
import { type CreepingCase, type RoundsCase, SYMMETRIC_RUNS, type SymmetricCase } from './simulations';
import { stabilityOf } from './stability';

/** Rounding of sums of a few hundred numbers. */
const ROUNDING = 1e-9;

/** C10's rule, about the valleys of which Theorem 2 speaks. */
const THEOREM_2 = rule({
  thresholds: {},
  sentence: () =>
    'Holds if, wherever the theorem speaks (s > 0), every round has one sharp iterate, w₀ within Lemma 4 and S ≥ s, and ' +
    'the interval of E[w̄] lies above c₀ > 0.',
  decide: (covered: readonly RoundsCase[]) =>
    decideAll(covered.flatMap((entry) => (
      [holdsIf(violations(entry) === 0), decideAbove(entry.statistics.average, averageBound(entry))]
    ))),
});

/** How many rounds have not exactly one sharp iterate, and one more if any w₀ or S leaves its bounds; 0 if all is well. */
export function violations(entry: RoundsCase): number {
  const { statistics } = entry;
  const { low, high } = firstIterateBounds(entry);
  const inBounds =
    statistics.first[0] >= low - ROUNDING &&
    statistics.first[1] <= high + ROUNDING &&
    statistics.smallestSum >= smallestSum(entry) - ROUNDING;
  return statistics.otherThanOneSharp + Number(!inBounds);
}

/** C11's rule, about piecewise-linear valleys in the order of their c. */
const LONGER_ON_FLAT_SIDE = rule({
  thresholds: { tolerance: 0.01 },
  sentence: ({ tolerance }) =>
    `Holds if on piecewise-linear valleys the share of flat iterates is c/(c + 1) within ${percentText(tolerance)}, interval ` +
    `included, and grows with c.`,
  decide: (linear: readonly RoundsCase[], { tolerance }) =>
    decideAll(linear.flatMap(({ ratio, statistics: { flatShare } }, i) => [
      decideBetween(flatShare, (1 - tolerance) * exactShare(ratio), (1 + tolerance) * exactShare(ratio)),
      ...(i === 0 ? [] : [decideAbove(flatShare, linear[i - 1].statistics.flatShare.high)]),
    ])),
});

/** The share of flat iterates on a piecewise-linear valley, c/(c + 1). */
export function exactShare(ratio: number | null): number {
  return (ratio ?? NaN) / ((ratio ?? NaN) + 1);
}

/** C12's rule. */
const FARTHER_FROM_FLAT_SIDE = rule({
  thresholds: { tolerance: 0.15, smoothRatio: 1 },
  sentence: ({ tolerance, smoothRatio }) =>
    `Holds if the ratio of the two distances is c within ${percentText(tolerance)} on piecewise-linear valleys and above ` +
    `${smoothRatio} on the smooth one.`,
  decide: (creeping: readonly CreepingCase[], { tolerance, smoothRatio }) =>
    decideAll(creeping.map(({ valley, ratio, flat, sharp }) => {
      const found = Math.abs(flat / sharp);
      return holdsIf(valley === 'smooth' ? found > smoothRatio : Math.abs(found / ratio - 1) <= tolerance);
    })),
});

/** C13's rule: mean and standard deviation of the averages in a reference simulation, on the flat and on the sharp function. */
const SYMMETRIC_AVERAGES = rule({
  thresholds: { flat: 0.753, flatDeviation: 0.1, sharp: 0.012, sharpDeviation: 0.033 },
  sentence: ({ flat, flatDeviation, sharp, sharpDeviation }) => {
    const { slopes, start } = SYMMETRIC_RUNS;
    return (
      `Holds if the mean averages agree with those of an independent simulation within its standard deviations: ${flat.toFixed(3)} ± ` +
      `${flatDeviation.toFixed(3)} for slope ${slopes[0]} and ${sharp.toFixed(3)} ± ${sharpDeviation.toFixed(3)} for slope ` +
      `${slopes[1]}, start ${start}, intervals included.`
    );
  },
  decide: (symmetric: readonly SymmetricCase[], { flat, flatDeviation, sharp, sharpDeviation }) => {
    const reference = [{ mean: flat, deviation: flatDeviation }, { mean: sharp, deviation: sharpDeviation }];
    return decideAll(symmetric.map(({ averages: { average } }, i) => (
      decideBetween(average, reference[i].mean - reference[i].deviation, reference[i].mean + reference[i].deviation)
    )));
  },
});

/** C14's rule: after a share of the epochs the projected loss differs from its last shape by less than the largest D. */
const STABLE = rule({
  thresholds: { after: 0.3, largestDifference: 0.5, certifiedRatio: LEAST_RATIO },
  sentence: ({ after, largestDifference, certifiedRatio }) =>
    `Holds if at every iterate after ${after} of the epochs D stays below ${largestDifference} and A keeps the sign that it has at ` +
    `the last one, intervals included, and D is smaller on average after than before. The direction is the first draw that is ` +
    `asymmetric at the last iterate (two-sided, c* > ${certifiedRatio} with its whole interval); undecided where none is.`,
  decide: (trace: Trace, { after, largestDifference, certifiedRatio }): Verdict => {
    const { asymmetry } = trace.projections[trace.projections.length - 1].measured.result;
    if (!isSurelyAsymmetric(asymmetry, certifiedRatio)) return 'undecided';
    const { points, early, fall } = stabilityOf(trace, after);
    const late = points.slice(early, -1);
    if (late.length === 0) return 'undecided';
    const sign = Math.sign(asymmetry.recentred.index ?? 0);
    return decideAll([
      ...late.map(({ difference }) => decideBelow(difference, largestDifference)),
      ...late.map(({ index }) => {
        if (index === null) return 'undecided';
        return sign > 0 ? decideAbove(index, 0) : decideBelow(index, 0);
      }),
      fall === null ? 'undecided' : decideAbove(fall, 0),
    ]);
  },
});

/** The rules of section 5, by the claims that they decide. */
export const RULES = {
  C10: THEOREM_2,
  C11: LONGER_ON_FLAT_SIDE,
  C12: FARTHER_FROM_FLAT_SIDE,
  C13: SYMMETRIC_AVERAGES,
  C14: STABLE,
} as const;

import { percentText } from '../../numbers/texts';
import { decideAbove, decideAll, decideBelow, decideBetween, holdsIf, type Verdict } from '../claims/claims';
import { rule } from '../claims/rule';
import { inWords } from '../claims/words';
import { averageBound, firstIterateBounds, meetsConditions, smallestSum } from '../theory/theorem-2';
import { isSurelyAsymmetric, LEAST_RATIO, type Trace } from './projections';
import { type CreepingCase, type RoundsCase, SYMMETRIC_RUNS, type SymmetricCase } from './simulations';
import { stabilityOf } from './stability';

/** Rounding of sums of a few hundred numbers. */
const ROUNDING = 1e-9;

/** C10's rule, about all valleys that were simulated; those on which the paper's theorem says nothing do not count. */
const THEOREM_2 = rule({
  thresholds: {},
  sentence: () =>
    "Decided on the valleys that meet the paper's own conditions, c′ < e^(c/3)/6 and ν ≤ a₊; the others are reported. Holds if on " +
    'each of them every round has one sharp iterate, w₀ within Lemma 4 and S ≥ s, and the interval of E[w̄] lies above c₀ > 0.',
  decide: (rounds: readonly RoundsCase[]) =>
    decideAll(rounds.filter(meetsConditions).flatMap((entry) => (
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

/** C13's rule, about the averages on the flat and on the sharp function, each without the start. */
const SYMMETRIC_AVERAGES = rule({
  thresholds: { flatDeviations: 2, sharpDeviations: 1, share: 0.5 },
  sentence: ({ flatDeviations, sharpDeviations, share }) => {
    const { slopes, start } = SYMMETRIC_RUNS;
    return (
      `The start ${start} does not count among the iterates. Holds if for slope ${slopes[0]} the averages lie on the starting side: ` +
      `their mean is on it by more than ${inWords(flatDeviations)} of their standard deviations; and if for slope ${slopes[1]} they ` +
      `come to the centre: their mean differs from it by less than ${inWords(sharpDeviations)} of their standard deviations, and the ` +
      `mean |average| is less than ${inWords(share, 'half')} the mean |iterate|; intervals included.`
    );
  },
  decide: ([flat, sharp]: readonly SymmetricCase[], { flatDeviations, sharpDeviations, share }) => {
    const bound = sharpDeviations * sharp.averages.deviation;
    return decideAll([
      decideAbove(flat.averages.average, flatDeviations * flat.averages.deviation),
      decideBetween(sharp.averages.average, -bound, bound),
      decideBelow(sharp.averages.averageDistance, share * sharp.averages.iterateDistance.low),
    ]);
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

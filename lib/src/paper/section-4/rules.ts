import { widerInterval } from '../../numbers/over-clusters';
import { smallestIndex } from '../../numbers/sampled';
import type { Estimate } from '../../numbers/statistics';
import { decideAbove, decideAll, decideBelow, holdsIf, type Verdict } from '../claims/claims';
import { overSeedsText, SEEDS } from '../claims/over-seeds';
import { rule } from '../claims/rule';
import { inWords } from '../claims/words';
import { RULES as SECTION_3 } from '../section-3/rules';
import { type MeanChange, widestOf } from './flat-side';
import type { NeighbourGroups } from './neighbour-groups';
import type { ShiftOfDirection } from './shifts';
import type { Theorem1Checks } from './theorem-1-checks';

/** Measured along one direction; several rules speak of the first (0, 1) direction at each seed. */
type Shift = Pick<ShiftOfDirection, 'record'>;

/** ξ_δ/ξ_0 without a shift. */
const UNSHIFTED = 1;
/** Rounding of sums. */
const ROUNDING = 1e-9;

/** C4's rule: so much of the mismatch may remain at the best shift, as a share of that without a shift. */
const SHIFT_MATCHES = rule({
  thresholds: { largestRatio: 0.5, shift: 0 },
  sentence: ({ largestRatio, shift }) =>
    `Holds if at every seed, along the first (0, 1) direction, the smallest ξ_δ/ξ_0 lies below ${largestRatio} and the ` +
    `fitted shift is not ${shift}, both with their whole intervals (examples resampled). That the ratio's whole interval must lie ` +
    `there is stricter than asking it of the value alone.`,
  decide: (shifts: readonly Shift[], thresholds) =>
    decideAll(shifts.flatMap((entry) => {
      const { ratio } = entry.record.result.shift;
      return [decideBelow(ratio, thresholds.largestRatio), isShifted(entry, thresholds.shift) ? 'holds' : 'undecided'];
    })),
});

function isShifted({ record }: Shift, zero: number): boolean {
  const { low, high } = record.result.shift.shift;
  return low > zero || high < zero;
}

/** The weaker rule for one direction: C4 by the value of the ratio alone. */
export function matchesByValue(entry: Shift): boolean {
  const { largestRatio, shift } = SHIFT_MATCHES.thresholds;
  return entry.record.result.shift.ratio.value < largestRatio && isShifted(entry, shift);
}

/** C5's rule: the noise floor is a share of the median width of the band. */
const SINGLE_MINIMUM = rule({
  thresholds: { noiseFloor: 0.5 },
  sentence: ({ noiseFloor }) =>
    `Holds if at every seed, along the first (0, 1) direction, ξ_δ/ξ_0 falls up to an interior minimum and rises after it; ` +
    `moves against that count only above the noise floor, ${inWords(noiseFloor, 'half')} the median width of the band. Undecided where ` +
    `the band at the lowest point reaches up to the value without a shift: such a dip cannot be told from noise.`,
  decide: (shifts: readonly Shift[], { noiseFloor }) =>
    decideAll(shifts.map(({ record }) => {
      const { gap, ratios } = record.result.shift;
      const widths = ratios.value.map((_, k) => ratios.high[k] - ratios.low[k]).sort((a, b) => a - b);
      const isSingle = gap.interior && gap.defect <= noiseFloor * widths[Math.floor(widths.length / 2)];
      return isSingle && !(ratios.high[smallestIndex(ratios.value)] < UNSHIFTED) ? 'undecided' : holdsIf(isSingle);
    })),
});

/** Shares of shifts towards the flat side, over (−1, 1) directions at trained networks. */
export interface SignShares {
  readonly share: Estimate;
  /** From three seeds on. */
  readonly overSeeds: Estimate | null;
}

const EVEN = { evenShare: 0.5, halfWidth: 0.2 };

function evenText({ evenShare, halfWidth }: typeof EVEN): string {
  const even = inWords(evenShare, '½');
  return (
    `has an interval that contains ${even} and is narrower than ±${halfWidth}. An interval without ${even} refutes; a wide one leaves it ` +
    `undecided.`
  );
}

function isEven({ low, high }: Estimate, { evenShare, halfWidth }: typeof EVEN): Verdict {
  if (low > evenShare || high < evenShare) return 'does not hold at this scale';
  return high - low < 2 * halfWidth ? 'holds' : 'undecided';
}

/** C6's rule. */
const EVEN_AT_NETWORKS = rule({
  thresholds: { ...EVEN, ...SEEDS },
  sentence: ({ fewestSeeds, fewestResampled, ...even }) =>
    `Holds if the share of (−1, 1) directions (side and shift from different images) ${evenText(even)} The interval is Wilson's, which ` +
    `takes directions for independent; from ${inWords(fewestSeeds)} seeds on the wider of it and the interval over seeds. ` +
    `${overSeedsText({ fewestSeeds, fewestResampled })}`,
  decide: ({ share, overSeeds }: SignShares, even) => isEven(overSeeds ? widerInterval(share, overSeeds) : share, even),
});

/** C6, logistic's rule. */
const EVEN_OVER_TRAINING_SETS = rule({
  thresholds: EVEN,
  sentence: (even) =>
    `Holds if over independent training sets of the smallest size the share along each of three fixed directions ${evenText(even)} The ` +
    `interval is Wilson's.`,
  decide: (shares: readonly Estimate[], even) => decideAll(shares.map((share) => isEven(share, even))),
});

/** C7's rule. */
const NEIGHBOURS_ALIKE = rule({
  thresholds: { certifiedRatio: SECTION_3.C1.thresholds.certifiedRatio, largestSpread: 0.1 },
  sentence: ({ certifiedRatio, largestSpread }) =>
    `Holds if some constants (r, p, c, ζ) of Definition 1 with c > ${certifiedRatio} hold at the solution and at all neighbours, ` +
    `searched over every r and ζ of the grid and both sides; and if the largest standard deviation over neighbours is below ` +
    `${largestSpread} of their mean rise at r with its whole interval, for the Gaussian ones and for the others. Assumption 2 asks for ` +
    `the constants only; that curves vary little is what the paper reports of its own random neighbours. Undecided where the ` +
    `direction is not asymmetric (c* > ${certifiedRatio}, two-sided) at the solution itself: then there is no asymmetry to keep.`,
  decide: (found: NeighbourGroups | null, thresholds): Verdict =>
    (found?.isAsymmetric === true ? decideAll(neighbourVerdicts(found, thresholds)) : 'undecided'),
});

type NeighbourThresholds = Readonly<Record<'certifiedRatio' | 'largestSpread', number>>;

/** The parts of C7: first the constants, then the spread of each group. */
export function neighbourVerdicts(
  { common, groups }: NeighbourGroups,
  { certifiedRatio, largestSpread }: NeighbourThresholds = NEIGHBOURS_ALIKE.thresholds,
): readonly Verdict[] {
  const spreads = groups.map(({ comparison: { spread } }) => decideBelow(spread, largestSpread));
  return [holdsIf(common !== null && common.ratio > certifiedRatio), ...spreads];
}

/** C8's rule. */
const THEOREM_1 = rule({
  thresholds: { standardErrors: 3 },
  sentence: ({ standardErrors }) =>
    `Holds if simulated gains lie within ${standardErrors} standard errors of the closed form, the bound is never violated for ` +
    `admissible biases, and always fails between the minimum and the maximum in the range condition: the proof needs the minimum. ` +
    `Whether a printed copy says "max" was not checked: the text that this project had lacks its formulas.`,
  decide: ({ admissible, between, ...gains }: Omit<Theorem1Checks, 'adversary' | 'smooth'>, { standardErrors }) => decideAll([
    holdsIf(gainsAgree(gains, standardErrors)),
    holdsIf(admissible.violations === 0 && !Number.isNaN(admissible.smallestMargin)),
    holdsIf(between.violations === between.trials),
  ]),
});

/** Whether every gain is the same in closed form, as an exact mean, and simulated, within so many standard errors. */
export function gainsAgree({ line, plane }: Pick<Theorem1Checks, 'line' | 'plane'>, standardErrors: number): boolean {
  return [...line, plane].every(({ exact, closedForm, simulated }) => (
    Math.abs(simulated.value - closedForm) <= (standardErrors / 1.96) * (simulated.high - simulated.value) &&
    Math.abs(exact - closedForm) < ROUNDING
  ));
}

/** C9's rule. */
const BIAS_GAINS = rule({
  thresholds: { gain: 0 },
  sentence: ({ gain }) =>
    `Holds if at every seed the largest gain over biases l > 0 is above ${gain} with its whole interval (examples resampled, shift ` +
    `fitted anew), and no gain lies below the bound where the theorem gives one.`,
  decide: (shifts: readonly Shift[], { gain }) =>
    decideAll([...shifts.map((entry) => decideAbove(largestGain(entry), gain)), holdsIf(shifts.every(keepsBound))]),
});

/** The largest gain over biases; 0 where no bias gains. */
export function largestGain({ record }: Shift): Estimate {
  return record.result.shift.gain.best?.gain ?? { value: 0, low: 0, high: 0 };
}

/** Whether no gain lies below the theorem's bound. */
export function keepsBound({ record }: Shift): boolean {
  const { gain, bound } = record.result.shift.gain;
  return bound.every((least, k) => Number.isNaN(least) || gain.value[k] >= least - ROUNDING);
}

/** C29's rule. */
const FLAT_SIDE_GAINS = rule({
  thresholds: { change: 0, ...SEEDS },
  sentence: ({ change, ...seeds }) =>
    `Holds if along the first (0, 1) direction a move of |δ̂|, the size of the fitted shift, from the solution to the flat side lowers ` +
    `the measured test loss: its mean change over seeds lies below ${change} with its whole interval. All seeds are judged on the same ` +
    `images; so the interval is that over images, as if all erred together, and from ${inWords(seeds.fewestSeeds)} seeds on the wider ` +
    `of it and the interval over seeds. ${overSeedsText(seeds)}`,
  decide: (measured: MeanChange, { change }) => decideBelow(widestOf(measured), change),
});

/** The rule of C30 and C30, symmetric: each about one kind of direction. */
const SHIFT_BEATS_STRETCH = rule({
  thresholds: { difference: 0, ...SEEDS },
  sentence: ({ difference, ...seeds }) =>
    `Holds if the best shift leaves a smaller share of ξ_0 than the best vertical stretch of the test curve about its minimum: the ` +
    `difference of the shares, mean over a seed's directions, lies below ${difference} with its whole interval over seeds. Undecided ` +
    `below ${inWords(seeds.fewestSeeds)} seeds. Each fit has one number. ${overSeedsText(seeds)}`,
  decide: (overSeeds: Estimate | null, { difference }): Verdict => (overSeeds === null ? 'undecided' : decideBelow(overSeeds, difference)),
});

/** The rules of section 4, by the claims that they decide. */
export const RULES = {
  C4: SHIFT_MATCHES,
  C5: SINGLE_MINIMUM,
  C6: EVEN_AT_NETWORKS,
  'C6, logistic': EVEN_OVER_TRAINING_SETS,
  C7: NEIGHBOURS_ALIKE,
  C8: THEOREM_1,
  C9: BIAS_GAINS,
  C29: FLAT_SIDE_GAINS,
  C30: SHIFT_BEATS_STRETCH,
  'C30, symmetric': SHIFT_BEATS_STRETCH,
} as const;

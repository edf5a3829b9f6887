import { SLACK } from '../../landscape/neighbours';
import { widerInterval } from '../../numbers/over-clusters';
import type { Estimate } from '../../numbers/statistics';
import { percentText } from '../../numbers/texts';
import { decideAbove, decideAll, decideBelow, holdsIf, type Verdict } from '../claims/claims';
import { overSeedsText, SEEDS } from '../claims/over-seeds';
import { rule } from '../claims/rule';
import { inWords } from '../claims/words';
import { RULES as SECTION_3 } from '../section-3/rules';
import type { NeighbourGroups } from './neighbour-groups';
import type { ShiftOfDirection } from './shifts';
import type { Theorem1Checks } from './theorem-1-checks';

/** Measured along one direction; several rules speak of the first (0, 1) direction at each seed. */
type Shift = Pick<ShiftOfDirection, 'record'>;

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
    `moves against that count only above the noise floor, ${inWords(noiseFloor, 'half')} the median width of the band.`,
  decide: (shifts: readonly Shift[], { noiseFloor }) =>
    decideAll(shifts.map(({ record }) => {
      const { gap, ratios } = record.result.shift;
      const widths = ratios.value.map((_, k) => ratios.high[k] - ratios.low[k]).sort((a, b) => a - b);
      return holdsIf(gap.interior && gap.defect <= noiseFloor * widths[Math.floor(widths.length / 2)]);
    })),
});

/** Shares of shifts towards the flat side. */
export interface SignShares {
  /** Over (−1, 1) directions, and from three seeds on over seeds. */
  readonly share: Estimate;
  readonly overSeeds: Estimate | null;
  /** Over training sets, along each direction. */
  readonly ofSets: readonly Estimate[];
}

/** C6's rule. */
const EVEN_SHARES = rule({
  thresholds: { evenShare: 0.5, halfWidth: 0.2, ...SEEDS },
  sentence: ({ evenShare, halfWidth, ...seeds }) =>
    `Each share must have an interval that contains ${inWords(evenShare, '½')} and is narrower than ±${halfWidth}: over (−1, 1) ` +
    `directions (side and shift from different images), and over independent training sets of the smallest size along each of ` +
    `three fixed directions. An interval without ${inWords(evenShare, '½')} refutes; a wide one leaves it undecided. The interval is ` +
    `Wilson's, which takes directions for independent; for (−1, 1) directions from ${inWords(seeds.fewestSeeds)} seeds on the wider ` +
    `of it and the interval over seeds. ${overSeedsText(seeds)}`,
  decide: ({ share, overSeeds, ofSets }: SignShares, { evenShare, halfWidth }) =>
    decideAll([overSeeds ? widerInterval(share, overSeeds) : share, ...ofSets].map(({ low, high }) => {
      if (low > evenShare || high < evenShare) return 'does not hold at this scale';
      return high - low < 2 * halfWidth ? 'holds' : 'undecided';
    })),
});

/** C7's rule. */
const NEIGHBOURS_ALIKE = rule({
  thresholds: { slack: SLACK, largestSpread: 0.1, certifiedRatio: SECTION_3.C1.thresholds.certifiedRatio },
  sentence: ({ slack, largestSpread, certifiedRatio }) =>
    `Holds if Definition 1 with the constants of the solution, ${percentText(slack)} slack, holds at all neighbours, and the largest ` +
    `standard deviation over neighbours is below ${largestSpread} of their mean rise at r with its whole interval; for the Gaussian ` +
    `ones and for the others. Undecided where the direction is not asymmetric (c* > ${certifiedRatio}, two-sided) at the solution ` +
    `itself: then there is no asymmetry to keep.`,
  decide: (found: NeighbourGroups | null, { largestSpread }): Verdict => {
    if (found?.isAsymmetric !== true) return 'undecided';
    return decideAll(found.groups.flatMap(({ comparison: { asymmetric, neighbours, spread } }) => (
      [holdsIf(asymmetric === neighbours), decideBelow(spread, largestSpread)]
    )));
  },
});

/** C8's rule. */
const THEOREM_1 = rule({
  thresholds: { standardErrors: 3 },
  sentence: ({ standardErrors }) =>
    `Holds if simulated gains lie within ${standardErrors} standard errors of the closed form, the bound is never violated for ` +
    `admissible biases, and always fails where the printed "max" in place of "min" would still admit the bias.`,
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

/** The rules of section 4, by the claims that they decide. */
export const RULES = {
  C4: SHIFT_MATCHES,
  C5: SINGLE_MINIMUM,
  C6: EVEN_SHARES,
  C7: NEIGHBOURS_ALIKE,
  C8: THEOREM_1,
  C9: BIAS_GAINS,
} as const;

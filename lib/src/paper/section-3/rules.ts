import { asymmetryDifference, type DirectionSummary, type MeasuredDirection, summariseDirections } from '../../landscape/summary';
import type { Estimate } from '../../numbers/statistics';
import { decideAbove, decideAll, decideBelow, holdsIf, type Verdict } from '../claims/claims';
import { overSeedsText, SEEDS } from '../claims/over-seeds';
import { rule } from '../claims/rule';
import { inWords } from '../claims/words';

type Directions = readonly MeasuredDirection[];

/** C1's rule, about the uniform01 directions of one network. */
const FOUND_IN_EVERY_SEED = rule({
  thresholds: { certifiedRatio: 2, secantRatio: 2 },
  sentence: ({ certifiedRatio, secantRatio }) =>
    `Holds if in every seed some draw is two-sided with c* > ${certifiedRatio} about its own minimum, and the best draw's ρ exceeds ` +
    `${secantRatio} with its whole interval (examples resampled).`,
  decide: (measured: Directions, thresholds) => decideAll(foundBySeed(measured, thresholds)),
});

/** Seed by seed, whether some draw is asymmetric, and the best one for certain. */
function foundBySeed(measured: Directions, thresholds: Readonly<Record<'certifiedRatio' | 'secantRatio', number>>): Verdict[] {
  return summariseDirections(measured, { ratio: thresholds.certifiedRatio }).bySeed.map(({ asymmetric, best }) => {
    if (asymmetric === 0) return 'does not hold at this scale';
    return best?.secantRatioInterval ? decideAbove(best.secantRatioInterval, thresholds.secantRatio) : 'undecided';
  });
}

/** What directions of one kind say; all of section 3 calls asymmetric what C1 does. */
export function summaryOf(measured: Directions): DirectionSummary {
  return summariseDirections(measured, { ratio: FOUND_IN_EVERY_SEED.thresholds.certifiedRatio });
}

/** By how much more often directions of one kind are asymmetric than those of another, see {@link summaryOf}. */
export function differenceOf(first: Directions, second: Directions): Estimate {
  return asymmetryDifference(first, second, { ratio: FOUND_IN_EVERY_SEED.thresholds.certifiedRatio });
}

/** C2's rule, about directions with entries in (0, 1) and in (−1, 1). */
const SYMMETRIC_SELDOM = rule({
  thresholds: { largestShare: 0.5, difference: 0, ...SEEDS },
  sentence: ({ largestShare, difference, ...seeds }) =>
    `Holds if the Wilson interval for (−1, 1) lies below ${inWords(largestShare)} and the difference of the two shares above ` +
    `${inWords(difference)}; from ${inWords(seeds.fewestSeeds)} seeds on with the intervals over seeds as well. ${overSeedsText(seeds)}`,
  decide: ({ uniform, symmetric }: { readonly uniform: Directions; readonly symmetric: Directions }, { largestShare, difference }) => {
    const { asymmetric, asymmetricOverSeeds } = summaryOf(symmetric);
    const shares = asymmetricOverSeeds === null ? [asymmetric] : [asymmetric, asymmetricOverSeeds];
    return decideAll([
      ...shares.map((share) => decideBelow(share, largestShare)),
      decideAbove(differenceOf(uniform, symmetric), difference),
    ]);
  },
});

/** C3's rule, about the uniform01 directions of each network of the kinds that the paper's section looks at. */
const FOUND_IN_EVERY_NETWORK = rule({
  thresholds: { fewestNetworks: 2 },
  sentence: ({ fewestNetworks }) =>
    `Holds if the rule of C1 is met by each network of the kinds that the paper's section looks at, at least ` +
    `${inWords(fewestNetworks)} of them. The shallow network, which the paper has for its section on batch norm alone, is reported ` +
    `and does not count.`,
  decide: (networks: readonly Directions[], { fewestNetworks }) => {
    const verdicts = networks.map((measured) => FOUND_IN_EVERY_SEED.verdict(measured));
    return decideAll(networks.length >= fewestNetworks ? verdicts : [...verdicts, 'undecided']);
  },
});

/** What C28 rests on. */
export interface LikeDirections {
  /** Mean over the pairs of directions. */
  readonly cosine: number;
  readonly ones: Directions;
  readonly residuals: Directions;
}

/** C28's rule. */
const NEARLY_ONE_DIRECTION = rule({
  thresholds: { largestAngle: 6 },
  sentence: ({ largestAngle }) =>
    `Holds if they are less than ${largestAngle}° apart by their mean cosine, "ones" alone passes the rule of C1, and the residuals ` +
    `pass it in no seed. The angle: a step along one is nearly a step along the other if no more than a tenth of it, which C7 calls ` +
    `little, goes beside.`,
  decide: ({ cosine, ones, residuals }: LikeDirections, { largestAngle }) => {
    const withoutOnes = foundBySeed(residuals, FOUND_IN_EVERY_SEED.thresholds);
    return decideAll([holdsIf(angleOf(cosine) < largestAngle), FOUND_IN_EVERY_SEED.verdict(ones), ...withoutOnes.map(opposite)]);
  },
});

/** The angle of a cosine, in degrees. */
export function angleOf(cosine: number): number {
  return (180 / Math.PI) * Math.acos(Math.min(1, cosine));
}

function opposite(verdict: Verdict): Verdict {
  return verdict === 'undecided' ? verdict : holdsIf(verdict !== 'holds');
}

/** The rules of section 3, by the claims that they decide. */
export const RULES = {
  C1: FOUND_IN_EVERY_SEED,
  C2: SYMMETRIC_SELDOM,
  C3: FOUND_IN_EVERY_NETWORK,
  C28: NEARLY_ONE_DIRECTION,
} as const;

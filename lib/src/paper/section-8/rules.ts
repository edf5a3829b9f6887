import { type Estimate, wilsonInterval } from '../../numbers/statistics';
import { percentText } from '../../numbers/texts';
import { decideAbove, decideAll, holdsIf } from '../claims/claims';
import { rule } from '../claims/rule';
import { inWords } from '../claims/words';
import { outwardSlopes } from '../theory/logistic';
import type { LogisticRun } from './logistic-runs';

/** C27's rule, about the converged runs: ρ, the share of seeds, where slopes are looked at, how near they are, and at how many seeds. */
const CLEARLY_ASYMMETRIC = rule({
  thresholds: { secantRatio: 2, leastShare: 0.5, distance: 200, tolerance: 0.02, leastNear: 0.9 },
  sentence: ({ secantRatio, leastShare, distance, tolerance, leastNear }) =>
    `Holds if, at the converged solutions, the Wilson interval of the share of seeds that are two-sided with ρ > ${secantRatio} lies ` +
    `above ${inWords(leastShare)}, and both slopes at l = ±${distance} are within ${percentText(tolerance)} of the exact limits in at ` +
    `least ${percentText(leastNear)} of the seeds.`,
  decide: (converged: readonly LogisticRun[], { secantRatio, leastShare, distance, tolerance, leastNear }) => {
    const near = shareOfRuns(converged, (run) => slopesAreNear(run, distance, tolerance));
    return decideAll([
      decideAbove(shareOfRuns(converged, (run) => isSteeper(run, secantRatio)), leastShare),
      holdsIf(near.value >= leastNear),
    ]);
  },
});

/** How often something is true of a run, with Wilson's interval over the seeds. */
export function shareOfRuns(runs: readonly LogisticRun[], test: (run: LogisticRun) => boolean): Estimate {
  return wilsonInterval(runs.filter(test).length, runs.length);
}

function isSteeper({ asymmetry: { recentred } }: LogisticRun, secantRatio: number): boolean {
  return recentred.sides === 'two-sided' && recentred.secantRatio !== null && recentred.secantRatio > secantRatio;
}

function slopesAreNear({ data, point, direction, asymptotes }: LogisticRun, distance: number, tolerance: number): boolean {
  const slopes = outwardSlopes(data, point, direction, distance);
  return (['plus', 'minus'] as const).every((side) => Math.abs(slopes[side] - asymptotes[side]) <= tolerance * asymptotes[side]);
}

/** Two-sided about the curve's own minimum, and on the steeper side so much steeper: what C27 calls asymmetric. */
export function isClearlyAsymmetric(run: LogisticRun): boolean {
  return isSteeper(run, CLEARLY_ASYMMETRIC.thresholds.secantRatio);
}

/** Whether both outward slopes at ±`distance` are as near to their limits as C27 asks; at its own distance by default. */
export function isNearAsymptotes(run: LogisticRun, distance = CLEARLY_ASYMMETRIC.thresholds.distance): boolean {
  return slopesAreNear(run, distance, CLEARLY_ASYMMETRIC.thresholds.tolerance);
}

/** The rules of section 8, by the claims that they decide. */
export const RULES = { C27: CLEARLY_ASYMMETRIC } as const;

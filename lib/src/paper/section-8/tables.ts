import { median } from '../../numbers/statistics';
import type { Row } from '../../notebook/table';
import { percentText } from '../../numbers/texts';
import { countText } from './claims';
import type { LogisticRun } from './logistic-runs';
import { isClearlyAsymmetric, isNearAsymptotes, RULES } from './rules';

/** One row for each list of runs: how asymmetric, on which side, how far from a minimum. */
export function logisticRows(groups: readonly (readonly [name: string, runs: readonly LogisticRun[]])[]): Row[] {
  return groups.map(([name, runs]) => ({
    runs: name,
    'sharp side +u': countText(runs, ({ asymmetry }) => asymmetry.flatSign === -1),
    [`two-sided, ρ > ${RULES.C27.thresholds.secantRatio}`]: countText(runs, isClearlyAsymmetric),
    'larger slope > 2 × smaller, |l| from 2 to 7.5': countText(runs, ({ secantRatio }) => secantRatio !== null && secantRatio > 2),
    'median of the curve\'s minimum, l': median(runs.map(({ asymmetry }) => asymmetry.minimum)),
    '|l| of the minimum ≥ 1': countText(runs, ({ asymmetry }) => Math.abs(asymmetry.minimum) >= 1),
    'median ‖∇L‖': median(runs.map(({ gradientNorm }) => gradientNorm)),
  }));
}

/** How far out the slopes are what they tend to: one row for each distance, one column for each list of runs. */
export function asymptoteRows(
  distances: readonly number[],
  groups: readonly (readonly [name: string, runs: readonly LogisticRun[]])[],
): Row[] {
  return distances.map((distance) => ({
    [`both slopes within ${percentText(RULES.C27.thresholds.tolerance)} at l =`]: `±${distance}`,
    ...Object.fromEntries(groups.map(([name, runs]) => [name, countText(runs, (run) => isNearAsymptotes(run, distance))])),
  }));
}

import type { Interval } from '../landscape/statistics';
import { summariseDirections } from '../landscape/summary';
import type { Row } from '../notebook/table';
import type { MeasuredCurve } from './curves';
import type { SolutionScores } from './evaluations';
import { describeSolution } from './provenance';
import type { Recorded } from './records';
import { type KindMeasurements, share } from './section-3';
import type { StudySolution } from './solutions';

/** One row for each solution: losses, accuracies, and whether it fits its training images clearly better (3 points). */
export function scoreRows(solutions: readonly StudySolution[], scores: readonly Recorded<SolutionScores>[]): Row[] {
  return solutions.map((solution, i) => {
    const { train, test } = scores[i].result;
    const gap = 100 * (train.reestimated.accuracy - test.reestimated.accuracy);
    return {
      solution: `${describeSolution(solution)} (${train.reestimated.examples} images)`,
      '‖w‖': solution.weightNorm,
      'train loss': train.reestimated.loss,
      'train accuracy': percent(train.reestimated.accuracy, 2),
      'test loss': test.reestimated.loss,
      'test accuracy': percent(test.reestimated.accuracy, 2),
      'test accuracy, own statistics': percent(test.running.accuracy, 2),
      gap: `${gap.toFixed(1)} points${gap > 3 ? ' ✔' : ', too small'}`,
    };
  });
}

/**
 * The statistics of one curve, about its own minimum and about the solution, with intervals over examples.
 *
 * @param measured a record, or `{ result: await measureAlong(…) }`
 */
export function asymmetryRows({ result }: Pick<Recorded<MeasuredCurve>, 'result'>): Row[] {
  const { recentred, atOrigin, minimum, slopeAtOrigin, uncertainty } = result.asymmetry;
  const { definition } = recentred;
  const quadruple = definition && `r = ${short(definition.radius)}, p = ${short(definition.slope)}, c* = ${short(definition.ratio)}, ζ = ${short(definition.zeta)}`;
  return [
    { quantity: 'certified quadruple, about the minimum', value: quadruple, 'over examples (95 %)': `c* ${intervalText(uncertainty.ratio)}` },
    { quantity: 'certified ratio c*, about the solution', value: textOf(atOrigin.definition?.ratio), 'over examples (95 %)': '–' },
    { quantity: 'secant ratio ρ', value: textOf(recentred.secantRatio), 'over examples (95 %)': intervalText(uncertainty.secantRatio) },
    { quantity: 'asymmetry index A', value: textOf(recentred.index), 'over examples (95 %)': intervalText(uncertainty.index) },
    { quantity: 'own minimum of the curve, l', value: textOf(minimum), 'over examples (95 %)': intervalText(uncertainty.minimum) },
    { quantity: "slope at the solution, f'(0)", value: textOf(slopeAtOrigin?.value), 'over examples (95 %)': intervalText(uncertainty.slopeAtOrigin) },
    { quantity: 'sides', value: recentred.sides, 'over examples (95 %)': `flat side the same in ${percent(uncertainty.flatSignShare)}` },
  ];
}

/** One row for each kind of direction: how many are asymmetric, and how strongly. */
export function kindRows(kinds: readonly KindMeasurements[]): Row[] {
  return kinds.map(({ kind, measured }) => {
    const summary = summariseDirections(measured);
    const radii = measured.map(({ result }) => result.curve.distances.at(-1) ?? NaN);
    return {
      direction: kind,
      'c* > 2': share(summary),
      'median ρ': summary.medianSecantRatio,
      'mean A': summary.index && `${short(summary.index.value)} (${short(summary.index.low)} to ${short(summary.index.high)})`,
      'flat side +u': `${summary.bySeed.reduce((sum, seed) => sum + seed.flatPlus, 0)} of ${summary.directions}`,
      'two-sided': `${summary.sides['two-sided']} of ${summary.directions}`,
      radius: [...new Set(radii)].map(short).join(', '),
    };
  });
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function textOf(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : short(value);
}

function intervalText(interval: Interval | null): string {
  return interval === null ? 'unknown' : `${short(interval.low)} to ${short(interval.high)}`;
}

function percent(fraction: number, digits = 1): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

import type { Interval } from '../../numbers/statistics';
import type { Row } from '../../notebook/table';
import type { MeasuredCurve } from '../study/curves';
import type { SolutionScores } from '../study/evaluations';
import { LEAST_GAP } from '../lines/measured-pairs';
import { describeSolution } from '../study/provenance';
import type { Recorded } from '../../records/records';
import { asymmetricShareText, flatSideText } from './claims';
import type { KindMeasurements } from './kinds';
import type { KindCosines } from './measure';
import type { Section3Measurements } from './networks';
import { RULES, summaryOf } from './rules';
import { pairsOf } from '../study/pairs';
import type { StudySolution } from '../study/solutions';
import { percentText } from '../../numbers/texts';
import { quadrupleText } from '../study/texts';

/**
 * One row for each solution: losses, accuracies, and whether it fits its training images clearly better.
 *
 * @throws UsageError LISTS_UNEQUAL
 */
export function solutionScoreRows(solutions: readonly StudySolution[], scores: readonly Recorded<SolutionScores>[]): Row[] {
  return pairsOf('solutions and their scores', solutions, scores).map(([solution, { result: { train, test } }]) => {
    const gap = 100 * (train.reestimated.accuracy - test.reestimated.accuracy);
    return {
      solution: `${describeSolution(solution)} (${train.reestimated.examples} images)`,
      '‖w‖': solution.weightNorm,
      'train loss': train.reestimated.loss,
      'train accuracy': percentText(train.reestimated.accuracy, 2),
      'test loss': test.reestimated.loss,
      'test accuracy': percentText(test.reestimated.accuracy, 2),
      'test accuracy, own statistics': percentText(test.running.accuracy, 2),
      gap: `${gap.toFixed(1)} points${gap > 100 * LEAST_GAP ? ' ✔' : ', too small'}`,
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
  const quadruple = definition && quadrupleText(definition);
  return [
    {
      quantity: 'certified quadruple, about the minimum',
      value: quadruple,
      'over examples (95 %)': `c* ${intervalText(uncertainty.ratio)}`,
    },
    { quantity: 'certified ratio c*, about the solution', value: textOf(atOrigin.definition?.ratio), 'over examples (95 %)': '–' },
    { quantity: 'secant ratio ρ', value: textOf(recentred.secantRatio), 'over examples (95 %)': intervalText(uncertainty.secantRatio) },
    { quantity: 'asymmetry index A', value: textOf(recentred.index), 'over examples (95 %)': intervalText(uncertainty.index) },
    { quantity: 'own minimum of the curve, l', value: textOf(minimum), 'over examples (95 %)': intervalText(uncertainty.minimum) },
    {
      quantity: "slope at the solution, f'(0)",
      value: textOf(slopeAtOrigin?.value),
      'over examples (95 %)': intervalText(uncertainty.slopeAtOrigin),
    },
    {
      quantity: 'sides',
      value: recentred.sides,
      'over examples (95 %)': `flat side the same in ${percentText(uncertainty.flatSignShare, 1)}`,
    },
  ];
}

/**
 * What one curve says, in two sentences: whether the direction counts as asymmetric, on which side it is flat, how sure that is.
 *
 * @param measured as of {@link asymmetryRows}
 */
export function asymmetrySentence({ result }: Pick<Recorded<MeasuredCurve>, 'result'>): string {
  const { recentred, flatSign, uncertainty } = result.asymmetry;
  if (recentred.sides !== 'two-sided') {
    return 'The loss does not rise clearly on both sides of this curve, so it says nothing about asymmetry.';
  }
  const { certifiedRatio } = RULES.C1.thresholds;
  const asymmetric = (recentred.definition?.ratio ?? 0) > certifiedRatio;
  const { ratio, index } = uncertainty;
  const below = asymmetric && ratio !== null && ratio.low <= certifiedRatio ? ', so other examples might say no' : '';
  const covers = index !== null && index.low <= 0 && index.high >= 0
    ? ', an interval that covers 0: these examples do not tell the sides apart'
    : '';
  const text =
    `By the rule c* > ${certifiedRatio} this direction is ${asymmetric ? '' : 'not '}asymmetric: c* = ` +
    `${textOf(recentred.definition?.ratio)} (${intervalText(ratio)} over examples${below}). Its flat side is ` +
    `${flatSign === 1 ? '+u' : '−u'}, with A = ${textOf(recentred.index)} (${intervalText(index)})${covers}.`;
  return text.replace(/-(?=\d)/g, '−');
}

/** One row for each kind of direction: how many are asymmetric, and how strongly. */
export function directionKindRows(kinds: readonly KindMeasurements[]): Row[] {
  const asymmetric = `c* > ${RULES.C1.thresholds.certifiedRatio}`;
  return kinds.map(({ kind, measured }) => {
    const summary = summaryOf(measured);
    const radii = measured.map(({ result }) => result.curve.distances.at(-1) ?? NaN);
    return {
      direction: kind,
      [asymmetric]: asymmetricShareText(summary),
      [`${asymmetric}, over seeds`]:
        summary.asymmetricOverSeeds &&
        `${percentText(summary.asymmetricOverSeeds.low)} to ${percentText(summary.asymmetricOverSeeds.high)}`,
      'median ρ': summary.medianSecantRatio,
      'mean A': summary.index && `${short(summary.index.value)} (${short(summary.index.low)} to ${short(summary.index.high)})`,
      'interval of A over': summary.indexOver,
      'flat side': flatSideText(summary),
      'two-sided': `${summary.sides['two-sided']} of ${summary.directions}`,
      radius: [...new Set(radii)].map(short).join(', '),
    };
  });
}

/** One row for each kind: the cosines between all pairs of the directions that the study's own network is measured along. */
export function cosineRows(kinds: readonly KindCosines[]): Row[] {
  return kinds.map(({ kind, cosines: { result: { mean, standardDeviation, smallest, largest, pairs } } }) => (
    { 'kind of direction': kind, 'mean cosine': mean, 'standard deviation': standardDeviation, smallest, largest, pairs }
  ));
}

/** Of each network how many (0, 1) directions are asymmetric, and which side is flat: one sentence. */
export function networkSharesSentence({ networks }: Section3Measurements): string {
  const shares = networks.flatMap(({ network, kinds }) => {
    const uniform = kinds.find(({ kind }) => kind === 'uniform01');
    if (uniform === undefined) return [];
    const summary = summaryOf(uniform.measured);
    const count = summary.bySeed.reduce((sum, { asymmetric }) => sum + asymmetric, 0);
    return [`${network} ${count} of ${summary.directions} (flat side ${flatSideText(summary)})`];
  });
  return `Asymmetric (0, 1) directions, over all trainings: ${shares.join('; ')}.`;
}

/** {@link directionKindRows} of each network, with the seeds on which they rest. */
export function networkAsymmetryRows({ networks }: Section3Measurements): Row[] {
  return networks.flatMap(({ network, kinds }) => {
    const seeds = [...new Set(kinds.flatMap(({ measured }) => measured.map(({ seed }) => seed)))].join(', ');
    return directionKindRows(kinds).map((row) => ({ network, seeds, ...row }));
  });
}

/** Which networks of Appendix A are not trained yet, and how to train them: one or two sentences. */
export function untrainedText({ untrained }: Section3Measurements): string {
  if (untrained.length === 0) return 'All networks of this section are trained.';
  const commands = [...new Set(untrained.map(({ command }) => command))];
  const places = [['terminal', commands.filter((command) => !isCall(command))], ['cell', commands.filter(isCall)]] as const;
  const ways = places.filter(([, own]) => own.length > 0).map(([place, own]) => (
    ` In a ${place}, this trains what is missing: ${own.map((command) => `<b>${command}</b>`).join(', ')}.`
  ));
  return `Not trained yet, and left out above: ${untrained.map(({ network }) => network).join(', ')}.${ways.join('')}`;
}

/** What trains a network of one's own is no command. */
function isCall(command: string): boolean {
  return command.startsWith('await ');
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

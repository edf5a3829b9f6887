import { curveGridFigure } from '../../figures/curve-grid';
import { directionStatisticsFigure } from '../../figures/direction-statistics';
import type { Figure } from '../../figures/figure';
import { lossCurveFigure } from '../../figures/loss-curve';
import { seedColumns } from '../study/columns';
import { provenanceText, provenanceTextOfAll } from '../study/provenance';
import type { MeasuredCurve } from '../study/curves';
import { type FigureWords, marksOf, sidesOf, sidesSentence } from '../../figures/measured';
import type { Recorded } from '../../records/records';
import { type KindMeasurements, SECTION_3_KINDS } from './kinds';
import type { Section3Measurements } from './networks';
import { RULES } from './rules';
import type { StudySolution } from '../study/solutions';

const TOP = 4;

/** One measured curve with the solution at 0 and both sides shaded (paper, Figure 2). */
export function measuredCurveFigure(solution: StudySolution, measured: Recorded<MeasuredCurve>, words: FigureWords): Figure {
  const { curve, asymmetry } = measured.result;
  return lossCurveFigure({
    title: words.title,
    caption: `${words.caption} ${sidesSentence(asymmetry)} ${examplesText(measured.result)} ${provenanceText(measured, solution)}`,
    curves: [{ ...curve, name: solution.network }],
    solutions: marksOf(asymmetry),
    sides: sidesOf(asymmetry),
    accuracy: true,
    weights: solution.weights,
    ceiling: ceilingOf([curve.train.loss, curve.test.loss]),
  });
}

/**
 * All curves of each kind and seed in a panel of their own, a row for each kind (paper, Appendix A). Flat side as measured, nothing
 * is turned.
 */
export function directionKindsFigure(kinds: readonly KindMeasurements[], words: FigureWords): Figure {
  const lists = kinds.flatMap(({ measured }) => measured.map(({ result }) => result.curve.train.loss));
  return curveGridFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceTextOfAll(kinds.flatMap(({ measured }) => measured))}`,
    panels: kinds.flatMap(({ kind, measured }) => panelsOf(kind, measured)),
    columns: seedColumns(kinds.flatMap(({ measured }) => measured.map(({ seed }) => seed))),
    ownDistances: true,
    ceiling: ceilingOf(lists),
  });
}

/**
 * Appendix A: for each network the curves of (0, 1) and of (−1, 1) directions, and of directions of one's own, at the first of its
 * seeds.
 */
export function networkCurvesFigure({ networks }: Section3Measurements, words: FigureWords): Figure {
  const shown = networks.map(({ network, kinds }) => kinds.filter(isShown).map(({ kind, measured }) => (
    { network, kind, measured: measured.filter(({ seed }) => seed === measured[0].seed) }
  )));
  const all = shown.flat();
  return curveGridFigure({
    title: words.title,
    caption:
      `${words.caption} First seed of each network; the table holds all. ` +
      `${provenanceTextOfAll(all.flatMap(({ measured }) => measured))}`,
    panels: all.map(({ network, kind, measured }) => ({
      title: `${network}, ${kind}`,
      distances: measured[0].result.curve.distances,
      curves: measured.map(({ result }) => result.curve.train.loss),
    })),
    columns: Math.max(...shown.map(({ length }) => length)),
    ownDistances: true,
    ceiling: ceilingOf(all.flatMap(({ measured }) => measured.map(({ result }) => result.curve.train.loss))),
  });
}

/** Of the paper's kinds the first two are enough beside one another. */
function isShown({ kind }: KindMeasurements): boolean {
  return SECTION_3_KINDS.slice(0, 2).some((first) => first === kind) || !SECTION_3_KINDS.some((known) => known === kind);
}

/** The certified ratio c* of every direction, by kind, with the share above the threshold of C1. */
export function certifiedRatiosFigure(kinds: readonly KindMeasurements[], words: FigureWords): Figure {
  return directionStatisticsFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceTextOfAll(kinds.flatMap(({ measured }) => measured))}`,
    statistic: 'certified ratio <i>c</i>*',
    threshold: RULES.C1.thresholds.certifiedRatio,
    logarithmic: true,
    groups: kinds.map(({ kind, measured }) => ({
      name: kind,
      values: measured.map(({ seed, asymmetry }, index) => ({
        value: asymmetry.recentred.definition?.ratio ?? NaN,
        twoSided: asymmetry.recentred.sides === 'two-sided',
        label: `seed ${seed}, measurement ${index + 1}`,
      })),
    })),
  });
}

/** Seeds have panels of their own where their radii differ; curves of one panel share their distances. */
function panelsOf(kind: string, measured: KindMeasurements['measured']): Parameters<typeof curveGridFigure>[0]['panels'] {
  const seeds = [...new Set(measured.map(({ seed }) => seed))];
  return seeds.map((seed) => {
    const own = measured.filter((entry) => entry.seed === seed).map(({ result }) => result.curve);
    return {
      title: seeds.length > 1 ? `${kind}, seed ${seed}` : kind,
      distances: own[0].distances,
      curves: own.map(({ train }) => train.loss),
    };
  });
}

/** Where frozen statistics or far points send the loss to millions, the shape near the solution is what is looked at. */
function ceilingOf(losses: readonly (readonly number[])[]): number | undefined {
  const largest = Math.max(...losses.flat().filter(Number.isFinite));
  return largest > TOP ? TOP : undefined;
}

function examplesText({ curve }: MeasuredCurve): string {
  const batchNorm =
    curve.batchNorm === 'reestimate'
      ? `batch norm re-estimated on ${curve.batchNormExamples} augmented ones at every point`
      : `batch norm ${curve.batchNorm}`;
  return (
    `Bands: 95 % of the paired difference to the solution; ${curve.train.examples} training and ${curve.test.examples} test ` +
    `images, ${batchNorm}.`
  );
}

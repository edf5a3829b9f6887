import { directionStatisticsFigure } from './direction-statistics';
import type { Figure } from './figure';
import { lossCurveFigure, type Solution } from './loss-curve';
import type { Sides } from './sides';
import { type Asymmetry, isAsymmetric } from '../landscape/asymmetry';
import type { MeasuredCurve } from '../landscape/measure-along';
import type { MeasuredKind } from '../landscape/measure-directions';

/** The words of a figure besides the origin of its numbers. */
export interface FigureWords {
  readonly title: string;
  /** What the reader should look for. */
  readonly caption: string;
}

/** The result of `measureAlong`: both losses along the direction, the solution at 0, both sides shaded (paper, Figure 2). */
export function measuredAlongFigure({ curve, asymmetry }: MeasuredCurve, words: FigureWords): Figure {
  const { train, test, batchNorm, batchNormExamples } = curve;
  const statistics = batchNorm === 'reestimate' ? `re-estimated on ${batchNormExamples} examples at every point` : batchNorm;
  return lossCurveFigure({
    title: words.title,
    caption:
      `${words.caption} ${sidesSentence(asymmetry)} Bands: 95 % of the paired difference to the solution; ` +
      `${train.examples} training and ${test.examples} ` +
      `test examples; batch norm, if any, ${statistics}.`,
    curves: [{ name: 'loss', ...curve }],
    solutions: marksOf(asymmetry),
    sides: sidesOf(asymmetry),
  });
}

/** The result of `measureDirections`: the certified ratio c* of every direction, by kind, with the fraction above 2. */
export function directionRatiosFigure(kinds: readonly MeasuredKind[], words: FigureWords): Figure {
  return directionStatisticsFigure({
    ...words,
    statistic: 'certified ratio <i>c</i>*',
    threshold: 2,
    logarithmic: true,
    groups: kinds.map(({ kind, measured }) => ({
      name: kind,
      values: measured.map(({ asymmetry: { recentred } }, index) => ({
        value: recentred.definition?.ratio ?? NaN,
        twoSided: recentred.sides === 'two-sided',
        label: `direction ${index}`,
      })),
    })),
  });
}

/**
 * The stretch to shade: the one that certifies the direction best. Undefined where the direction is not asymmetric by the criterion
 * (`isAsymmetric`): there no side is flat or sharp.
 */
export function sidesOf(asymmetry: Asymmetry): Sides | undefined {
  const { recentred, flatSign, minimum } = asymmetry;
  if (recentred.definition === null || !isAsymmetric(asymmetry)) return undefined;
  return {
    flat: flatSign === 1 ? 'positive' : 'negative',
    centre: minimum,
    from: recentred.definition.zeta,
    to: recentred.radius,
  };
}

/** What is shaded in a figure of one curve, and why, or why nothing is. */
export function sidesSentence(asymmetry: Asymmetry): string {
  return sidesOf(asymmetry) === undefined
    ? 'No side is shaded: by the criterion <i>c</i>* > 2 none is flat or sharp.'
    : "Shaded: ζ to r from the curve's own minimum (diamond).";
}

/** The solution at 0, and the curve's own minimum. */
export function marksOf({ minimum }: Asymmetry): Solution[] {
  return [{ name: 'solution', distance: 0 }, { name: 'minimum of the curve', distance: minimum, marker: 2 }];
}

import { directionStatisticsFigure } from './direction-statistics';
import type { Figure } from './figure';
import { lossCurveFigure } from './loss-curve';
import type { Sides } from './sides';
import type { Asymmetry } from '../landscape/asymmetry';
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
      `${words.caption} Bands: 95 % of the paired difference to the solution; ${train.examples} training and ${test.examples} ` +
      `test examples; batch norm, if any, ${statistics}.`,
    curves: [{ name: 'loss', ...curve }],
    solutions: [{ name: 'solution', distance: 0 }],
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

/** The stretch to shade: the one that certifies the direction best. */
export function sidesOf({ recentred, flatSign, minimum }: Asymmetry): Sides {
  return {
    flat: flatSign === 1 ? 'positive' : 'negative',
    centre: minimum,
    from: recentred.definition?.zeta ?? 0,
    to: recentred.radius,
  };
}

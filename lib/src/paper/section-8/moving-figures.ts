import type { Figure } from '../../figures/figure';
import { linePanelsFigure } from '../../figures/line-panels';
import type { FigureWords } from '../../figures/measured';
import { type Slide, slidingFigure } from '../../figures/sliding';
import { numberText } from '../../figures/text';
import { COLOURS, MEANING } from '../../figures/theme';
import { smoothValley } from '../theory/valleys';
import { judgeDrawnCurve } from './drawn-curve';

/** How many times as steep the left wall is as the right one. */
const RATIOS = [1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 1.5, 2, 2.5, 3, 4, 5, 6] as const;
/** The slider starts here. */
const FIRST_SHOWN = RATIOS.indexOf(4);
const REACH = 4;
/** Of the gentler wall, nats per unit of distance. */
const SLOPE = 0.2;
const ROUNDING = 0.25;
const POINTS = 81;

/**
 * Where the rule begins to call a curve asymmetric: slide from a valley that is steeper on the right over the symmetric one to one
 * that is steeper on the left. Each is judged by {@link judgeDrawnCurve}; its sides are named only where the rule decides.
 */
export function steeperAndSteeperFigure(words: FigureWords): Figure {
  const slides = RATIOS.map((ratio): Slide => ({
    label: numberText(ratio),
    figure: linePanelsFigure({ ...words, panels: [panelOf(ratio)] }),
  }));
  return slidingFigure({ name: 'left slope / right slope', slides, start: FIRST_SHOWN });
}

function panelOf(ratio: number): Parameters<typeof linePanelsFigure>[0]['panels'][number] {
  const valley = smoothValley(ratio < 1 ? SLOPE / ratio : SLOPE, ratio, ROUNDING);
  const heights = Array.from({ length: POINTS }, (_, k) => valley.value((REACH * (2 * k - POINTS + 1)) / (POINTS - 1)));
  const { distances, loss, asymmetric, verdict, asymmetry: { recentred, flatSign } } = judgeDrawnCurve(heights, REACH);
  const { centre, radius } = recentred;
  const zeta = recentred.definition?.zeta ?? 0;
  const side = (sign: number): { from: number; to: number; text: string; colour: string } => ({
    from: Math.min(centre + sign * zeta, centre + sign * radius),
    to: Math.max(centre + sign * zeta, centre + sign * radius),
    text: asymmetric ? (sign === flatSign ? 'flat side' : 'sharp side') : 'a side',
    colour: asymmetric && sign === flatSign ? MEANING.flatSide : MEANING.sharpSide,
  });
  return {
    title: verdict,
    xTitle: 'distance <i>l</i>',
    yTitle: 'loss (nats)',
    stretches: [side(-1), side(1)],
    series: [
      { name: 'the curve', x: distances, y: loss, colour: COLOURS.blue, width: 2.4 },
      {
        name: 'its own minimum',
        x: [centre],
        y: [loss[distances.indexOf(centre)]],
        colour: COLOURS.black,
        draw: 'points',
        marker: 'circle',
      },
    ],
  };
}

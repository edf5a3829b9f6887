import type { Figure } from '../../figures/figure';
import { raysFigure } from '../../figures/rays';
import { widthPositionsFigure } from '../../figures/width-positions';
import type { Estimate } from '../../numbers/statistics';
import { inUnitsOf, meanRiseEstimate, type RayRises, riseOfEachRay } from '../../landscape/ray-widths';
import { WIDTH_LEVEL } from '../../landscape/width-comparison';
import { provenanceTextOfAll } from '../study/provenance';
import { positionWidths } from './apparent-widths';
import { widthComparison } from './claims';
import type { FigureWords } from '../../figures/measured';
import { type WidthPair, WIDTH_NAMES } from './width-pairs';
import type { PairRays, PositionRays } from './measured-widths';

/** How a figure of widths is drawn. */
export interface WidthFigureOptions extends FigureWords {
  /** Default `l`. */
  readonly units?: 'l' | 'l/‖w‖';
}

/**
 * Figure 11 and Appendix H: the loss along every ray at both solutions of the first seed, and the difference of the mean
 * rises for every seed.
 */
export function widthFigure(measured: readonly PairRays[], { title, caption, units = 'l' }: WidthFigureOptions): Figure {
  const comparison = widthComparison(measured, units);
  const [{ pair, wide, narrow }] = measured;
  const names = WIDTH_NAMES[pair.kind];
  const count = wide.result.rises.length;
  const rays = count === 1 ? '1 ray' : `${count} rays`;
  const drawn = [{ ...wide.result, weights: pair.wide.weightNorm }, { ...narrow.result, weights: pair.narrow.weightNorm }];
  const window = comparison.window.map((k) => comparison.distances[k]);
  return raysFigure({
    title,
    caption:
      `${caption} Left: seed ${pair.seed}, ${rays} from each solution, thick their mean. Bands: 95 %, rays and examples ` +
      `resampled, on the right paired; grey: where the mean rise lies between 0.1 and 1 nat. ${provenance(measured)}`,
    solutions: drawn.map(({ weights, ...around }, i) => ({
      name: `${names[i]}, mean`,
      ...withOrigin(units === 'l' ? around : inUnitsOf(weights, around), around.loss),
    })),
    differences: comparison.seeds.map(({ seed, difference }) => ({
      name: `seed ${seed}`,
      distances: [0, ...comparison.distances],
      difference: [ZERO, ...difference],
    })),
    differenceTitle: `${names[0]} minus ${names[1]}`,
    ...(window.length > 0 && { window: [window[0], window[window.length - 1]] as const }),
    ...(units === 'l/‖w‖' && { distanceTitle: 'relative distance <i>l</i>/‖<i>w</i>‖' }),
  });
}

/** Apparent width at several points of the line through two solutions, above the loss at these points. */
export function apparentWidthFigure(pair: WidthPair, measured: readonly PositionRays[], { title, caption }: FigureWords): Figure {
  const [first, second] = WIDTH_NAMES[pair.kind];
  return widthPositionsFigure({
    title,
    caption:
      `${caption} Bars: 95 % of the paired difference from the width at the first solution. ` +
      `${provenanceTextOfAll(measured.map(({ rays }) => rays))}`,
    positions: positionWidths(measured).map(({ position, loss, width, difference }) => ({
      position,
      loss,
      width:
        width === null || difference === null
          ? null
          : { value: width, low: width - difference.value + difference.low, high: width - difference.value + difference.high },
    })),
    // The second one as a dot, the first as a star: as in the figures of lines.
    solutions: [
      { name: second, position: 1 },
      { name: first, position: 0 },
    ],
    positionTitle: `position <i>α</i> on the line: ${first} at 0, ${second} at 1`,
    widthTitle: `width at a rise of ${WIDTH_LEVEL}`,
  });
}

const ZERO: Estimate = { value: 0, low: 0, high: 0 };

/** Loss along each ray and its mean, beginning at the solution itself. */
function withOrigin(rays: RayRises, loss: number): { distances: number[]; rays: number[][]; mean: Estimate[] } {
  return {
    distances: [0, ...rays.distances],
    rays: riseOfEachRay(rays).map((rises) => [0, ...rises].map((rise) => loss + rise)),
    mean: [ZERO, ...meanRiseEstimate(rays)].map(({ value, low, high }) => ({ value: loss + value, low: loss + low, high: loss + high })),
  };
}

function provenance(measured: readonly PairRays[]): string {
  return provenanceTextOfAll(measured.flatMap(({ wide, narrow }) => [wide, narrow]));
}

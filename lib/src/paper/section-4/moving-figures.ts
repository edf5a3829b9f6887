import type { Figure } from '../../figures/figure';
import type { FigureWords } from '../../figures/measured';
import { type LinePanel, linePanelsFigure } from '../../figures/line-panels';
import { type Slide, slidingFigure } from '../../figures/sliding';
import { numberText } from '../../figures/text';
import { COLOURS } from '../../figures/theme';
import { aligned } from '../../landscape/shift-gap';
import { nearestIndex, polylineAt, smallestIndex } from '../../numbers/sampled';
import { provenanceText } from '../study/provenance';
import type { ShiftOfDirection } from './shifts';

/** Standard errors to either side of a 95 % interval. */
const HALF_WIDTH = 1.96;
/** At most so many shifts on the slider. */
const MOST_SHIFTS = 21;

/**
 * Figure 3 to play with: slide the test curve over the training curve. Its largest distance from it, within the reach of the
 * comparison, is the shift gap, which the panel on the right shows for every shift.
 */
export function slidingShiftFigure({ record, solution }: ShiftOfDirection, words: FigureWords): Figure {
  const { curve, shift } = record.result;
  const { shifts } = shift.gap;
  const every = Math.ceil((shifts.length - 1) / (MOST_SHIFTS - 1));
  const shown = shifts.filter((_, k) => (k - (shifts.length - 1) / 2) % every === 0);
  const { train, test, batchNormExamples } = curve;
  const caption =
    `${words.caption} The bar is the largest difference where the curves are compared. ${train.examples} training and ${test.examples} ` +
    `test images, batch norm re-estimated on ${batchNormExamples} augmented ones; bands: 95 %, in (a) of the paired difference to the ` +
    `solution, in (b) from resampling images. ${provenanceText(record, solution)}`;
  const slides = shown.map((delta): Slide => ({
    label: numberText(delta),
    figure: linePanelsFigure({
      title: words.title,
      caption,
      panels: [curvesAt(delta, curve, shift.gap.reach), ratioAt(delta, shift)],
    }),
  }));
  return slidingFigure({ name: 'shift δ', slides, start: nearestIndex(shown, shift.gap.shift) });
}

type Result = ShiftOfDirection['record']['result'];

function curvesAt(delta: number, { distances, train, test }: Result['curve'], reach: number): LinePanel {
  const lifted = Array.from(aligned({ train: train.loss, test: test.loss }));
  // Both are polylines, so the largest difference is at a corner of one of them.
  const corners = [...distances, ...distances.map((l) => l - delta)].filter((l) => Math.abs(l) <= reach);
  const pairs = corners.map((l) => [polylineAt(distances, train.loss, l), polylineAt(distances, lifted, l + delta)] as const);
  const widest = smallestIndex(pairs.map(([own, other]) => -Math.abs(own - other)));
  const bound = (sign: number): number[] => lifted.map((loss, k) => loss + sign * HALF_WIDTH * test.standardErrorToOrigin[k]);
  return {
    title: '(a) slide the test curve',
    xTitle: 'distance <i>l</i> along <i>u</i>',
    yTitle: 'loss (nats)',
    yRange: [0, 1.1 * Math.max(...pairs.flat())],
    stretches: [{ from: -reach, to: reach, text: 'compared here' }],
    series: [
      { name: 'training loss L̂', x: distances, y: train.loss, colour: COLOURS.blue },
      { name: 'test loss L′', x: distances, y: lifted, low: bound(-1), high: bound(1), colour: COLOURS.vermillion, dash: 'dash' },
      { name: 'slid test loss L′(l + δ)', x: distances.map((l) => l - delta), y: lifted, colour: COLOURS.purple, dash: 'dot' },
      { name: 'largest difference', x: [corners[widest], corners[widest]], y: pairs[widest], colour: COLOURS.black, width: 4 },
    ],
  };
}

function ratioAt(delta: number, { gap, ratios }: Result['shift']): LinePanel {
  const here = nearestIndex(gap.shifts, delta);
  return {
    title: '(b) what remains of the gap',
    xTitle: 'shift <i>δ</i>',
    yTitle: 'ξ<sub>δ</sub> / ξ<sub>0</sub>',
    levels: [1],
    series: [
      {
        name: 'ξ<sub>δ</sub> / ξ<sub>0</sub>',
        x: gap.shifts,
        y: ratios.value,
        low: ratios.low,
        high: ratios.high,
        colour: COLOURS.green,
        marker: 'cross',
      },
      { name: 'at this shift', x: [gap.shifts[here]], y: [ratios.value[here]], colour: COLOURS.black, draw: 'points', marker: 'star' },
    ],
  };
}

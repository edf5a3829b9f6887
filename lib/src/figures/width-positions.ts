import { UsageError } from '../base/errors';
import { polylineAt } from '../numbers/sampled';
import type { Estimate } from '../numbers/statistics';
import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { extent, lineTrace } from './lines';
import { errorBars, solutionMarker } from './markers';
import { axis, COLOURS, frame, MEANING } from './theme';

/** One position on a line through two solutions. */
export interface DrawnPosition {
  readonly position: number;
  /** Apparent width there; null if the loss does not reach the level. */
  readonly width: Estimate | null;
  /** Training loss there, nats. */
  readonly loss: number;
}

/** Options of {@link widthPositionsFigure}. */
export interface WidthPositionsOptions extends Words {
  /** In ascending order. */
  readonly positions: readonly DrawnPosition[];
  readonly solutions: readonly { readonly name: string; readonly position: number }[];
  readonly positionTitle: string;
  /** Title of the width with its rise of the loss, such as `apparent width at a rise of 0.5`. */
  readonly widthTitle: string;
}

/**
 * Apparent width at several points of one line through a valley, with its interval, above the training loss at the same points:
 * seemingly wider and narrower minima, and the one valley that contains them.
 *
 * @throws UsageError `POSITIONS_EMPTY` without a position that has a width
 */
export function widthPositionsFigure(options: WidthPositionsOptions): Figure {
  const known = options.positions.flatMap(({ position, width }) => (width === null ? [] : [{ position, ...width }]));
  if (known.length === 0) {
    throw new UsageError(
      'POSITIONS_EMPTY',
      `The figure "${options.title}" has no width to draw.`,
      'Measure longer rays, or take a lower level.',
    );
  }
  const at = options.positions.map(({ position }) => position);
  const losses = options.positions.map(({ loss }) => loss);
  const widths = known.map(({ value }) => value);
  const [from, to] = extent(at);
  const range = [from - 0.04 * (to - from), to + 0.04 * (to - from)];
  const [low, high] = extent(known.map((one) => one.low), known.map((one) => one.high));
  return makeFigure(
    options,
    [
      widthTrace(known),
      lineTrace(at, losses, { colour: MEANING.train }, 'training loss', { yaxis: 'y' }),
      ...options.solutions.flatMap(({ name, position }, i) => [
        markerTrace(name, i, position, polylineAt(known.map((one) => one.position), widths, position), 'y2', true),
        markerTrace(name, i, position, polylineAt(at, losses, position), 'y', false),
      ]),
    ],
    {
      ...frame({
        title: options.title,
        height: 520,
        legend: ['apparent width, 95 %', 'training loss', ...options.solutions.map(({ name }) => name)],
      }),
      xaxis: axis(options.positionTitle, { range, anchor: 'y' }),
      yaxis: axis('training loss (nats)', { domain: [0, 0.44], rangemode: 'tozero' }),
      yaxis2: axis(options.widthTitle, { domain: [0.54, 1], range: [low - 0.15 * (high - low), high + 0.15 * (high - low)] }),
    },
  );
}

function widthTrace(known: readonly (Estimate & { readonly position: number })[]): Trace {
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: 'apparent width, 95 %',
    x: known.map(({ position }) => position),
    y: known.map(({ value }) => value),
    yaxis: 'y2',
    line: { color: COLOURS.green, width: 2.2, dash: 'dash' },
    marker: { color: COLOURS.green, size: 6 },
    error_y: errorBars(known, COLOURS.green),
  };
}

function markerTrace(name: string, index: number, x: number, y: number, yaxis: string, showlegend: boolean): Trace {
  return {
    type: 'scatter', mode: 'markers', name, legendgroup: name, showlegend, x: [x], y: [y], yaxis, cliponaxis: false,
    marker: solutionMarker(index, 11, 14),
  };
}

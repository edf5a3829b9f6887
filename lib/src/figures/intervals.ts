import { UsageError } from '../base/errors';
import type { Estimate } from '../numbers/statistics';
import { type Figure, makeFigure, type Words } from './figure';
import { extent } from './lines';
import { errorBars } from './markers';
import { verticalLine } from './shapes';
import { axis, COLOURS, frame, MEANING, SERIES_COLOURS } from './theme';

/** The estimates of one series, such as one network: one for each row, undefined if the series has none there. */
export interface IntervalSeries {
  readonly name: string;
  readonly estimates: readonly (Estimate | undefined)[];
}

/** Options of {@link intervalsFigure}. */
export interface IntervalsOptions extends Words {
  /** Names of the rows, from top to bottom. */
  readonly rows: readonly string[];
  readonly series: readonly IntervalSeries[];
  /** Quantity and unit. */
  readonly xTitle: string;
  /** Title of the rows. */
  readonly yTitle: string;
  /** Draws a line at this value; default 0. */
  readonly threshold?: number;
}

const ROW = 46;
/** Pixels per letter of the y axis' title, which runs upwards. */
const TITLE_LETTER = 8;
const SYMBOLS = ['circle', 'diamond', 'square', 'triangle-up', 'cross', 'star'];

/**
 * Values with their 95 % intervals, one row for each, several series beside each other; colour and marker identify the series. An
 * interval without an end extends to the edge.
 *
 * @throws UsageError `STATISTICS_EMPTY` without a finite value
 */
export function intervalsFigure(options: IntervalsOptions): Figure {
  const { rows, series, threshold = 0 } = options;
  const known = series.flatMap(({ estimates }) => estimates.filter((estimate) => estimate !== undefined));
  const [low, high] = extent(known.flatMap(({ value, low, high }) => [value, low, high]), [threshold]);
  if (known.length === 0) throw new UsageError('STATISTICS_EMPTY', `The figure "${options.title}" has no values.`, 'Give it at least one.');
  const margin = 0.06 * (high - low || 1);
  const range = [low - margin, high + margin];
  const inside = (end: number): number => Math.max(range[0], Math.min(range[1], end));
  const place = (row: number, index: number): number => rows.length - 1 - row + 0.22 * ((series.length - 1) / 2 - index);
  const data = series.map(({ name, estimates }, index) => {
    const drawn = estimates.flatMap((estimate, row) => (estimate === undefined ? [] : [{ ...estimate, y: place(row, index) }]));
    const colour = SERIES_COLOURS[index % SERIES_COLOURS.length];
    return {
      type: 'scatter',
      mode: 'markers',
      name,
      x: drawn.map(({ value }) => value),
      y: drawn.map(({ y }) => y),
      cliponaxis: false,
      marker: { symbol: SYMBOLS[index % SYMBOLS.length], size: 10, color: colour, line: { width: 1, color: MEANING.background } },
      error_x: errorBars(drawn.map(({ value, low, high }) => ({ value, low: inside(low), high: inside(high) })), colour),
    };
  });
  return makeFigure(options, data, {
    ...frame({
      title: options.title,
      height: 150 + Math.max(rows.length * ROW, TITLE_LETTER * options.yTitle.length),
      legend: series.map(({ name }) => name),
      margins: { left: 230 },
      above: 8,
    }),
    xaxis: axis(options.xTitle, { range }),
    yaxis: axis(options.yTitle, {
      range: [-0.6, rows.length - 0.4],
      tickvals: rows.map((_, i) => rows.length - 1 - i),
      ticktext: [...rows],
      ticks: '',
      showgrid: false,
      showline: false,
    }),
    shapes: [verticalLine(threshold, { colour: COLOURS.black, width: 1.5, dash: 'dash' })],
  });
}

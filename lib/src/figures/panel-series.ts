import { UsageError } from '../base/errors';
import type { Estimate } from '../numbers/statistics';
import type { Trace } from './figure';
import { bandTrace, extent, lineTrace, type LineStyle, type Numbers } from './lines';
import { errorBars } from './markers';
import type { Panel } from './panels';
import { MEANING } from './theme';

/** One quantity against another, in a panel of {@link linePanelsFigure} or {@link lineGridFigure}. */
export interface PanelSeries extends LineStyle {
  /** Name in the legend, once for all panels. */
  readonly name: string;
  readonly x: Numbers;
  readonly y: Numbers;
  /** Ends of each point's interval. */
  readonly low?: Numbers;
  readonly high?: Numbers;
  /** Style of the intervals; default `band`. */
  readonly intervals?: 'band' | 'bars';
  /** Marks each point, besides the line or instead of it; points without a line are circles by default. `star`: a single notable point. */
  readonly marker?: keyof typeof MARKERS;
  /** `line`, the default; `points`: markers alone; `columns`: a bar from 0 at each point, for counts. */
  readonly draw?: 'line' | 'points' | 'columns';
}

const MARKERS = {
  cross: { symbol: 'x', size: 7, outline: 0 },
  circle: { symbol: 'circle', size: 8, outline: 1 },
  square: { symbol: 'square', size: 8, outline: 1 },
  star: { symbol: 'star', size: 15, outline: 1 },
} as const;

/**
 * Plotly's traces of one series.
 *
 * @param shown the names already in the legend; the series' own name is added
 */
export function seriesTraces(series: PanelSeries, place: Panel, shown: Set<string>): Trace[] {
  const { x, y, low, high, colour, name, draw = 'line', intervals = 'band', marker = draw === 'points' ? 'circle' : undefined } = series;
  const on = { xaxis: place.x, yaxis: place.y };
  const inLegend = !shown.has(name);
  shown.add(name);
  if (draw === 'columns') return [{ type: 'bar', name, legendgroup: name, showlegend: inLegend, x, y, ...on, marker: { color: colour } }];
  const drawn = lineTrace(x, y, series, name, on, inLegend);
  if (marker === undefined) return [...bandOf(series, on), drawn];
  const { symbol, size, outline } = MARKERS[marker];
  return [...bandOf(series, on), {
    ...drawn, mode: draw === 'points' ? 'markers' : 'lines+markers', cliponaxis: false,
    marker: { symbol, size, color: colour, line: { color: MEANING.background, width: outline } },
    ...(low && high && intervals === 'bars' ? { error_y: errorBars(estimatesOf(y, low, high), colour, 1.5, 3) } : {}),
  }];
}

function bandOf(
  { x, low, high, intervals = 'band', colour, name }: PanelSeries,
  on: { readonly xaxis: string; readonly yaxis: string },
): Trace[] {
  return low && high && intervals === 'band' ? [bandTrace(x, low, high, colour, name, on)] : [];
}

/** Values with their intervals; an interval that does not contain its value is widened to it. */
function estimatesOf(values: Numbers, low: Numbers, high: Numbers): Estimate[] {
  return Array.from(values, (value, i) => ({ value, low: Math.min(value, low[i]), high: Math.max(value, high[i]) }));
}

/** Values and ends of intervals: the y axis of a panel must include them. */
export function heightsOf(series: readonly PanelSeries[]): Numbers[] {
  return series.flatMap(({ y, low = [], high = [], draw }) => [y, low, high, draw === 'columns' ? [0] : []]);
}

/** @throws UsageError `PANELS_EMPTY` without panels or with a panel without a finite point */
export function checkPanels(title: string, panels: readonly { readonly series: readonly PanelSeries[] }[]): void {
  if (panels.length === 0 || panels.some(({ series }) => !extent(...series.map(({ y }) => y)).every(Number.isFinite))) {
    throw new UsageError(
      'PANELS_EMPTY',
      `The figure "${title}" has a panel without a finite point, or no panels.`,
      'Give each panel at least one finite point.',
    );
  }
}

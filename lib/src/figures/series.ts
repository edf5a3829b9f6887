import { UsageError } from '../base/errors';
import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { extent, lineTrace, type Numbers } from './lines';
import { arrange, type Panel, panelTitle } from './panels';
import { axis, COLOURS, FONT_SIZE, frame, logarithmicAxis, MEANING } from './theme';

/** One quantity against another. */
export interface Series {
  readonly name: string;
  /** Ascending. */
  readonly x: Numbers;
  readonly y: Numbers;
  /** Ends of each point's interval, drawn as an error bar. */
  readonly low?: Numbers;
  readonly high?: Numbers;
  /** `points`: measured; `line`, `dashed`, `dotted`: computed; `bars`: counts. */
  readonly draw: 'points' | 'line' | 'dashed' | 'dotted' | 'bars';
  readonly colour: keyof typeof COLOURS;
}

/** A line across a panel, with its meaning beside it. */
export interface Mark {
  /** A vertical line, unless `y` gives a horizontal one. */
  readonly x?: number;
  readonly y?: number;
  readonly text: string;
}

/** A stretch of a panel, shaded and named at its top. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly colour: keyof typeof COLOURS;
}

export interface SeriesPanel {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly Series[];
  readonly marks?: readonly Mark[];
  readonly stretches?: readonly Stretch[];
  readonly logarithmicX?: boolean;
  readonly logarithmicY?: boolean;
  /** What the axis shows; default all points and 0. */
  readonly yRange?: readonly [number, number];
}

export interface SeriesOptions extends Words {
  readonly panels: readonly SeriesPanel[];
  /** Default: all in one row. */
  readonly columns?: number;
}

const ROW_HEIGHT = 260;
const DASHES = { line: 'solid', dashed: 'dash', dotted: 'dot' } as const;
const SYMBOLS: Readonly<Partial<Record<keyof typeof COLOURS, string>>> = { vermillion: 'diamond', green: 'square', purple: 'triangle-up', orange: 'cross' };

/**
 * Quantities against what they depend on, one panel for each dependence: measured points with their intervals beside the
 * lines that theory gives. Series of the same name are one entry of the legend.
 *
 * @throws UsageError `SERIES_EMPTY` without panels or with a panel without a finite point
 */
export function seriesFigure(options: SeriesOptions): Figure {
  const { panels } = options;
  if (panels.length === 0 || panels.some(({ series }) => !extent(...series.map(({ y }) => y)).every(Number.isFinite))) {
    throw new UsageError('SERIES_EMPTY', `The figure "${options.title}" has a panel without points, or no panels.`, 'Give each panel at least one finite point.');
  }
  const columns = Math.min(options.columns ?? panels.length, panels.length);
  const height = 130 + Math.ceil(panels.length / columns) * ROW_HEIGHT;
  const places = arrange(panels.length, columns, { x: 0.11, y: 90 / (height - 130) });
  const named = new Set<string>();
  const data = panels.flatMap((panel, i) => panel.series.flatMap((series) => tracesOf(series, places[i], named)));
  return makeFigure(options, data, {
    ...frame({ title: options.title, height, legend: [...named], above: 20 }),
    bargap: 0.15,
    ...Object.fromEntries(panels.flatMap((panel, i) => axesOf(panel, places[i]))),
    shapes: panels.flatMap((panel, i) => [...(panel.stretches ?? []).map((stretch) => stretchShape(stretch, places[i])), ...(panel.marks ?? []).map((mark) => markShape(mark, places[i], panel))]),
    annotations: panels.flatMap((panel, i) => [
      panelTitle(places[i], `<b>${panel.title}</b>`),
      ...(panel.marks ?? []).map((mark) => markText(mark, places[i], panel)),
      ...(panel.stretches ?? []).map((stretch) => stretchText(stretch, places[i])),
    ]),
  });
}

function tracesOf(series: Series, place: Panel, named: Set<string>): Trace[] {
  const on = { xaxis: place.x, yaxis: place.y };
  const first = !named.has(series.name);
  named.add(series.name);
  const colour = COLOURS[series.colour];
  const { draw } = series;
  if (draw !== 'points' && draw !== 'bars') return [lineTrace(series.x, series.y, { colour, dash: DASHES[draw] }, series.name, on, first)];
  const shared = { name: series.name, legendgroup: series.name, showlegend: first, x: series.x, y: series.y, ...on };
  if (draw === 'bars') return [{ type: 'bar', ...shared, marker: { color: colour } }];
  const reach = (ends: Numbers | undefined, sign: number): number[] => Array.from(series.y, (y, i) => (ends === undefined ? 0 : Math.max(0, sign * (ends[i] - y))));
  const errors = { type: 'data', symmetric: false, array: reach(series.high, 1), arrayminus: reach(series.low, -1), thickness: 1.5, width: 3, color: colour };
  return [{
    type: 'scatter', mode: 'markers', ...shared, cliponaxis: false, marker: { symbol: SYMBOLS[series.colour] ?? 'circle', size: 7, color: colour },
    ...(series.low === undefined ? {} : { error_y: errors }),
  }];
}

function axesOf(panel: SeriesPanel, place: Panel): [string, unknown][] {
  const [left, right] = extent(...panel.series.map(({ x }) => x), (panel.stretches ?? []).flatMap(({ from, to }) => [from, to]));
  const [low, high] = extent(...panel.series.flatMap((series) => [series.y, ...(series.low && series.high ? [series.low, series.high] : [])]));
  const margin = panel.series.some(({ draw }) => draw === 'bars') ? 0.6 : 0.04 * (right - left);
  const [bottom, top] = panel.yRange ?? [Math.min(0, low), Math.max(0, high)];
  // The names of stretches stand above the points.
  const reach = panel.yRange === undefined ? (panel.stretches === undefined ? 0.05 : 0.14) * (top - bottom) : 0;
  const horizontal = { domain: place.left, anchor: place.y };
  const vertical = { domain: place.height, anchor: place.x };
  return [
    [place.xaxis, panel.logarithmicX === true ? logarithmicAxis(panel.xTitle, left, right, horizontal) : axis(panel.xTitle, { ...horizontal, range: [left - margin, right + margin] })],
    [place.yaxis, panel.logarithmicY === true
      ? axis(panel.yTitle, { ...vertical, type: 'log', exponentformat: 'power', dtick: 1, range: (panel.yRange ?? [low, high]).map(Math.log10) })
      : axis(panel.yTitle, { ...vertical, range: [bottom < 0 ? bottom - reach : bottom, top + reach] })],
  ];
}

/** Of a logarithmic axis Plotly wants the logarithm, for shapes in data units and for annotations. */
function markPlace({ x, y }: Mark, place: Panel, panel: SeriesPanel): Readonly<Record<string, unknown>> {
  if (x !== undefined) return { xref: place.x, yref: `${place.y} domain`, x: panel.logarithmicX === true ? Math.log10(x) : x, y: 1 };
  return { xref: `${place.x} domain`, yref: place.y, x: 1, y: panel.logarithmicY === true ? Math.log10(y ?? 1) : y };
}

function markShape(mark: Mark, place: Panel, panel: SeriesPanel): Readonly<Record<string, unknown>> {
  const { xref, yref } = markPlace(mark, place, panel);
  const [from, to] = mark.x === undefined ? [{ x0: 0, y0: mark.y }, { x1: 1, y1: mark.y }] : [{ x0: mark.x, y0: 0 }, { x1: mark.x, y1: 1 }];
  return { type: 'line', layer: 'above', xref, yref, ...from, ...to, line: { color: MEANING.annotation, width: 1.2, dash: 'dot' } };
}

function markText(mark: Mark, place: Panel, panel: SeriesPanel): Readonly<Record<string, unknown>> {
  const vertical = mark.x !== undefined;
  return {
    ...markPlace(mark, place, panel), text: mark.text, showarrow: false, font: { size: FONT_SIZE.note, color: MEANING.annotation },
    ...(vertical ? { textangle: -90, xanchor: 'right', yanchor: 'top' } : { xanchor: 'right', yanchor: 'bottom' }),
  };
}

function stretchShape({ from, to, colour }: Stretch, place: Panel): Readonly<Record<string, unknown>> {
  return {
    type: 'rect', layer: 'below', xref: place.x, yref: `${place.y} domain`, x0: from, x1: to, y0: 0, y1: 1, line: { width: 0 },
    fillcolor: COLOURS[colour], opacity: 0.13,
  };
}

function stretchText({ from, to, text }: Stretch, place: Panel): Readonly<Record<string, unknown>> {
  return {
    xref: place.x, yref: `${place.y} domain`, x: (from + to) / 2, y: 1, yanchor: 'top', showarrow: false, text, font: { size: FONT_SIZE.note, color: MEANING.annotation },
  };
}

import { UsageError } from '../base/errors';
import { type Figure, type Layout, makeFigure, type Trace, type Words } from './figure';
import { bandTrace, extent, lineTrace, type Numbers } from './lines';
import { arrange, type Panel, panelTitle } from './panels';
import { axis, COLOURS, FONT_SIZE, frame, MEANING, transparent } from './theme';

/** One quantity against another. */
export interface PanelSeries {
  /** In the legend, once for all panels. */
  readonly name: string;
  readonly x: Numbers;
  readonly y: Numbers;
  /** Bounds of a band around it. */
  readonly low?: Numbers;
  readonly high?: Numbers;
  readonly colour: string;
  readonly dash?: 'solid' | 'dash' | 'dot' | 'dashdot';
  /** Marks each point, besides the line or in its place. `star`: a single place of note. */
  readonly marker?: 'cross' | 'circle' | 'star';
  /** Default true. */
  readonly line?: boolean;
}

/** A vertical line with a note at its top. */
export interface PanelMark {
  readonly at: number;
  readonly text: string;
}

/** One plot of {@link linePanelsFigure}. */
export interface LinePanel {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly PanelSeries[];
  readonly marks?: readonly PanelMark[];
  /** A stretch of the x axis that is shaded. */
  readonly shaded?: readonly [from: number, to: number];
  /** A horizontal line here. */
  readonly level?: number;
  /** An arrow from one place to another, in the units of the axes, with a word. */
  readonly arrow?: { readonly from: readonly [number, number]; readonly to: readonly [number, number]; readonly text: string };
  /** The y axis shows no more than this range; the data are kept. */
  readonly yRange?: readonly [number, number];
}

export interface LinePanelsOptions extends Words {
  readonly panels: readonly LinePanel[];
  /** Default: all in one row. */
  readonly columns?: number;
}

const ROW_HEIGHT = 320;

/**
 * Panels with axes of their own, each holding lines with bands, points, marks and a shaded stretch: curves beside the
 * quantity that is read off them (paper, Figure 3).
 *
 * @throws UsageError `PANELS_EMPTY` without panels or with a panel without series, and what {@link makeFigure} throws
 */
export function linePanelsFigure(options: LinePanelsOptions): Figure {
  const { panels, title } = options;
  if (panels.length === 0 || panels.some(({ series }) => series.length === 0)) {
    throw new UsageError('PANELS_EMPTY', `The figure "${title}" has a panel without series, or no panels.`, 'Give each panel something to draw.');
  }
  const columns = Math.min(options.columns ?? panels.length, panels.length);
  const height = 130 + Math.ceil(panels.length / columns) * ROW_HEIGHT;
  const places = arrange(panels.length, columns, { x: 0.11, y: 95 / (height - 130) });
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const shown = new Set<string>();
  const data = panels.flatMap((panel, i) => panel.series.flatMap((series) => seriesTraces(series, places[i], shown)));
  return makeFigure(options, data, {
    ...frame({ title, height, legend: names, above: 24 }),
    ...Object.fromEntries(panels.flatMap((panel, i) => axesOf(panel, places[i]))),
    shapes: panels.flatMap((panel, i) => shapesOf(panel, places[i])),
    annotations: panels.flatMap((panel, i) => [panelTitle(places[i], `<b>${panel.title}</b>`), ...notesOf(panel, places[i])]),
  });
}

function seriesTraces(series: PanelSeries, place: Panel, shown: Set<string>): Trace[] {
  const { x, y, low, high, colour, name, marker, line = true } = series;
  const on = { xaxis: place.x, yaxis: place.y };
  const inLegend = !shown.has(name);
  shown.add(name);
  const symbols = { cross: { symbol: 'x', size: 7 }, circle: { symbol: 'circle', size: 8 }, star: { symbol: 'star', size: 15 } };
  const drawn = lineTrace(x, y, { colour, dash: series.dash }, name, on, inLegend);
  const marked = marker === undefined ? drawn : {
    ...drawn, mode: line ? 'lines+markers' : 'markers', cliponaxis: false,
    marker: { ...symbols[marker], color: colour, line: { color: MEANING.background, width: marker === 'cross' ? 0 : 1 } },
  };
  return [...(low && high ? [bandTrace(x, low, high, colour, name, on)] : []), marked];
}

function axesOf(panel: LinePanel, place: Panel): [string, unknown][] {
  const x = extent(...panel.series.map((series) => series.x));
  const y = panel.yRange ?? extent(...panel.series.flatMap(({ y: values, low, high }) => [values, low ?? [], high ?? []]), panel.level === undefined ? [] : [panel.level]);
  const padded = ([low, high]: readonly [number, number], below: number, above: number): number[] => [low - below * (high - low || 1), high + above * (high - low || 1)];
  return [
    [place.xaxis, axis(panel.xTitle, { domain: place.left, anchor: place.y, range: padded(x, 0.03, 0.03) })],
    [place.yaxis, axis(panel.yTitle, { domain: place.height, anchor: place.x, range: padded(y, 0.05, panel.marks === undefined ? 0.05 : 0.14) })],
  ];
}

function shapesOf(panel: LinePanel, place: Panel): Layout[] {
  const vertical = { type: 'line', xref: place.x, yref: `${place.y} domain`, y0: 0, y1: 1, line: { color: MEANING.annotation, width: 1.2, dash: 'dot' } };
  return [
    ...(panel.shaded ? [{ type: 'rect', layer: 'below', xref: place.x, yref: `${place.y} domain`, y0: 0, y1: 1, x0: panel.shaded[0], x1: panel.shaded[1], line: { width: 0 }, fillcolor: transparent(COLOURS.green, 0.1) }] : []),
    ...(panel.marks ?? []).map(({ at }) => ({ ...vertical, x0: at, x1: at })),
    ...(panel.level === undefined ? [] : [{ type: 'line', layer: 'below', xref: `${place.x} domain`, yref: place.y, x0: 0, x1: 1, y0: panel.level, y1: panel.level, line: { color: MEANING.annotation, width: 1 } }]),
  ];
}

function notesOf(panel: LinePanel, place: Panel): Layout[] {
  const font = { size: FONT_SIZE.note, color: MEANING.annotation };
  const marks = (panel.marks ?? []).map(({ at, text }) => ({ xref: place.x, yref: `${place.y} domain`, x: at, y: 1, xanchor: 'left', yanchor: 'top', xshift: 3, showarrow: false, text, font }));
  if (panel.arrow === undefined) return marks;
  const { from, to, text } = panel.arrow;
  return [...marks, {
    xref: place.x, yref: place.y, axref: place.x, ayref: place.y, x: to[0], y: to[1], ax: from[0], ay: from[1], text,
    showarrow: true, arrowhead: 2, arrowsize: 1.1, arrowwidth: 1.8, arrowcolor: MEANING.annotation, font,
  }];
}

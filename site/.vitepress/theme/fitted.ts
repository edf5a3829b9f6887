import { type Annotation, wrapped, wrappedAxes, wrappedPanelTitles } from './wrapped';

/** A figure as Plotly reads it. */
export interface PlainFigure {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly frames?: readonly unknown[];
}

interface Margin { readonly l: number; readonly r: number; readonly t: number; readonly b: number }
interface Axis { readonly domain?: readonly number[]; readonly overlaying?: unknown }
interface Title { readonly text: string; readonly y?: number; readonly font?: { readonly size?: number } }

/** The width for which the notebooks' figures are laid out, in pixels, and a title's line there. */
const DRAWN = { width: 800, height: 450, character: 9.8, titleLine: 21, legendRow: 21 } as const;
const MARGIN: Margin = { l: 70, r: 24, t: 60, b: 60 };
/** What the margins take from the width that a legend has when a figure is drawn. */
const LEGEND_MARGINS = 100;
/** Left edge of title and legend on a figure narrower than it was drawn, in pixels: a wide margin leaves them no room beside it. */
const EDGE = 8;
/** Narrowest panel of a figure with two columns, in pixels. With more columns the panels have no room to lose. */
const NARROWEST_PANEL = 200;
/** Below this width axes have smaller titles, in pixels. */
const NARROW = { width: 500, title: 11 } as const;

/**
 * The figure laid out for another width: its title and its legend are wrapped anew, and the figure grows by the lines that this
 * adds. A figure of several columns stays as wide as its panels need, and scrolls.
 *
 * @param width available, pixels @param legendHeight of the legend at that width, pixels; default: estimated
 */
export function fitted(figure: PlainFigure, width: number, legendHeight?: number): PlainFigure {
  const { layout } = figure;
  const config = { ...figure.config, displaylogo: false, responsive: false, displayModeBar: width >= 600 ? 'hover' : false };
  const margin = { ...MARGIN, ...(layout.margin as Margin | undefined) };
  const fixed = margin.l + margin.r;
  const [drawnWidth, height] = [Number(layout.width ?? DRAWN.width), Number(layout.height ?? DRAWN.height)];
  const narrowest = [0, 0, 2 * NARROWEST_PANEL + fixed][columnsOf(layout)] ?? drawnWidth;
  const wide = Math.max(width, narrowest);
  if (wide >= drawnWidth) return { ...figure, config, layout: { ...layout, width: Math.min(wide, drawnWidth), height } };
  const title = titleOf(layout);
  const lines = title && wrapped(title.text, Math.floor((wide - 2 * EDGE) / DRAWN.character));
  const addedTitle = lines ? (lines.length - title.text.split(/<br ?\/?>/).length) * DRAWN.titleLine : 0;
  const legend = legendHeight ?? legendRows(figure, wide - fixed) * rowHeight(figure);
  const addedLegend = layout.showlegend === true ? Math.max(0, legend - reservedRows(figure, drawnWidth) * DRAWN.legendRow) : 0;
  const panels = wrappedPanelTitles((layout.annotations ?? []) as readonly Annotation[], wide - fixed);
  const axes = wrappedAxes(wide < NARROW.width ? { ...layout, ...smallAxes(layout) } : layout, wide - fixed);
  const above = addedTitle + addedLegend + panels.added;
  const taller = height + above + axes.added;
  const atEdge = { xref: 'container', x: EDGE / wide };
  const fromTop = (y: unknown, added: number): number => 1 - ((1 - Number(y)) * height + added) / taller;
  return {
    ...figure,
    config,
    layout: {
      ...layout,
      ...axes.layout,
      width: wide,
      height: taller,
      margin: { ...margin, t: margin.t + above, b: margin.b + axes.added },
      ...(layout.annotations ? { annotations: panels.annotations } : {}),
      ...(title && lines ? { title: { ...title, ...atEdge, text: `<b>${lines.join('<br>')}</b>`, y: fromTop(title.y, 0) } } : {}),
      ...(layout.legend ? { legend: { ...layout.legend, ...atEdge, y: fromTop((layout.legend as { y?: number }).y, addedTitle) } } : {}),
    },
  };
}

function titleOf(layout: PlainFigure['layout']): Title | undefined {
  const title = layout.title as Title | string | undefined;
  return typeof title === 'string' ? { text: title } : title;
}

function smallAxes(layout: PlainFigure['layout']): Record<string, unknown> {
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis\d*$/.test(key)) as [string, { readonly title?: object }][];
  return Object.fromEntries(axes.map(([key, axis]) => [key, { ...axis, title: { ...axis.title, font: { size: NARROW.title } } }]));
}

/** Columns of panels: the axes that begin at different places. */
function columnsOf(layout: PlainFigure['layout']): number {
  const axes = Object.entries(layout).filter(([key]) => /^xaxis\d*$/.test(key)).map(([, axis]) => axis as Axis);
  return new Set(axes.filter(({ overlaying }) => overlaying === undefined).map(({ domain }) => domain?.[0] ?? 0)).size;
}

/** Rows of a legend that the figure was drawn with room for, as `legendRows` of lib/src/figures/theme.ts counts them. */
function reservedRows(figure: PlainFigure, width: number): number {
  let [rows, filled] = [0, Infinity];
  for (const entry of entryWidths(figure)) {
    const full = filled + entry > width - LEGEND_MARGINS;
    rows += full ? 1 : 0;
    filled = full ? entry : filled + entry;
  }
  return rows;
}

/** Rows of a horizontal legend as Plotly lays it out: one if all entries fit, else columns as wide as the widest entry. */
function legendRows(figure: PlainFigure, width: number): number {
  const entries = entryWidths(figure);
  if (entries.reduce((sum, entry) => sum + entry, 0) <= width) return Math.min(1, entries.length);
  return Math.ceil(entries.length / Math.max(1, Math.floor(width / Math.max(...entries))));
}

/** A row is as high as its largest marker needs. */
function rowHeight({ data }: PlainFigure): number {
  const listed = data.filter(({ showlegend }) => showlegend !== false) as readonly { readonly marker?: { readonly size?: unknown } }[];
  const sizes = listed.map(({ marker }) => Number(marker?.size) || 0);
  return Math.max(DRAWN.legendRow, Math.max(0, ...sizes) + 14);
}

function entryWidths({ data }: PlainFigure): number[] {
  const listed = data.filter(({ showlegend, name }) => showlegend !== false && typeof name === 'string');
  return listed.map(({ name }) => 46 + 8.2 * (name as string).replace(/<[^>]*>/g, '').length);
}

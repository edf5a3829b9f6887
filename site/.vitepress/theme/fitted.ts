/** A figure as Plotly reads it. */
export interface PlainFigure {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly frames?: readonly unknown[];
}

interface Margin { readonly l: number; readonly r: number; readonly t: number; readonly b: number }
interface Axis { readonly domain?: readonly number[]; readonly overlaying?: unknown }
interface Title { readonly text: string; readonly font?: { readonly size?: number } }

/** The width for which the notebooks' figures are laid out, in pixels, and a title's line there. */
const DRAWN = { width: 800, height: 450, character: 9.8, titleLine: 21, legendRow: 21 } as const;
const MARGIN: Margin = { l: 70, r: 24, t: 60, b: 60 };
const LEGEND_MARGINS = 100;
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
  const lines = title && wrapped(title.text, Math.floor((wide - fixed) / DRAWN.character));
  const addedTitle = lines ? (lines.length - title.text.split(/<br ?\/?>/).length) * DRAWN.titleLine : 0;
  const legend = legendHeight ?? legendRows(figure, wide) * DRAWN.legendRow;
  const addedLegend = layout.showlegend === true ? Math.max(0, legend - legendRows(figure, drawnWidth) * DRAWN.legendRow) : 0;
  const taller = height + addedTitle + addedLegend;
  const fromTop = (y: unknown, added: number): number => 1 - ((1 - Number(y)) * height + added) / taller;
  return {
    ...figure,
    config,
    layout: {
      ...layout,
      ...(wide < NARROW.width ? smallAxes(layout) : {}),
      width: wide,
      height: taller,
      margin: { ...margin, t: margin.t + addedTitle + addedLegend },
      ...(title && lines ? { title: { ...title, text: `<b>${lines.join('<br>')}</b>`, y: fromTop((title as { y?: number }).y, 0) } } : {}),
      ...(layout.legend ? { legend: { ...layout.legend, y: fromTop((layout.legend as { y?: number }).y, addedTitle) } } : {}),
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

/** A bold title's words in lines of at most so many characters, tags not counted. */
function wrapped(title: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of title.replace(/<\/?b>/g, '').replace(/<br ?\/?>/g, ' ').split(' ')) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length === 0 || longer.replace(/<[^>]*>/g, '').length > characters) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** Rows of a horizontal legend, as `legendRows` of lib/src/figures/theme.ts counts them. */
function legendRows({ data }: PlainFigure, width: number): number {
  const listed = data.filter(({ showlegend, name }) => showlegend !== false && typeof name === 'string');
  const names = listed.map(({ name }) => name as string);
  const widths = names.map((name) => 46 + 8.2 * name.replace(/<[^>]*>/g, '').length);
  let [rows, filled] = [0, Infinity];
  for (const entry of widths) {
    const full = filled + entry > width - LEGEND_MARGINS;
    rows += full ? 1 : 0;
    filled = full ? entry : filled + entry;
  }
  return rows;
}

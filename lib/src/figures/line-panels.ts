import { type Figure, type Layout, makeFigure, type Words } from './figure';
import { extent } from './lines';
import { checkPanels, heightsOf, type PanelSeries, seriesTraces } from './panel-series';
import { arrange, type Panel, panelTitle, rowHeight } from './panels';
import { horizontalLine, shade, verticalLine } from './shapes';
import { axis, COLOURS, FONT_SIZE, frame, MEANING } from './theme';

/** A vertical line with a note at its top. */
export interface PanelMark {
  readonly at: number;
  readonly text: string;
}

/** A shaded stretch of the x axis. */
export interface PanelStretch {
  readonly from: number;
  readonly to: number;
  /** Text at its top; default none. */
  readonly text?: string;
  /** Default green. */
  readonly colour?: string;
}

/** One plot of {@link linePanelsFigure}. */
export interface LinePanel {
  readonly title?: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly series: readonly PanelSeries[];
  readonly marks?: readonly PanelMark[];
  readonly stretches?: readonly PanelStretch[];
  /** Draws horizontal lines at these values; the y axis includes them. */
  readonly levels?: readonly number[];
  /** An arrow with a word, from one point to another in the units of the axes. */
  readonly arrow?: { readonly from: readonly [number, number]; readonly to: readonly [number, number]; readonly text: string };
  /** The range shown by the y axis; the data are kept. */
  readonly yRange?: readonly [number, number];
  readonly logarithmicY?: boolean;
}

/** Options of {@link linePanelsFigure}. */
export interface LinePanelsOptions extends Words {
  readonly panels: readonly LinePanel[];
  /** Default: all in one row. */
  readonly columns?: number;
}

const ROW_HEIGHT = 320;
/** Distance of notes at the top of a panel, which stand beneath each other so as not to overlap. */
const NOTE_LINE = 16;

/**
 * Panels with axes of their own: lines with bands, points with intervals, counts, marks and shaded stretches. Used for curves
 * beside the quantity read off them (paper, Figure 3), and for measurements beside lines from theory.
 *
 * @throws UsageError `PANELS_EMPTY` without panels or with a panel without a finite point, and errors of {@link makeFigure}
 */
export function linePanelsFigure(options: LinePanelsOptions): Figure {
  const { panels, title } = options;
  checkPanels(title, panels);
  const columns = Math.min(options.columns ?? panels.length, panels.length);
  const rows = Math.ceil(panels.length / columns);
  const height = 130 + rows * rowHeight(rows, ROW_HEIGHT, 130);
  const places = arrange(panels.length, columns, { x: 0.11, y: 95 / (height - 130) });
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const shown = new Set<string>();
  const data = panels.flatMap((panel, i) => panel.series.flatMap((series) => seriesTraces(series, places[i], shown)));
  return makeFigure(options, data, {
    ...frame({ title, height, legend: names, above: 24 }),
    ...(panels.some(hasColumns) ? { bargap: 0.15 } : {}),
    ...Object.fromEntries(panels.flatMap((panel, i) => axesOf(panel, places[i]))),
    shapes: panels.flatMap((panel, i) => shapesOf(panel, places[i])),
    annotations: panels.flatMap((panel, i) => [
      ...(panel.title === undefined ? [] : [panelTitle(places[i], `<b>${panel.title}</b>`)]),
      ...notesOf(panel, places[i]),
    ]),
  });
}

function hasColumns({ series }: LinePanel): boolean {
  return series.some(({ draw }) => draw === 'columns');
}

function axesOf(panel: LinePanel, place: Panel): [string, unknown][] {
  const { series, stretches = [], marks, levels = [], logarithmicY } = panel;
  const x = extent(...series.map((one) => one.x), stretches.flatMap(({ from, to }) => [from, to]));
  const y = panel.yRange ?? extent(...heightsOf(series), levels);
  const besides = hasColumns(panel) ? 0.6 / (x[1] - x[0] || 1) : 0.03;
  const named = marks !== undefined || stretches.some(({ text }) => text !== undefined);
  const vertical = { domain: place.height, anchor: place.x };
  return [
    [place.xaxis, axis(panel.xTitle, { domain: place.left, anchor: place.y, range: padded(x, besides, besides) })],
    [place.yaxis, logarithmicY === true
      ? axis(panel.yTitle, { ...vertical, type: 'log', exponentformat: 'power', dtick: 1, range: y.map(Math.log10) })
      : axis(panel.yTitle, { ...vertical, range: padded(y, 0.05, named ? 0.14 : 0.05) })],
  ];
}

function padded([low, high]: readonly [number, number], below: number, above: number): number[] {
  return [low - below * (high - low || 1), high + above * (high - low || 1)];
}

function shapesOf({ stretches = [], marks = [], levels = [] }: LinePanel, place: Panel): Layout[] {
  return [
    ...stretches.map(({ from, to, colour = COLOURS.green }) => shade([from, to], colour, 0.1, place)),
    ...marks.map(({ at }) => verticalLine(at, { colour: MEANING.annotation, width: 1.2, dash: 'dot' }, place)),
    ...levels.map((y) => horizontalLine(y, { colour: MEANING.axis, width: 1.4, dash: 'dash' }, place)),
  ];
}

function notesOf({ marks = [], stretches = [], arrow }: LinePanel, place: Panel): Layout[] {
  const font = { size: FONT_SIZE.note, color: MEANING.annotation };
  const atTop = { xref: place.x, yref: `${place.y} domain`, y: 1, yanchor: 'top', showarrow: false, font };
  return [
    ...marks.map(({ at, text }, i) => ({
      ...atTop,
      x: at,
      xanchor: 'left',
      xshift: 3,
      text,
      ...(i > 0 ? { yshift: -NOTE_LINE * i } : {}),
    })),
    ...stretches.flatMap(({ from, to, text }) => (text === undefined ? [] : [{ ...atTop, x: (from + to) / 2, text }])),
    ...(arrow === undefined
      ? []
      : [
          {
            xref: place.x,
            yref: place.y,
            axref: place.x,
            ayref: place.y,
            x: arrow.to[0],
            y: arrow.to[1],
            ax: arrow.from[0],
            ay: arrow.from[1],
            text: arrow.text,
            showarrow: true,
            arrowhead: 2,
            arrowsize: 1.1,
            arrowwidth: 1.8,
            arrowcolor: MEANING.annotation,
            font,
          },
        ]),
  ];
}

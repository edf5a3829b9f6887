import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { axisTrace, extent, lineTrace, type LineStyle } from './lines';
import { errorBars, solutionMarker } from './markers';
import { checkPanels, heightsOf, type PanelSeries, seriesTraces } from './panel-series';
import { arrange, type Panel, panelTitle, rowHeight } from './panels';
import { verticalLine } from './shapes';
import { shadeSides, type Sides } from './sides';
import { axis, frame, MEANING } from './theme';

/** A single point, such as a solution or a minimum. */
export interface GridPoint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Drawn as a horizontal bar. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** Index of the theme's marker, from 0. */
  readonly marker: number;
}

/** A horizontal line over the whole panel. */
export interface GridLevel extends LineStyle {
  readonly name: string;
  readonly y: number;
}

/** One plot of {@link lineGridFigure}. */
export interface GridPanel {
  readonly title?: string;
  /** Quantity and unit; panels of one row share it with the row's range. */
  readonly yTitle: string;
  readonly series: readonly PanelSeries[];
  readonly points?: readonly GridPoint[];
  readonly levels?: readonly GridLevel[];
  readonly sides?: Sides;
  /** Adds a second x axis above the panel: this many of its units make one of the lower axis. */
  readonly upperFactor?: number;
}

/** Options of {@link lineGridFigure}. */
export interface LineGridOptions extends Words {
  /** Row by row. */
  readonly panels: readonly GridPanel[];
  readonly columns: number;
  readonly xTitle: string;
  /** Positions marked by a thin dotted line in every panel. */
  readonly verticals?: readonly number[];
  /** Title of the axes above panels with an `upperFactor`. */
  readonly upperTitle?: string;
  /** Every panel has an x range of its own. */
  readonly ownX?: boolean;
}

const ROW_HEIGHT = 210;
const GAP = 34;
const UPPER = 46;
/** Margin for small differences, whose labels have many digits. */
const LEFT = 80;

/**
 * Lines in a grid of panels with common axes: one row for each quantity, one column for each training. Used for lines between
 * solutions (paper, Figures 8, 10, 25–27), curves through two solutions (Figure 9) and losses against levels.
 *
 * @throws UsageError `PANELS_EMPTY` without panels or with a panel without a finite point, and errors of {@link makeFigure}
 */
export function lineGridFigure(options: LineGridOptions): Figure {
  const { panels, columns, title } = options;
  checkPanels(title, panels);
  const rows = Math.ceil(panels.length / columns);
  const gap = options.ownX === true ? GAP + 44 : GAP;
  const hasUpper = panels.some(({ upperFactor }) => upperFactor !== undefined);
  const hasTitles = panels.some((panel) => panel.title !== undefined);
  const above = (hasTitles ? 20 : 0) + (hasUpper ? UPPER : 0);
  const margins = { left: LEFT };
  const layout = frame({ title, height: 0, legend: legendOf(panels), above, margins });
  const { t, b } = layout.margin as { t: number; b: number };
  const gaps = (rows - 1) * gap;
  const inner = rows * rowHeight(rows, ROW_HEIGHT, t + b + gaps) + gaps;
  const places = arrange(panels.length, Math.min(columns, panels.length), { x: 0.035, y: gap / inner });
  const height = t + b + inner;
  const range = (i: number): readonly [number, number] =>
    widened(extent(...(options.ownX === true ? [panels[i]] : panels).flatMap(({ series }) => series.map(({ x }) => x))), 0.02);
  const seen = new Set<string>();
  return makeFigure(
    options,
    panels.flatMap((panel, i) => [
      ...panelTraces(panel, places[i], range(i), seen),
      ...upperTrace(panel, i, panels.length, range(i), places[i]),
    ]),
    {
      ...frame({ title, height, legend: legendOf(panels), above, margins }),
      ...Object.fromEntries(panels.flatMap((panel, i) => axesOf(options, panel, places, i, range(i)))),
      shapes: panels.flatMap((panel, i) => shapesOf(options, panel, places[i])),
      annotations: panels.flatMap((panel, i) => [
        ...(panel.title === undefined
          ? []
          : [{ ...panelTitle(places[i], `<b>${panel.title}</b>`), yshift: panel.upperFactor === undefined ? 2 : UPPER }]),
        ...(panel.sides === undefined ? [] : sideNames(panel.sides, places[i], columns)),
      ]),
    },
  );
}

/** Narrow panels have room for short names only; these lean away from the centre so that they never meet. */
function sideNames(sides: Sides, place: Panel, columns: number): Readonly<Record<string, unknown>>[] {
  const { centre = 0, from = 0 } = sides;
  return shadeSides(sides, true, place).annotations.map((note) => {
    const direction = Math.sign(Number(note.x) - centre);
    const short = {
      text: String(note.text).replace(' side', ''),
      x: centre + direction * from,
      xanchor: direction > 0 ? 'left' : 'right',
      xshift: 3 * direction,
    };
    return columns > 1 ? { ...note, ...short } : note;
  });
}

function legendOf(panels: readonly GridPanel[]): string[] {
  return [...new Set(panels.flatMap(({ series, points = [], levels = [] }) => [...series, ...levels, ...points].map(({ name }) => name)))];
}

function panelTraces(panel: GridPanel, place: Panel, range: readonly [number, number], seen: Set<string>): Trace[] {
  const on = { xaxis: place.x, yaxis: place.y };
  const first = (name: string): boolean => !seen.has(name) && seen.add(name).size > 0;
  return [
    ...panel.series.flatMap((series) => seriesTraces(series, place, seen)),
    ...(panel.levels ?? []).map((level) => lineTrace(range, [level.y, level.y], level, level.name, on, first(level.name))),
    ...(panel.points ?? []).map((point) => ({ ...pointTrace(point, on), showlegend: first(point.name) })),
  ];
}

function pointTrace({ name, x, y, interval, marker }: GridPoint, on: { readonly xaxis: string; readonly yaxis: string }): Trace {
  const style = solutionMarker(marker);
  return {
    type: 'scatter', mode: 'markers', name, legendgroup: name, x: [x], y: [y], cliponaxis: false, ...on,
    marker: style,
    ...(interval && { error_x: errorBars([{ value: x, ...interval }], style.color) }),
  };
}

function upperTrace(panel: GridPanel, index: number, count: number, range: readonly [number, number], place: Panel): Trace[] {
  const { upperFactor: factor } = panel;
  return factor === undefined ? [] : [axisTrace(range.map((end) => end * factor), `x${count + index + 1}`, place.y)];
}

function axesOf(
  options: LineGridOptions,
  panel: GridPanel,
  places: readonly Panel[],
  index: number,
  range: readonly [number, number],
): [string, Readonly<Record<string, unknown>>][] {
  const place = places[index];
  const row = options.panels.filter((_, i) => places[i].height[0] === place.height[0]);
  const ownX = options.ownX === true;
  const leftmost = places.findIndex((other) => other.height[0] === place.height[0]);
  const labelled = ownX || place.lowest;
  const upper = panel.upperFactor;
  return [
    [
      place.xaxis,
      axis(labelled ? options.xTitle : '', {
        domain: place.left,
        anchor: place.y,
        range,
        showticklabels: labelled,
        ...(ownX || index === 0 ? {} : { matches: 'x' }),
      }),
    ],
    [
      place.yaxis,
      axis(place.first ? panel.yTitle : '', {
        domain: place.height,
        anchor: place.x,
        range: rowRange(row),
        showticklabels: place.first,
        nticks: 6,
        ...(place.first ? {} : { matches: places[leftmost].y }),
      }),
    ],
    ...(upper === undefined
      ? []
      : [
          [
            `xaxis${options.panels.length + index + 1}`,
            axis(options.upperTitle ?? '', {
              overlaying: place.x,
              anchor: place.y,
              side: 'top',
              range: range.map((end) => end * upper),
              showgrid: false,
              tickmode: 'auto',
              nticks: options.columns > 3 ? 4 : 6,
              tickangle: 0,
            }),
          ] as [string, Readonly<Record<string, unknown>>],
        ]),
  ];
}

/** The range of everything that a row's panels draw, bands included, with a margin; a larger one at the top if sides are named. */
function rowRange(row: readonly GridPanel[]): readonly number[] {
  const values = row.flatMap(({ series, points = [], levels = [] }) => [
    ...heightsOf(series),
    points.map(({ y }) => y),
    levels.map(({ y }) => y),
  ]);
  const [low, high] = widened(extent(...values), 0.06);
  return [low, row.some(({ sides }) => sides !== undefined) ? high + 0.12 * (high - low) : high];
}

function widened([low, high]: readonly [number, number], part: number): readonly [number, number] {
  const room = part * (high - low || 1);
  return [low - room, high + room];
}

function shapesOf({ verticals = [] }: LineGridOptions, panel: GridPanel, place: Panel): Readonly<Record<string, unknown>>[] {
  return [
    ...(panel.sides === undefined ? [] : shadeSides(panel.sides, false, place).shapes),
    ...verticals.map((x) => verticalLine(x, { colour: MEANING.annotation, width: 1, dash: 'dot' }, place)),
  ];
}

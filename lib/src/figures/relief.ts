import type { Layout, Trace } from './figure';
import { extent, type Numbers } from './lines';
import { solutionMarker } from './markers';
import type { SurfaceOptions } from './surface-options';
import { COLOURS, FONT_SIZE, MEANING } from './theme';

/** What the contour map has worked out, and the relief shows alike. */
export interface ReliefStyle {
  /** Lowest and highest loss shown; what is higher is cut off. */
  readonly low: number;
  readonly top: number;
  readonly contours: { readonly start: number; readonly end: number; readonly size: number };
  readonly colourScale: readonly (readonly [number, string])[];
  /** Of the contour map. */
  readonly layout: Layout;
}

/** Colour and dash of lines, in order of their kind. */
const LINES = {
  path: [{ color: COLOURS.vermillion, dash: 'solid' }, { color: COLOURS.purple, dash: 'dot' }],
  direction: [{ color: COLOURS.black, dash: 'dash' }, { color: COLOURS.orange, dash: 'dashdot' }],
} as const;
/** Where the reader stands first, in units of the box's sides. */
const EYE = { x: -1.75, y: -1.75, z: 1.35 } as const;
/** Colour of the lowest loss. */
const LOWEST = '#c6dff0';
/** Lines and points stand so far above the surface, as a share of its height, that it does not swallow them. */
const LIFT = 0.025;

/** The loss over a plane as a surface that one turns, with lines and points on it and its contours on the floor. */
export function reliefOf(options: SurfaceOptions, style: ReliefStyle): { readonly data: readonly Trace[]; readonly layout: Layout } {
  const { surface, lines = [], points = [], firstTitle, secondTitle } = options;
  const { low, top, layout } = style;
  const lift = LIFT * (top - low);
  const place = ({ first, second }: { readonly first: Numbers; readonly second: Numbers }): Pick<Trace, string> => {
    const loss = Array.from(first, (a, i) => surfaceAt(surface, a, second[i]));
    const shown = loss.map((value) => (value <= top ? value + lift : NaN));
    const hovertemplate = '%{x:.3g}, %{y:.3g}: %{customdata:.3g} nats<extra>%{fullData.name}</extra>';
    return { x: Array.from(first), y: Array.from(second), z: shown, customdata: loss, hovertemplate };
  };
  return {
    data: [
      surfaceTrace(options, style),
      ...lines.map((line): Trace => {
        const styles = LINES[line.kind];
        const own = styles[lines.filter(({ kind }) => kind === line.kind).indexOf(line) % styles.length];
        return { type: 'scatter3d', mode: 'lines', name: line.name, ...place(line), line: { ...own, width: 5 } };
      }),
      ...points.map((point, i): Trace => {
        return pointTrace(point.name, place({ first: [point.first], second: [point.second] }), solutionMarker(i, 7, 7));
      }),
    ],
    layout: { ...flatLayout(layout), scene: sceneOf({ firstTitle, secondTitle, surface, low, top, equal: options.equalScale === true }) },
  };
}

/** Plotly has no star in three dimensions: there it is a character, with its name beside it in place of the legend. */
function pointTrace(name: string, at: Pick<Trace, string>, marker: { readonly symbol?: string; readonly color?: string }): Trace {
  const { symbol, color } = marker;
  if (symbol === 'star') {
    const text = { text: [`★ ${name}`], textposition: 'middle right', textfont: { size: 18, color } };
    return { type: 'scatter3d', mode: 'text', name, showlegend: false, ...at, ...text };
  }
  const line = { color: MEANING.background, width: 1.5 };
  return { type: 'scatter3d', mode: 'markers', name, ...at, marker: { symbol, color, size: 7, line } };
}

/** The layout of the map without its axes, which a scene has of its own. */
function flatLayout(layout: Layout): Layout {
  return Object.fromEntries(Object.entries(layout).filter(([key]) => !/^[xy]axis\d*$/.test(key) && key !== 'dragmode'));
}

function surfaceTrace({ surface }: SurfaceOptions, { low, top, contours, colourScale }: ReliefStyle): Trace {
  return {
    type: 'surface',
    name: 'loss',
    x: surface.first,
    y: surface.second,
    z: surface.loss.map((row) => Array.from(row)),
    cmin: low,
    cmax: top,
    // White would be a hole in a surface.
    colorscale: colourScale.map(([at, colour], i) => (i === 0 ? [at, LOWEST] : [at, colour])),
    showlegend: false,
    contours: { z: { show: true, ...contours, color: MEANING.annotation, width: 1, project: { z: true } } },
    lighting: { ambient: 0.85, diffuse: 0.4, specular: 0.05 },
    colorbar: {
      title: { text: 'loss (nats)', side: 'right', font: { size: FONT_SIZE.axis } },
      tickfont: { size: FONT_SIZE.tick }, thickness: 16, len: 0.7,
    },
    hovertemplate: '%{x:.3g}, %{y:.3g}: %{z:.3g} nats<extra></extra>',
  };
}

interface Scene extends Pick<SurfaceOptions, 'firstTitle' | 'secondTitle' | 'surface'> {
  readonly low: number;
  readonly top: number;
  readonly equal: boolean;
}

function sceneOf({ firstTitle, secondTitle, surface, low, top, equal }: Scene): Layout {
  const axis = (title: string, range: readonly [number, number]): Layout => ({
    title: { text: title, font: { size: FONT_SIZE.tick } }, range, tickfont: { size: 11 }, nticks: 6,
    color: MEANING.axis, gridcolor: MEANING.grid,
  });
  const [x, y] = [extent(surface.first), extent(surface.second)];
  return {
    xaxis: axis(firstTitle, x),
    yaxis: axis(secondTitle, y),
    // Room below the surface for the contours on the floor.
    zaxis: axis('loss (nats)', [low - 0.25 * (top - low), top]),
    aspectmode: 'manual',
    aspectratio: { x: 1, y: equal ? (y[1] - y[0]) / (x[1] - x[0]) : 1, z: 0.6 },
    camera: { eye: EYE },
    dragmode: 'turntable',
  };
}

/** The loss between the four nearest points of the grid, as the drawn surface has it; NaN outside. */
function surfaceAt({ first, second, loss }: SurfaceOptions['surface'], a: number, b: number): number {
  const [i, j] = [cellOf(first, a), cellOf(second, b)];
  if (i < 0 || j < 0) return NaN;
  const [s, t] = [(a - first[i]) / (first[i + 1] - first[i]), (b - second[j]) / (second[j + 1] - second[j])];
  const along = (row: Numbers): number => (1 - s) * row[i] + s * row[i + 1];
  return (1 - t) * along(loss[j]) + t * along(loss[j + 1]);
}

/** Index of the grid's interval that contains a place; −1 outside the grid. */
function cellOf(grid: readonly number[], at: number): number {
  if (!(at >= grid[0] && at <= grid[grid.length - 1]) || grid.length < 2) return -1;
  return Math.max(0, grid.findIndex((place) => place >= at) - 1);
}

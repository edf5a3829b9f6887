import { UsageError } from '../base/errors';
import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { extent, lineTrace, type Numbers, type OnAxes } from './lines';
import type { Marker } from './markers';
import { axisNames, type Panel, panelTitle } from './panels';
import { horizontalLine } from './shapes';
import { axis, COLOURS, frame, MEANING } from './theme';

/** One run of SGD in one dimension. */
export interface Trajectory {
  readonly title: string;
  readonly loss: (w: number) => number;
  readonly minimiser: number;
  readonly iterates: Numbers;
  /** The mean of the first t iterates, for every t. */
  readonly averages: Numbers;
}

/** Options of {@link trajectoryFigure}. */
export interface TrajectoryOptions extends Words {
  /** The runs, one row of panels for each. */
  readonly trajectories: readonly Trajectory[];
  /** Adds a histogram of the iterates to each row. */
  readonly histogram?: boolean;
}

const ROW_HEIGHT = 250;
const CURVE_SAMPLES = 241;
/** Number of points drawn for a long run; the histogram has all. */
const DRAWN = 300;
/** Up to so many steps, the plot against the step also shows each as a dot. */
const DOTTED = 200;
const BINS = 30;

/**
 * SGD in one dimension (paper, Figures 5, 6, 23 and 24), a row for each run: the iterates on their loss, with the average as a
 * star; the same iterates against the step, with the running average; and optionally a histogram of w.
 *
 * @throws UsageError `TRAJECTORY_EMPTY` without a trajectory or without iterates
 */
export function trajectoryFigure(options: TrajectoryOptions): Figure {
  const { trajectories, histogram = false } = options;
  if (trajectories.length === 0 || trajectories.some(({ iterates }) => iterates.length === 0)) {
    throw new UsageError('TRAJECTORY_EMPTY', `The figure "${options.title}" has no iterates to draw.`, 'Run SGD for at least one step.');
  }
  const rows = trajectories.length;
  const height = 130 + rows * ROW_HEIGHT;
  const legend = ['loss', 'iterates', 'average', 'minimum', 'average so far'];
  const places = trajectories.map((_, row) => placesOf(row, rows, histogram, 90 / (height - 130)));
  return makeFigure(options, trajectories.flatMap((trajectory, row) => rowTraces(trajectory, places[row], row === 0)), {
    ...frame({ title: options.title, height, legend, above: 20 }),
    bargap: 0.1,
    ...Object.fromEntries(trajectories.flatMap((trajectory, row) => rowAxes(trajectory, places[row]))),
    shapes: trajectories.flatMap((trajectory, row) => places[row].slice(1).map((place) => minimumLine(trajectory, place))),
    annotations: trajectories.map(({ title }, row) => panelTitle(places[row][0], `<b>${title}</b>`)),
  });
}

/** Loss, course and histogram of one row. */
function placesOf(row: number, rows: number, histogram: boolean, gap: number): Panel[] {
  const height = (1 - gap * (rows - 1)) / rows;
  const top = 1 - row * (height + gap);
  const columns = histogram ? [[0, 0.4], [0.5, 0.85], [0.88, 1]] : [[0, 0.44], [0.55, 1]];
  return columns.map(([from, to], column): Panel => ({
    ...axisNames(3 * row + column + 1),
    left: [from, to], height: [Math.max(0, top - height), top], first: column === 0, lowest: row === rows - 1,
  }));
}

function rowTraces(trajectory: Trajectory, [valley, course, ...histogram]: readonly Panel[], inLegend: boolean): Trace[] {
  return [
    ...valleyTraces(trajectory, axesOf(valley), inLegend),
    ...courseTraces(trajectory, axesOf(course), inLegend),
    ...histogram.map((panel) => histogramTrace(trajectory, axesOf(panel))),
  ];
}

function axesOf({ x, y }: Panel): OnAxes {
  return { xaxis: x, yaxis: y };
}

const DISC: Marker = { symbol: 'circle', size: 9, color: COLOURS.black };
const DOTS: Marker = { symbol: 'circle', size: 5, color: COLOURS.orange, line: { width: 0.6, color: COLOURS.black } };
const STAR: Marker = { symbol: 'star', size: 15, color: COLOURS.purple, line: { width: 1, color: COLOURS.black } };

/** The loss, and on it the iterates, their average and the minimum. */
function valleyTraces({ loss, minimiser, iterates, averages }: Trajectory, on: OnAxes, inLegend: boolean): Trace[] {
  const [low, high] = rangeOf(iterates, minimiser);
  const w = Array.from({ length: CURVE_SAMPLES }, (_, i) => low + ((high - low) * i) / (CURVE_SAMPLES - 1));
  const drawn = thinned(iterates.length).map((t) => iterates[t]);
  const average = averages[averages.length - 1];
  return [
    lineTrace(w, w.map(loss), { colour: COLOURS.blue, width: 2.4 }, 'loss', on, inLegend),
    pointsTrace('iterates', drawn, drawn.map(loss), DOTS, on, inLegend),
    pointsTrace('average', [average], [loss(average)], STAR, on, inLegend),
    pointsTrace('minimum', [minimiser], [loss(minimiser)], DISC, on, inLegend),
  ];
}

/** The iterates and their running average against the step. */
function courseTraces({ iterates, averages }: Trajectory, on: OnAxes, inLegend: boolean): Trace[] {
  const steps = thinned(iterates.length);
  const drawn = steps.map((t) => iterates[t]);
  const isShort = iterates.length <= DOTTED;
  const averaged = steps.map((t) => averages[t]);
  return [
    lineTrace(steps, drawn, { colour: COLOURS.orange, width: isShort ? 1 : 2.2, opacity: 0.7 }, 'iterates', on, false),
    ...(isShort ? [pointsTrace('iterates', steps, drawn, { ...DOTS, size: 4 }, on, false)] : []),
    lineTrace(steps, averaged, { colour: COLOURS.purple, width: 2.6 }, 'average so far', on, inLegend),
  ];
}

function histogramTrace({ iterates, minimiser }: Trajectory, on: OnAxes): Trace {
  const { shares, centres } = binned(iterates, ...rangeOf(iterates, minimiser));
  return {
    type: 'bar', orientation: 'h', name: 'iterates', legendgroup: 'iterates', showlegend: false,
    x: shares, y: centres, marker: { color: COLOURS.orange }, ...on,
  };
}

function pointsTrace(name: string, x: Numbers, y: Numbers, marker: Marker, on: OnAxes, inLegend: boolean): Trace {
  return { type: 'scatter', mode: 'markers', name, legendgroup: name, showlegend: inLegend, x, y, marker, cliponaxis: false, ...on };
}

function rowAxes({ iterates, minimiser }: Trajectory, [valley, course, histogram]: readonly (Panel | undefined)[]): [string, unknown][] {
  const range = rangeOf(iterates, minimiser);
  const place = (panel: Panel): Readonly<Record<string, unknown>>[] => [
    { domain: panel.left, anchor: panel.y },
    { domain: panel.height, anchor: panel.x },
  ];
  return [valley, course, histogram].flatMap((panel, column): [string, unknown][] => {
    if (panel === undefined) return [];
    const [horizontal, vertical] = place(panel);
    if (column === 0) return [[panel.xaxis, axis('weight <i>w</i>', { ...horizontal, range })], [panel.yaxis, axis('loss', vertical)]];
    const weight = axis(column === 1 ? 'weight <i>w</i>' : '', { ...vertical, range, showticklabels: column === 1 });
    return [
      [panel.xaxis, axis(column === 1 ? 'step' : 'share', { ...horizontal, ...(column === 2 ? { nticks: 3, rangemode: 'tozero' } : {}) })],
      [panel.yaxis, weight],
    ];
  });
}

function minimumLine({ minimiser }: Trajectory, place: Panel): Readonly<Record<string, unknown>> {
  return { ...horizontalLine(minimiser, { colour: MEANING.annotation, width: 1.2, dash: 'dot' }, place), layer: 'above' };
}

function rangeOf(iterates: Numbers, minimiser: number): readonly [number, number] {
  const [low, high] = extent(iterates, [minimiser]);
  const margin = 0.08 * (high - low) || 1;
  return [low - margin, high + margin];
}

/** Evenly spaced steps, including the last. */
function thinned(length: number): number[] {
  const every = Math.max(1, Math.ceil(length / DRAWN));
  return Array.from({ length: Math.ceil(length / every) }, (_, i) => length - 1 - i * every).reverse();
}

function binned(iterates: Numbers, low: number, high: number): { readonly centres: number[]; readonly shares: number[] } {
  const width = (high - low) / BINS;
  const shares = new Array<number>(BINS).fill(0);
  for (let t = 0; t < iterates.length; t++) shares[Math.min(BINS - 1, Math.floor((iterates[t] - low) / width))] += 1 / iterates.length;
  return { centres: shares.map((_, i) => low + (i + 0.5) * width), shares };
}

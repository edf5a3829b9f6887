import { UsageError } from '../base/errors';
import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { extent, lineTrace, type LineStyle } from './lines';
import { arrange, type Panel, panelTitle } from './panels';
import { verticalLine } from './shapes';
import { axis, COLOURS, frame, MEANING } from './theme';

/** A one-dimensional loss to draw. */
export interface ValleyCurve {
  readonly name: string;
  readonly loss: (w: number) => number;
  /** Draws loss(w − shift): the same curve moved to the right. Default 0. */
  readonly shift?: number;
  /** `empirical`: solid blue; `population`: dashed red; `other`: dashed green; `expected`: solid purple. */
  readonly kind: 'empirical' | 'population' | 'other' | 'expected';
}

/** A point on a curve. */
export interface ValleyPoint {
  readonly name: string;
  /** NaN: not there, as an iterate that is still to come. */
  readonly w: number;
  /** Index of the curve that contains it; default the first. */
  readonly curve?: number;
  /** `minimum`: black dot; `average`: star; `iterate`: small orange dot; `shifted`: red diamond; `other`: hollow circle. */
  readonly kind: 'minimum' | 'average' | 'iterate' | 'shifted' | 'other';
}

/** One panel: curves over a range of w, points on them, and arrows from each iterate to the next. */
export interface ValleyPanel {
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly curves: readonly ValleyCurve[];
  readonly points?: readonly ValleyPoint[];
  /** Connects the panel's iterates by arrows, in order. */
  readonly arrows?: boolean;
  /** Dotted lines down from minimum and average to the axis. */
  readonly plumbLines?: boolean;
}

/** Options of {@link valleyFigure}. */
export interface ValleyOptions extends Words {
  readonly panels: readonly ValleyPanel[];
  /** Default: all in one row. */
  readonly columns?: number;
}

const STYLES: Readonly<Record<ValleyCurve['kind'], LineStyle>> = {
  empirical: { colour: COLOURS.blue, width: 2.6 },
  population: { colour: COLOURS.vermillion, dash: 'dash' },
  other: { colour: COLOURS.green, dash: 'dashdot' },
  expected: { colour: COLOURS.purple, width: 2.6 },
};

const MARKERS: Readonly<Record<ValleyPoint['kind'], Readonly<Record<string, unknown>>>> = {
  minimum: { symbol: 'circle', size: 11, color: COLOURS.black },
  average: { symbol: 'star', size: 16, color: COLOURS.purple, line: { width: 1, color: COLOURS.black } },
  iterate: { symbol: 'circle', size: 7, color: COLOURS.orange, line: { width: 1, color: COLOURS.black } },
  shifted: { symbol: 'diamond', size: 11, color: COLOURS.vermillion, line: { width: 1, color: COLOURS.black } },
  other: { symbol: 'circle-open', size: 10, color: COLOURS.vermillion, line: { width: 2 } },
};

const SAMPLES = 241;

/**
 * An illustration in one dimension (paper Figure 1): losses, shifted copies, minima, averages and iterates, all computed from the
 * given functions. The axes carry no numbers: only shape and position matter.
 *
 * @throws UsageError `VALLEY_EMPTY` without panels or with a panel without curves, `CURVE_UNKNOWN` for a point that lies on none of
 * them
 */
export function valleyFigure(options: ValleyOptions): Figure {
  if (options.panels.length === 0 || options.panels.some((panel) => panel.curves.length === 0)) {
    throw new UsageError(
      'VALLEY_EMPTY',
      `The figure "${options.title}" has a panel without curves, or no panels.`,
      'Give each panel a curve.',
    );
  }
  const columns = Math.min(options.columns ?? options.panels.length, options.panels.length);
  const rows = Math.ceil(options.panels.length / columns);
  const height = 130 + rows * (columns === 1 ? 300 : 250);
  const panels = arrange(options.panels.length, columns, { x: 0.05, y: 50 / (height - 130) });
  const named = new Set<string>();
  const data = options.panels.flatMap((panel, i) => panelTraces(panel, panels[i])).map((trace) => once(trace, named));
  return makeFigure(options, data, {
    ...frame({ title: options.title, height, legend: [...named], above: 20, margins: { left: 50, below: 46 } }),
    ...Object.fromEntries(options.panels.flatMap((panel, i) => axesOf(panel, panels[i]))),
    shapes: options.panels.flatMap((panel, i) => (panel.plumbLines === true ? plumbLines(panel, panels[i]) : [])),
    annotations: options.panels.flatMap((panel, i) => [
      panelTitle(panels[i], `<b>${panel.title}</b>`),
      ...(panel.arrows === true ? arrows(panel, panels[i]) : []),
    ]),
  });
}

function value(panel: ValleyPanel, index: number, w: number): number {
  const curve = panel.curves[index] as ValleyCurve | undefined;
  if (curve === undefined) {
    throw new UsageError(
      'CURVE_UNKNOWN',
      `A point of the panel "${panel.title}" lies on curve ${index}.`,
      `Number its curves from 0 to ${panel.curves.length - 1}.`,
    );
  }
  const { loss, shift } = curve;
  return loss(w - (shift ?? 0));
}

function panelTraces(panel: ValleyPanel, place: Panel): Trace[] {
  const on = { xaxis: place.x, yaxis: place.y };
  const w = Array.from({ length: SAMPLES }, (_, i) => panel.from + ((panel.to - panel.from) * i) / (SAMPLES - 1));
  return [
    ...panel.curves.map((curve, i) =>
      lineTrace(
        w,
        w.map((at) => value(panel, i, at)),
        STYLES[curve.kind],
        curve.name,
        on,
      ),
    ),
    ...(panel.points ?? []).map(
      (point): Trace => ({
        type: 'scatter',
        mode: 'markers',
        name: point.name,
        legendgroup: point.name,
        x: [point.w],
        y: [value(panel, point.curve ?? 0, point.w)],
        marker: MARKERS[point.kind],
        cliponaxis: false,
        ...on,
      }),
    ),
  ];
}

/** Gives each name one entry in the legend. */
function once(trace: Trace, named: Set<string>): Trace {
  const name = trace.name as string;
  const first = !named.has(name);
  named.add(name);
  return { ...trace, showlegend: first };
}

function axesOf(panel: ValleyPanel, place: Panel): [string, unknown][] {
  const samples = panelTraces(panel, place).map((trace) => trace.y as number[]);
  const [low, high] = extent(...samples);
  const bare = { showticklabels: false, ticks: '', showgrid: false };
  return [
    [place.xaxis, { ...axis('weight <i>w</i>', bare), domain: place.left, anchor: place.y, range: [panel.from, panel.to] }],
    [
      place.yaxis,
      { ...axis('loss', bare), domain: place.height, anchor: place.x, range: [low - 0.1 * (high - low), high + 0.05 * (high - low)] },
    ],
  ];
}

function plumbLines(panel: ValleyPanel, place: Panel): Readonly<Record<string, unknown>>[] {
  const points = (panel.points ?? []).filter(({ kind }) => kind === 'minimum' || kind === 'average');
  return points.map(({ w }) => verticalLine(w, { colour: MEANING.annotation, width: 1, dash: 'dot' }, place));
}

function arrows(panel: ValleyPanel, place: Panel): Readonly<Record<string, unknown>>[] {
  const iterates = (panel.points ?? []).filter((point) => point.kind === 'iterate' && Number.isFinite(point.w));
  return iterates.slice(1).map((to, i) => ({
    xref: place.x, yref: place.y, axref: place.x, ayref: place.y, text: '', showarrow: true, arrowhead: 2, arrowsize: 1, arrowwidth: 1.2,
    arrowcolor: MEANING.annotation, standoff: 4, startstandoff: 4,
    x: to.w, y: value(panel, to.curve ?? 0, to.w), ax: iterates[i].w, ay: value(panel, iterates[i].curve ?? 0, iterates[i].w),
  }));
}

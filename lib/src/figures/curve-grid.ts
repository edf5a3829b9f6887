import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { bandTrace, extent, lineTrace, type Numbers } from './lines';
import { arrange, checkCurves, type Panel, panelTitle, rowHeight } from './panels';
import { shadeSides, type Sides } from './sides';
import { axis, COLOURS, frame } from './theme';

/** One panel: the curves of many directions (or networks, or seeds) of one kind, on common distances. */
export interface CurvePanel {
  readonly title: string;
  /** l, ascending, the same for all curves of the panel. */
  readonly distances: Numbers;
  /** Losses, one list for each direction. */
  readonly curves: readonly Numbers[];
  readonly colour?: string;
  readonly sides?: Sides;
}

/** Options of {@link curveGridFigure}. */
export interface CurveGridOptions extends Words {
  readonly panels: readonly CurvePanel[];
  /** Panels side by side; default 3, and 2 for two or four panels. */
  readonly columns?: number;
  /** Gives each panel its own range of distances, for kinds of direction with different radii. */
  readonly ownDistances?: boolean;
  readonly distanceTitle?: string;
  readonly lossTitle?: string;
  /** Name of one thin line in the legend; default `one direction`. */
  readonly curveName?: string;
  /** Upper end of all loss axes; higher values stay in the data. */
  readonly ceiling?: number;
}

const ROW_HEIGHT = 230;

/**
 * Small multiples (paper, Appendix A): one panel for each kind of direction, network or data set, with common axes; each
 * direction a thin line, their mean a thick one with a band of one standard deviation over the directions.
 *
 * @throws UsageError `CURVE_EMPTY` without panels or with a panel that has no curve
 */
export function curveGridFigure(options: CurveGridOptions): Figure {
  checkCurves(options.title, options.panels);
  const columns = Math.min(options.columns ?? (options.panels.length === 4 ? 2 : 3), options.panels.length);
  const rows = Math.ceil(options.panels.length / columns);
  const height = 120 + rows * rowHeight(rows, ROW_HEIGHT + (options.ownDistances === true ? 30 : 0), 120);
  const panels = arrange(options.panels.length, columns, { x: 0.05, y: (options.ownDistances === true ? 76 : 46) / (height - 120) });
  const legend = [options.curveName ?? 'one direction', 'mean', '± 1 standard deviation'];
  return makeFigure(
    options,
    options.panels.flatMap((panel, i) => panelTraces(panel, panels[i], i === 0, legend)),
    {
      ...frame({ title: options.title, height, legend, above: 18 }),
      ...axes(options, panels),
      shapes: options.panels.flatMap((panel, i) =>
        panel.sides === undefined ? [] : shadeSides(panel.sides, false, panels[i]).shapes,
      ),
      annotations: options.panels.map((panel, i) => panelTitle(panels[i], `<b>${panel.title}</b>`)),
    },
  );
}

function panelTraces(panel: CurvePanel, place: Panel, inLegend: boolean, legend: readonly string[]): Trace[] {
  const on = { xaxis: place.x, yaxis: place.y };
  const colour = panel.colour ?? COLOURS.blue;
  const { mean, deviation } = meanAndDeviation(panel);
  const bound = (sign: number): number[] => mean.map((value, i) => value + sign * deviation[i]);
  const thin = panel.curves.length > 1 ? { colour, width: 1, opacity: 0.45 } : { colour };
  return [
    ...panel.curves.map((curve, i) => lineTrace(panel.distances, curve, thin, legend[0], on, inLegend && i === 0)),
    ...(panel.curves.length > 1 ? [
      { ...bandTrace(panel.distances, bound(-1), bound(1), COLOURS.black, legend[2], on), showlegend: inLegend },
      lineTrace(panel.distances, mean, { colour: COLOURS.black, width: 2.4 }, legend[1], on, inLegend),
    ] : []),
  ];
}

/** Mean and deviation over the curves at each distance; NaN if a curve is not finite there, so that every mean covers all curves. */
function meanAndDeviation(panel: CurvePanel): { readonly mean: number[]; readonly deviation: number[] } {
  const count = panel.curves.length;
  const mean = Array.from(panel.distances, (_, k) => panel.curves.reduce((sum, curve) => sum + curve[k], 0) / count);
  const deviation = mean.map((value, k) =>
    Math.sqrt(panel.curves.reduce((sum, curve) => sum + (curve[k] - value) ** 2, 0) / Math.max(1, count - 1)),
  );
  return { mean, deviation };
}

function axes(options: CurveGridOptions, panels: readonly Panel[]): Readonly<Record<string, unknown>> {
  const own = options.ownDistances === true;
  const common = extent(...options.panels.map((panel) => panel.distances));
  const [low, high] = extent(...options.panels.flatMap((panel) => panel.curves));
  const top = Math.min(high, options.ceiling ?? high);
  return Object.fromEntries(panels.flatMap((panel, i) => [
    [panel.xaxis, axis(own || panel.lowest ? (options.distanceTitle ?? 'distance <i>l</i>') : '', {
      domain: panel.left, anchor: panel.y, range: own ? extent(options.panels[i].distances) : common, showticklabels: own || panel.lowest,
      ...(own || i === 0 ? {} : { matches: 'x' }),
    })],
    [panel.yaxis, axis(panel.first ? (options.lossTitle ?? 'loss (nats)') : '', {
      domain: panel.height, anchor: panel.x, range: [Math.min(0, low), top + 0.04 * (top - low)], showticklabels: panel.first,
      ...(i === 0 ? {} : { matches: 'y' }),
    })],
  ]));
}

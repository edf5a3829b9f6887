import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { extent, lineTrace, type LineStyle, type Numbers } from './lines';
import { arrange, checkCurves, type Panel, panelTitle, rowHeight } from './panels';
import { axis, COLOURS, frame, SERIES_COLOURS } from './theme';

/** A line of a series: places and values. */
export interface OverlayCurve {
  readonly x: Numbers;
  readonly y: Numbers;
}

/** Curves of one kind, in one colour and dash, such as those along all directions of one group. */
export interface OverlaySeries {
  /** Name in the legend; series of one name look alike in all panels. */
  readonly name: string;
  readonly curves: readonly OverlayCurve[];
}

/** One panel: several series on common axes. */
export interface OverlayPanel {
  readonly title: string;
  readonly xTitle: string;
  readonly series: readonly OverlaySeries[];
}

/** Options of {@link overlayFigure}. */
export interface OverlayOptions extends Words {
  readonly panels: readonly OverlayPanel[];
  /** Quantity and unit of the value; the same for all panels. */
  readonly yTitle: string;
  /** Panels side by side; default 2. */
  readonly columns?: number;
  /** Upper end of the value axis; higher values stay in the data. */
  readonly ceiling?: number;
  /** Lower end of the value axis; default 0, or the smallest value if it is negative. */
  readonly floor?: number;
  /** Marks every point of a curve. */
  readonly markers?: boolean;
}

const ROW_HEIGHT = 250;
const DASHES = ['solid', 'dash', 'dashdot', 'dot', 'solid', 'dash', 'dashdot'] as const;

/**
 * Several kinds of curves over each other, in panels with a common value axis and their own x axes (paper, Figure 12 and Appendix
 * I). Colour and dash identify the kind; if a kind has several curves, each is a thin line.
 *
 * @throws UsageError `CURVE_EMPTY` without panels or with a panel that has no curve
 */
export function overlayFigure(options: OverlayOptions): Figure {
  checkCurves(options.title, options.panels.map(({ title, series }) => ({ title, curves: series.flatMap(({ curves }) => curves) })));
  const columns = Math.min(options.columns ?? 2, options.panels.length);
  const rows = Math.ceil(options.panels.length / columns);
  const height = 130 + rows * rowHeight(rows, ROW_HEIGHT + 40, 130);
  const panels = arrange(options.panels.length, columns, { x: 0.07, y: 84 / (height - 130) });
  const names = [...new Set(options.panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  return makeFigure(
    options,
    options.panels.flatMap((panel, i) => panelTraces(panel, panels[i], names, firstPanels(options.panels, i), options.markers)),
    {
      ...frame({ title: options.title, height, legend: names, above: 22 }),
      ...axes(options, panels),
      annotations: options.panels.map((panel, i) => panelTitle(panels[i], `<b>${panel.title}</b>`)),
    },
  );
}

/** Names that occur in no panel before the i-th: their legend entries belong to that panel. */
function firstPanels(panels: readonly OverlayPanel[], i: number): ReadonlySet<string> {
  const before = new Set(panels.slice(0, i).flatMap(({ series }) => series.map(({ name }) => name)));
  return new Set(panels[i].series.map(({ name }) => name).filter((name) => !before.has(name)));
}

function panelTraces(panel: OverlayPanel, place: Panel, names: readonly string[], inLegend: ReadonlySet<string>, markers = false): Trace[] {
  return panel.series.flatMap(({ name, curves }) => curves.map((curve, k) => {
    const style = styleOf(names.indexOf(name), curves.length);
    const line = lineTrace(curve.x, curve.y, style, name, { xaxis: place.x, yaxis: place.y }, k === 0 && inLegend.has(name));
    return markers ? { ...line, mode: 'lines+markers', marker: { size: 6, color: style.colour } } : line;
  }));
}

function styleOf(index: number, curves: number): LineStyle {
  const thin = curves > 1 ? { width: 1.4, opacity: 0.65 } : { width: 2.4 };
  return { colour: SERIES_COLOURS[index % SERIES_COLOURS.length] ?? COLOURS.black, dash: DASHES[index % DASHES.length], ...thin };
}

function axes(options: OverlayOptions, panels: readonly Panel[]): Readonly<Record<string, unknown>> {
  const [low, high] = extent(...options.panels.flatMap(({ series }) => series.flatMap(({ curves }) => curves.map(({ y }) => y))));
  const [bottom, top] = [options.floor ?? Math.min(0, low), Math.min(high, options.ceiling ?? high)];
  const margin = 0.04 * (top - bottom);
  return Object.fromEntries(panels.flatMap((panel, i) => {
    const { xTitle, series } = options.panels[i];
    const [from, to] = extent(...series.flatMap(({ curves }) => curves.map(({ x }) => x)));
    return [
      [panel.xaxis, axis(xTitle, { domain: panel.left, anchor: panel.y, range: [from - 0.02 * (to - from), to + 0.02 * (to - from)] })],
      [panel.yaxis, axis(panel.first ? options.yTitle : '', {
        domain: panel.height, anchor: panel.x, range: [bottom === 0 ? 0 : bottom - margin, top + margin], showticklabels: panel.first,
        ...(i === 0 ? {} : { matches: 'y' }),
      })],
    ];
  }));
}

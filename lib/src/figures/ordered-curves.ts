import { UsageError } from '../base/errors';
import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { extent, lineTrace, type LineStyle, type Numbers } from './lines';
import { arrange, type Panel, panelTitle } from './panels';
import { axis, FIGURE_WIDTH, FONT_SIZE, frame, ORDERED_COLOURS } from './theme';

/** One of several ordered curves. */
export interface OrderedCurve {
  /** Its place in the order, such as an epoch. */
  readonly place: number;
  readonly y: Numbers;
  /** Curves of one group share a style of line; at most three groups, in order. */
  readonly group: string;
}

/** One panel: a family of curves on common distances. */
export interface OrderedPanel {
  readonly title: string;
  readonly xTitle: string;
  readonly x: Numbers;
  readonly curves: readonly OrderedCurve[];
}

/** Options of {@link orderedCurvesFigure}. */
export interface OrderedCurvesOptions extends Words {
  readonly panels: readonly OrderedPanel[];
  readonly yTitle: string;
  /** Title of the colours, such as `epoch`. */
  readonly orderTitle: string;
  /** Upper end of the vertical axes; higher values stay in the data. */
  readonly ceiling?: number;
}

const HEIGHT = 430;
/** Pixels to the right of the plot, for the colours. */
const COLOUR_BAR = 122;
const DASHES: readonly NonNullable<LineStyle['dash']>[] = ['dot', 'dash', 'solid'];

/**
 * Families of ordered curves: colour shows the order, pale to dark, and line style the group (paper, Figure 7: the projected loss
 * from epoch to epoch). The vertical axis is common.
 *
 * @throws UsageError `CURVE_EMPTY` without panels or with a panel without a finite point
 */
export function orderedCurvesFigure(options: OrderedCurvesOptions): Figure {
  const { panels } = options;
  if (panels.length === 0 || panels.some(({ curves }) => !extent(...curves.map(({ y }) => y)).every(Number.isFinite))) {
    throw new UsageError(
      'CURVE_EMPTY',
      `The figure "${options.title}" has a panel without curves, or no panels.`,
      'Give each panel at least one curve.',
    );
  }
  const curves = panels.flatMap((panel) => panel.curves);
  const groups = [...new Set([...curves].sort((a, b) => a.place - b.place).map(({ group }) => group))];
  const [first, last] = extent(curves.map(({ place }) => place));
  const dashOf = (group: string): LineStyle['dash'] => DASHES[Math.max(0, groups.indexOf(group) + DASHES.length - groups.length)];
  const places = arrange(panels.length, panels.length, { x: 0.07, y: 0 });
  const named = new Set<string>();
  const traces = panels.flatMap((panel, i) => panel.curves.map((curve): Trace => {
    const colour = colourAt(last > first ? (curve.place - first) / (last - first) : 1);
    const inLegend = !named.has(curve.group);
    named.add(curve.group);
    const on = { xaxis: places[i].x, yaxis: places[i].y };
    return {
      ...lineTrace(panel.x, curve.y, { colour, dash: dashOf(curve.group), width: 2 }, curve.group, on, inLegend),
      hovertemplate: `<b>${options.orderTitle} ${curve.place}, ${curve.group}</b><br>${panel.xTitle}: %{x:.4~g}<br>`
        + `${options.yTitle}: %{y:.4~g}<extra></extra>`,
    };
  }));
  return makeFigure(options, [...traces, colourBar(options.orderTitle, first, last)], {
    ...frame({ title: options.title, height: HEIGHT, legend: groups, above: 20, margins: { right: COLOUR_BAR } }),
    ...axes(options, places),
    annotations: panels.map(({ title }, i) => panelTitle(places[i], `<b>${title}</b>`)),
  });
}

function axes({ panels, yTitle, ceiling = Infinity }: OrderedCurvesOptions, places: readonly Panel[]): Readonly<Record<string, unknown>> {
  const [low, high] = extent(...panels.flatMap(({ curves }) => curves.map(({ y }) => y)));
  const [bottom, top] = [Math.min(0, low), Math.min(high, ceiling)];
  const margin = 0.04 * (top - bottom);
  return Object.fromEntries(
    panels.flatMap((panel, i) => [
      [places[i].xaxis, axis(panel.xTitle, { domain: places[i].left, anchor: places[i].y, range: extent(panel.x) })],
      [
        places[i].yaxis,
        axis(i === 0 ? yTitle : '', {
          domain: places[i].height,
          anchor: places[i].x,
          range: [bottom - margin, top + margin],
          showticklabels: i === 0,
          ...(i === 0 ? {} : { matches: 'y' }),
        }),
      ],
    ]),
  );
}

function colourAt(share: number): string {
  return ORDERED_COLOURS[Math.round(share * (ORDERED_COLOURS.length - 1))];
}

/** A trace without points that adds the colour scale. */
function colourBar(title: string, first: number, last: number): Trace {
  const steps = ORDERED_COLOURS.length - 1;
  return {
    type: 'scatter',
    mode: 'markers',
    x: [null],
    y: [null],
    showlegend: false,
    hoverinfo: 'skip',
    marker: {
      color: [first],
      cmin: first,
      cmax: last > first ? last : first + 1,
      showscale: true,
      colorscale: ORDERED_COLOURS.map((colour, i) => [i / steps, colour]),
      colorbar: {
        title: { text: title, side: 'right', font: { size: FONT_SIZE.axis } },
        tickfont: { size: FONT_SIZE.tick },
        thickness: 14,
        outlinewidth: 0.5,
        x: 1 + 14 / (FIGURE_WIDTH - COLOUR_BAR),
        xanchor: 'left',
      },
    },
  };
}

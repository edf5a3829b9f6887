import type { Trace } from './figure';
import { transparent } from './theme';

/** A list of numbers, typed or plain. */
export type Numbers = ArrayLike<number>;

/** The style of a line. */
export interface LineStyle {
  readonly colour: string;
  readonly dash?: 'solid' | 'dash' | 'dot' | 'dashdot';
  readonly width?: number;
  readonly opacity?: number;
}

/** The axes of a trace, in Plotly's names: `x`, `x2`, `y`, `y2`, …; default the first ones. */
export interface OnAxes {
  readonly xaxis?: string;
  readonly yaxis?: string;
}

/** A line through points; a point that is not finite leaves a gap. `name` appears in the legend, unless it is hidden. */
export function lineTrace(x: Numbers, y: Numbers, style: LineStyle, name: string, axes: OnAxes = {}, inLegend = true): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    x: Array.from(x),
    y: Array.from(y),
    name,
    legendgroup: name,
    showlegend: inLegend,
    // With an opacity of the trace itself, the image would need another layer for each trace.
    line: {
      color: style.opacity === undefined ? style.colour : transparent(style.colour, style.opacity),
      width: style.width ?? 2.2,
      dash: style.dash ?? 'solid',
    },
    connectgaps: false,
    ...axes,
  };
}

/** A trace without points: Plotly draws an axis only if a trace uses it. @param range of the axis */
export function axisTrace(range: readonly number[], xaxis: string, yaxis: string): Trace {
  return { type: 'scatter', mode: 'lines', x: range, y: range.map(() => null), xaxis, yaxis, showlegend: false, hoverinfo: 'skip' };
}

/** The area between two curves, without an outline; points where a bound is not finite are left out. */
export function bandTrace(x: Numbers, low: Numbers, high: Numbers, colour: string, name: string, axes: OnAxes = {}): Trace {
  const kept = Array.from(x, (_, i) => i).filter((i) => Number.isFinite(low[i]) && Number.isFinite(high[i]));
  const back = [...kept].reverse();
  return {
    type: 'scatter', mode: 'lines', name, legendgroup: name, showlegend: false, hoverinfo: 'skip', fill: 'toself',
    x: [...kept.map((i) => x[i]), ...back.map((i) => x[i])],
    y: [...kept.map((i) => high[i]), ...back.map((i) => low[i])],
    line: { width: 0 }, fillcolor: transparent(colour, 0.18), ...axes,
  };
}

/** Smallest and largest finite value of several lists. */
export function extent(...lists: readonly Numbers[]): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      if (!Number.isFinite(list[i])) continue;
      low = Math.min(low, list[i]);
      high = Math.max(high, list[i]);
    }
  }
  return [low, high];
}

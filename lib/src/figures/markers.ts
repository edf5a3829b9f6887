import type { Estimate } from '../numbers/statistics';
import type { Trace } from './figure';
import { COLOURS, MEANING } from './theme';

/** Markers of solutions, in the order of use: shape and colour differ together. */
const SOLUTIONS: readonly { readonly symbol: string; readonly color: string }[] = [
  { symbol: 'circle', color: COLOURS.black },
  { symbol: 'star', color: COLOURS.purple },
  { symbol: 'diamond', color: COLOURS.green },
  { symbol: 'square', color: COLOURS.orange },
];

/** Plotly's marker of a trace. */
export interface Marker {
  readonly symbol: string;
  readonly color: string;
  /** Pixels. */
  readonly size: number;
  /** Its outline. */
  readonly line?: { readonly color: string; readonly width: number };
}

/** The marker of a solution. @param index of the solution @param size pixels @param star the size of a star, which looks smaller */
export function solutionMarker(index: number, size = 11, star = 15): Marker {
  const { symbol, color } = SOLUTIONS[index % SOLUTIONS.length];
  return { symbol, color, size: symbol === 'star' ? star : size, line: { color: MEANING.background, width: 1 } };
}

/** An entry of the legend for a marker: a trace without points. */
export function legendTrace(name: string, marker: Readonly<Record<string, unknown>>): Trace {
  return { type: 'scatter', mode: 'markers', name, x: [null], y: [null], marker, showlegend: true };
}

/** The interval of each value as an error bar. @param thickness of the bars, pixels @param width of their ends, pixels */
export function errorBars(estimates: readonly Estimate[], color: string, thickness = 1.8, width = 5): Readonly<Record<string, unknown>> {
  return {
    type: 'data', symmetric: false,
    array: estimates.map(({ value, high }) => high - value),
    arrayminus: estimates.map(({ value, low }) => value - low),
    color, thickness, width,
  };
}

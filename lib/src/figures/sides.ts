import { ONLY_PLOT, type PlotAxes, shade } from './shapes';
import { FONT_SIZE, MEANING, ON_GROUND } from './theme';

/** The flat and the sharp side of a curve, as found by the analysis. */
export interface Sides {
  /** Position of the flat side: positive or negative distances. */
  readonly flat: 'positive' | 'negative';
  /** The point from which both sides are measured (l_min of the recentred curve); default 0. */
  readonly centre?: number;
  /** ζ: distance from the centre at which both sides begin; default 0. */
  readonly from?: number;
  /** r: distance from the centre at which both sides end. */
  readonly to: number;
}

/** Plotly's shapes and annotations of one plot. */
export interface Decoration {
  readonly shapes: readonly Readonly<Record<string, unknown>>[];
  readonly annotations: readonly Readonly<Record<string, unknown>>[];
}

/** Shades both sides over the full height of a plot and writes their names at its top, on a background that hides lines behind them. */
export function shadeSides(sides: Sides, labels = true, on: PlotAxes = ONLY_PLOT): Decoration {
  const centre = sides.centre ?? 0;
  const from = sides.from ?? 0;
  const sign = sides.flat === 'positive' ? 1 : -1;
  const side = (direction: number, colour: string): Readonly<Record<string, unknown>> =>
    shade([centre + direction * from, centre + direction * sides.to], colour, 0.11, on);
  const label = (direction: number, text: string, colour: string): Readonly<Record<string, unknown>> => ({
    xref: on.x, yref: `${on.y} domain`, x: centre + (direction * (from + sides.to)) / 2, y: 1, yanchor: 'top', showarrow: false, text,
    font: { size: FONT_SIZE.note, color: colour }, ...ON_GROUND,
  });
  return {
    shapes: [side(sign, MEANING.flatSide), side(-sign, MEANING.sharpSide)],
    annotations: labels ? [label(sign, '<b>flat side</b>', '#00664B'), label(-sign, '<b>sharp side</b>', '#8A5A00')] : [],
  };
}

import type { Layout } from './figure';
import type { LineStyle } from './lines';
import { transparent } from './theme';

/** The axes of a plot, in Plotly's names for traces; a panel has them. */
export interface PlotAxes {
  readonly x: string;
  readonly y: string;
}

/** The axes of a figure without panels. */
export const ONLY_PLOT: PlotAxes = { x: 'x', y: 'y' };

type Stroke = Required<Omit<LineStyle, 'opacity'>>;

/** A line at `x` over the whole height of a plot, above its traces. */
export function verticalLine(x: number, stroke: Stroke, { x: xref, y }: PlotAxes = ONLY_PLOT): Layout {
  return { type: 'line', layer: 'above', xref, yref: `${y} domain`, x0: x, x1: x, y0: 0, y1: 1, line: lineOf(stroke) };
}

/** A line at `y` over the whole width of a plot, beneath its traces. */
export function horizontalLine(y: number, stroke: Stroke, { x, y: yref }: PlotAxes): Layout {
  return { type: 'line', layer: 'below', xref: `${x} domain`, yref, x0: 0, x1: 1, y0: y, y1: y, line: lineOf(stroke) };
}

/** A shade from one `x` to another over the whole height of a plot, beneath its traces. @param opacity from 0 to 1 */
export function shade(
  [from, to]: readonly [number, number],
  colour: string,
  opacity: number,
  { x: xref, y }: PlotAxes = ONLY_PLOT,
): Layout {
  return {
    type: 'rect', layer: 'below', xref, yref: `${y} domain`, y0: 0, y1: 1, line: { width: 0 },
    x0: from, x1: to, fillcolor: transparent(colour, opacity),
  };
}

function lineOf({ colour, width, dash }: Stroke): Layout {
  return { color: colour, width, dash };
}

import { UsageError } from '../base/errors';
import { COLOURS, FONT_SIZE, PLOT_WIDTH } from './theme';

/** Plotly's names of one panel's axes, and its place in the figure as fractions. */
export interface Panel {
  /** `x`, `x2`, … for traces. */
  readonly x: string;
  readonly y: string;
  /** `xaxis`, `xaxis2`, … for the layout. */
  readonly xaxis: string;
  readonly yaxis: string;
  readonly left: readonly [number, number];
  readonly height: readonly [number, number];
  /** In the leftmost column, where the y axis shows labels. */
  readonly first: boolean;
  /** At the bottom, where the x axis shows labels. */
  readonly lowest: boolean;
}

/** A figure fits a laptop's screen, in pixels, unless its rows would be lower than {@link LOWEST}. */
const HIGHEST = 800;
const LOWEST = 80;

/**
 * The height of each of several rows, pixels: as much as is wanted, or less where the figure would not fit a screen.
 *
 * @param around pixels above, below and between the rows
 */
export function rowHeight(rows: number, wanted: number, around: number): number {
  return Math.min(wanted, Math.max(LOWEST, Math.floor((HIGHEST - around) / rows)));
}

/** With more panels each would be a pixel wide, and take seconds to draw. */
const MOST_PANELS = 1000;

/** Arranges panels in rows of `columns`, with gaps given as fractions of the figure. @throws UsageError PANELS_TOO_MANY */
export function arrange(count: number, columns: number, gap: { readonly x: number; readonly y: number }): Panel[] {
  if (count > MOST_PANELS)
    throw new UsageError('PANELS_TOO_MANY', `A figure with ${count} panels was requested.`, `Draw at most ${MOST_PANELS} in one.`);
  const rows = Math.ceil(count / columns);
  const width = (1 - gap.x * (columns - 1)) / columns;
  const height = (1 - gap.y * (rows - 1)) / rows;
  return Array.from({ length: count }, (_, i): Panel => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const left = column * (width + gap.x);
    const top = 1 - row * (height + gap.y);
    return {
      ...axisNames(i + 1),
      left: [left, Math.min(1, left + width)], height: [Math.max(0, top - height), top],
      first: column === 0, lowest: i + columns >= count,
    };
  });
}

/** @throws UsageError `CURVE_EMPTY` without panels or with a panel that has no curve */
export function checkCurves(title: string, panels: readonly { readonly title: string; readonly curves: readonly unknown[] }[]): void {
  const empty = panels.find(({ curves }) => curves.length === 0);
  if (panels.length > 0 && empty === undefined) return;
  const problem = empty === undefined ? 'no panels' : `no curves in the panel "${empty.title}"`;
  throw new UsageError('CURVE_EMPTY', `The figure "${title}" has ${problem}.`, 'Give it at least one curve.');
}

/** Plotly's names of a panel's axes. @param number of the panel, from 1 */
export function axisNames(number: number): Pick<Panel, 'x' | 'y' | 'xaxis' | 'yaxis'> {
  const suffix = number === 1 ? '' : String(number);
  return { x: `x${suffix}`, y: `y${suffix}`, xaxis: `xaxis${suffix}`, yaxis: `yaxis${suffix}` };
}

/** Width of a bold letter, in parts of the font's size. */
const LETTER = 0.74;
/** Pixels: a title is still read at this size. */
const SMALLEST_TITLE = 9;

/** A panel's title, above it at its left edge, in letters as large as the panel's width allows. */
export function panelTitle(panel: Panel, text: string): Readonly<Record<string, unknown>> {
  const room = (panel.left[1] - panel.left[0]) * PLOT_WIDTH;
  const fitting = room / (LETTER * text.replace(/<[^>]*>/g, '').length);
  const size = Math.max(SMALLEST_TITLE, Math.min(FONT_SIZE.legend, Math.floor(2 * fitting) / 2));
  return {
    xref: 'paper', yref: 'paper', x: panel.left[0], y: panel.height[1], xanchor: 'left', yanchor: 'bottom', yshift: 2,
    showarrow: false, text, font: { size, color: COLOURS.black },
  };
}

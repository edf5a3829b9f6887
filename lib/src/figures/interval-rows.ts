import { UsageError } from '../base/errors';
import type { Estimate } from '../numbers/statistics';
import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { extent } from './lines';
import { errorBars, legendTrace } from './markers';
import { arrange, type Panel, panelTitle } from './panels';
import { verticalLine } from './shapes';
import { axis, COLOURS, FONT_SIZE, frame, MEANING, SERIES_COLOURS } from './theme';

/** A group of estimates, one row each. */
export interface IntervalGroup {
  readonly title: string;
  readonly estimates: readonly (Estimate & { readonly label: string })[];
}

/** Options of {@link intervalRowsFigure}. */
export interface IntervalRowsOptions extends Words {
  readonly groups: readonly IntervalGroup[];
  /** Name and unit of the quantity. */
  readonly quantity: string;
  /** Draws a vertical line at this value; points whose intervals do not cover it are filled, the others hollow. */
  readonly reference: number;
}

const ROW = 13;
/** More columns leave no room for a panel's title and the count at its other end in one line. */
const MOST_COLUMNS = 2;

/**
 * Many estimates with their 95 % intervals, sorted, a panel for each group: how many lie clearly on one side of a reference, and
 * how far.
 *
 * @throws UsageError `ESTIMATES_EMPTY` without groups or with an empty one, and errors of {@link makeFigure}
 */
export function intervalRowsFigure(options: IntervalRowsOptions): Figure {
  const { groups, title, reference } = options;
  if (groups.length === 0 || groups.some(({ estimates }) => estimates.length === 0)) {
    throw new UsageError(
      'ESTIMATES_EMPTY',
      `The figure "${title}" has a group without estimates, or no groups.`,
      'Give it at least one estimate.',
    );
  }
  const columns = Math.min(groups.length, MOST_COLUMNS);
  const rows = Math.ceil(groups.length / columns);
  const tallest = Math.max(...groups.map(({ estimates }) => estimates.length));
  const height = 150 + rows * (110 + ROW * tallest);
  const places = arrange(groups.length, columns, { x: 0.05, y: 86 / (height - 150) });
  const data = [
    ...legendTraces(),
    ...groups.flatMap((group, i) => groupTraces(group, places[i], SERIES_COLOURS[i % SERIES_COLOURS.length], reference)),
  ];
  return makeFigure(options, data, {
    ...frame({ title, height, legend: legendTraces().map(({ name }) => name as string), above: 24, margins: { left: 40 } }),
    ...Object.fromEntries(groups.flatMap((group, i) => axesOf(options, group, places[i]))),
    shapes: places.map((place) => verticalLine(reference, { colour: COLOURS.black, width: 1.4, dash: 'dash' }, place)),
    annotations: groups.flatMap((group, i) => [panelTitle(places[i], `<b>${group.title}</b>`), countNote(group, places[i], reference)]),
  });
}

function isClear({ low, high }: Estimate, reference: number): boolean {
  return low > reference || high < reference;
}

function legendTraces(): Trace[] {
  const entry = (name: string, color: string): Trace =>
    legendTrace(name, { size: 8, color, line: { width: 1.4, color: MEANING.annotation } });
  return [entry('interval beside the line', MEANING.annotation), entry('interval across the line', MEANING.background)];
}

function groupTraces({ estimates }: IntervalGroup, place: Panel, colour: string, reference: number): Trace[] {
  const sorted = [...estimates].sort((a, b) => a.value - b.value);
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: place.x,
      showlegend: false,
      xaxis: place.x,
      yaxis: place.y,
      x: sorted.map(({ value }) => value),
      y: sorted.map((_, row) => row),
      text: sorted.map(({ label }) => label),
      hovertemplate: '%{text}: %{x:.3g}<extra></extra>',
      error_x: errorBars(sorted, colour, 1.3, 0),
      marker: {
        size: 7,
        color: sorted.map((estimate) => (isClear(estimate, reference) ? colour : MEANING.background)),
        line: { width: 1.4, color: colour },
      },
    },
  ];
}

function axesOf({ quantity, reference }: IntervalRowsOptions, { estimates }: IntervalGroup, place: Panel): [string, unknown][] {
  const [low, high] = extent(estimates.map((estimate) => estimate.low), estimates.map((estimate) => estimate.high), [reference]);
  const margin = 0.05 * (high - low || 1);
  return [
    [place.xaxis, axis(quantity, { domain: place.left, anchor: place.y, range: [low - margin, high + margin] })],
    [place.yaxis, axis(place.first ? 'direction' : '', {
      domain: place.height, anchor: place.x, range: [-0.8, estimates.length - 0.2], showticklabels: false, ticks: '', showgrid: false,
    })],
  ];
}

function countNote({ estimates }: IntervalGroup, place: Panel, reference: number): Readonly<Record<string, unknown>> {
  const above = estimates.filter(({ value }) => value > reference).length;
  return {
    xref: `${place.x} domain`, yref: `${place.y} domain`, x: 1, y: 1, xanchor: 'right', yanchor: 'bottom', yshift: 3, showarrow: false,
    text: `${above}/${estimates.length} above`, font: { size: FONT_SIZE.note, color: MEANING.annotation },
  };
}

import { UsageError } from '../base/errors';
import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { extent, lineTrace } from './lines';
import { axis, COLOURS, frame, MEANING, SERIES_COLOURS } from './theme';

/** The same quantity of two compared items. */
export interface PairedPoint {
  readonly first: number;
  readonly second: number;
  /** Hollow points do not count. Default true. */
  readonly counts?: boolean;
  /** Shown on hovering. */
  readonly label: string;
}

/** Points of one kind. */
export interface PairedGroup {
  readonly name: string;
  readonly points: readonly PairedPoint[];
}

/** Options of {@link pairedScatterFigure}. */
export interface PairedScatterOptions extends Words {
  readonly groups: readonly PairedGroup[];
  /** Titles of the axes: the mean of both items on x, the first item's quantity minus the second's on y. */
  readonly meanTitle: string;
  readonly differenceTitle: string;
}

const SYMBOLS = ['circle', 'square', 'diamond', 'triangle-up', 'cross', 'star'] as const;

/**
 * A paired comparison point by point: the difference over the mean of both. Above the dashed line the first item's value is larger.
 * Colour and shape identify the kind; hollow points are shown but do not count.
 *
 * @throws UsageError `STATISTICS_EMPTY` without a finite point
 */
export function pairedScatterFigure(options: PairedScatterOptions): Figure {
  const points = options.groups.flatMap((group) => group.points);
  const range = (values: readonly number[]): [number, number] => {
    const [low, high] = extent(values);
    const room = 0.08 * (high - low || 1);
    return [low - room, high + room];
  };
  const means = range(points.map(meanOf));
  if (!Number.isFinite(means[0])) {
    throw new UsageError('STATISTICS_EMPTY', `The figure "${options.title}" has no points.`, 'Give it at least one.');
  }
  const names = options.groups.map(({ name }) => name);
  return makeFigure(options, [
    lineTrace(means, [0, 0], { colour: COLOURS.black, dash: 'dash', width: 1.4 }, 'equal'),
    ...options.groups.flatMap((group, i) => groupTraces(group, i, options)),
  ], {
    ...frame({ title: options.title, height: 480, legend: ['equal', ...names] }),
    xaxis: axis(options.meanTitle, { range: means, zeroline: true, zerolinecolor: MEANING.grid }),
    yaxis: axis(options.differenceTitle, { range: range([0, ...points.map(differenceOf)]), zeroline: false }),
  });
}

const meanOf = ({ first, second }: PairedPoint): number => (first + second) / 2;
const differenceOf = ({ first, second }: PairedPoint): number => first - second;

/** A group's points, and a filled one for the legend, where filling has no meaning. */
function groupTraces({ name, points }: PairedGroup, index: number, { meanTitle, differenceTitle }: PairedScatterOptions): Trace[] {
  const colour = SERIES_COLOURS[index % SERIES_COLOURS.length];
  const marker = { symbol: SYMBOLS[index % SYMBOLS.length], size: 10, opacity: 0.85, line: { width: 1.6, color: colour } };
  const common = { type: 'scatter', mode: 'markers', name, legendgroup: name };
  return [
    { ...common, x: [null], y: [null], marker: { ...marker, color: colour } },
    {
      ...common,
      showlegend: false,
      x: points.map(meanOf),
      y: points.map(differenceOf),
      text: points.map(({ label }) => label),
      hovertemplate: `<b>${name}</b><br>%{text}<br>${meanTitle}: %{x:.4~g}<br>${differenceTitle}: %{y:.4~g}<extra></extra>`,
      cliponaxis: false,
      marker: { ...marker, color: points.map(({ counts }) => (counts === false ? MEANING.background : colour)) },
    },
  ];
}

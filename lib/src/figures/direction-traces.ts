import { generator } from '../base/random';
import { type Estimate, wilsonInterval } from '../numbers/statistics';
import type { DirectionGroup, DirectionStatisticsOptions } from './direction-groups';
import type { Trace } from './figure';
import { errorBars, legendTrace } from './markers';
import { medianInterval } from './median';
import { COLOURS, MEANING } from './theme';

/** Spread of the points' heights to either side, in rows. */
const SPREAD = 0.24;
/** Points of larger groups are drawn smaller. */
const MANY = 100;

/** Points outside the plot that explain the markers in the legend. */
export function legendTraces(options: DirectionStatisticsOptions): Trace[] {
  const outline = { width: 1.4, color: MEANING.annotation };
  const oneSided = options.groups.some((group) => group.values.some((direction) => direction.twoSided === false));
  return [
    legendTrace(oneSided || options.unit === undefined ? 'loss rises on both sides' : options.unit[0], {
      size: 9,
      color: MEANING.annotation,
      line: outline,
    }),
    ...(oneSided ? [legendTrace('a side still descends', { size: 9, color: MEANING.background, line: outline })] : []),
    legendTrace('median, 95 % interval', { symbol: 'line-ns', size: 13, line: { width: 3, color: COLOURS.black } }),
  ];
}

function drawable(value: number, logarithmic: boolean | undefined): boolean {
  return Number.isFinite(value) && (logarithmic !== true || value > 0);
}

/** Whether a value lies on the axis. */
export function shown(value: number, { logarithmic, range: [low, high] = [-Infinity, Infinity] }: DirectionStatisticsOptions): boolean {
  return drawable(value, logarithmic) && value >= low && value <= high;
}

/** A group's points in a row, each at its own height, and their median. */
export function groupTraces(group: DirectionGroup, row: number, colour: string, options: DirectionStatisticsOptions): Trace[] {
  const jitter = generator(0, `figure/${group.name}`);
  const points = group.values.map((direction) => ({ ...direction, y: row + SPREAD * (2 * jitter.uniform() - 1) }))
    .filter((direction) => shown(direction.value, options));
  const filled = points.map((point) => (point.twoSided === false ? MEANING.background : colour));
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: group.name,
      showlegend: false,
      x: points.map((point) => point.value),
      y: points.map((point) => point.y),
      text: points.map((point) => point.label ?? group.name),
      hovertemplate: `<b>${group.name}</b><br>%{text}<br>${options.statistic}: %{x:.4~g}<extra></extra>`,
      cliponaxis: false,
      marker: {
        size: points.length > MANY ? 5 : 9,
        opacity: points.length > MANY ? 0.5 : 0.8,
        color: filled,
        line: { width: 1.4, color: colour },
      },
    },
    medianTrace(medianInterval(group.values.map(({ value }) => value).filter((value) => drawable(value, options.logarithmic))), row + 0.36),
  ];
}

function medianTrace(median: Estimate, y: number): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'median',
    showlegend: false,
    x: [median.value],
    y: [y],
    cliponaxis: false,
    marker: { symbol: 'line-ns', size: 13, line: { width: 3, color: COLOURS.black } },
    error_x: errorBars([median], COLOURS.black, 1.6, 4),
  };
}

/** Number of directions above the threshold, two-sided ones only. */
export function above(group: DirectionGroup, threshold: number): number {
  return group.values.filter((direction) => direction.twoSided !== false && direction.value > threshold).length;
}

/** The fraction of a group above the threshold, with its Wilson interval. */
export function fractionTrace(group: DirectionGroup, row: number, colour: string, threshold: number): Trace {
  const { value, low, high } = wilsonInterval(above(group, threshold), group.values.length);
  return {
    type: 'scatter',
    mode: 'markers',
    name: group.name,
    showlegend: false,
    x: [100 * value],
    y: [row],
    xaxis: 'x2',
    yaxis: 'y',
    cliponaxis: false,
    marker: { symbol: 'diamond', size: 10, color: colour, line: { width: 1, color: MEANING.background } },
    // Differences first: percentages near 100 would leave rounding where the interval ends at its value.
    error_x: errorBars([{ value: 0, low: 100 * (low - value), high: 100 * (high - value) }], colour),
    customdata: [[100 * low, 100 * high]],
    hovertemplate: `<b>${group.name}</b><br>above ${threshold}: ${above(group, threshold)} of ${group.values.length}, %{x:.3~g} % `
      + '(%{customdata[0]:.3~g} % to %{customdata[1]:.3~g} %)<extra></extra>',
  };
}

import { UsageError } from '../base/errors';
import type { DirectionStatisticsOptions } from './direction-groups';
import { type Figure, makeFigure } from './figure';
import { above, fractionTrace, groupTraces, legendTraces, shown } from './direction-traces';
import { extent } from './lines';
import { verticalLine } from './shapes';
import { axis, COLOURS, FONT_SIZE, frame, logarithmicAxis, MEANING, SERIES_COLOURS } from './theme';

const DIRECTIONS = ['direction', 'directions'] as const;
/** Least margin left of the plot, and width of a character of a group's name, in pixels. */
const LEFT = 150;
const CHARACTER = 7;
const ROW = 62;

/**
 * A statistic of asymmetry over many directions, one row for each kind: every direction a point, the median with its 95 % interval,
 * and on the right the fraction above the threshold with its Wilson interval. Values that are not finite, not positive on a
 * logarithmic axis, or beyond `range` are not drawn: a note counts them, and they count in the fraction.
 *
 * @throws UsageError `STATISTICS_EMPTY` if a group has no direction
 */
export function directionStatisticsFigure(options: DirectionStatisticsOptions): Figure {
  const empty = options.groups.find((group) => group.values.length === 0);
  if (options.groups.length === 0 || empty !== undefined) {
    throw new UsageError(
      'STATISTICS_EMPTY',
      `The figure "${options.title}" has ${empty === undefined ? 'no groups' : `no directions in "${empty.name}"`}.`,
      'Give it at least one direction.',
    );
  }
  const rows = options.groups.length;
  const colourOf = (i: number): string => options.groups[i].colour ?? SERIES_COLOURS[i % SERIES_COLOURS.length];
  const data = options.groups.flatMap((group, i) => [
    ...groupTraces(group, rows - 1 - i, colourOf(i), options),
    ...(options.threshold === undefined ? [] : [fractionTrace(group, rows - 1 - i, colourOf(i), options.threshold)]),
  ]);
  const legend = legendTraces(options);
  return makeFigure(options, [...legend, ...data], layoutOf(options, rows, legend.map((trace) => trace.name as string)));
}

function layoutOf(options: DirectionStatisticsOptions, rows: number, legend: readonly string[]): Readonly<Record<string, unknown>> {
  const { threshold, groups, unit: [one, many] = DIRECTIONS } = options;
  const withFractions = threshold !== undefined;
  const names = groups.map(
    (group) => `${group.name}<br><span style="font-size:11px">${group.values.length} ${group.values.length === 1 ? one : many}</span>`,
  );
  const longest = Math.max(...groups.flatMap(({ name }) => name.split('<br>').map((line) => line.length)), 0);
  return {
    ...frame({
      title: options.title,
      height: 150 + rows * ROW,
      legend,
      margins: { left: Math.max(LEFT, 20 + CHARACTER * longest) },
      above: 14,
    }),
    xaxis: statisticAxis(options),
    ...(withFractions
      ? {
          xaxis2: axis(`above ${threshold} (% of ${many})`, {
            domain: [0.72, 1],
            range: [-4, 104],
            tickvals: [0, 25, 50, 75, 100],
            anchor: 'y',
          }),
        }
      : {}),
    yaxis: axis(options.groupTitle ?? 'kind of direction', {
      range: [-0.6, rows - 0.4],
      tickvals: groups.map((_, i) => rows - 1 - i),
      ticktext: names,
      ticks: '',
      showgrid: false,
      showline: false,
    }),
    shapes: withFractions ? [verticalLine(threshold, { colour: COLOURS.black, width: 1.5, dash: 'dash' })] : [],
    annotations: [...(withFractions ? fractionNotes(options, threshold, rows) : []), ...missingNote(options)],
  };
}

/** The range of the axis: it includes every value, its interval and the threshold. */
function statisticAxis(options: DirectionStatisticsOptions): Readonly<Record<string, unknown>> {
  const values = options.groups
    .flatMap((group) => group.values.map((direction) => direction.value))
    .filter((value) => shown(value, options));
  const [low, high] = extent(values, options.threshold === undefined ? [] : [options.threshold]);
  const domain = [0, options.threshold === undefined ? 1 : 0.64];
  if (options.logarithmic === true) return logarithmicAxis(options.statistic, low, high, { domain });
  return axis(options.statistic, { domain, range: [low - 0.05 * (high - low), high + 0.05 * (high - low)] });
}

function fractionNotes(options: DirectionStatisticsOptions, threshold: number, rows: number): Readonly<Record<string, unknown>>[] {
  return options.groups.map((group, i) => ({
    xref: 'x2',
    yref: 'y',
    x: 50,
    y: rows - 1 - i,
    yshift: 16,
    showarrow: false,
    text: `${above(group, threshold)} of ${group.values.length}`,
    font: { size: FONT_SIZE.note, color: MEANING.annotation },
  }));
}

function missingNote(options: DirectionStatisticsOptions): Readonly<Record<string, unknown>>[] {
  const missing = options.groups.flatMap((group) => group.values).filter((direction) => !shown(direction.value, options)).length;
  if (missing === 0) return [];
  return [{
    xref: 'x domain', yref: 'paper', x: 1, y: 1, xanchor: 'right', yanchor: 'bottom', showarrow: false,
    text: `${missing} ${missing === 1 ? 'value' : 'values'} outside the axis`, font: { size: FONT_SIZE.note, color: MEANING.annotation },
  }];
}

import { UsageError } from '../base/errors';
import type { Estimate } from '../numbers/statistics';
import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { bandTrace, extent, lineTrace, type Numbers } from './lines';
import { arrange, type Panel, panelTitle } from './panels';
import { horizontalLine, shade } from './shapes';
import { axis, COLOURS, frame, MEANING, SERIES_COLOURS } from './theme';

/** The rays of one solution. Every list has one entry for each distance, beginning with 0. */
export interface DrawnRays {
  readonly name: string;
  readonly distances: Numbers;
  /** Training loss along each ray. */
  readonly rays: readonly Numbers[];
  /** Mean loss over the rays, with its interval. */
  readonly mean: readonly Estimate[];
}

/** The difference of the rise of the loss around two solutions, in one training. */
export interface DrawnDifference {
  readonly name: string;
  readonly distances: Numbers;
  readonly difference: readonly Estimate[];
}

/** Options of {@link raysFigure}. */
export interface RaysFigureOptions extends Words {
  /** Two solutions, or three. */
  readonly solutions: readonly DrawnRays[];
  readonly differences: readonly DrawnDifference[];
  /** Title of the difference, such as `SWA minus SGD`. */
  readonly differenceTitle: string;
  /** The distances at which the claim is decided; shaded. */
  readonly window?: readonly [number, number];
  /** Default `distance <i>l</i> along the ray`. */
  readonly distanceTitle?: string;
}

const DASHES = ['solid', 'dash', 'dot', 'dashdot'] as const;
const DIFFERENCE_COLOURS = [COLOURS.green, COLOURS.purple, COLOURS.orange, COLOURS.sky, COLOURS.black];

/**
 * Apparent width (paper, Figure 11 and Appendix H). On the left one thin line for each ray, one colour for each solution, and thick
 * the mean with its band; on the right the difference of the mean rises with its band, one line for each training.
 *
 * @throws UsageError `RAYS_EMPTY` without a solution, a ray or a difference
 */
export function raysFigure(options: RaysFigureOptions): Figure {
  const { solutions, differences } = options;
  if (solutions.length === 0 || differences.length === 0 || solutions.some(({ rays }) => rays.length === 0)) {
    throw new UsageError(
      'RAYS_EMPTY',
      `The figure "${options.title}" lacks solutions, rays or differences.`,
      'Measure at least one ray at two solutions.',
    );
  }
  const [left, right] = arrange(2, 2, { x: 0.13, y: 0 });
  const data = [
    ...solutions.flatMap((solution, i) => solutionTraces(solution, left, SERIES_COLOURS[i], DASHES[i])),
    ...differences.flatMap((one, i) =>
      differenceTraces(one, right, DIFFERENCE_COLOURS[i % DIFFERENCE_COLOURS.length], DASHES[i % DASHES.length]),
    ),
  ];
  return makeFigure(options, data, layoutOf(options, left, right));
}

function solutionTraces({ name, distances, rays, mean }: DrawnRays, { x, y }: Panel, colour: string, dash: typeof DASHES[number]): Trace[] {
  const on = { xaxis: x, yaxis: y };
  return [
    ...rays.map((ray) => lineTrace(distances, ray, { colour, width: 1, opacity: 0.4 }, name, on, false)),
    bandTrace(distances, mean.map(({ low }) => low), mean.map(({ high }) => high), colour, name, on),
    lineTrace(distances, mean.map(({ value }) => value), { colour, dash, width: 2.8 }, name, on),
  ];
}

function differenceTraces(
  { name, distances, difference }: DrawnDifference,
  { x, y }: Panel,
  colour: string,
  dash: (typeof DASHES)[number],
): Trace[] {
  const on = { xaxis: x, yaxis: y };
  return [
    bandTrace(
      distances,
      difference.map(({ low }) => low),
      difference.map(({ high }) => high),
      colour,
      name,
      on,
    ),
    lineTrace(
      distances,
      difference.map(({ value }) => value),
      { colour, dash },
      name,
      on,
    ),
  ];
}

function layoutOf(options: RaysFigureOptions, left: Panel, right: Panel): Readonly<Record<string, unknown>> {
  const { solutions, differences, window } = options;
  const range = extent(...solutions.map(({ distances }) => distances), ...differences.map(({ distances }) => distances));
  const [lowest, highest] = extent(
    ...solutions.flatMap(({ rays }) => rays),
    ...solutions.flatMap(({ mean }) => [mean.map((one) => one.low), mean.map((one) => one.high)]),
  );
  const [low, high] = extent(
    [0],
    ...differences.flatMap(({ difference }) => [difference.map((one) => one.low), difference.map((one) => one.high)]),
  );
  const distanceTitle = options.distanceTitle ?? 'distance <i>l</i> along the ray';
  return {
    ...frame({ title: options.title, height: 440, legend: [...solutions, ...differences].map(({ name }) => name), above: 30 }),
    [left.xaxis]: axis(distanceTitle, { domain: left.left, anchor: left.y, range }),
    [left.yaxis]: axis('training loss (nats)', { anchor: left.x, range: [Math.min(0, lowest), highest + 0.05 * (highest - lowest)] }),
    [right.xaxis]: axis(distanceTitle, { domain: right.left, anchor: right.y, range }),
    [right.yaxis]: axis('difference of mean rises (nats)', {
      anchor: right.x,
      range: [low - 0.06 * (high - low), high + 0.06 * (high - low)],
    }),
    shapes: [
      ...(window === undefined ? [] : [left, right].map((panel) => shade(window, COLOURS.black, 0.06, panel))),
      horizontalLine(0, { colour: MEANING.axis, width: 1.4, dash: 'dash' }, right),
    ],
    annotations: [panelTitle(left, '<b>one line for each ray</b>'), panelTitle(right, `<b>${options.differenceTitle}</b>`)],
  };
}

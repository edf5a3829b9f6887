import { UsageError } from '../base/errors';
import { type Figure, type Layout, makeFigure, type Trace, type Words } from './figure';
import { polylineAt } from '../numbers/sampled';
import { axisTrace, bandTrace, extent, lineTrace, type LineStyle, type Numbers } from './lines';
import { solutionMarker } from './markers';
import { shadeSides, type Sides } from './sides';
import { numberText } from './text';
import { axis, FONT_SIZE, frame, logarithmicAxis, MEANING, ON_GROUND, SERIES_COLOURS } from './theme';

/** The measured values on one split at each distance. */
export interface MeasuredSplit {
  /** Mean loss, nats. */
  readonly loss: Numbers;
  /** Fractions between 0 and 1. */
  readonly accuracy?: Numbers;
  /** Paired standard error of each loss's difference from the loss at 0, drawn as a band of ± 1.96 of it. */
  readonly standardErrorToOrigin?: Numbers;
}

/** One curve: the loss on the training and the test split along a line; a `LossCurve` with a name is one. */
export interface DrawnCurve {
  /** Name in the legend of a figure with several curves. */
  readonly name: string;
  /** l, ascending. */
  readonly distances: Numbers;
  readonly train?: MeasuredSplit;
  readonly test?: MeasuredSplit;
}

/** A solution to mark at its distance, on the first curve's training loss unless `loss` says otherwise. */
export interface Solution {
  readonly name: string;
  readonly distance: number;
  readonly loss?: number;
  /** Index of the theme's marker; default: its place in the list. */
  readonly marker?: number;
}

/** Options of {@link lossCurveFigure}. */
export interface LossCurveOptions extends Words {
  readonly curves: readonly DrawnCurve[];
  /** Title of the distance axis; default `distance l along the direction u`. */
  readonly distanceTitle?: string;
  readonly sides?: Sides;
  readonly solutions?: readonly Solution[];
  /** Draws the accuracy beneath the loss. */
  readonly accuracy?: boolean;
  /** d, the number of weights: adds a second axis above, l/√d, the root mean square step of a weight. */
  readonly weights?: number;
  /** Upper end of the loss axis; a note mentions higher values, and they stay in the data. */
  readonly ceiling?: number;
  readonly logarithmic?: boolean;
}

interface Line {
  readonly curve: DrawnCurve;
  readonly split: MeasuredSplit;
  readonly name: string;
  readonly style: LineStyle;
}

/**
 * One or several loss curves along a direction (paper Figure 2): loss against distance on the training and the test split, both
 * sides shaded by their steepness, solutions marked. For a single curve, colour and line identify the split (training solid, test
 * dashed); for several, colour identifies the curve.
 *
 * @throws UsageError `CURVE_EMPTY` without a point to draw, and errors of {@link makeFigure}
 */
export function lossCurveFigure(options: LossCurveOptions): Figure {
  const lines = linesOf(options.curves);
  if (lines.length === 0 || !extent(...lines.map((line) => line.split.loss)).every(Number.isFinite)) {
    throw new UsageError('CURVE_EMPTY', `The figure "${options.title}" has no finite loss to draw.`, 'Check the given curve.');
  }
  const solutions = (options.solutions ?? []).map((solution, i) => solutionTrace(solution, i, options.curves[0]));
  const data = [
    ...lines.flatMap((line) => lossTraces(line)),
    ...solutions,
    ...(options.accuracy === true ? lines.flatMap((line) => accuracyTraces(line)) : []),
    ...(options.weights === undefined ? [] : [secondAxisTrace(options.curves, options.weights)]),
  ];
  return makeFigure(options, data, layoutOf(options, lines));
}

function linesOf(curves: readonly DrawnCurve[]): Line[] {
  const several = curves.length > 1;
  return curves.flatMap((curve, i) => (['train', 'test'] as const).flatMap((name): Line[] => {
    const split = curve[name];
    if (split === undefined) return [];
    const words = name === 'train' ? 'training' : 'test';
    const colour = several ? SERIES_COLOURS[i % SERIES_COLOURS.length] : MEANING[name];
    return [
      {
        curve,
        split,
        name: several ? `${curve.name}, ${words}` : `${words} loss`,
        style: { colour, dash: name === 'train' ? 'solid' : 'dash' },
      },
    ];
  }));
}

function lossTraces({ curve, split, name, style }: Line): Trace[] {
  const line = lineTrace(curve.distances, split.loss, style, name);
  if (split.standardErrorToOrigin === undefined) return [line];
  const bound = (sign: number): number[] =>
    Array.from(split.loss, (loss, i) => loss + sign * 1.96 * (split.standardErrorToOrigin as Numbers)[i]);
  return [bandTrace(curve.distances, bound(-1), bound(1), style.colour, name), line];
}

function accuracyTraces({ curve, split, name, style }: Line): Trace[] {
  if (split.accuracy === undefined) return [];
  return [lineTrace(curve.distances, Array.from(split.accuracy, (value) => 100 * value), style, name, { yaxis: 'y2' }, false)];
}

function solutionTrace(solution: Solution, index: number, curve: DrawnCurve): Trace {
  const split = curve.train ?? curve.test;
  const loss = solution.loss ?? (split === undefined ? NaN : polylineAt(curve.distances, split.loss, solution.distance));
  return {
    type: 'scatter', mode: 'markers', name: solution.name, x: [solution.distance], y: [loss], cliponaxis: false,
    marker: solutionMarker(solution.marker ?? index),
  };
}

function secondAxisTrace(curves: readonly DrawnCurve[], weights: number): Trace {
  const ends = extent(...curves.map((curve) => curve.distances)).map((end) => end / Math.sqrt(weights));
  return axisTrace(ends, 'x2', 'y');
}

function layoutOf(options: LossCurveOptions, lines: readonly Line[]): Layout {
  const withAccuracy = options.accuracy === true;
  const [low, high] = extent(...options.curves.map((curve) => curve.distances));
  const range = [low - 0.02 * (high - low), high + 0.02 * (high - low)];
  const shades = options.sides === undefined ? { shapes: [], annotations: [] } : shadeSides(options.sides);
  const legend = [...lines.map((line) => line.name), ...(options.solutions ?? []).map((solution) => solution.name)];
  const second = options.weights;
  return {
    ...frame({ title: options.title, height: withAccuracy ? 560 : 450, legend, above: second === undefined ? 0 : 48 }),
    xaxis: axis(options.distanceTitle ?? 'distance <i>l</i> along the direction <i>u</i>', { range, anchor: withAccuracy ? 'y2' : 'y' }),
    ...(second === undefined ? {} : {
      xaxis2: axis('root mean square step of each weight, <i>l</i>/√<i>d</i>', {
        range: range.map((end) => end / Math.sqrt(second)), overlaying: 'x', side: 'top', tickmode: 'auto', showgrid: false, anchor: 'y',
      }),
    }),
    yaxis: lossAxis(options, lines, withAccuracy ? [0.4, 1] : [0, 1]),
    ...(withAccuracy ? { yaxis2: axis('accuracy (%)', { domain: [0, 0.3] }) } : {}),
    shapes: shades.shapes,
    annotations: [...shades.annotations, ...notes(options, lines)],
  };
}

/** The loss axis leaves a strip at the top for the names of the sides, and begins at 0 unless it is logarithmic. */
function lossAxis(options: LossCurveOptions, lines: readonly Line[], domain: readonly number[]): Readonly<Record<string, unknown>> {
  const [low, high] = extent(...lines.map((line) => line.split.loss));
  const top = Math.min(high, options.ceiling ?? high);
  if (options.logarithmic === true) return logarithmicAxis('loss (nats)', low, top * (top / low) ** 0.12, { domain });
  return axis('loss (nats)', { range: [low < 0 ? low - 0.05 * (top - low) : 0, top + 0.12 * (top - Math.min(low, 0))], domain });
}

/** Notes on values outside the frame: losses above the ceiling and losses that are not finite. */
function notes(options: LossCurveOptions, lines: readonly Line[]): Readonly<Record<string, unknown>>[] {
  const [, high] = extent(...lines.map((line) => line.split.loss));
  const notFinite = lines.reduce((sum, line) => sum + Array.from(line.split.loss).filter((loss) => !Number.isFinite(loss)).length, 0);
  const texts = [
    ...(options.ceiling !== undefined && high > options.ceiling ? [`the loss rises to ${numberText(high)} outside the frame`] : []),
    ...(notFinite > 0 ? [`${notFinite} ${notFinite === 1 ? 'point' : 'points'} without a finite loss left out`] : []),
  ];
  if (texts.length === 0) return [];
  return [
    {
      xref: 'paper',
      yref: 'paper',
      x: 1,
      y: 1,
      xanchor: 'right',
      yanchor: 'top',
      yshift: -22,
      showarrow: false,
      text: texts.join('<br>'),
      align: 'right',
      font: { size: FONT_SIZE.note, color: MEANING.annotation },
      ...ON_GROUND,
    },
  ];
}

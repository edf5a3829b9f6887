import { UsageError } from '../base/errors';
import { type Figure, makeFigure, type Trace, type Words } from './figure';
import { lineTrace, type Numbers } from './lines';
import { solutionMarker } from './markers';
import { shade, verticalLine } from './shapes';
import { axis, COLOURS, FONT_SIZE, frame, MEANING } from './theme';

/** The results of one epoch; a training's history contains them. */
export interface DrawnEpoch {
  /** `after-swa`: SGD continued from the average. */
  readonly phase: string;
  /** Counted from 1 within its phase. */
  readonly epoch: number;
  readonly learningRate: number;
  readonly trainLoss: number;
  /** Fraction between 0 and 1. */
  readonly trainAccuracy: number;
  readonly testLoss?: number;
  readonly testAccuracy?: number;
  /** Number of models in the average at the epoch's end. */
  readonly averagedModels?: number;
}

/** A separately evaluated solution, such as the average, to mark at the end of an epoch. */
export interface EvaluatedSolution {
  readonly name: string;
  /** Number of the epoch, counted over both phases. */
  readonly epoch: number;
  readonly loss: number;
  /** Fraction between 0 and 1. */
  readonly accuracy: number;
}

/** Options of {@link historyFigure}. */
export interface HistoryOptions extends Words {
  readonly epochs: readonly DrawnEpoch[];
  /** Epoch at whose end the first model enters the average. Default: the first epoch with `averagedModels`. */
  readonly averagingFrom?: number;
  readonly solutions?: readonly EvaluatedSolution[];
}

/**
 * A training: loss, accuracy and learning rate against the epoch, training and test. Marks show where averaging (SWA) begins and
 * where SGD continues from the average. Training values are means over the epoch while the weights move.
 *
 * @throws UsageError `HISTORY_EMPTY` without an epoch
 */
export function historyFigure(options: HistoryOptions): Figure {
  if (options.epochs.length === 0)
    throw new UsageError('HISTORY_EMPTY', `The figure "${options.title}" has no epochs.`, 'Train for at least one epoch.');
  const epochs = options.epochs.map((_, i) => i + 1);
  const solutions = options.solutions ?? [];
  const legend = ['training', 'test', ...solutions.map((solution) => solution.name)];
  const percent = (values: Numbers): number[] => Array.from(values, (value) => 100 * value);
  const column = (pick: (epoch: DrawnEpoch) => number | undefined): number[] => options.epochs.map((epoch) => pick(epoch) ?? NaN);
  const data = [
    ...bothSplits(
      epochs,
      column((epoch) => epoch.trainLoss),
      column((epoch) => epoch.testLoss),
      'y3',
      true,
    ),
    ...bothSplits(epochs, percent(column((epoch) => epoch.trainAccuracy)), percent(column((epoch) => epoch.testAccuracy)), 'y2', false),
    {
      type: 'scatter',
      mode: 'lines',
      name: 'learning rate',
      x: epochs,
      y: column((epoch) => epoch.learningRate),
      yaxis: 'y',
      showlegend: false,
      line: { color: COLOURS.black, width: 1.8, shape: 'hvh' },
    },
    ...solutions.flatMap(solutionTraces),
  ];
  return makeFigure(options, data, {
    ...frame({ title: options.title, height: 620, legend }),
    xaxis: axis('epoch', { range: [0.5, epochs.length + 0.5], anchor: 'y' }),
    yaxis: axis('learning rate', { domain: [0, 0.19], rangemode: 'tozero' }),
    yaxis2: axis('accuracy (%)', { domain: [0.25, 0.59] }),
    yaxis3: axis('loss (nats)', { domain: [0.65, 1], rangemode: 'tozero' }),
    ...phases(options),
  });
}

function bothSplits(epochs: Numbers, train: Numbers, test: Numbers, yaxis: string, inLegend: boolean): Trace[] {
  const tested = Array.from(epochs, (_, i) => i).filter((i) => Number.isFinite(test[i]));
  const at = (values: Numbers): number[] => tested.map((i) => values[i]);
  return [
    lineTrace(epochs, train, { colour: MEANING.train }, 'training', { yaxis }, inLegend),
    lineTrace(at(epochs), at(test), { colour: MEANING.test, dash: 'dash' }, 'test', { yaxis }, inLegend),
  ];
}

function solutionTraces(solution: EvaluatedSolution, index: number): Trace[] {
  const at = (y: number, yaxis: string, showlegend: boolean): Trace => ({
    type: 'scatter',
    mode: 'markers',
    name: solution.name,
    legendgroup: solution.name,
    showlegend,
    x: [solution.epoch],
    y: [y],
    yaxis,
    cliponaxis: false,
    marker: solutionMarker(index + 1, 10, 14),
  });
  return [at(solution.loss, 'y3', true), at(100 * solution.accuracy, 'y2', false)];
}

/**
 * A line where averaging begins, and a shade over the epochs of SGD continued from the average; both have their names beneath the
 * accuracies, which are high by then.
 */
function phases(options: HistoryOptions): Readonly<Record<string, unknown>> {
  const count = options.epochs.length;
  const averagingFrom = options.averagingFrom ?? options.epochs.find(({ averagedModels = 0 }) => averagedModels > 0)?.epoch;
  const after = options.epochs.findIndex((epoch) => epoch.phase === 'after-swa');
  const note = (x: number, text: string): Readonly<Record<string, unknown>> => ({
    xref: 'x',
    yref: 'y2 domain',
    x,
    y: 0,
    xanchor: x > 0.7 * count ? 'right' : 'left',
    xshift: x > 0.7 * count ? -4 : 4,
    yanchor: 'bottom',
    showarrow: false,
    text,
    font: { size: FONT_SIZE.note, color: MEANING.annotation },
  });
  /** Through all panels, not the first alone. */
  const throughAll = { yref: 'paper' };
  const shapes: Readonly<Record<string, unknown>>[] = [];
  const annotations: Readonly<Record<string, unknown>>[] = [];
  if (averagingFrom !== undefined) {
    shapes.push({ ...verticalLine(averagingFrom, { colour: COLOURS.purple, width: 1.6, dash: 'dot' }), ...throughAll });
    annotations.push(note(averagingFrom, 'averaging begins'));
  }
  if (after >= 0) {
    shapes.push({ ...shade([after + 0.5, count + 0.5], COLOURS.sky, 0.15), ...throughAll });
    annotations.push({ ...note(count + 0.5, 'SGD from the average'), yshift: 16 });
  }
  return { shapes, annotations };
}

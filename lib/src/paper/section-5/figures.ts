export { creepingFigure } from './creeping-figure';
export { roundFigure } from './round-figure';
import type { DrawnRun } from './drawn-run';
import type { Figure } from '../../figures/figure';
import { orderedCurvesFigure, type OrderedPanel } from '../../figures/ordered-curves';
import { type LinePanel, linePanelsFigure } from '../../figures/line-panels';
import { extent } from '../../figures/lines';
import type { PanelSeries } from '../../figures/panel-series';
import { COLOURS } from '../../figures/theme';
import { type Trajectory, trajectoryFigure } from '../../figures/trajectory';
import { riseOf } from '../../landscape/stability';
import type { Estimate } from '../../numbers/statistics';
import { azumaBound } from '../theory/azuma';
import { runningAverage, sgdIterates } from '../theory/sgd';
import { smoothedLoss } from '../theory/smoothing';
import { flatPhase } from '../theory/theorem-2';
import type { Trace } from './projections';
import { rateName, rateStretches } from './rates';
import { describeSolution, provenanceText, provenanceTextOfAll } from '../study/provenance';
import type { Recorded } from '../../records/records';
import { caseName } from './claims';
import { RULES } from './rules';
import { stabilityOf } from './stability';
import { settled } from './tables';
import type { RoundsCase, RoundSweep, SimulatedTails } from './simulations';
import type { FigureWords } from '../../figures/measured';

/** Runs of SGD in one dimension, each in a row (paper, Figures 5, 6, 23, 24); simulated as they are drawn. */
export function sgdRunsFigure(runs: readonly DrawnRun[], words: FigureWords, histogram = false): Figure {
  const trajectories = runs.map(({ title, valley, settings }): Trajectory => {
    const iterates = sgdIterates(valley, settings);
    return { title, loss: valley.value, minimiser: valley.minimiser, iterates, averages: runningAverage(iterates) };
  });
  return trajectoryFigure({ ...words, trajectories, histogram });
}

const SWEEP_TITLES: Readonly<Record<RoundSweep['quantity'], string>> = {
  'learning rate': 'learning rate <i>η</i>',
  noise: 'noise <i>ν</i>',
  ratio: 'ratio of slopes <i>c</i>',
};

/** A round's average against learning rate, noise and asymmetry, beside the exact value and the theorem's bound. */
export function roundSweepsFigure(sweeps: Recorded<RoundSweep[]>, words: FigureWords): Figure {
  return linePanelsFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceText(sweeps)}`,
    panels: sweeps.result.map(({ quantity, points }): LinePanel => {
      const x = points.map(({ value }) => value);
      return {
        title: `against the ${quantity}`,
        xTitle: SWEEP_TITLES[quantity],
        yTitle: 'average of a round',
        levels: [0],
        series: [
          { name: 'exact without noise', x, y: points.map(({ exact }) => exact), colour: COLOURS.black },
          {
            name: 'bound <i>c</i><sub>0</sub>',
            x,
            y: points.map(({ bound }) => (bound > 0 ? bound : NaN)),
            colour: COLOURS.vermillion,
            dash: 'dash',
          },
          measured(
            'measured, 95 %',
            x,
            points.map(({ average }) => average),
          ),
        ],
      };
    }),
  });
}

/** How many flat iterates the rounds of some cases have, with T₁ and T₂ between which all but a few must lie. */
export function flatLengthsFigure(rounds: Recorded<RoundsCase[]>, cases: readonly RoundsCase[], words: FigureWords): Figure {
  return linePanelsFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceText(rounds)}`,
    panels: cases.map((entry): LinePanel => {
      const { flatLengths, rounds: count } = entry.statistics;
      const lengths = flatLengths.map((_, length) => length).filter((length) => flatLengths[length] > 0);
      const { atLeast, atMost } = flatPhase(entry);
      return {
        title: caseName(entry),
        xTitle: 'iterates on the flat side',
        yTitle: 'share of the rounds',
        series: [
          { name: 'rounds', x: lengths, y: lengths.map((length) => flatLengths[length] / count), draw: 'columns', colour: COLOURS.orange },
        ],
        stretches: [{ from: atLeast - 0.5, to: atMost + 0.5, text: '<i>T</i><sub>1</sub> … <i>T</i><sub>2</sub>' }],
      };
    }),
  });
}

/** Simulated tails of the noise beside Azuma's inequality, which bounds both: it is also a maximal inequality. */
export function noiseTailsFigure(tails: Recorded<SimulatedTails>, words: FigureWords): Figure {
  const { steps, runs, tails: points } = tails.result;
  const x = points.map(({ margin }) => margin);
  const seen = (share: number): number => (share > 0 ? share : NaN);
  return linePanelsFigure({
    title: words.title,
    caption: `${words.caption} ${runs} runs of ${steps} steps. ${provenanceText(tails)}`,
    panels: [
      {
        xTitle: 'margin <i>λ</i> in units of <i>ην</i>',
        yTitle: 'probability',
        logarithmicY: true,
        yRange: [0.5 / runs, 2],
        series: [
          { name: 'Azuma', x, y: x.map((margin) => azumaBound(steps, 1, margin)), colour: COLOURS.vermillion, dash: 'dash' },
          {
            name: 'simulated, at some step',
            x,
            y: points.map(({ anywhere }) => seen(anywhere)),
            draw: 'points',
            marker: 'square',
            colour: COLOURS.green,
          },
          { name: 'simulated, at the last step', x, y: points.map(({ atEnd }) => seen(atEnd)), draw: 'points', colour: COLOURS.blue },
        ],
      },
    ],
  });
}

/** The loss and the loss smoothed by SGD's own deviations, whose minimum is at the average of the iterates. */
export function smoothingFigure({ valley, settings }: Omit<DrawnRun, 'title'>, words: FigureWords): Figure {
  const iterates = settled(sgdIterates(valley, settings));
  const averages = runningAverage(iterates);
  const average = averages[averages.length - 1];
  const smoothed = smoothedLoss(valley, iterates.map((w) => w - average));
  const reach = Math.max(2 * Math.abs(average - valley.minimiser), 0.5);
  const x = Array.from({ length: 121 }, (_, i) => valley.minimiser + reach * (-1 + i / 40));
  return linePanelsFigure({
    ...words,
    panels: [{
      xTitle: 'weight <i>w</i>', yTitle: 'loss',
      series: [
        { name: 'loss', x, y: x.map(valley.value), colour: COLOURS.blue },
        { name: "loss smoothed by SGD's noise", x, y: x.map(smoothed), colour: COLOURS.purple, dash: 'dash' },
      ],
      marks: [{ at: valley.minimiser, text: 'minimum' }, { at: average, text: 'average' }],
    }],
  });
}

/** The projected loss from iterate after iterate, less its value there (paper, Figure 7). */
export function projectionTracesFigure(traces: readonly Trace[], words: FigureWords): Figure {
  return orderedCurvesFigure({
    title: words.title,
    caption:
      `${words.caption} ${curvesText(traces[0])} ` +
      `${provenanceTextOfAll(traces.flatMap(({ projections }) => projections.map(({ measured: record }) => record)))}`,
    yTitle: 'rise of the training loss (nats)',
    orderTitle: 'epoch',
    ceiling: 2.5,
    panels: traces.map(
      ({ kind, index, projections }): OrderedPanel => ({
        title: `${kind}, direction ${index + 1}`,
        xTitle: 'distance <i>l</i> from the iterate',
        x: projections[0].measured.result.curve.distances,
        curves: projections.map((projection) => ({
          place: projection.epoch,
          group: rateName(projection, traces),
          y: riseOf(projection.measured.result.curve.train.loss, projection.measured.result.curve.origin),
        })),
      }),
    ),
  });
}

/** Of which training the curves are, on how many images. */
function curvesText({ solution, projections: [{ measured: { result: { curve } } }] }: Trace): string {
  return `${describeSolution(solution)}; curves of ${curve.distances.length} points on ${curve.train.examples} training images.`;
}

/**
 * D and A against the epoch, with the stretches of different learning rates, the largest D and the first epoch of the rule of claim
 * C14.
 */
export function projectionStabilityFigure(traces: readonly Trace[], words: FigureWords): Figure {
  const { after, largestDifference } = RULES.C14.thresholds;
  const looks = [
    { colour: COLOURS.blue, marker: 'circle' }, { colour: COLOURS.orange, marker: 'cross' }, { colour: COLOURS.green, marker: 'square' },
  ] as const;
  const series = (of: 'difference' | 'index'): PanelSeries[] => traces.map((trace, i): PanelSeries => {
    const points = stabilityOf(trace, after).points.flatMap((point) =>
      point[of] === null ? [] : [{ epoch: point.epoch, estimate: point[of] as Estimate }],
    );
    return {
      ...measured(
        `${trace.kind} ${trace.index}`,
        points.map(({ epoch }) => epoch),
        points.map(({ estimate }) => estimate),
      ),
      ...looks[i % looks.length],
    };
  });
  const epochs = traces.flatMap(({ projections }) => projections.map(({ epoch }) => epoch));
  const limit: PanelSeries = {
    name: 'largest by the rule of the claim',
    x: extent(epochs),
    y: [largestDifference, largestDifference],
    colour: COLOURS.black,
    dash: 'dot',
    width: 1.2,
  };
  const shared = { xTitle: 'epoch', stretches: rateStretches(traces), marks: [{ at: after * Math.max(...epochs), text: '' }] };
  return linePanelsFigure({
    ...words,
    // Curves too short for A leave its panel empty.
    panels: [
      { ...shared, title: 'difference from the last epoch', yTitle: '<i>D</i>', series: [limit, ...series('difference')], levels: [0] },
      { ...shared, title: 'asymmetry index', yTitle: '<i>A</i>', series: series('index'), levels: [0], yRange: [-1, 1] as const },
    ].filter((panel) => panel.series.some(({ y }) => y.length > 0)),
  });
}

function measured(name: string, x: readonly number[], estimates: readonly Estimate[]): PanelSeries {
  return {
    name,
    x,
    y: estimates.map(({ value }) => value),
    low: estimates.map(({ low }) => low),
    high: estimates.map(({ high }) => high),
    intervals: 'bars',
    draw: 'points',
    colour: COLOURS.blue,
  };
}

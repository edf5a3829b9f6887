import type { Figure } from '../../figures/figure';
import { type GridPanel, type GridPoint, lineGridFigure } from '../../figures/line-grid';
import type { Numbers } from '../../figures/lines';
import type { Sides } from '../../figures/sides';
import type { PanelSeries } from '../../figures/panel-series';
import { COLOURS, MEANING } from '../../figures/theme';
import type { SplitCurve } from '../../landscape/curve';
import { RISE_ERRORS, type SplitLineStatistics } from '../../landscape/line-statistics';
import { firstColumns } from '../study/columns';
import type { PairWords } from './rules';
import type { LinePair } from './measured-pairs';
import { provenanceTextOfAll } from '../study/provenance';
import type { FigureWords } from '../../figures/measured';

const HALF_WIDTH = 1.96;
/** Of axis titles side by side. */
const MOST_LETTERS = 104;

/** The words of {@link linesFigure}, and the part of the lines that it draws. */
export interface LinesWords extends FigureWords {
  /** Ends of α; default: the whole line. A shorter stretch shows the bottom of the valley higher. */
  readonly range?: readonly [from: number, to: number];
}

/**
 * Loss and accuracy along the lines of several trainings, one column for each (paper, Figures 8, 10 and 25–27): training
 * loss, test loss and accuracies against α, and above them the distance. As many trainings as have room, see `firstColumns`.
 */
export function linesFigure(measured: readonly LinePair[], names: PairWords, words: LinesWords): Figure {
  const { shown, note } = firstColumns(measured);
  const { curve } = shown[0].line.result;
  const bands = 'Bands: 95 % of the paired difference to α = 0; bars: 95 % of a minimum\'s place, images resampled.';
  const examples =
    `${curve.train.examples} training and ${curve.test.examples} test images, batch norm re-estimated on ` +
    `${curve.batchNormExamples} augmented ones at every point.`;
  const axisTitle = `α (0: ${names.first}, 1: ${names.second})`;
  return lineGridFigure({
    title: words.title,
    caption: [words.caption, note, bands, examples, provenanceTextOfAll(shown.map(({ line }) => line))].filter(Boolean).join(' '),
    columns: shown.length,
    xTitle: shown.length * axisTitle.length > MOST_LETTERS ? 'α' : axisTitle,
    upperTitle: 'distance α‖Δ‖',
    verticals: [0, 1],
    panels: [
      ...shown.map((member) => ({
        ...lossPanel(member, 'train', names),
        title: `${member.pair.first.network}, seed ${member.pair.first.seed}`,
        upperFactor: member.line.result.length,
      })),
      ...shown.map((member) => lossPanel(member, 'test', names)),
      ...shown.map(accuracyPanel),
    ].map((panel) => ({ ...panel, series: panel.series.map((series) => within(series, words.range)) })),
  });
}

function lossPanel({ line }: LinePair, split: 'train' | 'test', names: PairWords): GridPanel {
  const { curve, statistics } = line.result;
  const { distances } = curve;
  const { loss, standardErrorToOrigin } = curve[split];
  const at = (position: number): number => loss[indexOf(distances, position)];
  const bound = (sign: number): number[] => loss.map((value, i) => value + sign * HALF_WIDTH * standardErrorToOrigin[i]);
  const train = split === 'train';
  const { minimum } = statistics[split];
  const points: GridPoint[] = [
    { name: 'minimum', x: minimum.value, y: at(minimum.value), interval: minimum, marker: 2 },
    { name: names.first, x: 0, y: at(0), marker: 1 },
    { name: names.second, x: 1, y: at(1), marker: 0 },
  ];
  return {
    yTitle: train ? 'training loss (nats)' : 'test loss (nats)',
    series: [
      { name: 'chord', x: [0, 1], y: [at(0), at(1)], colour: COLOURS.black, width: 1.2, dash: 'dash' },
      {
        name: train ? 'training' : 'test',
        x: distances,
        y: loss,
        low: bound(-1),
        high: bound(1),
        colour: MEANING[split],
        dash: train ? 'solid' : 'dash',
      },
    ],
    points,
    ...(train && { sides: sidesOf(statistics.train) }),
  };
}

/**
 * The stretch over which both sides of the training minimum were compared; none if the line ends there, if the interval of the
 * difference between their rises covers 0, or if a bump makes two valleys of one.
 */
function sidesOf({ minimum, rises, bump }: SplitLineStatistics): Sides | undefined {
  const widest = rises.at(-1);
  if (bump.height > RISE_ERRORS * bump.standardError) return undefined;
  if (widest === undefined || !(widest.excess.low > 0 || widest.excess.high < 0)) return undefined;
  return { flat: widest.excess.value > 0 ? 'negative' : 'positive', centre: minimum.value, to: widest.distance };
}

function accuracyPanel({ line }: LinePair): GridPanel {
  const { curve } = line.result;
  const percent = ({ accuracy }: SplitCurve): number[] => accuracy.map((value) => 100 * value);
  return {
    yTitle: 'accuracy (%)',
    series: [
      { name: 'training', x: curve.distances, y: percent(curve.train), colour: MEANING.train },
      { name: 'test', x: curve.distances, y: percent(curve.test), colour: MEANING.test, dash: 'dash' },
    ],
  };
}

/** The part of a series between both ends, which count. */
function within(series: PanelSeries, [from, to]: readonly [number, number] = [-Infinity, Infinity]): PanelSeries {
  const x = Array.from(series.x);
  const cut = (values: Numbers): number[] => Array.from(values).filter((_, i) => x[i] >= from && x[i] <= to);
  const { low, high } = series;
  return { ...series, x: cut(x), y: cut(series.y), ...(low && high && { low: cut(low), high: cut(high) }) };
}

function indexOf(positions: Numbers, position: number): number {
  return Array.from(positions).findIndex((other) => Math.abs(other - position) < 1e-9);
}

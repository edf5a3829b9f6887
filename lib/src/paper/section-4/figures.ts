import { curveGridFigure } from '../../figures/curve-grid';
import { directionStatisticsFigure } from '../../figures/direction-statistics';
import type { Figure } from '../../figures/figure';
import { type LinePanel, linePanelsFigure } from '../../figures/line-panels';
import type { PanelSeries } from '../../figures/panel-series';
import { COLOURS, SERIES_COLOURS } from '../../figures/theme';
import { numberText } from '../../figures/text';
import { aligned } from '../../landscape/shift-gap';
import { crossing, smallestIndex } from '../../numbers/sampled';
import { mean, quantile, standardDeviation } from '../../numbers/statistics';
import { seedColumns } from '../study/columns';
import { provenanceText, provenanceTextOfAll } from '../study/provenance';
import type { Recorded } from '../../records/records';
import type { FigureWords } from '../../figures/measured';
import { firstDirections, shiftGroups, type ShiftOfDirection } from './shifts';
import type { TrainingSetShifts } from './training-sets';

export { neighboursFigure } from './neighbour-figures';

const DISTANCE = 'distance <i>l</i> along <i>u</i>';
const HIGHEST_RATIO = 3;
/** Share of the shifts of training sets that lie beyond the axis. */
const BEYOND = 0.02;

/** Training, test and shifted test loss along one direction, and the gap against the shift (paper, Figure 3 a and b). */
export function shiftGapFigure(shift: ShiftOfDirection, words: FigureWords): Figure {
  return shiftGapsFigure([shift], words);
}

/** {@link shiftGapFigure} for several solutions or directions, a row for each (paper, Appendix C). */
export function shiftGapsFigure(shifts: readonly ShiftOfDirection[], words: FigureWords): Figure {
  const [{ solution, record }] = shifts;
  const { train, test, batchNormExamples } = record.result.curve;
  const examples =
    `${train.examples} training and ${test.examples} test images, batch norm re-estimated on ${batchNormExamples} ` +
    `augmented ones; bands: 95 %, in (a) of the paired difference to the solution, in (b) from resampling images.`;
  const provenance = shifts.length === 1 ? provenanceText(record, solution) : provenanceTextOfAll(shifts.map((one) => one.record));
  const several = new Set(shifts.map(({ kind }) => kind)).size > 1;
  // The axes tell (a) from (b); above a panel there is no room for everything.
  const among = (title: string, { kind, solution: { network } }: ShiftOfDirection): string =>
    several ? `${title.slice(0, '(a)'.length)} ${network}, ${kind}` : `${title}, ${network}`;
  const named = ({ title = '', ...panel }: LinePanel, one: ShiftOfDirection): LinePanel =>
    ({ ...panel, title: shifts.length === 1 ? title : among(title, one) });
  return linePanelsFigure({
    title: words.title,
    caption: `${words.caption} ${examples} ${provenance}`,
    columns: 2,
    panels: shifts.flatMap((one) => [named(curvesPanel(one.record.result), one), named(ratioPanel(one.record.result.shift), one)]),
  });
}

function curvesPanel({ curve, shift: { gap } }: ShiftOfDirection['record']['result']): LinePanel {
  const { distances, train, test } = curve;
  const lifted = aligned({ train: train.loss, test: test.loss });
  const bound = (sign: number): number[] => Array.from(lifted, (loss, k) => loss + sign * 1.96 * test.standardErrorToOrigin[k]);
  const series: PanelSeries[] = [
    { name: 'training loss L̂', x: distances, y: train.loss, colour: COLOURS.blue },
    { name: 'test loss L′', x: distances, y: lifted, low: bound(-1), high: bound(1), colour: COLOURS.vermillion, dash: 'dash' },
    { name: 'shifted test loss L′(l + δ̂)', x: distances.map((l) => l - gap.shift), y: lifted, colour: COLOURS.purple, dash: 'dot' },
  ];
  const top = 1.1 * Math.max(...distances.flatMap((l, k) => (Math.abs(l) <= gap.reach ? [train.loss[k], lifted[k]] : [])));
  return {
    title: '(a) loss along one direction',
    xTitle: DISTANCE,
    yTitle: 'loss (nats)',
    series,
    yRange: [0, top],
    arrow: shiftArrow(distances, lifted, gap.shift, 0.6 * top),
  };
}

/** From the test curve's steeper wall to where the shift puts it, at one height. */
function shiftArrow(distances: readonly number[], loss: ArrayLike<number>, shift: number, height: number): LinePanel['arrow'] {
  const lowest = smallestIndex(loss);
  const last = loss.length - 1;
  const indices = [...distances.keys()];
  const outward = loss[last] > loss[0] ? indices.slice(lowest) : indices.slice(0, lowest + 1).reverse();
  const at = crossing(outward.map((k) => distances[k]), outward.map((k) => loss[k]), height);
  return at === null ? undefined : { from: [at, height], to: [at - shift, height], text: '' };
}

function ratioPanel({ gap, ratios, shift, ratio }: ShiftOfDirection['record']['result']['shift']): LinePanel {
  return {
    title: '(b) relative shift gap',
    xTitle: 'shift <i>δ</i>',
    yTitle: 'ξ<sub>δ</sub> / ξ<sub>0</sub>',
    series: [
      {
        name: 'ξ<sub>δ</sub> / ξ<sub>0</sub>',
        x: gap.shifts,
        y: ratios.value,
        low: ratios.low,
        high: ratios.high,
        colour: COLOURS.green,
        marker: 'cross',
      },
    ],
    levels: [1],
    marks: [{ at: shift.value, text: `δ̂ = ${numberText(shift.value)}<br>ratio ${numberText(ratio.value)}` }],
  };
}

/** ξ_δ/ξ_0 against the shift for many directions, flat side positive, a panel for each kind and seed (Appendix C). */
export function shiftRatiosFigure(shifts: readonly ShiftOfDirection[], words: FigureWords): Figure {
  const bySeed = shiftGroups(shifts);
  const kinds = [...new Set(shifts.map(({ kind }) => kind))];
  const groups = kinds.flatMap((kind) => bySeed.filter(({ members }) => members[0].kind === kind));
  return curveGridFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceTextOfAll(shifts.map(({ record }) => record))}`,
    columns: seedColumns(groups.map(({ seed }) => seed)),
    panels: groups.map(({ name, members }) => ({
      title: name,
      distances: members[0].record.result.shift.gap.shifts,
      curves: members.map(orientedRatios),
    })),
    ownDistances: true,
    distanceTitle: 'shift <i>δ</i>, flat side positive',
    lossTitle: 'ξ<sub>δ</sub> / ξ<sub>0</sub>',
    ceiling: HIGHEST_RATIO,
  });
}

/**
 * The shift of every direction, flat side positive, a row for each kind and seed, and the share towards the flat side. The side is
 * named by one half of the training images and the shift fitted with the other, as claim C6 counts them.
 */
export function shiftSignsFigure(shifts: readonly ShiftOfDirection[], words: FigureWords): Figure {
  const kinds = [...new Set(shifts.map(({ kind }) => kind))];
  const bySeed = shiftGroups(shifts);
  return directionStatisticsFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceTextOfAll(shifts.map(({ record }) => record))}`,
    statistic: 'fitted shift <i>δ̂</i>, flat side positive',
    threshold: 0,
    unit: ['direction', 'directions'],
    groups: kinds.flatMap((kind, k) => bySeed.filter(({ members }) => members[0].kind === kind).map(({ name, members }) => ({
      name,
      colour: SERIES_COLOURS[k % SERIES_COLOURS.length],
      values: members.map(({ index, record }) => ({ value: record.result.shift.crossFittedShift, label: `direction ${index}` })),
    }))),
  });
}

/**
 * The fitted shift of every training set of the smallest size, by direction, with the share towards the flat side. The
 * axis shows the central 98 % of all: the few that lie far out would press the others together.
 */
export function trainingSetsFigure(record: Recorded<TrainingSetShifts[]>, words: FigureWords): Figure {
  const smallest = Math.min(...record.result.map(({ examples }) => examples));
  const groups = record.result.filter(({ examples }) => examples === smallest);
  const all = groups.flatMap(({ shifts }) => shifts).filter(Number.isFinite);
  const range = [quantile(all, BEYOND / 2), quantile(all, 1 - BEYOND / 2)] as const;
  const beyond = all.filter((shift) => shift < range[0] || shift > range[1]).length;
  return directionStatisticsFigure({
    title: words.title,
    caption:
      `${words.caption} The axis leaves out ${beyond} of ${all.length} shifts, which reach from ` +
      `${numberText(Math.min(...all))} to ${numberText(Math.max(...all))}; shares and medians count them. ` +
      `${provenanceText(record)}`,
    statistic: 'fitted shift <i>δ̂</i>, flat side positive',
    threshold: 0,
    range,
    unit: ['training set', 'training sets'],
    groupTitle: 'direction',
    groups: groups.map(({ direction, shifts }) => ({ name: direction, values: shifts.map((value) => ({ value })) })),
  });
}

/**
 * What the measured curve would gain from a bias, beside the theorem's bound without its mismatch, one panel for each seed and
 * direction that stands for its kind.
 */
export function measuredGainFigure(shifts: readonly ShiftOfDirection[], words: FigureWords): Figure {
  const first = firstDirections(shifts);
  const several = new Set(first.map(({ kind }) => kind)).size > 1;
  return linePanelsFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceTextOfAll(first.map(({ record }) => record))}`,
    columns: 2,
    panels: first.map(({ kind, solution, record }) => {
      const { gain, shift } = record.result.shift;
      return {
        title: `${several ? `${kind}, ` : ''}seed ${solution.seed}`,
        xTitle: 'bias <i>l</i> towards the flat side', yTitle: 'gain (nats)', levels: [0],
        series: [
          { name: 'gain G(l), 95 %', x: gain.biases, y: gain.gain.value, low: gain.gain.low, high: gain.gain.high, colour: COLOURS.blue },
          { name: "theorem's bound, no mismatch", x: gain.biases, y: gain.bound, colour: COLOURS.orange, dash: 'dash' },
        ],
        marks: [{ at: Math.abs(shift.value), text: 'l = |δ̂|' }],
      };
    }),
  });
}

/** The measured test loss against the bias, relative to the solution, flat side positive, a panel for each kind. */
export function testLossFigure(shifts: readonly ShiftOfDirection[], words: FigureWords): Figure {
  const kinds = [...new Set(shifts.map(({ kind }) => kind))];
  return linePanelsFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceTextOfAll(shifts.map(({ record }) => record))}`,
    panels: kinds.map((kind) => ({
      title: kind,
      xTitle: 'bias <i>l</i>, flat side positive',
      yTitle: 'change of test loss (nats)',
      levels: [0],
      series: shiftGroups(shifts.filter((entry) => entry.kind === kind)).map(({ seed, members }, i) =>
        testLossSeries(seed, members, SERIES_COLOURS[i % SERIES_COLOURS.length]),
      ),
    })),
  });
}

/** Mean over the directions of one seed, over the inner half of the curve; band of 1.96 standard errors over directions. */
function testLossSeries(seed: number, members: readonly ShiftOfDirection[], colour: string): PanelSeries {
  const { distances, origin } = members[0].record.result.curve;
  const inner = [...distances.keys()].filter((k) => Math.abs(distances[k]) <= distances[distances.length - 1] / 2);
  const changes = members.map(({ record: { result: { curve, shift } } }) => {
    const change = curve.test.loss.map((loss) => loss - curve.test.loss[origin]);
    return shift.flatSign === 1 ? change : change.reverse();
  });
  const average = inner.map((k) => mean(changes.map((change) => change[k])));
  const half = inner.map((k) => (1.96 * (standardDeviation(changes.map((change) => change[k])) || 0)) / Math.sqrt(changes.length));
  return {
    name: `seed ${seed}`,
    x: inner.map((k) => distances[k]),
    y: average,
    low: average.map((y, i) => y - half[i]),
    high: average.map((y, i) => y + half[i]),
    colour,
    marker: 'circle',
  };
}

function orientedRatios({ record }: ShiftOfDirection): readonly number[] {
  const { ratios, flatSign } = record.result.shift;
  return flatSign === 1 ? ratios.value : [...ratios.value].reverse();
}

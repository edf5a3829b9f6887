import {
  directionStatisticsFigure,
  type Figure,
  intervalsFigure,
  linePanelsFigure,
  overlayFigure,
  type OverlayOptions,
  type OverlayPanel,
  type OverlaySeries,
  type PanelSeries,
  SERIES_COLOURS,
} from '../../figures';
import type { WeightGroup } from '../../landscape/group-directions';
import { type Estimate, mean } from '../../numbers/statistics';
import { LINE_KINDS, type LineKind } from './average-lines';
import type { NetworkAverages } from './averages';
import { DECIDING_LEVEL, type MeasuredGroupCurve } from './group-curves';
import { provenanceTextOfAll } from '../study/provenance';
import type { Recorded } from '../../records/records';
import { accuracyDifference, accuracyOf, averageGainsOf } from './gains';
import { atRise, type GroupMeasurements, type MeasuredGroupDirection } from './groups';
import type { FigureWords } from '../../figures/measured';
import { GROUP_NAMES, LINE_NAMES } from './tables';

/** What a curve's distances are divided by: nothing, or the length of the weights that move. */
type Scaling = 'distance' | 'relative';

const X_TITLES: Readonly<Record<Scaling, string>> = { distance: 'distance <i>l</i>', relative: '<i>l</i> / ‖<i>w</i><sub>group</sub>‖' };
/** Far out the loss of some groups runs away; the shape near the solution is what is looked at. */
const CEILING = 3;
const DASHES = ['solid', 'dash', 'dashdot', 'dot'] as const;
const DRAWN = SERIES_COLOURS.map((colour, i) => ({ colour, dash: DASHES[i % DASHES.length] }));

/** The same curves against the distance and against the distance relative to the moved weights (paper, Figure 12). */
export function groupCurvesFigure(groups: readonly GroupMeasurements[], words: FigureWords): Figure {
  const panel = (scaling: Scaling): OverlayPanel => ({
    title: scaling === 'distance' ? 'against the distance' : 'against the relative distance',
    xTitle: X_TITLES[scaling],
    series: seriesOf(groups, scaling),
  });
  return overlayFigure({
    ...ofLosses(words, groups.flatMap(({ measured }) => measured)),
    panels: [panel('distance'), panel('relative')],
  });
}

/** One panel for each set of groups, such as those of one network (paper, Appendix I), against the relative distance. */
export function groupPanelsFigure(
  panels: readonly { readonly title: string; readonly groups: readonly GroupMeasurements[] }[],
  words: FigureWords,
): Figure {
  return overlayFigure({
    ...ofLosses(words, panels.flatMap(({ groups }) => groups.flatMap(({ measured }) => measured))),
    columns: panels.length > 4 ? 3 : 2,
    panels: panels.map(({ title, groups }) => ({ title, xTitle: X_TITLES.relative, series: seriesOf(groups, 'relative') })),
  });
}

/** One (0, 1) direction taken apart: the loss when only a part of the weights takes the step. */
export function directionPartsFigure(
  parts: readonly { readonly group: WeightGroup; readonly measured: Recorded<MeasuredGroupCurve> }[],
  weights: number,
  words: FigureWords,
): Figure {
  const series = parts.map(({ group, measured }): OverlaySeries => {
    const { curve } = measured.result;
    const x = curve.distances.map((distance) => distance / Math.sqrt(weights));
    return { name: GROUP_NAMES[group], curves: [{ x, y: curve.train.loss }] };
  });
  return overlayFigure({
    ...ofLosses(words, parts.map(({ measured }) => measured)),
    panels: [{ title: 'parts of one (0, 1) direction', xTitle: 'root mean square step of each weight, <i>l</i>/√<i>d</i>', series }],
  });
}

/** The asymmetry index at equal rise of every direction, one row for each law and group, with the share whose flat side is +u. */
export function asymmetryIndexFigure(groups: readonly GroupMeasurements[], words: FigureWords): Figure {
  const known = (measured: readonly MeasuredGroupDirection[]): { value: number; label: string }[] => measured.flatMap((one) => {
    const found = atRise(one, DECIDING_LEVEL);
    return found === null ? [] : [{ value: found.index, label: `seed ${one.seed}, direction ${one.index + 1}` }];
  });
  const several = new Set(groups.map(({ network }) => network)).size > 1;
  const absent = groups.filter(({ measured }) => known(measured).length === 0).map((group) => nameOf(group, several).replace('<br>', ' '));
  const left = absent.length > 0 ? ` Not drawn, because no curve rises so far on both sides: ${absent.join('; ')}.` : '';
  return directionStatisticsFigure({
    ...captioned(
      { ...words, caption: `${words.caption}${left}` },
      groups.flatMap(({ measured }) => measured),
    ),
    statistic: `asymmetry index <i>A</i> at a rise of ${DECIDING_LEVEL} nats`,
    threshold: 0,
    groups: groups
      .map((group) => ({ name: nameOf(group, several), values: known(group.measured) }))
      .filter(({ values }) => values.length > 0),
  });
}

/** How the laws of directions are named beside rows. */
const LAW_NAMES: Readonly<Record<GroupMeasurements['law'], string>> = {
  uniform01: '(0, 1)', 'uniform-symmetric': '(−1, 1)', ones: 'all ones', 'sign-consistent': 'signs of the weights',
};

/**
 * The mean asymmetry index at equal rise, with the range over directions: one row for each law and group, networks beside each
 * other. It shows also what was measured along one direction only.
 */
export function indexRangesFigure(groups: readonly GroupMeasurements[], words: FigureWords): Figure {
  const several = new Set(groups.map(({ law }) => law)).size > 1;
  const rowOf = ({ law, group }: GroupMeasurements): string => (several ? `${LAW_NAMES[law]}, ${GROUP_NAMES[group]}` : GROUP_NAMES[group]);
  const rows = [...new Set(groups.map(rowOf))];
  const rangeOf = (measured: readonly MeasuredGroupDirection[]): Estimate | undefined => {
    const known = measured.flatMap((one) => atRise(one, DECIDING_LEVEL)?.index ?? []);
    return known.length === 0 ? undefined : { value: mean(known), low: Math.min(...known), high: Math.max(...known) };
  };
  return intervalsFigure({
    ...captioned(words, groups.flatMap(({ measured }) => measured)),
    xTitle: `asymmetry index <i>A</i> at a rise of ${DECIDING_LEVEL} nats: mean and range over directions`,
    yTitle: 'directions',
    rows,
    series: [...new Set(groups.map(({ network }) => network))].map((network) => ({
      name: network,
      estimates: rows.map((row) => (
        rangeOf(groups.filter((one) => one.network === network && rowOf(one) === row).flatMap(({ measured }) => measured))
      )),
    })),
  });
}

/** Test accuracy of averages of a part of the weights against the epoch, one panel for each network (paper, Figures 13 and 14). */
export function averagesFigure(networks: readonly NetworkAverages[], kinds: readonly LineKind[], words: FigureWords): Figure {
  const present = networks.filter(({ measured }) => measured.length > 0);
  // More bands than two or three hide each other.
  const banded: readonly LineKind[] = kinds.length > 3 ? ['all', 'norm'] : kinds;
  return linePanelsFigure({
    ...captioned(words, present.flatMap(({ measured }) => measured)),
    panels: present.map((network) => {
      const { epochs, lastEpochs, lines } = network.measured[0].result;
      return {
        title:
          `${network.network}, ` +
          `${network.measured.length === 1 ? `seed ${network.measured[0].seed}` : `mean of ${network.measured.length} seeds`}`,
        xTitle: 'epoch',
        yTitle: 'test accuracy (%)',
        stretches: [{ from: lastEpochs[0] - 0.5, to: lastEpochs[lastEpochs.length - 1] + 0.5 }],
        series: kinds
          .filter((kind) => lines.some((line) => line.kind === kind))
          .map((kind) => ({
            ...accuracySeries(network, kind, banded.includes(kind)),
            x: epochs,
            ...DRAWN[kinds.indexOf(kind) % DRAWN.length],
          })),
      };
    }),
  });
}

/** Mean over seeds and, if asked for, the band from the lowest to the highest of them. */
function accuracySeries({ measured }: NetworkAverages, kind: LineKind, banded: boolean): Pick<PanelSeries, 'name' | 'y' | 'low' | 'high'> {
  const all = measured.map(({ result }) => accuracyOf(result, kind));
  const over = (statistic: (values: readonly number[]) => number): number[] =>
    all[0].map((_, epoch) => 100 * statistic(all.map((values) => values[epoch])));
  const band =
    banded && measured.length > 1 ? { low: over((values) => Math.min(...values)), high: over((values) => Math.max(...values)) } : {};
  return { name: LINE_NAMES[kind], y: over(mean), ...band };
}

/** What averaging each part of the weights gains over the iterate, with intervals over epochs and seeds. */
export function averageGainsFigure(networks: readonly NetworkAverages[], words: FigureWords): Figure {
  const present = networks.filter(({ measured }) => measured.length > 0);
  const kinds = LINE_KINDS.filter((kind) => present.some((network) => accuracyDifference(network, kind, 'iterate') !== undefined));
  return intervalsFigure({
    ...captioned(words, present.flatMap(({ measured }) => measured)),
    xTitle: 'gain in test accuracy over the SGD iterate (points)',
    yTitle: 'weights from the average',
    rows: kinds.map((kind) => LINE_NAMES[kind]),
    series: present.map((network) => ({
      name: network.network,
      estimates: kinds.map((kind) => {
        const gain = accuracyDifference(network, kind, 'iterate')?.overEpochs;
        return gain && { value: 100 * gain.value, low: 100 * gain.low, high: 100 * gain.high };
      }),
    })),
  });
}

/** What averaging gains against how far it moves: from the iterate over the point half-way to the average. */
export function averageGainDistanceFigure(networks: readonly NetworkAverages[], words: FigureWords): Figure {
  return overlayFigure({
    ...captioned(
      words,
      networks.flatMap(({ measured }) => measured),
    ),
    yTitle: 'gain in test accuracy (points)',
    markers: true,
    panels: [
      {
        title: 'one line for each seed',
        xTitle: 'distance from the iterate, ‖<i>w̄</i> − <i>w</i>‖ / ‖<i>w</i>‖',
        series: networks
          .filter(({ measured }) => measured.length > 0)
          .map((network) => ({
            name: network.network,
            curves: averageGainsOf(network).map(({ gain, halfGain, distance }) => ({
              x: [0, distance / 2, distance],
              y: [0, 100 * halfGain, 100 * gain],
            })),
          })),
      },
    ],
  });
}

function seriesOf(groups: readonly GroupMeasurements[], scaling: Scaling): OverlaySeries[] {
  return groups.map((group) => ({
    name: GROUP_NAMES[group.group],
    curves: group.measured.map(({ result: { curve, groupNorm } }) => ({
      x: scaling === 'distance' ? curve.distances : curve.distances.map((distance) => distance / groupNorm),
      y: curve.train.loss,
    })),
  }));
}

function nameOf({ network, law, group, batchNorm }: GroupMeasurements, withNetwork: boolean): string {
  return `${withNetwork ? network : law},<br>${GROUP_NAMES[group]}${batchNorm === 'reestimate' ? '' : `, ${batchNorm}`}`;
}

/** What the figures of training losses have in common. */
function ofLosses(words: FigureWords, records: readonly Recorded<unknown>[]): Omit<OverlayOptions, 'panels'> {
  return { ...captioned(words, records), yTitle: 'training loss (nats)', ceiling: CEILING };
}

function captioned({ title, caption }: FigureWords, records: readonly Recorded<unknown>[]): FigureWords {
  return { title, caption: `${caption} ${provenanceTextOfAll(records)}` };
}

import type { Figure } from '../../figures/figure';
import { type LinePanel, linePanelsFigure } from '../../figures/line-panels';
import type { FigureWords } from '../../figures/measured';
import type { PanelSeries } from '../../figures/panel-series';
import { type Slide, slidingFigure } from '../../figures/sliding';
import { COLOURS } from '../../figures/theme';
import { blockBootstrap } from '../../numbers/block-bootstrap';
import { type Estimate, mean } from '../../numbers/statistics';
import { estimateText } from '../../numbers/texts';
import { provenanceTextOfAll } from '../study/provenance';
import { LINE_KINDS, type LineKind } from './average-lines';
import type { NetworkAverages } from './averages';
import { accuracyDifference, lastThird, valuesOf } from './gains';
import { LINE_NAMES } from './tables';

/** What is drawn of an average, each in a panel of its own. */
const QUANTITIES = [
  { of: 'testAccuracy', yTitle: 'test accuracy (%)', factor: 100, decimals: 2, gain: 'gain in points' },
  { of: 'testLoss', yTitle: 'test loss (nats)', factor: 1, decimals: 3, gain: 'change in nats' },
] as const;
type Quantity = (typeof QUANTITIES)[number];

/**
 * Figure 13 to play with: choose which weights come from the average, and see test accuracy and test loss over the epochs between
 * those of the iterate and of SWA. Titles of the panels tell the mean difference to the iterate over the last third of the epochs,
 * with the interval that the claims use. Only kinds that all networks have can be chosen.
 *
 * @param networks at least one of them measured
 * @throws UsageError SLIDES_UNLIKE if the networks have fewer than two kinds in common
 */
export function chosenWeightsFigure(networks: readonly NetworkAverages[], words: FigureWords): Figure {
  const present = networks.filter(({ measured }) => measured.length > 0);
  const kinds = LINE_KINDS.filter((kind) => kind !== 'iterate' && present.every((network) => hasKind(network, kind)));
  const { testExamples } = present[0].measured[0].result;
  const caption =
    `${words.caption} Bands span the trainings of each network, numbers above the panels are differences to the iterate over the ` +
    `shaded last third of the epochs (95 % over trainings from three on, below over epochs); ${testExamples} test images, batch ` +
    `norm re-estimated. ${provenanceTextOfAll(present.flatMap(({ measured }) => measured))}`;
  const slides = kinds.map((kind): Slide => ({
    label: LINE_NAMES[kind],
    figure: linePanelsFigure({
      title: words.title,
      caption,
      columns: QUANTITIES.length,
      panels: present.flatMap((network) => QUANTITIES.map((quantity) => panelOf(network, kind, quantity))),
    }),
  }));
  return slidingFigure({ name: 'averaged', slides, start: Math.max(0, kinds.indexOf('norm')) });
}

/** The mean difference between a kind of average and the iterate over the last third of the epochs, in the unit measured. */
export function differenceToIterate(network: NetworkAverages, kind: LineKind, of: Quantity['of']): Estimate | undefined {
  if (of === 'testAccuracy') return accuracyDifference(network, kind, 'iterate')?.overEpochs;
  if (!hasKind(network, kind)) return undefined;
  return blockBootstrap(network.measured.map(({ result }) => {
    const [own, iterate] = [kind, 'iterate' as const].map((one) => lastThird(result, valuesOf(result, one, of)));
    return own.map((value, i) => value - iterate[i]);
  }));
}

function hasKind({ measured }: NetworkAverages, kind: LineKind): boolean {
  return measured.every(({ result }) => result.lines.some((line) => line.kind === kind));
}

function panelOf(network: NetworkAverages, kind: LineKind, { of, yTitle, factor, decimals, gain }: Quantity): LinePanel {
  const { epochs, lastEpochs } = network.measured[0].result;
  const difference = differenceToIterate(network, kind, of);
  const scaled = difference && { value: factor * difference.value, low: factor * difference.low, high: factor * difference.high };
  const series = (own: LineKind, style: Omit<PanelSeries, 'x' | 'y'>, banded: boolean): PanelSeries => {
    const all = network.measured.map(({ result }) => valuesOf(result, own, of));
    const over = (statistic: (values: readonly number[]) => number): number[] =>
      epochs.map((_, epoch) => factor * statistic(all.map((values) => values[epoch])));
    const band = banded ? { low: over((values) => Math.min(...values)), high: over((values) => Math.max(...values)) } : {};
    return { ...style, x: epochs, y: over(mean), ...band };
  };
  return {
    title: `${network.network}: ${scaled ? `${gain} ${estimateText(scaled, decimals)}` : 'not compared'}`,
    xTitle: 'epoch',
    yTitle,
    stretches: [{ from: lastEpochs[0] - 0.5, to: lastEpochs[lastEpochs.length - 1] + 0.5 }],
    series: [
      series('iterate', { name: 'none: the SGD iterate', colour: COLOURS.black, dash: 'dot', width: 1.4 }, false),
      series('all', { name: 'all weights: SWA', colour: COLOURS.blue, dash: 'dash', width: 1.6 }, false),
      series(kind, { name: 'the chosen weights', colour: COLOURS.vermillion, width: 2.4 }, true),
    ],
  };
}

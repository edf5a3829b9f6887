import type { Figure } from '../../figures/figure';
import { type LinePanel, linePanelsFigure } from '../../figures/line-panels';
import type { FigureWords } from '../../figures/measured';
import type { PanelSeries } from '../../figures/panel-series';
import { COLOURS, ORDERED_COLOURS } from '../../figures/theme';
import { mean, standardDeviation } from '../../numbers/statistics';
import { provenanceText, provenanceTextOfAll } from '../study/provenance';
import { neighbourComparisons } from './neighbour-claim';
import type { NeighbourCurves, Neighbourhood } from './neighbours';
import { RULES } from './rules';

const DISTANCE = 'distance <i>l</i> along <i>u</i>';
/** Highest loss of the axes, nats. */
const TOP = 4;
const GAUSSIAN = [ORDERED_COLOURS[1], ORDERED_COLOURS[3], ORDERED_COLOURS[5]];
const OTHERS = [COLOURS.orange, COLOURS.green, COLOURS.purple, COLOURS.sky];
/** The groups of claim C7, in their order. */
const GROUPS = [COLOURS.blue, COLOURS.vermillion];

/**
 * Curves from neighbours of the solution, mean and deviation of each kind beside the solution's own: the paper's Gaussian ones
 * (paper, Figure 4) and the others; and the spread of both groups that claim C7 asks about, where the solution has a steeper side.
 */
export function neighboursFigure(neighbourhood: Neighbourhood, words: FigureWords): Figure {
  const { solution, own, kinds } = neighbourhood;
  const members = (gaussian: boolean): NeighbourCurves[] => (
    kinds.map(({ result }) => result).filter(({ kind }) => (kind === 'gaussian') === gaussian)
  );
  const spread = spreadPanel(neighbourhood);
  return linePanelsFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceTextOfAll([own, ...kinds])} Solution: ${provenanceText(own, solution)}`,
    panels: [
      lossPanel('(a) Gaussian', neighbourhood, members(true), GAUSSIAN),
      lossPanel('(b) others', neighbourhood, members(false), OTHERS),
      ...(spread ? [spread] : []),
    ],
  });
}

/** The rise stands in the panel's title where all its kinds have the same. */
function lossPanel(
  title: string,
  { own, kinds }: Neighbourhood,
  members: readonly NeighbourCurves[],
  colours: readonly string[],
): LinePanel {
  const { distances, loss } = own.result;
  const alike = new Set(members.map(({ rise }) => rise)).size === 1;
  const highest = Math.max(...[loss, ...kinds.flatMap(({ result }) => result.curves)].flat().filter(Number.isFinite));
  return {
    title: alike ? `${title}, ${riseText(members[0])}` : title,
    xTitle: DISTANCE,
    yTitle: 'loss (nats)',
    yRange: [0, Math.min(TOP, highest)],
    series: [
      ...members.map((entry, i) => ({
        ...seriesOf(distances, entry),
        name: alike ? entry.kind : `${entry.kind}, ${riseText(entry)}`,
        colour: colours[i % colours.length],
      })),
      { name: 'the solution', x: distances, y: loss, colour: COLOURS.black, dash: 'dot' },
    ],
  };
}

function riseText({ rise }: NeighbourCurves): string {
  return `+${Math.round(100 * rise)} %`;
}

function seriesOf(distances: readonly number[], { curves }: NeighbourCurves): Omit<PanelSeries, 'name' | 'colour'> {
  const at = distances.map((_, k) => curves.map((curve) => curve[k]));
  const [average, deviation] = [at.map(mean), at.map((losses) => standardDeviation(losses) || 0)];
  const bound = (sign: number): number[] => average.map((loss, k) => loss + sign * deviation[k]);
  return { x: distances, y: average, low: bound(-1), high: bound(1) };
}

/** Null where neither side of the solution's own curve is steeper: then there is no rise to compare the spread with. */
function spreadPanel(neighbourhood: Neighbourhood): LinePanel | null {
  const found = neighbourComparisons(neighbourhood);
  if (found === null) return null;
  return {
    title: '(c) spread / rise',
    xTitle: DISTANCE,
    yTitle: 'standard deviation / rise at <i>r</i>',
    levels: [RULES.C7.thresholds.largestSpread],
    series: found.groups.map(({ name, deviations }, i) => (
      { name: `all ${name}`, x: neighbourhood.own.result.distances, y: deviations, colour: GROUPS[i] }
    )),
  };
}

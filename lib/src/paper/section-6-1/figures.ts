import type { Figure } from '../../figures/figure';
import { type GridPanel, lineGridFigure } from '../../figures/line-grid';
import { type PairedPoint, pairedScatterFigure } from '../../figures/paired-scatter';
import { COLOURS, MEANING } from '../../figures/theme';
import type { WeightRole } from '../../networks/layout';
import { type AfterSwaPhase, afterSwaPhase } from './after-swa';
import { firstColumns } from '../study/columns';
import { nameOf } from '../lines/names';
import type { MeasuredPair } from '../lines/measured-pairs';
import type { MixedDirection } from './mixed-directions';
import type { SolutionPair } from '../lines/pairs';
import { provenanceText, provenanceTextOfAll } from '../study/provenance';
import { asymmetricOffsets } from './claims';
import type { PairMixed, PairOffsets } from './pair-measurements';
import type { FigureWords } from '../../figures/measured';
import { historyOf } from '../study/solutions';
import type { Study } from '../study/study';

/** A training's phase after SWA. */
export interface PairPhase extends Pick<MeasuredPair, 'pair'> {
  readonly phase: AfterSwaPhase;
}

/** The phases after SWA of several trainings, beside SWA's own losses. @throws FileError without a history */
export function afterSwaPhases(study: Study, measured: readonly MeasuredPair[]): PairPhase[] {
  return measured.map(({ pair, comparison }) => ({ pair, phase: afterSwaPhase(historyOf(study, pair.second), comparison.result) }));
}

/** Training and test loss of every epoch after SWA, SWA's own as horizontal lines, kept epochs marked; a column each. */
export function afterSwaFigure(phases: readonly PairPhase[], words: FigureWords): Figure {
  const { shown, note } = firstColumns(phases);
  const panel = (split: 'train' | 'test') => ({ phase }: PairPhase): GridPanel => {
    const losses = phase.epochs.map(({ trainLoss, testLoss }) => (split === 'train' ? trainLoss : testLoss));
    return {
      yTitle: split === 'train' ? 'training loss (nats)' : 'test loss (nats)',
      series: [
        {
          name: split === 'train' ? 'SGD, training' : 'SGD, test',
          x: phase.epochs.map(({ epoch }) => epoch),
          y: losses,
          colour: MEANING[split],
        },
      ],
      levels: [{ name: 'SWA', y: phase.level[split], colour: COLOURS.black, dash: 'dash', width: 1.6 }],
      points: phase.epochs.flatMap(({ epoch, kept }, i) =>
        kept ? [{ name: 'kept by the published rule', x: epoch, y: losses[i], marker: 2 }] : [],
      ),
    };
  };
  return lineGridFigure({
    title: words.title,
    caption: [words.caption, note, "From the histories of the trainings; SWA's losses from the comparison of end points."]
      .filter(Boolean)
      .join(' '),
    columns: shown.length,
    xTitle: 'epoch after SWA',
    panels: [...shown.map((member) => ({ ...panel('train')(member), title: nameOf(member) })), ...shown.map(panel('test'))],
  });
}

/**
 * Training loss along u_inter + u_rand and, beneath, u_inter − u_rand, through both solutions, counted from SGD (paper, Figures 9,
 * 28–30).
 */
export function mixedFigure(measured: readonly PairMixed[], words: FigureWords): Figure {
  const { shown, note } = firstColumns(measured);
  const { curve } = shown[0].mixed.result.plus.throughSgd;
  const examples = `${curve.train.examples} training images, batch norm re-estimated on ${curve.batchNormExamples} augmented ones.`;
  const provenance = shown.length === 1 ? provenanceText(shown[0].mixed) : provenanceTextOfAll(shown.map(({ mixed }) => mixed));
  const networks = new Set(shown.map(({ pair }) => pair.first.network));
  const where = ({ first }: SolutionPair): string => (networks.size > 1 ? first.network : `seed ${first.seed}`);
  return lineGridFigure({
    title: words.title,
    caption: [words.caption, note, examples, provenance].filter(Boolean).join(' '),
    columns: shown.length,
    ownX: true,
    xTitle: 'position along <i>u</i>',
    panels: (['plus', 'minus'] as const).flatMap((sign) => shown.map(({ pair, mixed }) => ({
      ...mixedPanel(mixed.result[sign]),
      title: `u<sub>inter</sub> ${sign === 'plus' ? '+' : '−'} u<sub>rand</sub>, ${where(pair)}`,
    }))),
  });
}

/** SWA's curve is drawn where SWA projects. */
function mixedPanel({ projection, throughSgd, throughSwa }: MixedDirection): GridPanel {
  const swa = throughSwa.curve.distances.map((distance) => distance + projection);
  const atOrigin = ({ curve }: typeof throughSgd): number => curve.train.loss[curve.origin];
  return {
    yTitle: 'training loss (nats)',
    series: [
      { name: 'through SGD', x: throughSgd.curve.distances, y: throughSgd.curve.train.loss, colour: COLOURS.blue },
      { name: 'through SWA', x: swa, y: throughSwa.curve.train.loss, colour: COLOURS.purple, dash: 'dash' },
    ],
    points: [
      { name: 'SGD', x: 0, y: atOrigin(throughSgd), marker: 0 },
      { name: 'SWA', x: projection, y: atOrigin(throughSwa), marker: 1 },
    ],
  };
}

const ROLES: Readonly<Record<WeightRole, string>> = {
  kernel: 'convolutions, classifier',
  bias: 'biases',
  'batch-norm-gamma': 'batch norm γ',
  'batch-norm-beta': 'batch norm β',
  'other-norm': 'other norms',
  other: 'others',
};

/** By how much every direction's offset is larger at SWA than at SGD, in units of its radius; filled: the asymmetric ones. */
export function offsetsFigure(measured: readonly PairOffsets[], words: FigureWords): Figure {
  const points = measured.flatMap((offsets) => {
    const asymmetric = asymmetricOffsets(offsets);
    return offsets.offsets.result.map((offset) => ({
      role: ROLES[offset.role],
      point: pointOf(offset, asymmetric.includes(offset), offsets.pair),
    }));
  });
  const roles = [...new Set(points.map(({ role }) => role))];
  return pairedScatterFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceTextOfAll(measured.map(({ offsets }) => offsets))}`,
    meanTitle: 'mean of both offsets towards the flat side (share of <i>r</i>)',
    differenceTitle: 'offset of SWA minus that of SGD (share of <i>r</i>)',
    groups: roles.map((name) => ({ name, points: points.filter(({ role }) => role === name).map(({ point }) => point) })),
  });
}

function pointOf(
  { first, second, radius, tensor, riseRatio }: PairOffsets['offsets']['result'][number],
  counts: boolean,
  pair: SolutionPair,
): PairedPoint {
  return {
    first: first / radius,
    second: second / radius,
    counts,
    label: `${tensor}, seed ${pair.first.seed}, one side ${riseRatio.toFixed(1)} times as steep`,
  };
}

import { FEWEST_SEEDS } from '../../numbers/over-clusters';
import { mean, median, standardDeviation } from '../../numbers/statistics';
import type { Row } from '../../notebook/table';
import { LINE_KINDS, type LineKind } from './average-lines';
import type { MeasuredAverages, NetworkAverages } from './averages';
import { DECIDING_LEVEL, type MeasuredGroupCurve } from './group-curves';
import { estimateText } from '../../numbers/texts';
import type { ParameterCount } from './parameter-counts';
import type { Recorded } from '../../records/records';
import { inPoints } from './claims';
import { accuracyDifference, accuracyOf, gainAt, type GainComparison, averageGainsOf, lastThird } from './gains';
import { atRise, compareGroups, flatSides, type GroupMeasurements } from './groups';
import type { NetworksAtHand } from './networks';

/** How the kinds of averages are named in tables and figures. */
export const LINE_NAMES: Readonly<Record<LineKind, string>> = {
  iterate: 'SGD iterate',
  all: 'SWA, all weights',
  norm: 'SWA-BN, γ and β',
  'not-norm': 'all but γ and β',
  gamma: 'γ only',
  beta: 'β only',
  random: 'SWA-Non-BN, as many others',
  filters: 'whole filters, as many',
  displacement: 'others, as far as γ and β',
  half: 'half-way to SWA',
};

/** How the groups of weights are named in tables and figures. */
export const GROUP_NAMES = {
  all: 'all weights',
  norm: 'γ and β',
  gamma: 'γ',
  beta: 'β',
  'not-norm': 'all others',
  convolution: 'convolutions',
  classifier: 'classifier',
} as const;

/** One row for each network: how many weights it has, and which share is γ and β. */
export function normShareRows(counts: readonly ParameterCount[]): Row[] {
  return counts.map(({ network, all, norm, convolution, classifier, share }) => ({
    network,
    weights: String(all),
    'γ and β': String(norm),
    convolutions: String(convolution),
    classifier: String(classifier),
    'share of γ and β': `${(100 * share).toFixed(3)} %`,
  }));
}

/** One row for each law and group: how far its curves reach, and how asymmetric they are at equal rise. */
export function groupRows(groups: readonly GroupMeasurements[]): Row[] {
  return groups.map(({ network, group, law, batchNorm, measured }) => {
    const known = measured.map((one) => atRise(one, DECIDING_LEVEL)).filter((found) => found !== null);
    const low = measured.map((one) => atRise(one, 0.1)).filter((found) => found !== null);
    const { size, groupNorm } = measured[0].result;
    const radius = mean(measured.map(({ result }) => result.curve.distances.at(-1) ?? NaN));
    return {
      network,
      direction: `${law}, ${GROUP_NAMES[group]}${batchNorm === 'reestimate' ? '' : `, ${batchNorm}`}`,
      weights: String(size),
      'radius r': radius,
      'r/‖w<sub>group</sub>‖': radius / groupNorm,
      'step of each weight, r/√n': radius / Math.sqrt(size),
      'mean |A|': finite(mean(known.map(({ index }) => Math.abs(index)))),
      'median ρ': finite(median(known.map(({ secantRatio }) => secantRatio))),
      'median width ratio at 0.1 nats':
        low.length === 0
          ? null
          : `${low.some(({ widthIsBound }) => widthIsBound) ? '≥ ' : ''}${median(low.map(({ widthRatio }) => widthRatio)).toFixed(2)}`,
      'flat side +u': `${known.filter(({ flatSign }) => flatSign === 1).length} of ${known.length}`,
      'without the rise': measured.length - known.length,
    };
  });
}

/** One row for each pair of groups and level of rise: is the first more asymmetric? */
export function groupComparisonRows(pairs: readonly (readonly [GroupMeasurements, GroupMeasurements])[], levels: readonly number[]): Row[] {
  return pairs.flatMap(([first, second]) => levels.flatMap((level): Row[] => {
    const found = compareGroups(first, second, level);
    if (found === null) return [];
    const { index, secantRatio, indexTest } = found;
    return [
      {
        network: first.network,
        compared:
          `${GROUP_NAMES[first.group]} with ${GROUP_NAMES[second.group]}, ` +
          `${first.law}${first.batchNorm === 'reestimate' ? '' : `, ${first.batchNorm}`}`,
        'rise (nats)': level,
        pairs: found.pairs,
        seeds: found.seeds,
        '|A| larger by': estimateText(index, 2),
        'ρ larger by the factor': estimateText(secantRatio, 2),
        'flat side +u': [first, second].map((group) => flatSides(group, level)).map(({ plus, known }) => `${plus} of ${known}`).join('; '),
        'sign test of |A|': `${indexTest.positive} of ${indexTest.positive + indexTest.negative}, p = ${indexTest.p.toPrecision(2)}`,
      },
    ];
  }));
}

/** What the two groups of Figure 12 say in one paragraph: how far their weights move, which is more asymmetric, to which side. */
export function groupComparisonSentence(first: GroupMeasurements, second: GroupMeasurements): string {
  const found = compareGroups(first, second);
  if (found === null) return `No pair of directions of ${first.network} rises by ${DECIDING_LEVEL} nats on a side.`;
  const step = ({ measured }: GroupMeasurements): number => 1 / Math.sqrt(measured[0].result.size);
  const [flat, others] = [first, second].map((group) => flatSides(group, DECIDING_LEVEL));
  const decided = `, an interval without 0: ${GROUP_NAMES[first.group]} are the ${found.index.low > 0 ? 'more' : 'less'} asymmetric group`;
  const clear = found.index.low > 0 || found.index.high < 0 ? decided : ', an interval that covers 0: the two groups cannot be told apart';
  const opposite = (flat.plus - flat.known / 2) * (others.plus - others.known / 2) < 0;
  return [
    `A step of one length moves each weight of ${GROUP_NAMES[first.group]} ${(step(first) / step(second)).toFixed(1)} times as ` +
    `far as each of ${GROUP_NAMES[second.group]}.`,
    `At a rise of ${DECIDING_LEVEL} nats |A| of ${GROUP_NAMES[first.group]} minus |A| of ${GROUP_NAMES[second.group]} is ` +
    `${estimateText(found.index, 2)}${clear}; ρ differs by the factor ${estimateText(found.secantRatio, 2)}.`,
    `The flat side is +u in ${flat.plus} of ${flat.known} directions of ${GROUP_NAMES[first.group]} and in ${others.plus} of ` +
    `${others.known} of ${GROUP_NAMES[second.group]}${opposite ? ': what is flat for one is steep for the other' : ''}.`,
  ].join(' ');
}

/** How much each part of a direction raises the loss at the steeper end of the whole, in one sentence. */
export function directionPartsSentence(
  parts: readonly { readonly group: keyof typeof GROUP_NAMES; readonly measured: Recorded<MeasuredGroupCurve> }[],
): string {
  const ends = parts.map(({ group, measured: { result: { curve } } }) => {
    const { loss } = curve.train;
    return { group, rises: [loss[0], loss[loss.length - 1]].map((end) => end - loss[curve.origin]) };
  });
  const whole = ends.find(({ group }) => group === 'all');
  if (whole === undefined) return 'The whole direction was not measured.';
  const steep = whole.rises[1] > whole.rises[0] ? 1 : 0;
  const rise = ({ rises }: (typeof ends)[number]): string => `${rises[steep].toFixed(3).replace('-', '−')} nats`;
  const others = ends.filter((one) => one !== whole).sort((a, b) => b.rises[steep] - a.rises[steep]);
  return (
    `At its steeper end (${steep === 1 ? '+u' : '−u'}) the whole direction raises the loss by ${rise(whole)}. At the same step of each ` +
    `weight, its parts alone raise it by: ${others.map((one) => `${GROUP_NAMES[one.group]} ${rise(one)}`).join(', ')}.`
  );
}

/**
 * For laws that contain −u with every u: their A must have mean 0, so that only its spread can tell asymmetry, and only as
 * far as it exceeds the error that the choice of images alone makes.
 */
export function indexSpreadRows(groups: readonly GroupMeasurements[]): Row[] {
  return groups.map(({ network, group, law, measured }) => {
    const known = measured.filter(({ asymmetry }) => asymmetry.recentred.index !== null);
    const indices = known.map(({ asymmetry }) => asymmetry.recentred.index ?? NaN);
    const errors = known.flatMap(({ asymmetry }) =>
      asymmetry.uncertainty?.index ? [(asymmetry.uncertainty.index.high - asymmetry.uncertainty.index.low) / (2 * 1.96)] : [],
    );
    const spread = standardDeviation(indices);
    return {
      network,
      direction: `${law}, ${GROUP_NAMES[group]}`,
      directions: known.length,
      'mean A': finite(mean(indices)),
      'its standard error': finite(spread / Math.sqrt(known.length)),
      'spread of A': finite(spread),
      'error of A from images': finite(Math.sqrt(mean(errors.map((error) => error ** 2)))),
    };
  });
}

/** One row for each kind of average at each network: what it gains over the iterate. */
export function averageRows(networks: readonly NetworkAverages[]): Row[] {
  return networks.flatMap((averages) => {
    if (averages.measured.length === 0) return [];
    const results = averages.measured.map(({ result }) => result);
    const kinds = LINE_KINDS.filter((kind) => results[0].lines.some((line) => line.kind === kind));
    return kinds.map((kind): Row => {
      const gain = accuracyDifference(averages, kind, 'iterate');
      const lines = results.flatMap((result) =>
        result.lines.filter((line) => line.kind === kind).map((line) => mean(lastThird(result, line.distance))),
      );
      return {
        network: `${averages.network} (${results.length === 1 ? 'one seed' : `${results.length} seeds`})`,
        'weights from the average': LINE_NAMES[kind],
        number: String(results[0].lines.find((line) => line.kind === kind)?.parameters ?? 0),
        'distance from the iterate, / ‖w‖': finite(mean(lines)),
        'test accuracy': `${(100 * mean(results.map((result) => meanAccuracy(result, kind)))).toFixed(2)} %`,
        'gain over the iterate': gain ? inPoints(gain.overEpochs) : '–',
        'over test images': gain ? inPoints(gain.overImages, false) : '–',
      };
    });
  });
}

/** How much of the gain of SWA averages of a part of the weights have alone: a sentence or two for each network. */
export function averageSharesSentence(networks: readonly NetworkAverages[]): string {
  const parts = ['not-norm', 'norm', 'displacement'] as const;
  const sentences = networks.flatMap((averages) => {
    const whole = accuracyDifference(averages, 'all', 'iterate')?.overEpochs;
    if (whole === undefined) return [];
    const gains = `At ${averages.network} the average of all weights gains ${inPoints(whole)} over the iterate`;
    if (!(whole.low > 0)) return [`${gains}: an interval that covers 0, of which there are no shares.`];
    const shares = parts.flatMap((kind) => {
      const part = accuracyDifference(averages, kind, 'iterate')?.overEpochs;
      if (part === undefined) return [];
      const unclear = part.low > 0 || part.high < 0 ? '' : ', an interval that covers 0';
      return [`“${LINE_NAMES[kind]}” ${(100 * part.value / whole.value).toFixed(0).replace('-', '−')} % (${inPoints(part)}${unclear})`];
    });
    return [`${gains}. Alone, parts of it have of this gain: ${shares.join('; ')}.`];
  });
  return sentences.length === 0 ? 'No averages were measured.' : sentences.join(' ');
}

/** One row for each seed: what averaging gains with and without the norm, and at equal distance from the iterate. */
export function averageGainRows(withNorm: NetworkAverages, withoutNorm: NetworkAverages): Row[] {
  const [gains, others] = [averageGainsOf(withNorm), averageGainsOf(withoutNorm)];
  return gains.flatMap((one) => others.filter(({ seed }) => seed === one.seed).map((other): Row => {
    const distance = Math.min(one.distance, other.distance);
    return {
      seed: one.seed,
      [`gain, ${withNorm.network}`]: points(one.gain),
      [`gain, ${withoutNorm.network}`]: points(other.gain),
      [`distance/‖w‖, ${withNorm.network}`]: one.distance,
      [`distance/‖w‖, ${withoutNorm.network}`]: other.distance,
      [`gain at equal distance, ${withNorm.network}`]: points(gainAt(one, distance)),
      [`gain at equal distance, ${withoutNorm.network}`]: points(gainAt(other, distance)),
    };
  }));
}

/** What {@link averageGainRows} says on average, in one sentence. */
export function averageGainSentence({ seeds, difference, atEqualDistance }: GainComparison): string {
  if (seeds.length === 0) return 'No seed was measured at both networks.';
  const few = seeds.length === 1 ? 'one seed' : 'two seeds';
  const basis = seeds.length < FEWEST_SEEDS ? ` With ${few} this says little: three are needed.` : '';
  return (
    `Difference of the gains over ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds`}: ${inPoints(difference)}; at ` +
    `equal distance from the iterate ${inPoints(atEqualDistance)}.${basis}`
  );
}

/** What was left out, and how to have it; a sentence also where nothing is missing. */
export function missingTrainingsSentence(
  averages: readonly NetworkAverages[],
  { absent }: NetworksAtHand = { present: [], absent: [] },
): string {
  const networks = absent.map(({ network, command }) => `${network} is not trained at this scale (<b>${command}</b> trains it).`);
  const seeds = averages.flatMap(({ missing }) => missing.map(({ why }) => why));
  const all = [...networks, ...seeds];
  return all.length === 0 ? 'Nothing is left out: all trainings are at hand.' : `Left out: ${all.join(' ')}`;
}

function meanAccuracy(result: MeasuredAverages, kind: LineKind): number {
  return mean(lastThird(result, accuracyOf(result, kind)));
}

function points(fraction: number): string {
  return `${(100 * fraction).toFixed(2).replace('-', '−')} points`;
}

/** What nothing was measured for is shown as a dash. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

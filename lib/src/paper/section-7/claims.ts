import { type Estimate, mean } from '../../numbers/statistics';
import { type Claim, decideAbove, decideAll, type Verdict } from '../claims/claims';
import type { MissingAverages, NetworkAverages } from './averages';
import * as measure from './measure';
import { OVER_SEEDS } from '../claims/over-seeds';
import { estimateText } from '../../numbers/texts';
import { countParameters } from './parameter-counts';
import { type AccuracyDifference, accuracyDifference, type AverageGain, compareAverageGains, averageGainsOf } from './gains';
import { compareGroups, type GroupComparison, type GroupMeasurements } from './groups';
import { networkOf, networksOf } from '../study/networks';
import type { Study } from '../study/study';

/** What the claims of section 7 rest on. */
export interface Section7Measurements {
  /** (0, 1) directions in the norm weights and in all others: of the main network first, then of others (Appendix I). */
  readonly groups: readonly (readonly GroupMeasurements[])[];
  /** Figure 13, main network. */
  readonly subsets: NetworkAverages;
  /** Figure 14. */
  readonly withNorm: NetworkAverages;
  readonly withoutNorm: NetworkAverages;
}

/** Everything that {@link decideSection7} needs; read from records where there are any. */
export async function measureSection7(study: Study): Promise<Section7Measurements> {
  return {
    groups: await measure.mainGroups(study),
    subsets: await measure.subsetAverages(study),
    withNorm: await measure.averagesWithNorm(study),
    withoutNorm: await measure.averagesWithoutNorm(study),
  };
}

/** {@link measureSection7}, then {@link decideSection7}. */
export async function claimsOfSection7(study: Study): Promise<Claim[]> {
  return decideSection7(study, await measureSection7(study));
}

/** The verdicts of section 7, C23 to C26, by the rules that stand beside them. */
export function decideSection7(study: Study, { groups, subsets, withNorm, withoutNorm }: Section7Measurements): Claim[] {
  return [decideGroups(study, groups), decideSubsets(study, subsets), decideGains(study, withNorm, withoutNorm), decideShare()];
}

function decideGroups({ scale }: Study, groups: Section7Measurements['groups']): Claim {
  const [main, ...others] = groups.map(([first, second]) => compareGroups(first, second));
  return {
    id: 'C23',
    section: '7',
    statement: 'Directions in the batch-norm weights are more asymmetric than directions in the others.',
    paper: 'Figure 12 and Appendix I, one direction of each group per network, no numbers',
    measured: [main, ...others]
      .map((one, i) => (one === null ? `${groups[i][0].network}: no pair rises so far` : comparisonText(one)))
      .join('; '),
    verdict: main === null ? 'undecided' : decideAll([decideAbove(main.index, 0), decideAbove(main.secantRatio, 1)]),
    why:
      `Decided at the first network, where the sharper side has risen by 0.5 nats: holds if over pairs of directions |A| is ` +
      `larger and ρ is larger in the batch-norm weights, each with its whole interval (over seeds from three on, else pairs ` +
      `resampled). ${OVER_SEEDS}`,
    provenance:
      `${networkOf(scale, 'main')} first, on ${scale.dataset}, ${seedsText(main?.seeds ?? 0)}, ${scale.name} scale, (0, 1) directions, ` +
      `batch norm re-estimated`,
  };
}

function decideSubsets({ scale }: Study, subsets: NetworkAverages): Claim {
  const [random, rest] = [accuracyDifference(subsets, 'norm', 'random'), accuracyDifference(subsets, 'all', 'norm')];
  return {
    id: 'C24',
    section: '7',
    statement: 'Averaging only the batch-norm weights gains more than averaging as many others, and less than averaging all.',
    paper: 'Figure 13: SWA above SWA-BN above SWA-Non-BN, no numbers',
    measured:
      random && rest
        ? `SWA-BN minus SWA-Non-BN ${pointsText(random)}; SWA minus SWA-BN ${pointsText(rest)}`
        : `not measured${leftOutText(subsets.missing)}`,
    verdict:
      random && rest
        ? decideAll([random, rest].flatMap(({ overEpochs, overImages }) => [decideAbove(overEpochs, 0), decideAbove(overImages, 0)]))
        : 'undecided',
    why:
      `Mean over the last third of the averaged epochs; holds if both differences lie above 0 with their intervals over seeds ` +
      `(below three seeds over epochs, in blocks) and over test images. ${OVER_SEEDS}`,
    provenance: averagesText(scale, subsets),
  };
}

function decideGains({ scale }: Study, withNorm: NetworkAverages, withoutNorm: NetworkAverages): Claim {
  const [gains, others] = [averageGainsOf(withNorm), averageGainsOf(withoutNorm)];
  const { difference, atEqualDistance, seeds } = compareAverageGains(gains, others);
  const known = seeds.length > 0;
  return {
    id: 'C25',
    section: '7',
    statement: 'Weight averaging gains more in a network with batch norm than in the same network without.',
    paper: 'Figure 14: both gain, the one with batch norm clearly more',
    measured: known
      ? `gain ${gainText(gains)} with, ${gainText(others)} without; difference ${inPoints(difference)}; at equal distance from ` +
        `the iterate ${inPoints(atEqualDistance)}`
      : `not measured${leftOutText([...withNorm.missing, ...withoutNorm.missing])}`,
    verdict: known ? decideAbove(difference, 0) : 'undecided',
    why:
      'Gain: accuracy of the average minus that of the iterate with batch norm re-estimated, mean over the last third of the ' +
      'averaged epochs. Holds if the t-interval of its difference over seeds lies above 0.',
    provenance:
      `${networksOf(scale, 'shallow', 'shallow-without-norm').join(' and ')} on ${scale.dataset}, same learning rate, ` +
      `${seedsText(seeds.length)}, ${scale.name} scale`,
  };
}

/** What the paper says of its ResNet-110: 1.41 %, to two digits. */
const PAPER_SHARE = 1.41;

function decideShare(): Claim {
  const { share, norm, all } = countParameters('preresnet-110');
  const verdict: Verdict = Math.abs(100 * share - PAPER_SHARE) < 0.005 ? 'holds' : 'does not hold at this scale';
  return {
    id: 'C26', section: '7',
    statement: 'The batch-norm weights of ResNet-110 are 1.41 % of all.',
    paper: '1.41 %',
    measured: `${(100 * share).toFixed(3)} %: ${norm} of ${all}`,
    verdict,
    why: 'Counted in PreResNet-110 with bottleneck blocks and 10 classes; holds if it rounds to the same two digits.',
    provenance: 'the network itself, no training',
  };
}

function comparisonText({ network, index, secantRatio, pairs, incomplete, indexTest }: GroupComparison): string {
  const lost = incomplete > 0 ? `, ${incomplete} more without so much rise` : '';
  return (
    `${network}: difference of |A| ${estimateText(index, 2)}, ratio of ρ ${estimateText(secantRatio, 2)}, ${pairs} ` +
    `pairs${lost}, |A| larger in ${indexTest.positive}`
  );
}

function pointsText({ overEpochs, overImages, significant }: AccuracyDifference): string {
  const tests =
    `at the last epoch significant in ${significant.positive} of ${significant.seeds} seeds (the reverse in ` + `${significant.negative})`;
  return `${inPoints(overEpochs)}, over images ${inPoints({ ...overImages }, false)}, ${tests}`;
}

/** `+0.52 points (0.31 to 0.75)` */
export function inPoints({ value, low, high }: Estimate, withValue = true): string {
  const text = (number: number): string =>
    Number.isFinite(number) ? (100 * number).toFixed(2).replace('-', '−') : number > 0 ? '∞' : '−∞';
  const range = `${text(low)} to ${text(high)}`;
  return withValue ? `${value > 0 ? '+' : ''}${text(value)} points (${range})` : range;
}

function gainText(gains: readonly AverageGain[]): string {
  return `${(100 * mean(gains.map(({ gain }) => gain))).toFixed(2)} points`;
}

function averagesText(scale: Study['scale'], { network, measured, missing }: NetworkAverages): string {
  const images = measured.length > 0 ? `, ${measured[0].result.testExamples} test images` : '';
  return `${network} on ${scale.dataset}, ${seedsText(measured.length)}${leftOutText(missing)}, ${scale.name} scale${images}`;
}

const ABSENT: Readonly<Record<MissingAverages['code'], string>> = {
  SOLUTION_ABSENT: 'not trained', SNAPSHOTS_ABSENT: 'weights of every epoch not kept', RECORD_ABSENT: 'no record',
};

/** ` (not trained: seed 2; no record: seed 1, seed 3)`; empty where nothing is left out. */
function leftOutText(missing: readonly MissingAverages[]): string {
  const parts = Object.entries(ABSENT).flatMap(([code, what]) => {
    const seeds = [...new Set(missing.filter((one) => one.code === code).map(({ seed }) => `seed ${seed}`))];
    return seeds.length === 0 ? [] : [`${what}: ${seeds.join(', ')}`];
  });
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function seedsText(count: number): string {
  return count === 1 ? 'one seed' : `${count} seeds`;
}

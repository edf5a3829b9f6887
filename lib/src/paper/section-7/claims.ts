import { type Estimate, mean } from '../../numbers/statistics';
import { estimateText } from '../../numbers/texts';
import type { Claim } from '../claims/claims';
import { networksOf } from '../study/networks';
import type { Study } from '../study/study';
import type { MissingAverages, NetworkAverages } from './averages';
import { type AccuracyDifference, accuracyDifference, type AverageGain, averageGainsOf, compareAverageGains } from './gains';
import { compareGroups, flatSides, type GroupComparison, type GroupMeasurements } from './groups';
import * as measure from './measure';
import { countParameters } from './parameter-counts';
import { RULES, stanceOn } from './rules';

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

/** The verdicts of section 7, C23 to C26, by its {@link RULES}. */
export function decideSection7(study: Study, { groups, subsets, withNorm, withoutNorm }: Section7Measurements): Claim[] {
  return [decideGroups(study, groups), decideSubsets(study, subsets), decideGains(study, withNorm, withoutNorm), decideShare()];
}

function decideGroups({ scale }: Study, groups: Section7Measurements['groups']): Claim {
  const compared = groups.map(([first, second]) => compareGroups(first, second, RULES.C23.thresholds.level));
  const known = compared.flatMap((one) => (one === null ? [] : [one]));
  const count = (stance: ReturnType<typeof stanceOn>): number => known.filter((one) => stanceOn(one) === stance).length;
  return {
    id: 'C23',
    section: '7',
    statement: 'Directions in the batch-norm weights are more asymmetric than directions in the others.',
    paper: 'Figure 12 and Appendix I, one direction of each group per network, no numbers',
    measured: [
      `${count('for')} networks for, ${count('against')} against, ${count('undecided')} undecided`,
      ...compared.map((one, i) => (
        one === null ? `${groups[i][0].network}: no pair rises so far` : `${comparisonText(one)}; ${flatSidesText(groups[i])}`
      )),
    ].join('. '),
    verdict: RULES.C23.verdict(compared),
    why: RULES.C23.why,
    provenance:
      `${compared.map((one, i) => `${groups[i][0].network} (${seedsText(one?.seeds ?? 0)})`).join(', ')} on ${scale.dataset}, ` +
      `${scale.name} scale, (0, 1) directions, batch norm re-estimated`,
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
    verdict: RULES.C24.verdict([random, rest]),
    why: RULES.C24.why,
    provenance: averagesText(scale, subsets),
  };
}

function decideGains({ scale }: Study, withNorm: NetworkAverages, withoutNorm: NetworkAverages): Claim {
  const [gains, others] = [averageGainsOf(withNorm), averageGainsOf(withoutNorm)];
  const comparison = compareAverageGains(gains, others);
  const { difference, atEqualDistance, seeds } = comparison;
  return {
    id: 'C25',
    section: '7',
    statement: 'Weight averaging gains more in a network with batch norm than in the same network without.',
    paper: 'Figure 14: both gain, the one with batch norm clearly more',
    measured: seeds.length > 0
      ? `gain ${gainText(gains)} with, ${gainText(others)} without; difference ${inPoints(difference)}; at equal distance from ` +
        `the iterate ${inPoints(atEqualDistance)}`
      : `not measured${leftOutText([...withNorm.missing, ...withoutNorm.missing])}`,
    verdict: RULES.C25.verdict(comparison),
    why: RULES.C25.why,
    provenance:
      `${networksOf(scale, 'shallow', 'shallow-without-norm').join(' and ')} on ${scale.dataset}, same learning rate, ` +
      `${seedsText(seeds.length)}, ${scale.name} scale`,
  };
}

/** What the paper says of its ResNet-110, in percent. */
const PAPER_SHARE = 1.41;

function decideShare(): Claim {
  const { share, norm, all } = countParameters('preresnet-110');
  return {
    id: 'C26', section: '7',
    statement: `The batch-norm weights of ResNet-110 are ${PAPER_SHARE} % of all.`,
    paper: `${PAPER_SHARE} %`,
    measured: `${(100 * share).toFixed(3)} %: ${norm} of ${all}`,
    verdict: RULES.C26.verdict({ counted: 100 * share, paper: PAPER_SHARE }),
    why: RULES.C26.why,
    provenance: 'the network itself, no training',
  };
}

function comparisonText(comparison: GroupComparison): string {
  const { network, index, secantRatio, pairs, incomplete, indexTest } = comparison;
  const lost = incomplete > 0 ? `, ${incomplete} more without so much rise` : '';
  return (
    `${network}, ${stanceOn(comparison)}: difference of |A| ${estimateText(index, 2)}, ratio of ρ ${estimateText(secantRatio, 2)}, ` +
    `${pairs} pairs${lost}, |A| larger in ${indexTest.positive}`
  );
}

/** On how many directions of either group the flat side is +u, at the rule's level. */
function flatSidesText(groups: readonly GroupMeasurements[]): string {
  const [norm, others] = groups.map((group) => flatSides(group, RULES.C23.thresholds.level));
  return `flat side +u in ${norm.plus} of ${norm.known} directions of batch norm and in ${others.plus} of ${others.known} of the others`;
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

import { bootstrap } from '../../numbers/resample';
import type { RiseStatistics } from '../../landscape/equal-rise';
import type { GroupKind, WeightGroup } from '../../landscape/group-directions';
import { overSeeds } from '../../numbers/over-clusters';
import type { BatchNormMode } from '../../landscape/evaluate-point';
import { type Estimate, mean, signTest, type TestResult } from '../../numbers/statistics';
import type { MeasuredDirection } from '../../landscape/summary';
import { measureEach } from '../study/measure-each';
import { DECIDING_LEVEL, type MeasuredGroupCurve, measureGroupCurves, measurePart, RISE_LEVELS } from './group-curves';
import type { Recorded } from '../../records/records';
import type { StudySolution } from '../study/solutions';
import type { Study } from '../study/study';

/** The two groups that Figure 12 compares. */
const MAIN_GROUPS = ['norm', 'not-norm'] as const;
/** The groups that make up a network. */
const PART_GROUPS = ['all', 'gamma', 'beta', 'convolution', 'classifier'] as const;

/** One direction of a group at one trained network. */
export interface MeasuredGroupDirection extends Recorded<MeasuredGroupCurve>, MeasuredDirection {
  /** Which draw; directions of one seed and index in two groups are a pair. */
  readonly index: number;
}

/** The directions of one law in one group, over the seeds of one network. */
export interface GroupMeasurements extends GroupKind {
  readonly network: string;
  readonly batchNorm: BatchNormMode;
  readonly measured: readonly MeasuredGroupDirection[];
}

/** Curves along `count` directions of each kind at each solution; each curve is a record of its own. */
export async function measureGroups(
  study: Study,
  solutions: readonly StudySolution[],
  kinds: readonly GroupKind[],
  { count, batchNorm = 'reestimate' }: { readonly count: number; readonly batchNorm?: BatchNormMode },
): Promise<GroupMeasurements[]> {
  return measureEach(kinds, async (kind) => {
    const measured = await measureEach(solutions, async (solution) => {
      const curves = await measureGroupCurves(study, solution, { ...kind, batchNorm }, count);
      return curves.map((curve, index) => ({ ...curve, index, seed: solution.seed, asymmetry: curve.result.asymmetry }));
    });
    return { ...kind, network: solutions[0].network, batchNorm, measured: measured.flat() };
  });
}

/** Kinds of one law, one for each group. */
export function groupKinds(law: GroupKind['law'], groups: readonly WeightGroup[] = MAIN_GROUPS): GroupKind[] {
  return groups.map((group) => ({ law, group }));
}

/** The part of a direction that lies in one group of weights. */
export interface MeasuredPart {
  readonly group: WeightGroup;
  readonly measured: Recorded<MeasuredGroupCurve>;
}

/** The parts of one (0, 1) direction at a solution, and the whole, all with the same step of each weight. */
export async function measureDirectionParts(study: Study, solution: StudySolution): Promise<MeasuredPart[]> {
  return measureEach(PART_GROUPS, async (group) => ({ group, measured: await measurePart(study, solution, group) }));
}

/** A direction's statistics at one of the levels of rise; null if its curve did not rise so far. */
export function atRise({ result }: Pick<MeasuredGroupDirection, 'result'>, level: number): RiseStatistics | null {
  return result.atRise[RISE_LEVELS.findIndex((known) => known === level)] ?? null;
}

/** Of how many of a group's directions +u is the flat side, among those that rise so far. */
export function flatSides({ measured }: GroupMeasurements, level: number): { readonly plus: number; readonly known: number } {
  const known = measured.map((one) => atRise(one, level)).filter((found) => found !== null);
  return { plus: known.filter(({ flatSign }) => flatSign === 1).length, known: known.length };
}

/** Two groups of one network, compared in pairs of directions at equal rise. */
export interface GroupComparison {
  readonly network: string;
  readonly level: number;
  readonly pairs: number;
  /** Pairs of which one curve did not rise so far: they are left out. */
  readonly incomplete: number;
  readonly seeds: number;
  /** |A| of the first group minus |A| of the second. */
  readonly index: Estimate;
  /** ρ of the first group divided by ρ of the second: geometric mean. */
  readonly secantRatio: Estimate;
  /** Are the signs of these differences even? As if directions were independent. */
  readonly indexTest: TestResult;
  readonly secantRatioTest: TestResult;
}

/**
 * Compares the asymmetry of two groups over pairs of directions of one seed and index. From three seeds on the estimates
 * are means over seeds, see {@link overSeeds}; below, intervals resample pairs, and of a single pair they are unknown.
 *
 * @returns null if no pair is complete
 */
export function compareGroups(first: GroupMeasurements, second: GroupMeasurements, level = DECIDING_LEVEL): GroupComparison | null {
  const pairs = first.measured.flatMap((one) => {
    const other = second.measured.find(({ seed, index }) => seed === one.seed && index === one.index);
    return other === undefined ? [] : [{ seed: one.seed, a: atRise(one, level), b: atRise(other, level) }];
  });
  const complete = pairs.flatMap(({ seed, a, b }) => (a === null || b === null ? [] : [{
    seed,
    index: Math.abs(a.index) - Math.abs(b.index),
    secantRatio: Math.log(a.secantRatio / b.secantRatio),
  }]));
  if (complete.length === 0) return null;
  const seeds = [...new Set(complete.map(({ seed }) => seed))];
  const estimate = (of: (pair: (typeof complete)[number]) => number): Estimate => {
    const meanOf = (sample: typeof complete): number => mean(sample.map(of));
    const ofSeeds = overSeeds(seeds.map((seed) => meanOf(complete.filter((pair) => pair.seed === seed))));
    if (ofSeeds !== null) return ofSeeds;
    if (complete.length < 2) return { value: meanOf(complete), low: -Infinity, high: Infinity };
    return bootstrap(complete, (sample) => meanOf([...sample]));
  };
  const ratio = estimate(({ secantRatio }) => secantRatio);
  return {
    network: first.network,
    level,
    pairs: complete.length,
    incomplete: pairs.length - complete.length,
    seeds: seeds.length,
    index: estimate(({ index }) => index),
    secantRatio: { value: Math.exp(ratio.value), low: Math.exp(ratio.low), high: Math.exp(ratio.high) },
    indexTest: signTest(complete.map(({ index }) => index)),
    secantRatioTest: signTest(complete.map(({ secantRatio }) => secantRatio)),
  };
}

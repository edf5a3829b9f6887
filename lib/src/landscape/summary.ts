import { UsageError } from '../base/errors';
import { type Asymmetry, isAsymmetric, type Sides } from './asymmetry';
import type { AsymmetryUncertainty } from './asymmetry-uncertainty';
import { FEWEST_SEEDS, overClusters, overSeeds, widerInterval } from '../numbers/over-clusters';
import { bootstrap, type BootstrapOptions } from '../numbers/resample';
import { type Estimate, type Interval, mean, median, proportionDifference, wilsonInterval } from '../numbers/statistics';

/** One direction at one trained network. */
export interface MeasuredDirection {
  /** The seed of the network's training, not of the direction. */
  readonly seed: number;
  readonly asymmetry: Asymmetry & { readonly uncertainty?: AsymmetryUncertainty };
}

/** The directions of one trained network. */
export interface SeedSummary {
  readonly seed: number;
  readonly directions: number;
  /** Number of asymmetric directions. */
  readonly asymmetric: number;
  /** Number of directions with their flat side along +u. */
  readonly flatPlus: number;
  /** The asymmetric direction with the largest ρ; if none is asymmetric, the direction with the largest ρ; null if none has a ρ. */
  readonly best: {
    /** Its index among the directions of this seed, in the order given. */
    readonly direction: number;
    /** c* of Definition 1; null if it was not certified. */
    readonly ratio: number | null;
    /** ρ. */
    readonly secantRatio: number;
    /** 95 % interval of ρ from resampling the examples; null if they were not resampled. */
    readonly secantRatioInterval: Interval | null;
  } | null;
}

/** Many directions of one kind, at several trained networks. All intervals are 95 %. */
export interface DirectionSummary {
  readonly directions: number;
  /** Number of directions by the sides on which their recentred curves rise. */
  readonly sides: Readonly<Record<Sides, number>>;
  /** Fraction of asymmetric directions, with Wilson's interval, as if directions were independent. */
  readonly asymmetric: Estimate;
  /**
   * Mean of the seeds' fractions, the one to trust. Its interval is the wider of that over seeds (see {@link overSeeds}) and
   * Wilson's. Null for fewer than three seeds.
   */
  readonly asymmetricOverSeeds: Estimate | null;
  /** Mean A of the recentred curves that have one; null if none has. */
  readonly index: Estimate | null;
  /** What the interval of `index` is over: seeds, from three seeds on; directions for fewer. */
  readonly indexOver: 'seeds' | 'directions';
  /** Median ρ of the two-sided directions; null if none has one. */
  readonly medianSecantRatio: number | null;
  /** The c* above which a two-sided direction counts as asymmetric. */
  readonly ratio: number;
  readonly bySeed: readonly SeedSummary[];
}

/** The c* above which a direction counts as asymmetric, and how intervals are resampled. */
export interface SummaryOptions extends BootstrapOptions {
  /** Bound of c*. Default 2. */
  readonly ratio?: number;
}

/**
 * Summary of many directions of one kind (paper, section 3.2). `uniform01` directions have most of their length in common (see
 * `pairwiseCosines`), and their curves hardly differ: the number of independent observations is closer to the number of seeds than to
 * the number of directions. So Wilson's interval is too narrow for them, and so is one over directions.
 *
 * @throws UsageError SAMPLE_EMPTY without a direction; REPLICATES_INVALID
 */
export function summariseDirections(measured: readonly MeasuredDirection[], options: SummaryOptions = {}): DirectionSummary {
  const { ratio = 2 } = options;
  if (measured.length === 0) throw new UsageError('SAMPLE_EMPTY', 'There are no directions to summarise.', 'Measure at least one.');
  const asymmetric = (directions: readonly MeasuredDirection[]): number =>
    directions.filter(({ asymmetry }) => isAsymmetric(asymmetry, ratio)).length;
  const clusters = bySeed(measured);
  const enough = clusters.length >= FEWEST_SEEDS;
  const sides = (kind: Sides): number => measured.filter(({ asymmetry }) => asymmetry.recentred.sides === kind).length;
  const share = wilsonInterval(asymmetric(measured), measured.length);
  const shares = clusters.map((directions) => asymmetric(directions) / directions.length);
  const shareOverSeeds = overSeeds(shares, { ...options, within: [0, 1] });
  const secantRatios = present(measured, ({ asymmetry: { recentred } }) =>
    recentred.sides === 'two-sided' ? recentred.secantRatio : null,
  );
  return {
    directions: measured.length,
    sides: { 'two-sided': sides('two-sided'), 'one-sided': sides('one-sided'), flat: sides('flat') },
    asymmetric: share,
    asymmetricOverSeeds: shareOverSeeds && widened(shareOverSeeds, share),
    index: meanIndex(clusters, enough, options),
    indexOver: enough ? 'seeds' : 'directions',
    medianSecantRatio: secantRatios.length > 0 ? median(secantRatios) : null,
    ratio,
    bySeed: clusters.map((directions) => ({
      seed: directions[0].seed,
      directions: directions.length,
      asymmetric: asymmetric(directions),
      flatPlus: directions.filter(({ asymmetry }) => asymmetry.flatSign === 1).length,
      best: bestOf(directions, ratio),
    })),
  };
}

/**
 * How much more often directions of one kind are asymmetric than those of another at the same trained networks (claim C2). From
 * three common seeds on, it is the mean of the seeds' differences, with the wider of two intervals: that over seeds
 * (see {@link overSeeds}), and Newcombe's, as if directions were independent. For fewer seeds, it is Newcombe's difference and
 * interval.
 *
 * @throws UsageError COUNTS_INVALID if one of the kinds has no directions; REPLICATES_INVALID
 */
export function asymmetryDifference(
  first: readonly MeasuredDirection[],
  second: readonly MeasuredDirection[],
  options: SummaryOptions = {},
): Estimate {
  const { ratio = 2 } = options;
  const marked = (directions: readonly MeasuredDirection[], isFirst: boolean): { seed: number; isFirst: boolean; asymmetric: number }[] =>
    directions.map(({ seed, asymmetry }) => ({ seed, isFirst, asymmetric: Number(isAsymmetric(asymmetry, ratio)) }));
  const all = [...marked(first, true), ...marked(second, false)];
  const common = bySeed(all).filter((cluster) => cluster.some(({ isFirst }) => isFirst) && cluster.some(({ isFirst }) => !isFirst));
  const ofKind = (sample: typeof all, kind: boolean): number[] =>
    sample.filter(({ isFirst }) => isFirst === kind).map(({ asymmetric }) => asymmetric);
  const proportion = (outcomes: readonly number[]): Estimate =>
    wilsonInterval(outcomes.filter((outcome) => outcome === 1).length, outcomes.length);
  const difference = (sample: typeof all): Estimate =>
    proportionDifference(proportion(ofKind(sample, true)), proportion(ofKind(sample, false)));
  const ofSeeds = overSeeds(common.map((cluster) => difference(cluster).value), { ...options, within: [-1, 1] });
  return ofSeeds === null ? difference(all) : widened(ofSeeds, difference(common.flat()));
}

/** An estimate with the wider of its own interval and another: seeds that agree to the last digit give it an interval of no width. */
function widened(estimate: Estimate, other: Interval): Estimate {
  const { low, high } = widerInterval<Interval>(estimate, other);
  return { value: estimate.value, low, high };
}

function meanIndex(clusters: readonly (readonly MeasuredDirection[])[], enough: boolean, options: BootstrapOptions): Estimate | null {
  const indices = clusters
    .map((directions) => present(directions, ({ asymmetry }) => asymmetry.recentred.index))
    .filter((cluster) => cluster.length > 0);
  if (indices.length === 0) return null;
  return enough ? overClusters(indices.map(mean), { ...options, within: [-1, 1] }) : bootstrap(indices.flat(), mean, options);
}

function bestOf(directions: readonly MeasuredDirection[], ratio: number): SeedSummary['best'] {
  const asymmetric = directions.filter(({ asymmetry }) => isAsymmetric(asymmetry, ratio));
  const candidates = (asymmetric.length > 0 ? asymmetric : directions).filter(({ asymmetry }) => asymmetry.recentred.secantRatio !== null);
  if (candidates.length === 0) return null;
  const secantRatioOf = ({ asymmetry }: MeasuredDirection): number => asymmetry.recentred.secantRatio ?? 0;
  const best = candidates.reduce((leader, candidate) => (secantRatioOf(candidate) > secantRatioOf(leader) ? candidate : leader));
  return {
    direction: directions.indexOf(best),
    ratio: best.asymmetry.recentred.definition?.ratio ?? null,
    secantRatio: secantRatioOf(best),
    secantRatioInterval: best.asymmetry.uncertainty?.secantRatio ?? null,
  };
}

/** Groups by seed, in the order in which the seeds first appear. */
function bySeed<T extends { readonly seed: number }>(all: readonly T[]): T[][] {
  const groups = new Map<number, T[]>();
  for (const item of all) groups.set(item.seed, [...(groups.get(item.seed) ?? []), item]);
  return [...groups.values()];
}

function present<T>(items: readonly T[], of: (item: T) => number | null): number[] {
  return items.map(of).filter((value): value is number => value !== null);
}

import { UsageError } from '../base/errors';
import { FEWEST_SEEDS, overClusters } from '../numbers/over-clusters';
import type { BootstrapOptions } from '../numbers/resample';
import type { Estimate } from '../numbers/statistics';
import { inUnitsOf, meanRise, onCommonDistances, type RayRises, riseDifference, widthAt } from './ray-widths';

/** The rises around two solutions of one training, along the same rays and on the same examples. */
export interface RayPair {
  /** Seed of the training. */
  readonly seed: number;
  readonly first: RayRises;
  readonly second: RayRises;
  /** ‖w‖ of the first and of the second solution. */
  readonly norms: readonly [number, number];
}

/** The part of one training in a {@link WidthComparison}. Lists have one entry for each distance. */
export interface SeedWidths {
  readonly seed: number;
  /** R(l) around the first solution, nats. */
  readonly first: readonly number[];
  /** R(l) around the second solution, nats. */
  readonly second: readonly number[];
  /** R of the first minus R of the second, nats, with its paired interval over rays and examples. */
  readonly difference: readonly Estimate[];
  /** The distance at which each R reaches {@link WIDTH_LEVEL}; null if it does not. */
  readonly widths: readonly [number | null, number | null];
}

/** Which of two solutions looks wider, over one or several trainings. */
export interface WidthComparison {
  /** Distances common to all trainings: l, or l/‖w‖. */
  readonly distances: readonly number[];
  readonly seeds: readonly SeedWidths[];
  /** The mean difference over trainings, nats, see `overSeeds`; null for fewer than three. */
  readonly overSeeds: readonly Estimate[] | null;
  /** Indices of the distances at which R, averaged over both solutions and all trainings, lies in {@link RISE_WINDOW}. */
  readonly window: readonly number[];
}

/** A distance counts in a comparison if the mean rise there lies between these, nats. */
export const RISE_WINDOW = [0.1, 1] as const;
/** The rise that defines an apparent width, nats. */
export const WIDTH_LEVEL = 0.5;

/**
 * Compares the rises around two solutions at equal distances (paper, section 6.3 and Appendix H; claims C21 and C22).
 *
 * @param units `l`: at equal distances. `l/‖w‖`: at equal shares of each solution's own ‖w‖, since in a network with batch norm a
 * larger norm alone looks wider
 * @throws UsageError SAMPLE_EMPTY without a pair; RAYS_INVALID, RAYS_UNPAIRED, REPLICATES_INVALID
 */
export function compareWidths(pairs: readonly RayPair[], units: 'l' | 'l/‖w‖', options: BootstrapOptions = {}): WidthComparison {
  if (pairs.length === 0) throw new UsageError('SAMPLE_EMPTY', 'There are no pairs of solutions to compare.', 'Give at least one.');
  const scaled = pairs.flatMap(({ first, second, norms }) =>
    units === 'l' ? [first, second] : [inUnitsOf(norms[0], first), inUnitsOf(norms[1], second)],
  );
  const common = onCommonDistances(scaled);
  const { distances } = common[0];
  const seeds = pairs.map(({ seed }, i): SeedWidths => {
    const [first, second] = common.slice(2 * i, 2 * i + 2);
    const rises = [meanRise(first), meanRise(second)];
    const widths = rises.map((rise) => widthAt(distances, rise, WIDTH_LEVEL));
    return { seed, first: rises[0], second: rises[1], difference: riseDifference(first, second, options), widths: [widths[0], widths[1]] };
  });
  const middle = (k: number): number => seeds.reduce((sum, { first, second }) => sum + first[k] + second[k], 0) / (2 * seeds.length);
  const differenceOverSeeds = (k: number): Estimate => overClusters(seeds.map(({ difference }) => difference[k].value));
  return {
    distances,
    seeds,
    overSeeds: seeds.length < FEWEST_SEEDS ? null : distances.map((_, k) => differenceOverSeeds(k)),
    window: [...distances.keys()].filter((k) => middle(k) >= RISE_WINDOW[0] && middle(k) <= RISE_WINDOW[1]),
  };
}

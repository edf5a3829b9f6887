import { UsageError } from '../base/errors';
import { bootstrap, type BootstrapOptions } from './resample';
import { type Estimate, type Interval, mean, tInterval } from './statistics';

/** From so many clusters on they are resampled. */
export const FEWEST_RESAMPLED = 10;
/** Trainings from which on an interval speaks about new trainings, not only about these. */
export const FEWEST_SEEDS = 3;

/** How {@link overClusters} bounds and resamples. */
export interface ClusterOptions extends BootstrapOptions {
  /** What the quantity cannot leave, such as [0, 1] for a share. Default: no bounds. */
  readonly within?: readonly [low: number, high: number];
}

/**
 * Mean over clusters, such as trained networks, with a 95 % interval that speaks about new clusters. Each cluster counts
 * once, however many observations it holds.
 *
 * Below ten clusters the interval is Student's t of their values. Resampling so few is too optimistic: three clusters have
 * but ten different resamples, and over normal values the central 95 % of those covered the true mean in about three
 * quarters of simulated repetitions, Student's t in 95 %. So a rule that asks for this interval is stricter than one that
 * resamples three clusters. From ten on clusters are drawn with replacement.
 *
 * Of clusters that agree to the last digit the interval has no width, whichever way; see {@link wider}.
 *
 * @param values one for each cluster, such as the mean of its observations
 * @returns of one cluster the interval is unknown: (−∞, ∞), or what `within` allows
 * @throws UsageError SAMPLE_EMPTY, REPLICATES_INVALID
 */
export function overClusters(values: readonly number[], { within = [-Infinity, Infinity], ...options }: ClusterOptions = {}): Estimate {
  if (values.length === 0) throw new UsageError('SAMPLE_EMPTY', 'There are no clusters.', 'Give the value of at least one.');
  const { value, low, high } = values.length < FEWEST_RESAMPLED ? tInterval(values) : bootstrap(values, mean, options);
  return { value, low: Math.max(low, within[0]), high: Math.min(high, within[1]) };
}

/**
 * {@link overClusters} of one value for each training; null below three, which say nothing about others: then an interval over
 * examples or directions is about these trainings only.
 *
 * @throws UsageError REPLICATES_INVALID
 */
export function overSeeds(values: readonly number[], options: ClusterOptions = {}): Estimate | null {
  return values.length < FEWEST_SEEDS ? null : overClusters(values, options);
}

/**
 * The wider of two intervals of one quantity, such as one over observations and one over clusters: whichever source of
 * chance weighs more. One that is not a number counts as the wider.
 */
export function widerInterval<T extends Interval>(first: T, second: T): T {
  const [one, other] = [first, second].map(({ low, high }) => high - low);
  return Number.isNaN(one) || one >= other ? first : second;
}

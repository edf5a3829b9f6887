import { UsageError } from '../base/errors';
import { bootstrap, type BootstrapOptions } from './resample';
import { type Estimate, type Interval, mean, tInterval } from './statistics';

/** The fewest clusters that are resampled; fewer get Student's t interval. */
export const FEWEST_RESAMPLED = 10;
/** The fewest trainings whose interval speaks about new trainings, not only about these. */
export const FEWEST_SEEDS = 3;

/** Options of {@link overClusters}. */
export interface ClusterOptions extends BootstrapOptions {
  /** Bounds of the quantity, such as [0, 1] for a share; the interval is cut to them. Default: no bounds. */
  readonly within?: readonly [low: number, high: number];
}

/**
 * Mean over clusters, such as trained networks, with a 95 % interval that speaks about new clusters. Each cluster counts once,
 * however many observations it holds.
 *
 * For fewer than ten clusters, the interval is Student's t interval of their values. Resampling so few is too optimistic: three
 * clusters have only ten different resamples. In simulations with normal values, the central 95 % of these resamples covered the
 * true mean in about three quarters of the repetitions, Student's t interval in 95 %. So a rule that asks for this interval is
 * stricter than one that resamples three clusters. From ten clusters on, they are drawn with replacement.
 *
 * If all clusters agree to the last digit, either interval has no width; see {@link widerInterval}.
 *
 * @param values one for each cluster, such as the mean of its observations
 * @returns for one cluster the interval is unknown: (−∞, ∞), cut to `within`
 * @throws UsageError SAMPLE_EMPTY without a value; REPLICATES_INVALID
 */
export function overClusters(values: readonly number[], { within = [-Infinity, Infinity], ...options }: ClusterOptions = {}): Estimate {
  if (values.length === 0) throw new UsageError('SAMPLE_EMPTY', 'There are no clusters.', 'Give the value of at least one.');
  const { value, low, high } = values.length < FEWEST_RESAMPLED ? tInterval(values) : bootstrap(values, mean, options);
  return { value, low: Math.max(low, within[0]), high: Math.min(high, within[1]) };
}

/**
 * {@link overClusters} of one value for each training. Null for fewer than three trainings, which say nothing about others: an
 * interval over examples or directions is then about these trainings only.
 *
 * @throws UsageError REPLICATES_INVALID
 */
export function overSeeds(values: readonly number[], options: ClusterOptions = {}): Estimate | null {
  return values.length < FEWEST_SEEDS ? null : overClusters(values, options);
}

/**
 * The wider of two intervals of one quantity, such as one over observations and one over clusters: it belongs to the stronger
 * source of chance. An interval whose width is not a number counts as the wider.
 */
export function widerInterval<T extends Interval>(first: T, second: T): T {
  const [one, other] = [first, second].map(({ low, high }) => high - low);
  return Number.isNaN(one) || one >= other ? first : second;
}

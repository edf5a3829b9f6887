import { UsageError } from '../base/errors';
import { type Generator, generator } from '../base/random';
import { type Estimate, type Interval, quantile } from './statistics';

/** What every bootstrap needs; the interval is the central 95 % of the replicates. */
export interface BootstrapOptions {
  /** Default 0. The same seed gives the same interval. */
  readonly seed?: number;
  /** How often to resample. Default 2000. */
  readonly replicates?: number;
}

/** The central 95 % of replicates, those that are NaN left out. */
export function percentileInterval(replicates: ArrayLike<number>): Interval {
  const known = Float64Array.from(replicates).filter((value) => !Number.isNaN(value));
  return { low: quantile(known, 0.025), high: quantile(known, 0.975) };
}

/**
 * Bootstrap of independent observations: `statistic` of as many values drawn with replacement.
 *
 * @throws UsageError SAMPLE_EMPTY, REPLICATES_INVALID
 */
export function bootstrap<T>(values: readonly T[], statistic: (sample: readonly T[]) => number, options: BootstrapOptions = {}): Estimate {
  return resampled(values, statistic, (source) => drawn(values, source), options);
}

/**
 * Bootstrap of observations that come in clusters, such as directions of several trained networks: whole clusters are
 * drawn with replacement, so the interval speaks about new networks, not only about new directions.
 *
 * @param statistic of all observations of the clusters drawn, joined
 * @throws UsageError SAMPLE_EMPTY, REPLICATES_INVALID
 */
export function clusterBootstrap<T>(
  clusters: readonly (readonly T[])[],
  statistic: (sample: readonly T[]) => number,
  options: BootstrapOptions = {},
): Estimate {
  return resampled(clusters.flat(), statistic, (source) => drawn(clusters, source).flat(), options);
}

/**
 * Paired bootstrap of the mean of a − b: pairs are drawn, never their halves apart.
 *
 * @throws UsageError SAMPLE_EMPTY, SAMPLES_UNPAIRED, REPLICATES_INVALID
 */
export function pairedBootstrap(a: ArrayLike<number>, b: ArrayLike<number>, options: BootstrapOptions = {}): Estimate {
  if (a.length !== b.length) {
    throw new UsageError(
      'SAMPLES_UNPAIRED',
      `${a.length} values cannot be paired with ${b.length}.`,
      'Measure both on the same examples or directions.',
    );
  }
  const differences = Array.from(a, (value, i) => value - b[i]);
  return bootstrap(differences, (sample) => sample.reduce((sum, difference) => sum + difference, 0) / sample.length, options);
}

function resampled<T>(
  all: readonly T[],
  statistic: (sample: readonly T[]) => number,
  resample: (source: Generator) => readonly T[],
  { seed = 0, replicates = 2000 }: BootstrapOptions,
): Estimate {
  if (all.length === 0) throw new UsageError('SAMPLE_EMPTY', 'There is nothing to resample.', 'Give at least one observation.');
  checkReplicates(replicates);
  const source = generator(seed, 'bootstrap');
  const values = Float64Array.from({ length: replicates }, () => statistic(resample(source)));
  return { value: statistic(all), ...percentileInterval(values) };
}

/** @throws UsageError REPLICATES_INVALID */
export function checkReplicates(replicates: number): void {
  if (Number.isInteger(replicates) && replicates >= 1) return;
  throw new UsageError('REPLICATES_INVALID', `${replicates} replicates were asked for.`, 'Give a whole number, at least 1; 1000 is usual.');
}

function drawn<T>(values: readonly T[], source: Generator): T[] {
  return values.map(() => values[source.integer(values.length)]);
}

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
export function bootstrap<T>(
  values: readonly T[],
  statistic: (sample: readonly T[]) => number,
  { seed = 0, replicates = 2000 }: BootstrapOptions = {},
): Estimate {
  if (values.length === 0) throw new UsageError('SAMPLE_EMPTY', 'There is nothing to resample.', 'Give at least one observation.');
  checkReplicates(replicates);
  const source = generator(seed, 'bootstrap');
  const resampled = Float64Array.from({ length: replicates }, () => statistic(drawn(values, source)));
  return { value: statistic(values), ...percentileInterval(resampled) };
}

/** @throws UsageError REPLICATES_INVALID */
export function checkReplicates(replicates: number): void {
  if (Number.isInteger(replicates) && replicates >= 1) return;
  throw new UsageError('REPLICATES_INVALID', `${replicates} replicates were asked for.`, 'Give a whole number, at least 1; 1000 is usual.');
}

function drawn<T>(values: readonly T[], source: Generator): T[] {
  return values.map(() => values[source.integer(values.length)]);
}

// Resampling: how replicates are drawn, and the intervals that they give.
import { UsageError } from '../base/errors';
import { breathe, type RunOptions } from '../base/progress';
import { type Generator, generator } from '../base/random';
import { type Estimate, type Interval, quantile } from './statistics';

/** Options of every bootstrap. Its interval is the central 95 % of the replicates. */
export interface BootstrapOptions {
  /** Seed of the draws: the same seed gives the same interval. Default 0. */
  readonly seed?: number;
  /** Number of replicates, at least 1. Default 2000, unless a function names another. */
  readonly replicates?: number;
}

/** Share of the replicates that must have a value; with fewer there is no interval. */
const LEAST_SHARE = 0.95;

/**
 * Replicates: the results of repeated calls of `draw`, all with chance from one stream.
 *
 * @param stream name of the stream, such as `bootstrap/rays`; another name gives other numbers
 * @throws UsageError REPLICATES_INVALID
 */
export function replicated<T>(
  stream: string,
  { seed = 0, replicates = 2000 }: BootstrapOptions,
  draw: (source: Generator) => T,
): T[] {
  checkReplicates(replicates);
  const source = generator(seed, stream);
  return Array.from({ length: replicates }, () => draw(source));
}

/**
 * {@link replicated} for a slow `draw`: it reports progress, and lets other work run in between.
 *
 * @throws UsageError REPLICATES_INVALID; InterruptedError when `signal` is aborted
 */
export async function replicatedInTurn<T>(
  stream: string,
  { seed = 0, replicates = 2000, signal, onProgress }: BootstrapOptions & RunOptions,
  draw: (source: Generator) => T,
): Promise<T[]> {
  checkReplicates(replicates);
  const source = generator(seed, stream);
  const all: T[] = [];
  for (let done = 0; done < replicates; done++) {
    if (done % 10 === 0) {
      await breathe(signal);
      onProgress?.({ label: 'resample examples', done, total: replicates });
    }
    all.push(draw(source));
  }
  return all;
}

/**
 * Bootstrap of independent observations. Each replicate is `statistic` of a resample: as many values, drawn with replacement.
 *
 * @returns the statistic of the values themselves, with the interval of the replicates
 * @throws UsageError SAMPLE_EMPTY without a value; REPLICATES_INVALID
 */
export function bootstrap<T>(values: readonly T[], statistic: (sample: readonly T[]) => number, options: BootstrapOptions = {}): Estimate {
  if (values.length === 0) throw new UsageError('SAMPLE_EMPTY', 'There is nothing to resample.', 'Give at least one observation.');
  const replicates = replicated('bootstrap', options, (source) => statistic(drawn(values, source)));
  return { value: statistic(values), ...percentileInterval(replicates) };
}

/** A resample: as many of the values, drawn with replacement. */
export function drawn<T>(values: readonly T[], source: Generator): T[] {
  return values.map(() => values[source.integer(values.length)]);
}

/** How often each of `count` things, such as examples, comes up in `count` draws with replacement; one entry for each thing. */
export function timesDrawn(count: number, source: Generator): Uint16Array {
  const times = new Uint16Array(count);
  for (let i = 0; i < count; i++) times[source.integer(count)]++;
  return times;
}

/** Σ times·value. A value that is not drawn does not count, even if it is not finite. */
export function weightedSum(values: ArrayLike<number>, times: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < times.length; i++) if (times[i] > 0) sum += times[i] * values[i];
  return sum;
}

/**
 * Mean loss at each point, over one resample of the examples.
 *
 * @param losses `losses[k][i]`, the loss of example i at the k-th point
 * @param times how often each example is drawn, see {@link timesDrawn}
 */
export function resampledMeans(losses: readonly Float32Array[], times: Uint16Array): Float64Array {
  const total = times.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(losses, (atPoint) => weightedSum(atPoint, times) / total);
}

/** The central 95 % of the replicates, without those that are NaN. */
export function percentileInterval(replicates: ArrayLike<number>): Interval {
  const known = Float64Array.from(replicates).filter((value) => !Number.isNaN(value));
  return { low: quantile(known, 0.025), high: quantile(known, 0.975) };
}

/** {@link percentileInterval} of the replicates that have a value; null if more than 5 % have none. */
export function intervalOfKnown(replicates: readonly (number | null | undefined)[]): Interval | null {
  const known = replicates.filter((value): value is number => typeof value === 'number');
  return known.length < LEAST_SHARE * replicates.length ? null : percentileInterval(known);
}

/** @throws UsageError REPLICATES_INVALID */
function checkReplicates(replicates: number): void {
  if (Number.isInteger(replicates) && replicates >= 1) return;
  throw new UsageError('REPLICATES_INVALID', `${replicates} replicates were asked for.`, 'Give a whole number, at least 1; 1000 is usual.');
}

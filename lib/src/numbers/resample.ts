// Resampling: how replicates are drawn, and the intervals that they give.
import { UsageError } from '../base/errors';
import { breathe, type RunOptions } from '../base/progress';
import { type Generator, generator } from '../base/random';
import { type Estimate, type Interval, quantile } from './statistics';

/** What every bootstrap needs; the interval is the central 95 % of the replicates. */
export interface BootstrapOptions {
  /** Default 0. The same seed gives the same interval. */
  readonly seed?: number;
  /** How often to resample. Default 2000. */
  readonly replicates?: number;
}

/** Of the replicates that must have a value for them to have an interval. */
const LEAST_SHARE = 0.95;

/**
 * Replicates: what `draw` gives, time after time, with chance from one stream.
 *
 * @param stream names the stream, such as `bootstrap/rays`: other names, other numbers
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

/** {@link replicated} of what takes long: with progress, and room for others in between. @throws also InterruptedError */
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
 * Bootstrap of independent observations: `statistic` of as many values drawn with replacement.
 *
 * @throws UsageError SAMPLE_EMPTY, REPLICATES_INVALID
 */
export function bootstrap<T>(values: readonly T[], statistic: (sample: readonly T[]) => number, options: BootstrapOptions = {}): Estimate {
  if (values.length === 0) throw new UsageError('SAMPLE_EMPTY', 'There is nothing to resample.', 'Give at least one observation.');
  const replicates = replicated('bootstrap', options, (source) => statistic(drawn(values, source)));
  return { value: statistic(values), ...percentileInterval(replicates) };
}

/** As many of the values, drawn with replacement. */
export function drawn<T>(values: readonly T[], source: Generator): T[] {
  return values.map(() => values[source.integer(values.length)]);
}

/** How often each of `count` things, such as examples, is drawn in `count` draws with replacement. */
export function timesDrawn(count: number, source: Generator): Uint16Array {
  const times = new Uint16Array(count);
  for (let i = 0; i < count; i++) times[source.integer(count)]++;
  return times;
}

/** Σ times·value; what is not drawn does not count, be it finite or not. */
export function weightedSum(values: ArrayLike<number>, times: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < times.length; i++) if (times[i] > 0) sum += times[i] * values[i];
  return sum;
}

/**
 * Mean loss at each point over the same resampled examples.
 *
 * @param losses `losses[k][i]`, of each example at each point
 * @param times how often each example counts, see {@link timesDrawn}
 */
export function resampledMeans(losses: readonly Float32Array[], times: Uint16Array): Float64Array {
  const total = times.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(losses, (atPoint) => weightedSum(atPoint, times) / total);
}

/** The central 95 % of replicates, those that are NaN left out. */
export function percentileInterval(replicates: ArrayLike<number>): Interval {
  const known = Float64Array.from(replicates).filter((value) => !Number.isNaN(value));
  return { low: quantile(known, 0.025), high: quantile(known, 0.975) };
}

/** {@link percentileInterval} of replicates of which some have no value; null if these are more than 5 %. */
export function intervalOfKnown(replicates: readonly (number | null | undefined)[]): Interval | null {
  const known = replicates.filter((value): value is number => typeof value === 'number');
  return known.length < LEAST_SHARE * replicates.length ? null : percentileInterval(known);
}

/** @throws UsageError REPLICATES_INVALID */
function checkReplicates(replicates: number): void {
  if (Number.isInteger(replicates) && replicates >= 1) return;
  throw new UsageError('REPLICATES_INVALID', `${replicates} replicates were asked for.`, 'Give a whole number, at least 1; 1000 is usual.');
}

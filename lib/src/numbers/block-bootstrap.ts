import { UsageError } from '../base/errors';
import type { Generator } from '../base/random';
import { overSeeds } from './over-clusters';
import { type BootstrapOptions, percentileInterval, replicated } from './resample';
import { type Estimate, mean } from './statistics';

/**
 * The mean of several time series, such as differences of accuracy at successive epochs, with its 95 % interval. Each series
 * belongs to one training, and all have the same weight.
 *
 * From three series on, the interval is over series and comes from their means (see {@link overSeeds}); it is stricter than
 * drawing three series with replacement. The spread of the means already contains the chance from epoch to epoch. For fewer
 * series, the interval is about these trainings only. Neighbouring epochs resemble each other, so blocks of neighbours are drawn
 * with replacement (moving blocks of length n^(1/3), rounded), not single epochs. If there are fewer than three series of one
 * epoch each, the interval is unknown: (−∞, ∞).
 *
 * @param series for each training, its values in the order of time; at least one series, none of them empty
 * @throws UsageError SAMPLE_EMPTY for no series or an empty one; REPLICATES_INVALID
 */
export function blockBootstrap(series: readonly (readonly number[])[], options: BootstrapOptions = {}): Estimate {
  if (series.length === 0 || series.some((values) => values.length === 0)) {
    throw new UsageError('SAMPLE_EMPTY', 'There is nothing to resample.', 'Give at least one series with one value.');
  }
  const overSeries = overSeeds(series.map(mean), options);
  if (overSeries !== null) return overSeries;
  const value = mean(series.map(mean));
  if (series.every(({ length }) => length === 1)) return { value, low: -Infinity, high: Infinity };
  const means = replicated('bootstrap/blocks', options, (source) => mean(series.map((values) => mean(blocksOf(values, source)))));
  return { value, ...percentileInterval(means) };
}

/** A resample of a series, as long as the series: blocks of neighbours, drawn with replacement; the last block is cut off. */
function blocksOf(values: readonly number[], source: Generator): number[] {
  const length = Math.max(1, Math.round(Math.cbrt(values.length)));
  const result: number[] = [];
  while (result.length < values.length) {
    const start = source.integer(values.length - length + 1);
    result.push(...values.slice(start, start + length));
  }
  return result.slice(0, values.length);
}

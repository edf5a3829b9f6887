import { UsageError } from '../base/errors';
import type { Generator } from '../base/random';
import { overSeeds } from './over-clusters';
import { type BootstrapOptions, percentileInterval, replicated } from './resample';
import { type Estimate, mean } from './statistics';

/**
 * Mean of time series, such as a difference of accuracies at successive epochs, one series for each training, with its
 * 95 % interval. Each series has the same weight. From three series on the interval is over series, from their means (see
 * {@link overSeeds}; stricter than drawing three series with replacement): chance from epoch to epoch is in the spread
 * of the means already. Below, it is about these trainings only: neighbouring epochs resemble each other, so blocks of
 * neighbours are drawn with replacement (moving blocks of length n^(1/3), rounded) and not single epochs. Of one epoch in
 * each of fewer than three series the interval is unknown: (−∞, ∞).
 *
 * @param series values in the order of time; not empty
 * @throws UsageError SAMPLE_EMPTY, REPLICATES_INVALID
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

/** As many values in blocks of neighbours, drawn with replacement; the last block is cut off. */
function blocksOf(values: readonly number[], source: Generator): number[] {
  const length = Math.max(1, Math.round(Math.cbrt(values.length)));
  const result: number[] = [];
  while (result.length < values.length) {
    const start = source.integer(values.length - length + 1);
    result.push(...values.slice(start, start + length));
  }
  return result.slice(0, values.length);
}

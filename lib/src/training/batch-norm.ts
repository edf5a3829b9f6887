import { UsageError } from '../base/errors';
import { breathe, type RunOptions } from '../base/progress';
import { sequentialBatches } from '../datasets/batches';
import type { Batch, Split } from '../datasets/dataset';
import { checkBatchSizes } from '../networks/batch-norm-values';
import { holding } from '../networks/hold';
import type { Runner } from '../networks/runner';
import { place } from '../networks/runner-core';

/**
 * Sets the running statistics of every batch-norm layer to the example-weighted mean of the batches' means and of
 * their unbiased variances, at the present weights: the authors' `bn_update`, whose momentum b/(n + b) computes just
 * this mean. Not the variance of the whole set: the spread between batch means is left out, as in the published code.
 *
 * The statistics must be renewed after every change of weights that training did not make (averaging, moving along a
 * direction); see "reestimate" among the batch-norm modes.
 *
 * @throws InterruptedError when `signal` is aborted; the runner's statistics are then those of before
 */
export async function reestimateFromBatches(
  runner: Runner,
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  options: RunOptions & { readonly total?: number } = {},
): Promise<void> {
  if (runner.statisticsLayout.size === 0) return;
  const sums = new Float64Array(runner.statisticsLayout.size);
  await holding(runner, async () => {
    let examples = 0;
    for await (const batch of batches) {
      await breathe(options.signal);
      const statistics = runner.batchStatistics(batch);
      for (let i = 0; i < sums.length; i++) sums[i] += batch.size * statistics[i];
      examples += batch.size;
      options.onProgress?.({ label: 're-estimate batch norm', done: examples, total: options.total ?? examples });
    }
    if (examples === 0)
      throw new UsageError('EXAMPLES_INVALID', 'There are no examples to re-estimate batch norm from.', 'Give at least one batch.');
    // Not `setStatistics`: where activations overflow, so do the statistics, and the loss there is to be told as it is.
    place(runner, { statistics: Float32Array.from(sums, (sum) => sum / examples) });
  }, { signal: options.signal, moves: 'nothing' });
}

/**
 * {@link reestimateFromBatches} over a split in its own order: the same batches at every point of a curve.
 *
 * @throws UsageError BATCH_NORM_ONE_VALUE if a batch has one example and a layer takes its variance from that alone; BATCH_SIZE_INVALID
 */
export async function reestimateBatchNorm(
  runner: Runner,
  split: Split,
  options: RunOptions & { readonly batchSize: number },
): Promise<void> {
  const batches = sequentialBatches(split, options.batchSize);
  checkBatchSizes(runner, split.count, options.batchSize);
  await reestimateFromBatches(runner, batches, { ...options, total: split.count });
}

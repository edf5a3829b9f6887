import { UsageError } from '../base/errors';
import { breathe, type RunOptions } from '../base/progress';
import { sequentialBatches } from '../datasets/batches';
import type { Batch, Split } from '../datasets/dataset';
import { checkBatchSizes } from '../networks/batch-norm-values';
import { holding } from '../networks/hold';
import type { Runner } from '../networks/runner';
import { place } from '../networks/runner-core';

/**
 * Re-estimates the running statistics of every batch-norm layer at the present weights: the example-weighted mean of the batch
 * means and of the unbiased batch variances. This is the authors' `bn_update`: its momentum b/(n + b) computes this very mean. It
 * is not the variance of the whole set: like the published code, it omits the spread between batch means.
 *
 * Call it after every change of weights outside training (averaging, moving along a direction); see "reestimate" among the
 * batch-norm modes.
 *
 * @throws InterruptedError when `signal` is aborted; the runner then keeps its former statistics
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
    // Not `setStatistics`, which refuses overflow: where activations overflow, the statistics do too, and the loss there must be
    // reported as it is.
    place(runner, { statistics: Float32Array.from(sums, (sum) => sum / examples) });
  }, { signal: options.signal, moves: 'nothing' });
}

/**
 * {@link reestimateFromBatches} over a split in its own order: every point of a curve gets the same batches.
 *
 * @throws UsageError BATCH_NORM_ONE_VALUE if a batch has one example and a layer takes its variance from that alone;
 * BATCH_SIZE_INVALID
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

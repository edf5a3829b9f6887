import { breathe, type RunOptions } from '../base/progress';
import { sequentialBatches } from '../datasets/batches';
import type { Split } from '../datasets/dataset';
import { checkBatchSizes } from '../networks/batch-norm-values';
import { holding } from '../networks/hold';
import type { Normalise, Runner } from '../networks/runner';
import { DEFAULT_BATCH_SIZE } from './evaluate-point';

/** Options of {@link meanGradient}. */
export interface GradientOptions extends RunOptions {
  /**
   * Default `batch`: the gradient of the loss that training descends, taken through each batch's own statistics. With `running`,
   * the statistics count as constants; this is not the slope of a curve along which they are re-estimated.
   */
  readonly normalise?: Normalise;
  /** Examples per call of the network, at least 1. Default 200. */
  readonly batchSize?: number;
}

/**
 * ∇L̂(w) at the runner's present weights: the gradient of the mean cross-entropy over a split, without weight decay, summed in
 * float64. The runner does not change.
 *
 * @returns flat, in the layout's order
 * @throws UsageError BATCH_SIZE_INVALID; BATCH_NORM_ONE_VALUE as `evaluate`; InterruptedError when `signal` is aborted
 */
export async function meanGradient(runner: Runner, split: Split, options: GradientOptions = {}): Promise<Float64Array> {
  const { normalise = 'batch', batchSize = DEFAULT_BATCH_SIZE, signal, onProgress } = options;
  const sum = new Float64Array(runner.layout.size);
  const batches = sequentialBatches(split, batchSize);
  if (normalise === 'batch') checkBatchSizes(runner, split.count, batchSize);
  await holding(runner, async () => {
    let done = 0;
    for (const batch of batches) {
      await breathe(signal);
      const { gradient } = runner.gradient(batch, normalise);
      for (let i = 0; i < sum.length; i++) sum[i] += batch.size * gradient[i];
      done += batch.size;
      onProgress?.({ label: 'gradient', done, total: split.count });
    }
  }, { signal, moves: 'nothing' });
  return sum.map((entry) => entry / split.count);
}

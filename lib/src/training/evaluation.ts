import { breathe, type RunOptions } from '../base/progress';
import { sequentialBatches } from '../datasets/batches';
import type { Split } from '../datasets/dataset';
import { checkBatchSizes } from '../networks/batch-norm-values';
import { holding } from '../networks/hold';
import type { Normalise, Runner } from '../networks/runner';

/** Outcome of an evaluation over a whole split. */
export interface Evaluation {
  /** Mean cross-entropy over the examples (no weight decay), summed in float64; NaN or ∞ at weights so large that the network overflows. */
  readonly loss: number;
  /** Fraction of examples classified correctly, 0 … 1. */
  readonly accuracy: number;
  readonly examples: number;
  /** Cross-entropy of each example, in the order of the split; paired comparisons need it. */
  readonly losses: Float32Array;
  /** 1 for a correctly classified example, 0 otherwise. */
  readonly correct: Uint8Array;
}

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends RunOptions {
  /** Examples per call of the network. With `normalise: 'batch'` it changes the result; otherwise only the speed. */
  readonly batchSize?: number;
  /** Default `running`. */
  readonly normalise?: Normalise;
}

/**
 * Loss and accuracy on a split at the runner's present weights. Holds the runner meanwhile.
 *
 * @throws UsageError BATCH_NORM_ONE_VALUE with `normalise: 'batch'` if a batch has one example and a layer takes its variance from
 * that alone; BATCH_SIZE_INVALID; InterruptedError when `signal` is aborted
 */
export async function evaluate(runner: Runner, split: Split, options: EvaluateOptions = {}): Promise<Evaluation> {
  const { batchSize = 200, normalise = 'running', signal, onProgress } = options;
  const losses = new Float32Array(split.count);
  const correct = new Uint8Array(split.count);
  const batches = sequentialBatches(split, batchSize);
  if (normalise === 'batch') checkBatchSizes(runner, split.count, batchSize);
  await holding(runner, async () => {
    let done = 0;
    for (const batch of batches) {
      await breathe(signal);
      const result = runner.evaluate(batch, normalise);
      losses.set(result.losses, done);
      correct.set(result.correct, done);
      done += batch.size;
      onProgress?.({ label: 'evaluate', done, total: split.count });
    }
  }, { signal, moves: 'nothing' });
  return { loss: mean(losses), accuracy: mean(correct), examples: split.count, losses, correct };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

import { UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Split } from '../datasets/dataset';
import { holding } from '../networks/hold';
import type { Runner } from '../networks/runner';
import { reestimateBatchNorm } from './batch-norm';
import { evaluate, type Evaluation } from './evaluation';

/** One iterate and the average of the iterates up to it, flat. */
export interface IterateAndAverage {
  /** w_t. */
  readonly weights: Float32Array;
  /** w̄_t. */
  readonly average: Float32Array;
}

/**
 * m ⊙ w̄ + (1 − m) ⊙ w: some weights from the average, the others from the iterate (paper, section 7.2: "SWA-BN").
 *
 * @param mask m, from 0 (the iterate's weight) to 1 (the average's); values in between interpolate
 * @throws UsageError MASK_INVALID for another length or a number outside [0, 1]
 */
export function maskedAverage({ weights, average }: IterateAndAverage, mask: ArrayLike<number>): Float32Array {
  if (average.length !== weights.length || mask.length !== weights.length) {
    throw new UsageError(
      'MASK_INVALID',
      `A mask of ${mask.length} numbers was given for an iterate of ${weights.length} and an average of ${average.length} weights.`,
      'Give one number for each weight.',
    );
  }
  return weights.map((weight, i) => {
    const share = mask[i];
    if (!(share >= 0 && share <= 1))
      throw new UsageError('MASK_INVALID', `The mask has ${share} at place ${i}.`, 'Give numbers from 0 to 1.');
    if (share === 0 || share === 1) return share === 1 ? average[i] : weight;
    return weight + share * (average[i] - weight);
  });
}

/** ‖m ⊙ (w̄ − w)‖²: the squared distance of a masked average from the iterate, summed in float64. */
export function squaredDisplacement({ weights, average }: IterateAndAverage, mask: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (mask[i] * (average[i] - weights[i])) ** 2;
  return sum;
}

/** The images for evaluating a masked average. */
export interface AverageMeasurement {
  /** Augmented training images for re-estimating batch norm; use the same for all averages that are compared. */
  readonly batchNormExamples: Split;
  readonly test: Split;
  readonly batchSize: number;
}

/**
 * Evaluates a masked average on test images, with batch norm re-estimated there. Evaluate the iterate in the same way, with a mask
 * of zeros: otherwise only the averages profit from the re-estimation. The runner stays at the masked average; after an error it is
 * where it was.
 *
 * @throws UsageError MASK_INVALID; InterruptedError
 */
export async function evaluateMasked(
  runner: Runner,
  pair: IterateAndAverage,
  mask: ArrayLike<number>,
  { batchNormExamples, test, batchSize }: AverageMeasurement,
  options: RunOptions = {},
): Promise<Evaluation> {
  const { signal } = options;
  return holding(runner, async () => {
    runner.setWeights(maskedAverage(pair, mask));
    await reestimateBatchNorm(runner, batchNormExamples, { batchSize, signal });
    return evaluate(runner, test, { batchSize, signal });
  }, { signal, moves: 'solution' });
}

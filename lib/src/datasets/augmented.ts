import { trainingBatches } from './batches';
import type { Split } from './dataset';

/**
 * A fixed, augmented copy of some examples: each one padded, cropped and mirrored once, in a seeded order. Batch norm
 * that was trained on augmented images must be re-estimated on such images: black borders change what its layers see, and
 * statistics of plain images would move the network away from its solution. The same copy serves all points of a curve.
 *
 * @param split images kept as bytes
 * @throws UsageError AUGMENT_UNSUPPORTED for examples that are not images kept as bytes
 */
export async function augmentedCopy(split: Split, seed: number): Promise<Split> {
  const whole = { batchSize: split.count, seed, epoch: 0, augment: true, thread: 'main' } as const;
  for await (const { inputs, labels } of trainingBatches(split, whole)) return { ...split, inputs, labels };
  return split;
}

import { trainingBatches } from './batches';
import type { Split } from './dataset';

/**
 * A fixed, augmented copy of some examples: each one padded, cropped and perhaps mirrored once, in a seeded order. A network
 * trained on augmented images needs its batch norm re-estimated on such images: black borders change the inputs of its layers, and
 * statistics of plain images would move the network away from its solution. One copy serves all points of a curve.
 *
 * @param split images kept as bytes
 * @throws UsageError AUGMENT_UNSUPPORTED for examples that are not images kept as bytes
 */
export async function augmentedCopy(split: Split, seed: number): Promise<Split> {
  const whole = { batchSize: split.count, seed, epoch: 0, augment: true, thread: 'main' } as const;
  for await (const { inputs, labels } of trainingBatches(split, whole)) return { ...split, inputs, labels };
  return split;
}

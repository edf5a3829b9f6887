import { UsageError } from '../../base/errors';
import { sizeOf } from '../../engine/graph-types';
import type { Batch } from '../../datasets/dataset';
import type { NetworkPlan } from './plan';

/** @throws UsageError if a batch does not fit the network; nothing is run then */
export function checkBatch(batch: Batch, plan: Pick<NetworkPlan, 'inputShape' | 'logits' | 'loss'>): void {
  const expected = plan.inputShape.join('×');
  if (batch.shape.join('×') !== expected) {
    throw new UsageError(
      'BATCH_SHAPE',
      `The network takes examples of ${expected}, the batch has ${batch.shape.join('×')}.`,
      'Use a dataset of that shape.',
    );
  }
  const values = batch.size * sizeOf(plan.inputShape);
  if (batch.size < 1 || batch.inputs.length !== values || batch.labels.length !== batch.size) {
    const found = `${batch.inputs.length} values and ${batch.labels.length} labels`;
    throw new UsageError(
      'BATCH_SIZE',
      `A batch of ${batch.size} examples of ${expected} has ${found}.`,
      'Make batches of at least one example with `take` or `trainingBatches`.',
    );
  }
  const classes = plan.loss === 'binary-cross-entropy' ? 2 : plan.logits;
  const wrong = batch.labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new UsageError(
      'LABEL_RANGE',
      `Example ${wrong} has the label ${batch.labels[wrong]}; the network knows ${classes} classes.`,
      'Check the dataset, or build the network for its number of classes.',
    );
  }
}

import type { Batch } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';

/** What `model.predict` gives for a batch of floats: one row for each example. */
export function predicted(model: tf.LayersModel, { inputs, size, shape }: Batch): number[][] {
  return tf.tidy(() => (model.predict(tf.tensor(inputs, [size, ...shape]), { batchSize: size }) as tf.Tensor2D).arraySync());
}

/** Cross-entropy of each example from the probabilities that a model itself gives: of all classes, or of class 1. */
export function lossesOfProbabilities(model: tf.LayersModel, batch: Batch): number[] {
  return predicted(model, batch).map((row, i) => -Math.log(row.length > 1 ? row[batch.labels[i]] : batch.labels[i] ? row[0] : 1 - row[0]));
}

/** Cross-entropy of each example from the logits that a model gives: of all classes, or of class 1. */
export function lossesOfLogits(model: tf.LayersModel, batch: Batch): number[] {
  return predicted(model, batch).map((row, i) => {
    const logits = row.length > 1 ? row : [0, row[0]];
    return Math.log(logits.reduce((sum, z) => sum + Math.exp(z), 0)) - logits[batch.labels[i]];
  });
}

import type { tf } from '../../lib/src/engine/tensorflow';
import { layoutOf } from '../../lib/src/networks/layout';
import type { CheckpointMetadata } from '../../lib/src/training/checkpoint';
import { orderToWrite } from '../../lib/src/training/flatten-rule';
import { writeTensors } from '../../lib/src/training/safetensors';
import { tensorsOf } from '../../lib/src/training/tensor-names';

/** Writes a vector over a model's weights as `loadVector` reads it: what a user writes in Python. */
export function saveVector(path: string, model: tf.LayersModel, vector: Float32Array, metadata: CheckpointMetadata = {}): void {
  const order = orderToWrite(model);
  writeTensors(path, { tensors: tensorsOf(layoutOf(model), vector, order), metadata: { ...metadata, ...order.metadata } });
}

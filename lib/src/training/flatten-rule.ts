import { CheckpointError } from '../base/errors';
import type { tf } from '../engine/tensorflow';
import { featureOrders } from './feature-order';
import { NO_METADATA } from './safetensors';

/**
 * Metadata key for the order of a flattened image's features in a file: `channels_first` as in PyTorch, `channels_last` as in
 * TensorFlow. Files of models that flatten no image lack it; so do PyTorch's own files.
 */
const FLATTEN_ORDER = 'flatten_order';

type Orders = ReadonlyMap<string, Uint32Array>;

/** The feature order and metadata with which to write a model's weights. */
export interface WrittenOrder {
  readonly orders?: Orders;
  readonly metadata: Readonly<Record<string, string>>;
}

/** PyTorch's order, unless no order makes PyTorch compute the same as this model; then TensorFlow's order, with metadata that say so. */
export function orderToWrite(model: tf.LayersModel): WrittenOrder {
  const { orders, unknownAt } = featureOrders(model);
  if (unknownAt !== undefined) return { metadata: { [FLATTEN_ORDER]: 'channels_last' } };
  return orders.size === 0 ? { metadata: {} } : { orders, metadata: { [FLATTEN_ORDER]: 'channels_first' } };
}

/**
 * The order in which to read a file of a model's weights.
 *
 * @param metadata of the file
 * @throws CheckpointError CHECKPOINT_ORDER
 */
export function orderToRead(model: tf.LayersModel, metadata: Readonly<Record<string, string>>, source: string): Orders | undefined {
  const { orders, unknownAt } = featureOrders(model);
  if (orders.size === 0 && unknownAt === undefined) return undefined;
  const told = metadata[FLATTEN_ORDER] ?? assumedOrder(metadata);
  if (told === 'channels_last') return undefined;
  if (told === 'channels_first' && unknownAt === undefined) return orders;
  throw new CheckpointError(
    'CHECKPOINT_ORDER',
    unknownAt === undefined
      ? `${source} does not say in which order it stores the features of a flattened image.`
      : `${source} stores the features of a flattened image in PyTorch's order, and layer "${unknownAt}" mixes them with others.`,
    unknownAt === undefined
      ? 'Write it with the metadata {"flatten_order": "channels_first"} if it is from PyTorch, "channels_last" if from TensorFlow.'
      : 'Store the weights in TensorFlow\'s order, with the metadata {"flatten_order": "channels_last"}.',
  );
}

/**
 * Earlier versions of this library wrote TensorFlow's order: in checkpoints (which name their network) and in vectors (with any
 * metadata or an empty record). PyTorch's files have no metadata, or name their format.
 */
function assumedOrder(metadata: Readonly<Record<string, string>>): string | undefined {
  if (metadata === NO_METADATA || metadata.format !== undefined) return 'channels_first';
  return metadata.network !== undefined || Object.keys(metadata).length === 0 ? 'channels_last' : undefined;
}

import { CheckpointError } from '../base/errors';
import type { tf } from '../engine/tensorflow';
import { featureOrders } from './feature-order';
import { NO_METADATA } from './safetensors';

/**
 * Metadata that tells in which order a file has the features of a flattened image: `channels_first` as PyTorch,
 * `channels_last` as TensorFlow. Files of models that flatten no image lack it; so do those of PyTorch.
 */
export const FLATTEN_ORDER = 'flatten_order';

type Orders = ReadonlyMap<string, Uint32Array>;

/** What a file of a model's weights is written with. */
export interface WrittenOrder {
  readonly orders?: Orders;
  readonly metadata: Readonly<Record<string, string>>;
}

/** In PyTorch's order, unless none makes PyTorch compute what this model does; then as here, and said so. */
export function orderToWrite(model: tf.LayersModel): WrittenOrder {
  const { orders, unknownAt } = featureOrders(model);
  if (unknownAt !== undefined) return { metadata: { [FLATTEN_ORDER]: 'channels_last' } };
  return orders.size === 0 ? { metadata: {} } : { orders, metadata: { [FLATTEN_ORDER]: 'channels_first' } };
}

/**
 * The order in which a file of a model's weights is to be read.
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
      ? `${source} does not tell in which order it has the features of a flattened image.`
      : `${source} has the features of a flattened image in PyTorch's order, and layer "${unknownAt}" mixes them with others.`,
    unknownAt === undefined
      ? 'Write it with the metadata {"flatten_order": "channels_first"} if it is of PyTorch, "channels_last" if it is of TensorFlow.'
      : 'Store the weights in TensorFlow\'s order, with the metadata {"flatten_order": "channels_last"}.',
  );
}

/**
 * Before this library knew of the order, its checkpoints (which name their network) and its vectors (with any metadata or an
 * empty record) had TensorFlow's. PyTorch's files have no metadata, or name their format.
 */
function assumedOrder(metadata: Readonly<Record<string, string>>): string | undefined {
  if (metadata === NO_METADATA || metadata.format !== undefined) return 'channels_first';
  return metadata.network !== undefined || Object.keys(metadata).length === 0 ? 'channels_last' : undefined;
}

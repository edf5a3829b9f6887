import { CheckpointError } from '../base/errors';
import type { tf } from '../engine/tensorflow';
import { layoutOf, statisticsLayoutOf } from '../networks/layout';
import { checkWeights } from './check-weights';
import { orderToRead, orderToWrite } from './flatten-rule';
import { checkFrozen, frozenWeights } from './frozen-weights';
import { matchNames } from './match-names';
import { decodeTensors, readTensorBytes, readTensors, writeTensors } from './safetensors';
import { knownNames, namesIn, tensorsOf, vectorOf } from './tensor-names';

/**
 * A checkpoint's metadata: `network`, and by convention `dataset`, `dataset_fingerprint`, `recipe`, `epoch`, `seed`, `version`.
 * Values that are not strings are stored as JSON.
 */
export type CheckpointMetadata = Readonly<Record<string, string>>;

/** Arguments of {@link saveCheckpoint}. */
export interface CheckpointContent {
  /** A name that `buildNetwork` knows, or the user's own. */
  readonly network: string;
  readonly model: tf.LayersModel;
  /** In the order of `layoutOf(model)`. */
  readonly weights: Float32Array;
  /** Running means and variances, in the order of `statisticsLayoutOf(model)`. */
  readonly statistics: Float32Array;
  readonly metadata?: CheckpointMetadata;
}

/** A checkpoint as read: both vectors are finite and fit the model. */
export interface Checkpoint {
  readonly weights: Float32Array;
  readonly statistics: Float32Array;
  readonly metadata: CheckpointMetadata;
  /** Differences between the file and what was read, such as a removed prefix; absent if there are none. */
  readonly notes?: readonly string[];
}

/**
 * Writes weights, batch-norm statistics and the model's frozen weights as a `.safetensors` file with PyTorch's names and layouts,
 * for PyTorch's `load_state_dict`. Replaces an existing file as a whole, or leaves it as it is.
 *
 * @throws FileError; CheckpointError CHECKPOINT_LENGTH
 */
export function saveCheckpoint(path: string, { network, model, weights, statistics, metadata }: CheckpointContent): void {
  const order = orderToWrite(model);
  const frozen = frozenWeights(model);
  const parts = [[layoutOf(model), weights], [statisticsLayoutOf(model), statistics], [frozen.layout, frozen.values]] as const;
  const tensors = new Map(parts.flatMap(([layout, flat]) => [...tensorsOf(layout, flat, order)]));
  writeTensors(path, { tensors, metadata: { ...metadata, network, ...order.metadata } });
}

/**
 * Reads a checkpoint of a model, from this library, PyTorch or Keras. The model is not changed.
 *
 * @param network name of the model; a file that names another network is refused, a file that names none is accepted
 * @throws FileError; CheckpointError CHECKPOINT_NETWORK, CHECKPOINT_PREFIX, CHECKPOINT_NAMES, CHECKPOINT_MISSING, CHECKPOINT_EXTRA,
 * CHECKPOINT_SHAPE, CHECKPOINT_ORDER, CHECKPOINT_FROZEN, CHECKPOINT_NOT_FINITE, CHECKPOINT_VARIANCE, CHECKPOINT_TRUNCATED,
 * CHECKPOINT_FORMAT, CHECKPOINT_NUMBERS
 */
export function loadCheckpoint(path: string, model: tf.LayersModel, network: string): Checkpoint {
  return decodeCheckpoint(readTensorBytes(path), path, model, network);
}

/** {@link loadCheckpoint} from a file's bytes. @param path names the file in errors */
export function decodeCheckpoint(bytes: Uint8Array, path: string, model: tf.LayersModel, network: string): Checkpoint {
  const { tensors, metadata } = decodeTensors(bytes, path);
  if (metadata.network !== undefined && metadata.network !== network) {
    throw new CheckpointError(
      'CHECKPOINT_NETWORK',
      `${path} is a checkpoint of ${metadata.network}, not of ${network}.`,
      'Choose the network that it belongs to, or another checkpoint.',
    );
  }
  const frozen = frozenWeights(model);
  const { style, notes, tensors: matched } = matchNames(tensors, knownNames(model, frozen.layout), path);
  const options = { style, orders: style === 'torch' ? orderToRead(model, metadata, path) : undefined };
  checkFrozen(frozen, matched, path, options);
  const statistics = vectorOf(statisticsLayoutOf(model), matched, path, options);
  const weights = vectorOf(layoutOf(model), matched, path, options);
  checkWeights(model, weights, statistics, path, style);
  return { weights, statistics, metadata, ...(notes.length > 0 && { notes }) };
}

/**
 * Reads a vector over a model's weights, such as a direction, from a file whose tensors have the names of a checkpoint. Weights
 * missing from the file are 0, and running statistics are ignored, so any checkpoint serves.
 *
 * @throws FileError; CheckpointError as {@link loadCheckpoint}, and CHECKPOINT_MISSING if the file has no weight at all
 */
export function loadVector(path: string, model: tf.LayersModel): Float32Array {
  const { tensors, metadata } = readTensors(path);
  const { style, tensors: matched } = matchNames(tensors, knownNames(model, frozenWeights(model).layout), path);
  const layout = layoutOf(model);
  if (!namesIn(layout, style).some((name) => matched.has(name))) {
    throw new CheckpointError(
      'CHECKPOINT_MISSING',
      `${path} contains none of the network's weights.`,
      'Name its tensors as a checkpoint of the network does.',
    );
  }
  const orders = style === 'torch' ? orderToRead(model, metadata, path) : undefined;
  return vectorOf(layout, matched, path, { style, orders, absent: 'zero' });
}

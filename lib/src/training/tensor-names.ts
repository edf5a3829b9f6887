import { CheckpointError } from '../base/errors';
import type { tf } from '../engine/tensorflow';
import { layoutOf, statisticsLayoutOf, type WeightEntry, type WeightLayout } from '../networks/layout';
import { statisticsVariables, trainableVariables } from '../networks/variables';
import { snakeCase } from './automatic-names';
import type { KnownNames, NameStyle } from './match-names';
import type { TensorData } from './number-formats';
import { positions } from './positions';
import type { StoredTensor } from './safetensors';

/** One weight as a file stores it: its name, its shape, and the position of each of its numbers in TensorFlow's order. */
interface FileEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** The file's axes by TensorFlow's numbers: a transposition, except for joined axes. */
  readonly order: readonly number[];
}

/** How a file's layout differs from the library's. */
export interface TensorOptions {
  /** `keras`: TensorFlow's names and layouts. */
  readonly style?: NameStyle;
  /** From `featureOrders`: weights along the features of a flattened image. */
  readonly orders?: ReadonlyMap<string, Uint32Array>;
  /** How to treat a tensor that the file lacks: as an error, or as zeros. */
  readonly absent?: 'refused' | 'zero';
}

const TORCH_NAMES: Readonly<Record<string, string>> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/**
 * Converts a flat vector into named tensors with PyTorch's names and layouts: convolution kernels height×width×in×out become
 * out×in×height×width, dense ones in×out become out×in, γ and β `weight` and `bias`. Weights along the features of a flattened
 * image are reordered to PyTorch's flatten by `orders`.
 */
export function tensorsOf(layout: WeightLayout, flat: Float32Array, { orders }: TensorOptions = {}): Map<string, StoredTensor> {
  if (flat.length !== layout.size) {
    throw new CheckpointError(
      'CHECKPOINT_LENGTH',
      `A vector of ${flat.length} numbers cannot be stored as ${layout.size} weights.`,
      'Give a vector of this network.',
    );
  }
  return new Map(layout.entries.map((entry) => {
    const { name, shape, order } = torchEntry(entry, layout);
    const values = flat.subarray(entry.offset, entry.offset + entry.size);
    return [
      name,
      { shape, data: Float32Array.from(positions(entry.shape, order, orders?.get(entry.name)), (position) => values[position]) },
    ];
  }));
}

/**
 * Converts named tensors into a flat vector: the inverse of {@link tensorsOf}. Ignores other tensors in the map.
 *
 * @param source the file's name in errors, such as its path
 * @throws CheckpointError CHECKPOINT_MISSING, CHECKPOINT_SHAPE, CHECKPOINT_NOT_FINITE, CHECKPOINT_NUMBERS
 */
export function vectorOf(
  layout: WeightLayout,
  tensors: ReadonlyMap<string, StoredTensor>,
  source: string,
  { style = 'torch', orders, absent }: TensorOptions = {},
): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const entry of layout.entries) {
    const { name, shape, order } = style === 'keras' ? kerasEntry(entry) : torchEntry(entry, layout);
    const tensor = tensors.get(name);
    if (!tensor) {
      if (absent === 'zero') continue;
      throw new CheckpointError(
        'CHECKPOINT_MISSING',
        `${source} has no tensor "${name}" (${shape.join('×')}).`,
        'Choose a checkpoint of this network.',
      );
    }
    if (tensor.shape.join() !== shape.join()) {
      throw new CheckpointError(
        'CHECKPOINT_SHAPE',
        `${source}: tensor "${name}" is ${tensor.shape.join('×') || 'a single number'} instead of ${shape.join('×')}.`,
        'Choose a checkpoint of this network, with this number of classes.',
      );
    }
    refuseNotFinite(tensor.data, name, source);
    const inexact = tensor.data.find((value) => Math.fround(value) !== value);
    if (inexact !== undefined) {
      throw new CheckpointError(
        'CHECKPOINT_NUMBERS',
        `${source}: tensor "${name}" holds ${inexact}, which no 32-bit float represents exactly.`,
        'Store the weights as F32.',
      );
    }
    positions(entry.shape, order, orders?.get(entry.name)).forEach((position, i) => {
      flat[entry.offset + position] = tensor.data[i];
    });
  }
  return flat;
}

/** @throws CheckpointError CHECKPOINT_NOT_FINITE, with the tensor's name and the index of the number */
export function refuseNotFinite(data: TensorData, name: string, source: string): void {
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  throw new CheckpointError(
    'CHECKPOINT_NOT_FINITE',
    `${source}: tensor "${name}" holds ${data[wrong]} (number ${wrong}).`,
    'Its training diverged or the file is damaged; choose another one.',
  );
}

/** The names of a layout's weights in a file. */
export function namesIn(layout: WeightLayout, style: NameStyle): string[] {
  return layout.entries.map((entry) => (style === 'keras' ? kerasEntry(entry) : torchEntry(entry, layout)).name);
}

/** The possible names and shapes of a model's weights, statistics and frozen weights in a file. */
export function knownNames(model: tf.LayersModel, frozen: WeightLayout): KnownNames {
  const layouts = [layoutOf(model), statisticsLayoutOf(model), frozen];
  return {
    torch: layouts.flatMap((layout) => layout.entries.map((entry) => torchEntry(entry, layout))),
    keras: layouts.flatMap((layout) => layout.entries.map(kerasEntry)),
    optional: layouts[1].entries.length + frozen.entries.length,
    classes: new Set([...trainableVariables(model), ...statisticsVariables(model)].map(({ className }) => snakeCase(className))),
  };
}

function kerasEntry({ name, shape }: WeightEntry): FileEntry {
  return { name: name.replaceAll('/', '.'), shape, order: shape.map((_, axis) => axis) };
}

function torchEntry(entry: WeightEntry, layout: WeightLayout): FileEntry {
  const own = entry.name.slice(entry.layer.length + 1);
  const axes = entry.shape.map((_, axis) => axis);
  const layer = entry.layer.replaceAll('/', '.');
  const kernels = layout.entries.filter((other) => other.layer === entry.layer && other.name.endsWith('kernel'));
  // Separable and recurrent layers have several kernels, and no counterpart in PyTorch.
  if (own.endsWith('kernel') && kernels.length > 1)
    return { name: `${layer}.${own.replaceAll('/', '.')}`, shape: entry.shape, order: axes };
  const name = `${layer}.${TORCH_NAMES[own] ?? own.replaceAll('/', '.')}`;
  const rank = entry.shape.length;
  if (own === 'depthwise_kernel') {
    const [height, width, channels, multiplier] = entry.shape;
    return { name, shape: [channels * multiplier, 1, height, width], order: [2, 3, 0, 1] };
  }
  if (own !== 'kernel' || rank < 2) return { name, shape: entry.shape, order: axes };
  const order = [rank - 1, rank - 2, ...axes.slice(0, rank - 2)];
  return { name, shape: order.map((axis) => entry.shape[axis]), order };
}

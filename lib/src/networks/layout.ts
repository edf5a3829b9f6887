import type { tf } from '../engine/tensorflow';
import { type ModelVariable, statisticsVariables, trainableVariables } from './variables';

/** The role of a trainable weight; masks of directions are made from it (paper, section 7). */
export type WeightRole = 'kernel' | 'bias' | 'batch-norm-gamma' | 'batch-norm-beta' | 'other-norm' | 'other';

/** Layers whose weights scale, shift or bend single numbers. */
const NOT_FILTERS: readonly string[] = ['BatchNormalization', 'LayerNormalization', 'GroupNormalization', 'PReLU'];

/** Layers whose kernels end in out × in; all others end in in × out. */
const TRANSPOSED: readonly string[] = ['Conv2DTranspose', 'Conv3DTranspose'];

/** The place of one weight tensor in the flat vector. */
export interface WeightEntry {
  /** `<layer>.<weight>`, such as `layer1.0.conv1.kernel`, `layer1.0.bn1.gamma`. */
  readonly name: string;
  readonly layer: string;
  /** In TensorFlow's layout, such as [3, 3, 16, 32] (height, width, in, out). */
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  readonly role: WeightRole;
  /**
   * Neighbouring axes of `shape` that number its filters, each of which computes one output: [3] of a convolution, [2, 3] of a
   * depthwise one, [2] of a transposed one, none for biases and the weights of norms. Default: the last axis, the last two of a
   * kernel named `depthwise_kernel`, none of a tensor of one axis.
   */
  readonly filterAxes?: readonly number[];
}

/**
 * The order of a flat vector: the model's layers in the order of `model.layers`, within a layer TensorFlow.js's own order (kernel
 * before bias, γ before β). Masks, seeded directions and checkpoints depend on it.
 */
export interface WeightLayout {
  readonly entries: readonly WeightEntry[];
  /** d, the length of the flat vector. */
  readonly size: number;
}

/** Layout of a model's trainable weights: the vector w of the paper. */
export function layoutOf(model: tf.LayersModel): WeightLayout {
  return layout(trainableVariables(model));
}

/** Layout of a model's running batch-norm statistics, which are not part of w. */
export function statisticsLayoutOf(model: tf.LayersModel): WeightLayout {
  return layout(statisticsVariables(model));
}

function layout(variables: readonly ModelVariable[]): WeightLayout {
  let size = 0;
  const entries = variables.map(({ layer, className, name, variable }): WeightEntry => {
    const shape = variable.shape as number[];
    const [role, filterAxes] = [roleOf(className, name), filterAxesOf(className, name, shape.length)];
    const entry = { name: `${layer}.${name}`, layer, shape, offset: size, size: shape.reduce((a, b) => a * b, 1), role, filterAxes };
    size += entry.size;
    return entry;
  });
  return { entries, size };
}

function roleOf(className: string, name: string): WeightRole {
  if (className === 'BatchNormalization') return name === 'gamma' ? 'batch-norm-gamma' : name === 'beta' ? 'batch-norm-beta' : 'other';
  if (className === 'LayerNormalization' || className === 'GroupNormalization') return 'other-norm';
  if (name.endsWith('kernel')) return 'kernel';
  return name.endsWith('bias') ? 'bias' : 'other';
}

function filterAxesOf(className: string, name: string, rank: number): readonly number[] {
  if (rank < 2 || NOT_FILTERS.includes(className)) return [];
  if (name.endsWith('depthwise_kernel')) return [rank - 2, rank - 1];
  return TRANSPOSED.includes(className) ? [rank - 2] : [rank - 1];
}

import type { tf } from '../engine/tensorflow';
import { type ModelVariable, statisticsVariables, trainableVariables } from './variables';

/** What a trainable weight is for; masks of directions are made from it (paper, section 7). */
export type WeightRole = 'kernel' | 'bias' | 'batch-norm-gamma' | 'batch-norm-beta' | 'other-norm' | 'other';

/** Where one weight tensor lies in the flat vector. */
export interface WeightEntry {
  /** `<layer>.<weight>`, such as `layer1.0.conv1.kernel`, `layer1.0.bn1.gamma`. */
  readonly name: string;
  readonly layer: string;
  /** In TensorFlow's layout, such as [3, 3, 16, 32] (height, width, in, out). */
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  readonly role: WeightRole;
}

/**
 * The order of a flat vector: the model's layers in the order of `model.layers`, within a layer TensorFlow.js's own
 * order (kernel before bias, γ before β). Masks, seeded directions and checkpoints rest on it.
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
    const entry = { name: `${layer}.${name}`, layer, shape, offset: size, size: shape.reduce((a, b) => a * b, 1), role: roleOf(className, name) };
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

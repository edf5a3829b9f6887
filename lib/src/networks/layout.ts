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

import { UsageError } from '../base/errors';
import { generator, permutation } from '../base/random';
import type { WeightEntry, WeightLayout } from '../networks/layout';
import { drawDirection, masked } from './directions';
import { normalised } from '../numbers/vector';

/** A direction that moves only one weight tensor of the network. */
export interface TensorDirection {
  /** Name of the tensor, such as `conv1.kernel`. */
  readonly tensor: string;
  /** Place and role of the tensor in the flat vector. */
  readonly entry: WeightEntry;
  /** u, ‖u‖ = 1, 0 outside the tensor. */
  readonly direction: Float32Array;
}

/**
 * A direction with entries from U(0, 1) on one tensor and 0 elsewhere. Directions on different tensors are orthogonal. So they
 * are several observations, unlike several `uniform01` directions; Theorem 1 calls them u¹, …, uᵏ.
 *
 * @param index number of the tensor in a seeded order, from 0
 * @throws UsageError TENSOR_ABSENT if the network has no tensor of this number
 */
export function tensorDirection(layout: WeightLayout, { seed, index }: { readonly seed: number; readonly index: number }): TensorDirection {
  const order = permutation(generator(seed, 'direction/tensors'), layout.entries.length);
  if (!Number.isInteger(index) || index < 0 || index >= order.length) {
    throw new UsageError(
      'TENSOR_ABSENT',
      `There is no tensor for direction ${index}; each direction takes one.`,
      `Give a whole number from 0 to ${order.length - 1}.`,
    );
  }
  const entry = layout.entries[order[index]];
  const whole = drawDirection('uniform01', layout, { seed, index });
  const direction = normalised(masked(whole, layout, ({ name }) => name === entry.name, entry.name), `The direction on ${entry.name}`);
  return { tensor: entry.name, entry, direction };
}

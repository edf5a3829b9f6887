import type { WeightEntry, WeightLayout } from '../networks/layout';

/**
 * Rescales each filter of a direction to the norm of the same filter of the weights (Li et al. 2018, section 4):
 * d ← d · ‖w_filter‖ / ‖d_filter‖. A filter is what makes one output: the last axis of a kernel counts them (the last
 * two of a depthwise kernel). Tensors of one axis (biases, γ, β) become 0, as in the authors' plots; so does a filter
 * whose weights are all 0.
 *
 * @param direction and
 * @param weights flat, of the layout's length
 */
export function scaledToFilters(direction: Float64Array, weights: ArrayLike<number>, layout: WeightLayout): Float64Array {
  const scaled = new Float64Array(layout.size);
  for (const entry of layout.entries) {
    if (entry.shape.length < 2) continue;
    const filters = filterCount(entry);
    const directionSquares = new Float64Array(filters);
    const weightSquares = new Float64Array(filters);
    for (let i = 0; i < entry.size; i++) {
      directionSquares[i % filters] += direction[entry.offset + i] ** 2;
      weightSquares[i % filters] += weights[entry.offset + i] ** 2;
    }
    for (let i = 0; i < entry.size; i++) {
      const square = directionSquares[i % filters];
      if (square > 0) scaled[entry.offset + i] = direction[entry.offset + i] * Math.sqrt(weightSquares[i % filters] / square);
    }
  }
  return scaled;
}

function filterCount({ name, shape }: WeightEntry): number {
  const axes = name.endsWith('depthwise_kernel') ? 2 : 1;
  return shape.slice(-axes).reduce((product, length) => product * length, 1);
}

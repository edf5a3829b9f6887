import type { WeightLayout } from '../networks/layout';
import { filtersOf } from '../networks/weight-filters';

/**
 * Rescales each filter of a direction to the norm of the same filter of the weights (Li et al. 2018, section 4):
 * d ← d · ‖w_filter‖ / ‖d_filter‖. A filter computes one output, see {@link filtersOf}. Weights that belong to no filter
 * (biases, the weights of norms) become 0, as in the plots of that paper; so does a filter whose weights are all 0.
 *
 * @param direction flat, as long as the layout
 * @param weights likewise
 * @returns a new vector
 */
export function scaledToFilters(direction: Float64Array, weights: ArrayLike<number>, layout: WeightLayout): Float64Array {
  const scaled = new Float64Array(layout.size);
  for (const entry of layout.entries) {
    const filters = filtersOf(entry);
    if (filters.count === 0) continue;
    const directionSquares = new Float64Array(filters.count);
    const weightSquares = new Float64Array(filters.count);
    for (let i = 0; i < entry.size; i++) {
      directionSquares[filters.of(i)] += direction[entry.offset + i] ** 2;
      weightSquares[filters.of(i)] += weights[entry.offset + i] ** 2;
    }
    for (let i = 0; i < entry.size; i++) {
      const square = directionSquares[filters.of(i)];
      if (square > 0) scaled[entry.offset + i] = direction[entry.offset + i] * Math.sqrt(weightSquares[filters.of(i)] / square);
    }
  }
  return scaled;
}

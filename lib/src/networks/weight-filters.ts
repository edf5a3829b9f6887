import type { WeightEntry } from './layout';

/** Assigns the numbers of a weight tensor to its filters. */
export interface Filters {
  readonly count: number;
  /** The filter of the number at this index within the tensor. */
  of(place: number): number;
}

/**
 * The filters of a weight tensor; none for biases and the weights of norms. Without `filterAxes` an entry counts as a kernel whose
 * last axis (the last two of a depthwise one) numbers the filters, unless it has only one axis.
 */
export function filtersOf({ name, shape, filterAxes }: Pick<WeightEntry, 'name' | 'shape' | 'filterAxes'>): Filters {
  const rank = shape.length;
  const axes = filterAxes ?? (rank < 2 ? [] : name.endsWith('depthwise_kernel') ? [rank - 2, rank - 1] : [rank - 1]);
  if (axes.length === 0) return { count: 0, of: () => -1 };
  const length = (lengths: readonly number[]): number => lengths.reduce((product, next) => product * next, 1);
  const count = length(axes.map((axis) => shape[axis]));
  const within = length(shape.slice(axes[axes.length - 1] + 1));
  return { count, of: (place) => Math.floor(place / within) % count };
}

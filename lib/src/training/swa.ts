/** The running average of SGD's iterates. */
export interface WeightAverage {
  /** w̄, the mean of the models so far. */
  readonly weights: Float32Array;
  /** n, the number of models averaged. */
  readonly models: number;
}

/**
 * Adds one model: w̄ ← w̄ + (w − w̄)/(n + 1), each coordinate in float64 and kept in float32. The first model replaces any earlier
 * content. Batch-norm statistics are never averaged; re-estimate them at w̄.
 */
export function includeModel(average: WeightAverage | undefined, weights: Float32Array): WeightAverage {
  if (average === undefined) return { weights: weights.slice(), models: 1 };
  const models = average.models + 1;
  return { weights: average.weights.map((mean, i) => mean + (weights[i] - mean) / models), models };
}

import type { Graph } from '../graph';
import type { Attributes, GraphTensor } from '../graph-types';

/** Batch norm in training mode: its output and the batch's statistics. */
export interface BatchNorm {
  readonly output: GraphTensor;
  /** Mean of each channel over the batch and all pixels. */
  readonly mean: GraphTensor;
  /** Unbiased variance of each channel (divided by n − 1); the normalisation uses the biased one. */
  readonly variance: GraphTensor;
}

/**
 * Normalises each channel by the statistics of the batch: γ·(x − mean)/√(variance + ε) + β.
 *
 * @param x [batch, height, width, channels]
 * @param gamma [channels]
 * @param beta [channels]
 */
export function batchNorm(graph: Graph, x: GraphTensor, gamma: GraphTensor, beta: GraphTensor, epsilon: number): BatchNorm {
  const attributes: Attributes = {
    T: { type: 'float' },
    U: { type: 'float' },
    epsilon: { float: epsilon },
    data_format: { string: 'NHWC' },
    is_training: { bool: true },
  };
  const channels = gamma.shape;
  const empty = graph.floats(new Float32Array(0));
  const inputs = [x, gamma, beta, empty, empty];
  const output = graph.add('FusedBatchNormV3', inputs, { ...attributes, exponential_avg_factor: { float: 1 } }, x.shape);
  // Outputs 3 to 5 are the forward pass's notes for the backward one; 1 and 2 are the statistics for the user.
  const kept = [3, 4, 5].map((i) => graph.output(output, i, channels));
  graph.record(output, [x, gamma, beta], (gradient) => {
    const dx = graph.add('FusedBatchNormGradV3', [gradient, x, gamma, ...kept], attributes, x.shape);
    return [() => dx, () => graph.output(dx, 1, channels), () => graph.output(dx, 2, channels)];
  });
  return { output, mean: graph.output(output, 1, channels), variance: graph.output(output, 2, channels) };
}

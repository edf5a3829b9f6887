import type { Graph } from '../graph';
import type { GraphTensor } from '../graph-types';
import { add, inverseSquareRoot, multiply, square, subtract } from './elementwise';
import { mean, reshape } from './shape';

/** (x − mean)/√(variance + ε) of each example, over the given axes (all of known length, none the batch). */
export function standardise(graph: Graph, x: GraphTensor, axes: readonly number[], epsilon: number): GraphTensor {
  const centred = subtract(graph, x, mean(graph, x, axes, true));
  const variance = mean(graph, square(graph, centred), axes, true);
  return multiply(graph, centred, inverseSquareRoot(graph, add(graph, variance, graph.floats(epsilon))));
}

/**
 * Group normalisation without its γ and β: the channels in consecutive groups, each standardised together with all its
 * pixels, example by example (Wu and He, 2018).
 *
 * @param x [batch, …, channels]
 */
export function groupStandardise(graph: Graph, x: GraphTensor, groups: number, epsilon: number): GraphTensor {
  const channels = x.shape[x.shape.length - 1];
  const pixels = x.shape.slice(1, -1).reduce((a, b) => a * b, 1);
  const grouped = reshape(graph, x, [-1, pixels, groups, channels / groups]);
  return reshape(graph, standardise(graph, grouped, [1, 3], epsilon), [-1, ...x.shape.slice(1)]);
}

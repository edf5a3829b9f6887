import type { Graph } from '../graph';
import type { GraphTensor } from '../graph-types';
import { add } from './elementwise';

const FLOAT = { type: 'float' } as const;

/** Matrix product of x [batch, in] and kernel [in, out]. */
export function matrixProduct(graph: Graph, x: GraphTensor, kernel: GraphTensor): GraphTensor {
  const product = (a: GraphTensor, b: GraphTensor, transposeA: boolean, transposeB: boolean, shape: readonly number[]): GraphTensor =>
    graph.add('MatMul', [a, b], { T: FLOAT, transpose_a: { bool: transposeA }, transpose_b: { bool: transposeB } }, shape);
  const y = product(x, kernel, false, false, [x.shape[0], kernel.shape[1]]);
  return graph.record(y, [x, kernel], (gradient) => [
    () => product(gradient, kernel, false, true, x.shape),
    () => product(x, gradient, true, false, kernel.shape),
  ]);
}

/** Adds one number per channel (the last axis). TensorFlow fuses it into a convolution or matrix product before it. */
export function addBias(graph: Graph, x: GraphTensor, bias: GraphTensor): GraphTensor {
  const attributes = { T: FLOAT, data_format: { string: 'NHWC' } };
  const y = graph.add('BiasAdd', [x, bias], attributes, x.shape);
  return graph.record(y, [x, bias], (gradient) => [() => gradient, () => graph.add('BiasAddGrad', [gradient], attributes, bias.shape)]);
}

/**
 * The sum of tensors of one shape, with their biases added after it. TensorFlow fuses convolution, bias, sum and ReLU even if other
 * operations read the sum, then misses the sum and gives up fusing anything; with the biases last it does not try.
 */
export function addBiasesLast(graph: Graph, parts: readonly GraphTensor[]): GraphTensor {
  const pairs = parts.map((part) => {
    const made = part.node.startsWith('BiasAdd') ? graph.tape.find(({ output }) => output === part) : undefined;
    return made ? { x: made.inputs[0], bias: made.inputs[1] } : { x: part };
  });
  const total = pairs.map(({ x }) => x).reduce((sum, x) => add(graph, sum, x));
  const biases = pairs.flatMap(({ bias }) => (bias ? [bias] : []));
  return biases.length === 0 ? total : addBias(graph, total, biases.reduce((sum, bias) => add(graph, sum, bias)));
}

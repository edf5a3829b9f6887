import type { Graph } from '../graph';
import type { Attributes, GraphTensor } from '../graph-types';
import { add, errorFunction, multiply, scale, square } from './elementwise';

/** The activations that graphs support, by their names in TensorFlow.js's layers. */
export const ACTIVATIONS: Readonly<Record<string, (graph: Graph, x: GraphTensor) => GraphTensor>> = {
  linear: (_, x) => x,
  relu: (graph, x) => fromOutput(graph, x, 'Relu', 'ReluGrad', 'gradient first'),
  relu6: (graph, x) => fromOutput(graph, x, 'Relu6', 'Relu6Grad', 'gradient first'),
  elu: (graph, x) => fromOutput(graph, x, 'Elu', 'EluGrad', 'gradient first'),
  selu: (graph, x) => fromOutput(graph, x, 'Selu', 'SeluGrad', 'gradient first'),
  sigmoid: (graph, x) => sigmoid(graph, x),
  tanh: (graph, x) => tanh(graph, x),
  softplus: (graph, x) => softplus(graph, x),
  softsign: (graph, x) => fromInput(graph, x, 'Softsign', 'SoftsignGrad'),
  swish: (graph, x) => multiply(graph, x, sigmoid(graph, x)),
  mish: (graph, x) => multiply(graph, x, tanh(graph, softplus(graph, x))),
  gelu: (graph, x) => halfTimesOnePlus(graph, x, errorFunction(graph, scale(graph, x, Math.SQRT1_2))),
  gelu_new: (graph, x) => halfTimesOnePlus(graph, x, tanh(graph, geluArgument(graph, x))),
};

/** x where positive, slope·x elsewhere. */
export function leakyRelu(graph: Graph, x: GraphTensor, slope: number): GraphTensor {
  const attributes: Attributes = { T: { type: 'float' }, alpha: { float: slope } };
  const y = graph.add('LeakyRelu', [x], attributes, x.shape);
  // With a non-negative slope the output has the sign of the input; reading the input would keep TensorFlow from fusing.
  const signed = slope < 0 ? x : y;
  return graph.record(y, [x], (gradient) => [() => graph.add('LeakyReluGrad', [gradient, signed], attributes, x.shape)]);
}

/** 1/(1 + e^−x). */
export function sigmoid(graph: Graph, x: GraphTensor): GraphTensor {
  return fromOutput(graph, x, 'Sigmoid', 'SigmoidGrad', 'output first');
}

/** ln(1 + e^x), without overflow. */
export function softplus(graph: Graph, x: GraphTensor): GraphTensor {
  return fromInput(graph, x, 'Softplus', 'SoftplusGrad');
}

function tanh(graph: Graph, x: GraphTensor): GraphTensor {
  return fromOutput(graph, x, 'Tanh', 'TanhGrad', 'output first');
}

/** ½·x·(1 + y), the two forms of GELU. */
function halfTimesOnePlus(graph: Graph, x: GraphTensor, y: GraphTensor): GraphTensor {
  return multiply(graph, scale(graph, x, 0.5), add(graph, y, graph.floats(1)));
}

/** √(2/π)·(x + 0.044715·x³), of the approximate GELU (Hendrycks and Gimpel, 2016). */
function geluArgument(graph: Graph, x: GraphTensor): GraphTensor {
  const cubic = scale(graph, multiply(graph, x, square(graph, x)), 0.044715);
  return scale(graph, add(graph, x, cubic), Math.sqrt(2 / Math.PI));
}

/** An activation whose gradient TensorFlow computes from its output, which the forward pass already has. */
function fromOutput(
  graph: Graph,
  x: GraphTensor,
  operation: string,
  backward: string,
  order: 'gradient first' | 'output first',
): GraphTensor {
  const attributes: Attributes = { T: { type: 'float' } };
  const y = graph.add(operation, [x], attributes, x.shape);
  return graph.record(y, [x], (gradient) => [
    () => graph.add(backward, order === 'gradient first' ? [gradient, y] : [y, gradient], attributes, x.shape),
  ]);
}

/** An activation whose gradient TensorFlow computes from its input. */
function fromInput(graph: Graph, x: GraphTensor, operation: string, backward: string): GraphTensor {
  const attributes: Attributes = { T: { type: 'float' } };
  const y = graph.add(operation, [x], attributes, x.shape);
  return graph.record(y, [x], (gradient) => [() => graph.add(backward, [gradient, x], attributes, x.shape)]);
}

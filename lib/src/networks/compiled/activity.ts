import type { Graph, TapeEntry } from '../../engine/graph';
import { type GraphTensor, sizeOf } from '../../engine/graph-types';

/**
 * Operations whose output may be finite although their input is not: a maximum, or a bound. TensorFlow's fast ReLU, for example,
 * turns NaN into 0.
 */
const BOUNDING: readonly string[] = [
  'Relu',
  'Relu6',
  'Elu',
  'Selu',
  'LeakyRelu',
  'Sigmoid',
  'Tanh',
  'Softplus',
  'Softsign',
  'Erf',
  'MaxPool',
  'Max',
  'Rsqrt',
  'FusedBatchNormV3',
];

/**
 * Writes a measure of the inputs of activations, poolings and norms: the sum of their absolute values over all examples. It is not
 * finite if one of the inputs is not. Overflow anywhere else shows in the loss itself.
 *
 * @param tape of one forward pass
 * @returns a scalar; undefined if there are no such operations
 */
export function writeActivity(graph: Graph, tape: readonly TapeEntry[]): GraphTensor | undefined {
  const entering = new Set(tape.filter(isBounding).map(({ inputs }) => inputs[0]));
  const sizes = [...entering].filter(({ shape }) => sizeOf(shape) < 0).map((x) => absoluteSum(graph, x));
  if (sizes.length < 2) return sizes[0];
  return graph.add('AddN', sizes, { T: { type: 'float' }, N: { int: sizes.length } }, []);
}

function isBounding({ output }: TapeEntry): boolean {
  return BOUNDING.includes(output.node.slice(0, output.node.lastIndexOf('_')));
}

function absoluteSum(graph: Graph, x: GraphTensor): GraphTensor {
  const absolute = graph.add('Abs', [x], { T: { type: 'float' } }, x.shape);
  const axes = graph.ints(x.shape.map((_, axis) => axis));
  return graph.add('Sum', [absolute, axes], { T: { type: 'float' }, Tidx: { type: 'int' }, keep_dims: { bool: false } }, []);
}

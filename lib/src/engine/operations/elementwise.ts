import type { Graph } from '../graph';
import type { GraphTensor, Shape } from '../graph-types';
import { sumTo } from './shape';

const FLOAT = { type: 'float' } as const;

/** a + b, with broadcasting. */
export function add(graph: Graph, a: GraphTensor, b: GraphTensor): GraphTensor {
  return graph.record(binary(graph, 'AddV2', a, b), [a, b], (gradient) => [
    () => sumTo(graph, gradient, a.shape),
    () => sumTo(graph, gradient, b.shape),
  ]);
}

/** a − b, with broadcasting. */
export function subtract(graph: Graph, a: GraphTensor, b: GraphTensor): GraphTensor {
  return graph.record(binary(graph, 'Sub', a, b), [a, b], (gradient) => [
    () => sumTo(graph, gradient, a.shape),
    () => sumTo(graph, unary(graph, 'Neg', gradient), b.shape),
  ]);
}

/** a·b element by element, with broadcasting. */
export function multiply(graph: Graph, a: GraphTensor, b: GraphTensor): GraphTensor {
  return graph.record(binary(graph, 'Mul', a, b), [a, b], (gradient) => [
    () => sumTo(graph, binary(graph, 'Mul', gradient, b), a.shape),
    () => sumTo(graph, binary(graph, 'Mul', gradient, a), b.shape),
  ]);
}

/** s·x for a number s. */
export function scale(graph: Graph, x: GraphTensor, factor: number): GraphTensor {
  return multiply(graph, x, graph.floats(factor));
}

/** x². */
export function square(graph: Graph, x: GraphTensor): GraphTensor {
  return graph.record(unary(graph, 'Square', x), [x], (gradient) => [
    () => binary(graph, 'Mul', gradient, binary(graph, 'Mul', x, graph.floats(2))),
  ]);
}

/** 1/√x. */
export function inverseSquareRoot(graph: Graph, x: GraphTensor): GraphTensor {
  const y = unary(graph, 'Rsqrt', x);
  return graph.record(y, [x], (gradient) => [() => graph.add('RsqrtGrad', [y, gradient], { T: FLOAT }, x.shape)]);
}

/** The error function. */
export function errorFunction(graph: Graph, x: GraphTensor): GraphTensor {
  return graph.record(unary(graph, 'Erf', x), [x], (gradient) => [
    () => {
      const bell = unary(graph, 'Exp', unary(graph, 'Neg', unary(graph, 'Square', x)));
      return binary(graph, 'Mul', gradient, binary(graph, 'Mul', bell, graph.floats(2 / Math.sqrt(Math.PI))));
    },
  ]);
}

function unary(graph: Graph, operation: string, x: GraphTensor): GraphTensor {
  return graph.add(operation, [x], { T: FLOAT }, x.shape);
}

function binary(graph: Graph, operation: string, a: GraphTensor, b: GraphTensor): GraphTensor {
  return graph.add(operation, [a, b], { T: FLOAT }, broadcast(a.shape, b.shape));
}

function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const length = (shape: Shape, axis: number): number => shape[axis - (rank - shape.length)] ?? 1;
  return Array.from({ length: rank }, (_, axis) => (length(a, axis) === 1 ? length(b, axis) : length(a, axis)));
}

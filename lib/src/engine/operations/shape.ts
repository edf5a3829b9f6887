import type { Graph } from '../graph';
import type { GraphTensor, Shape } from '../graph-types';
import { sizeOf } from '../graph-types';

const FLOAT = { type: 'float' } as const;
const INT = { type: 'int' } as const;

/** The shape of a tensor as a tensor of integers: a constant if it is known, otherwise computed when the graph runs. */
export function shapeOf(graph: Graph, x: GraphTensor): GraphTensor {
  if (!x.shape.includes(-1)) return graph.ints(x.shape);
  return graph.add('Shape', [x], { T: { type: x.type }, out_type: INT }, [x.shape.length], INT);
}

/** Zeros in the shape of `x`. */
export function zerosLike(graph: Graph, x: GraphTensor): GraphTensor {
  return graph.add('ZerosLike', [x], { T: { type: x.type } }, x.shape, { type: x.type });
}

/** The same elements in another shape; one length may be −1. */
export function reshape(graph: Graph, x: GraphTensor, shape: Shape): GraphTensor {
  const write = (value: GraphTensor, to: Shape): GraphTensor =>
    graph.add('Reshape', [value, graph.ints(to)], { T: { type: x.type }, Tshape: INT }, to, { type: x.type });
  return graph.record(write(x, shape), [x], (gradient) => [() => write(gradient, x.shape)]);
}

/** Sums over the axes along which broadcasting repeated a tensor of shape `shape`; the transpose of broadcasting. */
export function sumTo(graph: Graph, x: GraphTensor, shape: Shape): GraphTensor {
  const missing = x.shape.length - shape.length;
  const axes = x.shape.map((_, axis) => axis).filter((axis) => axis < missing || (shape[axis - missing] === 1 && x.shape[axis] !== 1));
  if (axes.length === 0) return x;
  const rest = x.shape.filter((_, axis) => !axes.includes(axis));
  const sum = graph.add('Sum', [x, graph.ints(axes)], { T: FLOAT, Tidx: INT, keep_dims: { bool: false } }, rest);
  return sameShape(rest, shape) ? sum : graph.add('Reshape', [sum, graph.ints(shape)], { T: FLOAT, Tshape: INT }, shape);
}

/** The mean over axes of known length. */
export function mean(graph: Graph, x: GraphTensor, axes: readonly number[], keepAxes: boolean): GraphTensor {
  const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const shape = keepAxes ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  const y = graph.add('Mean', [x, graph.ints(axes)], { T: FLOAT, Tidx: INT, keep_dims: { bool: keepAxes } }, shape);
  const share = 1 / sizeOf(axes.map((axis) => x.shape[axis]));
  return graph.record(y, [x], (gradient) => [
    () => {
      const each = graph.add('Mul', [gradient, graph.floats(share)], { T: FLOAT }, shape);
      const column = keepAxes ? each : graph.add('Reshape', [each, graph.ints(kept)], { T: FLOAT, Tshape: INT }, kept);
      return graph.add('BroadcastTo', [column, shapeOf(graph, x)], { T: FLOAT, Tidx: INT }, x.shape);
    },
  ]);
}

/** Pads with zeros: `paddings[axis]` = [before, after]. */
export function pad(graph: Graph, x: GraphTensor, paddings: readonly (readonly [number, number])[]): GraphTensor {
  const shape = x.shape.map((length, axis) => (length === -1 ? -1 : length + paddings[axis][0] + paddings[axis][1]));
  const table = reshape(graph, graph.ints(paddings.flat()), [paddings.length, 2]);
  const y = graph.add('Pad', [x, table], { T: FLOAT, Tpaddings: INT }, shape);
  const begin = paddings.map(([before]) => before);
  return graph.record(y, [x], (gradient) => [() => cut(graph, gradient, begin, x.shape)]);
}

/** The piece of shape `shape` that begins at `begin`; a length of −1 reaches to the end. Not on the tape. */
export function cut(graph: Graph, x: GraphTensor, begin: readonly number[], shape: Shape): GraphTensor {
  return graph.add('Slice', [x, graph.ints(begin), graph.ints(shape)], { T: FLOAT, Index: INT }, shape);
}

/** Concatenates along an axis of known length. */
export function concatenate(graph: Graph, parts: readonly GraphTensor[], axis: number): GraphTensor {
  if (parts.length === 1) return parts[0];
  const lengths = parts.map((part) => part.shape[axis]);
  const shape = parts[0].shape.map((length, i) => (i === axis ? lengths.reduce((a, b) => a + b, 0) : length));
  const y = graph.add('ConcatV2', [...parts, graph.ints(axis)], { T: FLOAT, N: { int: parts.length }, Tidx: INT }, shape);
  return graph.record(y, parts, (gradient) => {
    const pieces = split(graph, gradient, lengths, axis);
    return pieces.map((piece) => () => piece);
  });
}

/** Splits along an axis into pieces of the given lengths. Not on the tape: gradients are taken with respect to the pieces. */
export function split(graph: Graph, x: GraphTensor, lengths: readonly number[], axis: number): GraphTensor[] {
  const shapes = lengths.map((length) => x.shape.map((whole, i) => (i === axis ? length : whole)));
  const first = graph.add(
    'SplitV',
    [x, graph.ints(lengths), graph.ints(axis)],
    { T: FLOAT, Tlen: INT, num_split: { int: lengths.length } },
    shapes[0],
  );
  return shapes.map((shape, i) => graph.output(first, i, shape));
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

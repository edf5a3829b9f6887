/** Element types of tensors in a graph: `byte` is uint8. */
export type DataType = 'float' | 'int' | 'byte' | 'bool' | 'resource';

/** Lengths of the axes; −1 for a length known only when the graph runs (the batch size). */
export type Shape = readonly number[];

/** One output of one operation in a graph: a name, no data. */
export interface GraphTensor {
  readonly node: string;
  /** Index of the output among the node's outputs. */
  readonly output: number;
  readonly type: DataType;
  readonly shape: Shape;
}

/** A setting of an operation, in TensorFlow's kinds. */
export type Attribute =
  | { readonly type: DataType }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly shape: Shape }
  | { readonly tensor: { readonly type: DataType; readonly shape: Shape; readonly data: Float32Array | Int32Array } };

/** The settings of one operation by their names in TensorFlow, such as `T` or `strides`. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** One operation of a graph. */
export interface GraphNode {
  readonly name: string;
  readonly operation: string;
  readonly inputs: readonly GraphTensor[];
  /** Nodes that must run before. */
  readonly after: readonly GraphTensor[];
  readonly attributes: Attributes;
}

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

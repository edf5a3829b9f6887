import type { Attributes, DataType, GraphNode, GraphTensor, Shape } from './graph-types';
import { sizeOf } from './graph-types';

/**
 * Given the gradient with respect to an operation's output, gives the gradients with respect to its inputs: one entry per input,
 * written into the graph only when called, undefined if there is no gradient. Nodes that several entries share are written once,
 * before the list is returned.
 */
export type Backward = (gradient: GraphTensor) => readonly ((() => GraphTensor) | undefined)[];

/** One differentiable operation, in the order of the forward pass. */
export interface TapeEntry {
  readonly output: GraphTensor;
  readonly inputs: readonly GraphTensor[];
  readonly backward: Backward;
}

/** Settings of {@link Graph.add} that few nodes need. */
export interface NodeOptions {
  readonly type?: DataType;
  /** Nodes that must run before this one: fetching this node then runs an update, for example. */
  readonly after?: readonly GraphTensor[];
}

/**
 * A TensorFlow graph being written: nodes in order, and a tape of the differentiable ones. Operations are functions with the graph
 * as their first argument (folder `operations`), each with its gradient beside it.
 */
export class Graph {
  readonly #nodes: GraphNode[] = [];
  readonly #tape: TapeEntry[] = [];
  readonly #constants = new Map<string, GraphTensor>();

  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  get tape(): readonly TapeEntry[] {
    return this.#tape;
  }

  /** Writes one node and returns its first output, which has the given shape. */
  add(operation: string, inputs: readonly GraphTensor[], attributes: Attributes, shape: Shape, options: NodeOptions = {}): GraphTensor {
    const name = `${operation}_${this.#nodes.length}`;
    this.#nodes.push({ name, operation, inputs, attributes, after: options.after ?? [] });
    return { node: name, output: 0, type: options.type ?? 'float', shape };
  }

  /** Puts a differentiable operation on the tape; returns its output. */
  record(output: GraphTensor, inputs: readonly GraphTensor[], backward: Backward): GraphTensor {
    this.#tape.push({ output, inputs, backward });
    return output;
  }

  /** A tensor that is fed at each run. */
  placeholder(shape: Shape, type: DataType = 'float'): GraphTensor {
    return this.add('Placeholder', [], { dtype: { type }, shape: { shape } }, shape, { type });
  }

  /** A constant of floats; a plain number is a scalar. */
  floats(values: number | Float32Array, shape: Shape = typeof values === 'number' ? [] : [values.length]): GraphTensor {
    return this.#constant('float', shape, typeof values === 'number' ? Float32Array.of(values) : values);
  }

  /** A constant of integers, such as axes and shapes; a plain number is a scalar. */
  ints(values: number | readonly number[]): GraphTensor {
    return typeof values === 'number'
      ? this.#constant('int', [], Int32Array.of(values))
      : this.#constant('int', [values.length], Int32Array.from(values));
  }

  /** Another output of the node of `tensor`. */
  output(tensor: GraphTensor, output: number, shape: Shape = tensor.shape): GraphTensor {
    return { ...tensor, output, shape };
  }

  #constant(type: DataType, shape: Shape, data: Float32Array | Int32Array): GraphTensor {
    const key = `${type}/${shape.join(',')}/${data.length === sizeOf(shape) && data.length < 64 ? data.join(',') : this.#nodes.length}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const tensor = this.add('Const', [], { dtype: { type }, value: { tensor: { type, shape, data } } }, shape, { type });
    this.#constants.set(key, tensor);
    return tensor;
  }
}

/** Identifies a tensor within its graph. */
export function keyOf(tensor: GraphTensor): string {
  return `${tensor.node}:${tensor.output}`;
}

import type { Graph } from '../../engine/graph';
import type { GraphTensor } from '../../engine/graph-types';
import type { Session } from '../../engine/session';

const FLOAT = { type: 'float' } as const;

/** A vector that TensorFlow keeps from one run to the next. */
export interface FlatVariable {
  readonly size: number;
  /** Its value at the beginning of the run. */
  readonly value: GraphTensor;
  /** Writes a node that stores a new value. */
  assign(value: GraphTensor): GraphTensor;
  read(session: Session): Float32Array;
  write(session: Session, value: Float32Array): void;
}

/** Adds a vector of `size` ≥ 1 floats to a graph; it has no value until it is written. */
export function flatVariable(graph: Graph, name: string, size: number): FlatVariable {
  const shape = [size];
  const handle = graph.add('VarHandleOp', [], { dtype: FLOAT, shape: { shape }, shared_name: { string: name } }, [], { type: 'resource' });
  const value = graph.add('ReadVariableOp', [handle], { dtype: FLOAT }, shape);
  const assign = (next: GraphTensor, after: readonly GraphTensor[] = []): GraphTensor =>
    graph.add('AssignVariableOp', [handle, next], { dtype: FLOAT }, [], { after });
  const fed = graph.placeholder(shape);
  // A fed tensor may share its memory with the JavaScript array, so the variable keeps a copy.
  const written = assign(graph.add('DeepCopy', [fed], { T: FLOAT }, shape));
  const done = graph.add('Const', [], { dtype: FLOAT, value: { tensor: { type: 'float', shape: [], data: new Float32Array(1) } } }, [], {
    after: [written],
  });
  const fetched = graph.add('Identity', [value], { T: FLOAT }, shape);
  return {
    size,
    value,
    assign,
    read: (session) => session.run([], [fetched])[0] as Float32Array,
    write: (session, next) => void session.run([{ tensor: fed, shape, data: next }], [done]),
  };
}

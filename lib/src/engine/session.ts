import { NetworkError } from '../base/errors';
import { binding, type Values } from './binding';
import type { Graph } from './graph';
import type { DataType, GraphTensor, Shape } from './graph-types';
import { keyOf } from './graph';
import { SAVED_MODEL_TAG, withSavedModel } from './saved-model';

/** A value for a placeholder. */
export interface Feed {
  readonly tensor: GraphTensor;
  /** The shape at this run: no −1. */
  readonly shape: Shape;
  readonly data: Values;
}

/** A graph loaded into TensorFlow. Its variables live as long as it does; it is freed when nothing refers to it any more. */
export interface Session {
  /** Computes the tensors of `fetches` from `feeds`; returns copies. @throws NetworkError with TensorFlow's message */
  run(feeds: readonly Feed[], fetches: readonly GraphTensor[]): Values[];
  /** Frees the graph and its variables at once. Calling it again does nothing. */
  dispose(): void;
}

/** TensorFlow's numbers for the types that can be fed. */
const FEED_TYPES: Readonly<Partial<Record<DataType, number>>> = { float: 1, int: 3, byte: 4 };

/** Frees a graph when nothing refers to its session any more. */
const abandoned = new FinalizationRegistry<number>((id) => binding().deleteSavedModel(id));

/**
 * About what a graph occupies in TensorFlow. V8 does not see that memory, and would collect too late. An untouched buffer of this
 * size costs no memory, but V8 counts it.
 */
const NATIVE_BYTES = 8 << 20;
const weights = new WeakMap<Session, ArrayBuffer>();

/** Loads a graph through TensorFlow.js's binding. @throws NetworkError if TensorFlow rejects it, FileError */
export function openSession(graph: Graph): Session {
  const native = binding();
  const id = withSavedModel(graph.nodes, (folder) =>
    translated('GRAPH_REJECTED', 'TensorFlow does not accept the graph', () => native.loadSavedModel(folder, SAVED_MODEL_TAG)),
  );
  let open = true;
  const session: Session = {
    run(feeds, fetches) {
      if (!open) throw new NetworkError('DISPOSED', 'This runner has been disposed of.', 'Create a new one with createRunner.');
      return translated('GRAPH_FAILED', 'TensorFlow could not run the graph', () => run(id, feeds, fetches));
    },
    dispose() {
      if (open) native.deleteSavedModel(id);
      open = false;
      abandoned.unregister(session);
    },
  };
  abandoned.register(session, id, session);
  weights.set(session, new ArrayBuffer(NATIVE_BYTES));
  return session;
}

function run(id: number, feeds: readonly Feed[], fetches: readonly GraphTensor[]): Values[] {
  const native = binding();
  const inputs: number[] = [];
  try {
    for (const { tensor, shape, data } of feeds) inputs.push(native.createTensor([...shape], FEED_TYPES[tensor.type] ?? 0, data));
    const outputs = native.runSavedModel(id, inputs, names(feeds.map((feed) => feed.tensor)), names(fetches));
    try {
      return outputs.map((output) => native.tensorDataSync(output.id));
    } finally {
      for (const output of outputs) native.deleteTensor(output.id);
    }
  } finally {
    for (const input of inputs) native.deleteTensor(input);
  }
}

function names(tensors: readonly GraphTensor[]): string {
  return tensors.map(keyOf).join(',');
}

function translated<T>(code: string, problem: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const said = (cause as Error).message.split('\n')[0];
    const remedy = /exhausted|OOM|alloc/i.test(said)
      ? 'Memory ran out: use a smaller batch, or close other programs.'
      : 'This is a fault of the library: please report it with this message.';
    throw new NetworkError(code, `${problem}: ${said}.`, remedy, { cause });
  }
}

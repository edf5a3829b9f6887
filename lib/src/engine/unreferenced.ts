import { tf } from './tensorflow';

/** TensorFlow.js's list of variables, in the order of their making; some are known only as long as somebody else knows them. */
type Listed = Record<string, tf.Variable | WeakRef<tf.Variable>>;

/** The value that a variable has at present, known without the variable. */
interface Value {
  dataId: tf.DataId;
  readonly dtype: tf.DataType;
  readonly size: number;
}

/** What is left of a variable to which nothing refers. */
interface Left {
  readonly name: string;
  readonly value: Value;
  readonly reference: WeakRef<tf.Variable>;
  readonly listed: Listed;
}

/** The lists themselves, by what TensorFlow.js has in their place. */
const lists = new WeakMap<object, Listed>();

const registry = new FinalizationRegistry<Left>(({ name, value, reference, listed }) => {
  // It is not there where it was disposed of.
  if (listed[name] !== reference) return;
  delete listed[name];
  tf.engine().disposeTensor(value as unknown as tf.Tensor);
});

/**
 * Lets variables go when nothing refers to them any more: no model or layer that has them, nobody who took them out of one.
 * TensorFlow.js by itself keeps each until it is disposed of, so that a cell which builds a model leaves another set behind
 * at each run. As long as somebody refers to a variable, nothing changes.
 */
export function freeWhenUnreferenced(variables: readonly tf.Variable[]): void {
  forgetOrders();
  const listed = currentList();
  for (const variable of variables) {
    const { name, dtype, size } = variable;
    if (variable.isDisposed || listed[name] !== variable) continue;
    const value: Value = { dataId: variable.dataId, dtype, size };
    const { assign } = variable;
    variable.assign = (newValue) => {
      assign.call(variable, newValue);
      value.dataId = variable.dataId;
    };
    const reference = new WeakRef(variable);
    listed[name] = reference;
    registry.register(variable, { name, value, reference, listed });
  }
}

/** TensorFlow.js remembers in which order the layers of a hundred models are called, and those models with it. */
function forgetOrders(): void {
  const flag = 'TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES';
  const entries = tf.env().getNumber(flag);
  tf.env().set(flag, 0);
  tf.env().set(flag, entries);
}

function currentList(): Listed {
  const state = tf.engine().state as unknown as { registeredVariables: Record<string, tf.Variable> };
  const known = lists.get(state.registeredVariables);
  if (known !== undefined) return known;
  const listed: Listed = state.registeredVariables;
  const shown = new Proxy(listed, {
    get: (target, name) => present(Reflect.get(target, name)),
    ownKeys: (target) => Reflect.ownKeys(target).filter((name) => present(Reflect.get(target, name)) !== undefined),
    getOwnPropertyDescriptor: (target, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, name);
      return descriptor && { ...descriptor, value: present(descriptor.value) };
    },
  });
  state.registeredVariables = shown as Record<string, tf.Variable>;
  lists.set(shown, listed);
  return listed;
}

function present(value: unknown): unknown {
  return value instanceof WeakRef ? value.deref() : value;
}

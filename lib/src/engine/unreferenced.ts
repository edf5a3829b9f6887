import { tf } from './tensorflow';

/** TensorFlow.js's list of variables, in order of creation; a weak reference does not keep its variable alive. */
type Listed = Record<string, tf.Variable | WeakRef<tf.Variable>>;

/** The present value of a variable, held without the variable. */
interface Value {
  dataId: tf.DataId;
  readonly dtype: tf.DataType;
  readonly size: number;
}

/** What remains of a variable that nothing refers to. */
interface Left {
  readonly name: string;
  readonly value: Value;
  readonly reference: WeakRef<tf.Variable>;
  readonly listed: Listed;
}

/** The original lists, by the proxies that TensorFlow.js has in their place. */
const lists = new WeakMap<object, Listed>();

const registry = new FinalizationRegistry<Left>(({ name, value, reference, listed }) => {
  // A disposed variable is no longer in the list.
  if (listed[name] !== reference) return;
  delete listed[name];
  tf.engine().disposeTensor(value as unknown as tf.Tensor);
});

/**
 * Frees variables that nothing refers to any more: no model, no layer and no user. TensorFlow.js by itself keeps each variable
 * until it is disposed of, so a cell that builds a model would leave another set behind at each run. As long as somebody refers to
 * a variable, nothing changes.
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

/** Empties TensorFlow.js's cache of layer orders, which keeps a hundred models alive. */
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

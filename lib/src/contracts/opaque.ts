import { isThenable, type Place, refusal, shown } from './place';

/** The methods and fields that identify a class, and how to get an object of it. */
interface Known {
  readonly methods?: readonly string[];
  readonly fields?: readonly string[];
  readonly from: string;
  readonly code?: string;
}

const KNOWN: Readonly<Record<string, Known>> = {
  LayersModel: {
    methods: ['predict', 'getWeights'],
    fields: ['layers'],
    from: 'Give a tf.LayersModel; tf.loadLayersModel returns a promise of one: await it.',
    code: 'MODEL_INVALID',
  },
  Runner: {
    methods: ['getWeights', 'setWeights', 'evaluate'],
    fields: ['layout'],
    from: 'Give the result of createRunner(model, dataset).',
    code: 'RUNNER_INVALID',
  },
  AbortSignal: { methods: ['addEventListener'], fields: ['aborted'], from: 'Give the signal of an AbortController.' },
  Generator: { methods: ['uniform', 'normal', 'integer'], from: 'Give the result of generator(seed, stream).' },
  Tensor: { methods: ['dataSync'], fields: ['shape'], from: 'Give a tensor.' },
  Map: { methods: ['get', 'has', 'entries'], from: 'Give a Map.' },
  ReadonlyMap: { methods: ['get', 'has', 'entries'], from: 'Give a Map.' },
  Set: { methods: ['has', 'values'], from: 'Give a Set.' },
  ReadonlySet: { methods: ['has', 'values'], from: 'Give a Set.' },
};

/** Checks that a value is an object of a class. @throws UsageError */
export function checkOpaque(place: Place, value: unknown, name: string): void {
  if (name === 'Iterable' || name === 'AsyncIterable') return checkIterable(place, value);
  if (!Object.hasOwn(KNOWN, name)) return;
  const { methods = [], fields = [], from, code } = KNOWN[name];
  const object = value as Readonly<Record<string, unknown>> | null;
  const fits =
    typeof object === 'object' &&
    object !== null &&
    methods.every((method) => typeof object[method] === 'function') &&
    fields.every((key) => object[key] !== undefined);
  // TensorFlow.js counts the users of a model; at 0 its weights are gone.
  const isGone = name === 'LayersModel' && fits && object._refCount === 0;
  if (isGone) throw refusal(place, 'has been disposed of', 'Build or load it again.', 'DISPOSED');
  if (!fits) throw refusal(place, `is ${shown(value)}`, isThenable(value) ? `Await it first. ${from}` : from, code);
}

function checkIterable(place: Place, value: unknown): void {
  const object = Object(value) as { readonly [Symbol.iterator]?: unknown; readonly [Symbol.asyncIterator]?: unknown };
  if (object[Symbol.iterator] === undefined && object[Symbol.asyncIterator] === undefined)
    throw refusal(place, `is ${shown(value)}`, 'Give a list or a generator.');
}

/** Stands for a key that is left out, or for an argument that is not given. */
export const ABSENT = Symbol('absent');

/** One way of spoiling a value, or of writing the same value in another way. */
export interface Mutation {
  readonly name: string;
  readonly apply: (value: never) => unknown;
  /** What is taken for it must give what the valid value gives: it says the same in another way. */
  readonly same?: boolean;
  /** It must be refused where it is part of a question, not of an answer that the library itself gave. */
  readonly wrong?: boolean;
}

/** What a function that the fuzz hands in throws: the user's own error, which the library may pass on. */
export class OwnError extends Error {}

const throwOwn = (): never => {
  throw new OwnError('thrown by what was handed in');
};

const is = (name: string, value: unknown, wrong = false): Mutation => ({ name, apply: () => value, wrong });

const ANYTHING: readonly Mutation[] = [
  is('left out', ABSENT), is('undefined', undefined), is('null', null), is('NaN', NaN, true), is('Infinity', Infinity), is('-1', -1),
    is('0', 0), is('2^53+1', 2 ** 53 + 2),
  is("''", ''), is("'zzz'", 'zzz'), is('{}', {}), is('[]', []), is('true', true), is('10n', 10n), is('a symbol', Symbol('s')),
    is('[[]]', [[]]),
  is('a promise', Promise.resolve(1)), { name: 'a function', apply: () => () => NaN },
];

type NumberChange = (value: number) => unknown;
const ofNumber = (name: string, apply: NumberChange, more: Partial<Mutation> = {}): Mutation => ({ name, apply, ...more });
const NUMBERS: readonly Mutation[] = [
  ofNumber('+ 0.5', (x) => x + 0.5), ofNumber('negative', (x) => -x), ofNumber('1e20', () => 1e20), ofNumber('1e9', () => 1e9),
    ofNumber('1e5', () => 1e5),
  ofNumber('1e308', () => 1e308), ofNumber('5e-324', () => 5e-324), ofNumber('-Infinity', () => -Infinity),
    ofNumber('text of it', (x) => String(x), { wrong: true }), ofNumber('[it]', (x) => [x], { wrong: true }),
    ofNumber('a Number object', (x) => new Number(x)),
];

type TextChange = (value: string) => unknown;
const ofText = (name: string, apply: TextChange, more: Partial<Mutation> = {}): Mutation => ({ name, apply, ...more });
const TEXTS: readonly Mutation[] = [
  ofText('first letter lost', (text) => text.slice(1)), ofText('capitals', (text) => text.toUpperCase()),
    ofText('300 letters', () => 'x'.repeat(300)), ofText('NUL', () => 'a\0b'),
  ofText('../..', () => '../../..'), ofText('__proto__', () => '__proto__'), ofText('constructor', () => 'constructor'),
    ofText('space before', (text) => ` ${text}`), ofText('a String object', (text) => new String(text)),
    ofText('line break', (text) => `${text}\n`),
];

type List = readonly unknown[];
const ofList = (name: string, apply: (value: List) => unknown, more: Partial<Mutation> = {}): Mutation => ({ name, apply, ...more });
const LISTS: readonly Mutation[] = [
  ofList('one fewer', (list) => list.slice(0, -1)), ofList('one more', (list) => [...list, list.at(-1)]),
    ofList('first only', (list) => list.slice(0, 1)), ofList('reversed', (list) => [...list].reverse()),
  ofList('holes', (list) => new Array(list.length)), ofList('2^32-1 holes', () => new Array(2 ** 32 - 1)),
    ofList('array-like', (list) => ({ ...list, length: list.length })), ofList('length of 1e9', (list) => ({ ...list, length: 1e9 })),
  ofList('a set', (list) => new Set(list)), ofList('frozen', (list) => Object.freeze([...list]), { same: true }),
    ofList('100,000 times', (list) => Array.from({ length: 1e5 }, (_, i) => list[i % list.length])),
];
const NUMBER_LISTS: readonly Mutation[] = [
  ofList('Float64Array', (list) => Float64Array.from(list as number[]), { same: true }),
    ofList('Float32Array', (list) => Float32Array.from(list as number[])),
    ofList('Int32Array', (list) => Int32Array.from(list as number[])),
  ofList('texts', (list) => list.map(String), { wrong: true }), ofList('all equal', (list) => list.map(() => list[0])),
    ofList('a column', (list) => list.map((x) => [x]), { wrong: true }), ofList('zeros', (list) => list.map(() => 0)),
];

type Typed = Float32Array | Float64Array | Int32Array | Uint8Array;
const ofTyped = (name: string, apply: (value: Typed) => unknown, more: Partial<Mutation> = {}): Mutation => ({ name, apply, ...more });
function changed(values: Typed, place: number, value: number): Typed {
  const copy = values.slice();
  copy[place] = value;
  return copy;
}
const TYPED: readonly Mutation[] = [
  ofTyped('plain array', (x) => Array.from(x), { same: true }), ofTyped('Float64Array', (x) => Float64Array.from(x), { same: true }),
    ofTyped('Float32Array', (x) => Float32Array.from(x)), ofTyped('Int32Array', (x) => Int32Array.from(x)),
    ofTyped('Uint8Array', (x) => Uint8Array.from(x)),
  ofTyped('one fewer', (x) => x.slice(0, -1)), ofTyped('one more', (x) => new (x.constructor as Float32ArrayConstructor)([...x, 0])),
    ofTyped('empty', (x) => x.slice(0, 0)),
  ofTyped('detached', (x) => {
    // Of its own memory: a small buffer of Node shares it with others, and cannot be sent away.
    const copy = structuredClone(x);
    structuredClone(copy, { transfer: [copy.buffer as ArrayBuffer] });
    return copy;
  }, { wrong: true }),
  ofTyped('on shared memory', (x) => {
    const copy = new (x.constructor as Float32ArrayConstructor)(new SharedArrayBuffer(x.byteLength) as unknown as ArrayBuffer);
    copy.set(x);
    return copy;
  }, { same: true }),
  ofTyped('part of a longer buffer', (x) => {
    const longer = new (x.constructor as Float32ArrayConstructor)(x.length + 3);
    longer.set(x, 2);
    return longer.subarray(2, x.length + 2);
  }, { same: true }),
  ofTyped('a DataView', (x) => new DataView(x.slice().buffer), { wrong: true }),
    ofTyped('an ArrayBuffer', (x) => x.slice().buffer, { wrong: true }), ofTyped('zeros', (x) => x.slice().fill(0)),
    ofTyped('255 in it', (x) => changed(x, 0, 255)), ofTyped('plain with a hole', (x) => {
    const plain = Array.from(x);
    delete plain[1];
    return plain;
  }, { wrong: true }), ofTyped('texts', (x) => Array.from(x, String), { wrong: true }),
];
const FLOATS: readonly Mutation[] = [
  ofTyped('NaN in it', (x) => changed(x, x.length >> 1, NaN), { wrong: true }),
    ofTyped('Infinity in it', (x) => changed(x, x.length - 1, Infinity), { wrong: true }),
    ofTyped('-Infinity in it', (x) => changed(x, 0, -Infinity), { wrong: true }), ofTyped('3e38 in it', (x) => changed(x, 0, 3e38)),
    ofTyped('plain with NaN', (x) => [...x.slice(1), NaN], { wrong: true }),
];

type Fields = Readonly<Record<string, unknown>>;
const ofFields = (name: string, apply: (value: Fields) => unknown, more: Partial<Mutation> = {}): Mutation => ({ name, apply, ...more });
const OBJECTS: readonly Mutation[] = [
  ofFields('unknown key', (fields) => ({ ...fields, unheardOf: 1 }), { wrong: true }),
    ofFields('frozen', (fields) => Object.freeze({ ...fields }), { same: true }),
    ofFields('without prototype', (fields) => Object.assign(Object.create(null) as object, fields), { same: true }),
  ofFields('of a class', (fields) => Object.assign(new (class Own {})(), fields), { same: true }),
    ofFields('a proxy', (fields) => new Proxy({ ...fields }, {}), { same: true }),
    ofFields('a map', (fields) => new Map(Object.entries(fields))), ofFields('JSON', (fields) => text(fields)),
  ofFields('inherited keys', (fields) => Object.create(fields) as object), ofFields('itself within', (fields) => {
    const copy: Record<string, unknown> = { ...fields };
    copy.itself = copy;
    return copy;
  }),
];

function text(fields: Fields): string {
  try {
    return JSON.stringify(fields) ?? '';
  } catch {
    return '{}';
  }
}

/** A key with two letters exchanged, or with one too many. */
function misspelt(key: string): string {
  return key.length < 4 || key[1] === key[2] ? `${key}s` : `${key.slice(0, 1)}${key[2]}${key[1]}${key.slice(3)}`;
}

function ofKey(key: string): Mutation[] {
  return [
    ofFields(`${key} misspelt`, ({ [key]: value, ...rest }) => ({ ...rest, [misspelt(key)]: value }), { wrong: true }),
    ofFields(`${key} given twice, once misspelt`, (fields) => ({ ...fields, [misspelt(key)]: fields[key] }), { wrong: true }),
    ofFields(`${key} a getter that throws`, (fields) => Object.defineProperty({ ...fields }, key, { get: throwOwn, enumerable: true })),
  ];
}

const FUNCTIONS: readonly Mutation[] = [
  { name: 'throws', apply: () => throwOwn }, { name: 'gives NaN', apply: () => () => NaN },
    { name: 'gives nothing', apply: () => () => undefined }, { name: 'gives text', apply: () => () => 'zzz' },
  { name: 'rejects', apply: () => () => Promise.reject(new OwnError('rejected by what was handed in')) },
    { name: 'gives a promise', apply: (given: (...all: unknown[]) => unknown) => async (...all: unknown[]) => given(...all) },
];

/** Whether a value is a plain object, whose fields are tried one by one. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  // What has methods, such as a runner, is one thing.
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
    && !('dispose' in value);
}

const isTyped = (value: unknown): value is Typed => ArrayBuffer.isView(value) && !(value instanceof DataView);

/** All mutations of one value; none of its parts. */
export function mutationsOf(value: unknown): readonly Mutation[] {
  if (typeof value === 'number') return [...ANYTHING, ...NUMBERS];
  if (typeof value === 'string') return [...ANYTHING, ...TEXTS];
  if (typeof value === 'function') return [...ANYTHING, ...FUNCTIONS];
  if (isTyped(value)) return [...ANYTHING, ...TYPED, ...(/Float/.test(value.constructor.name) ? FLOATS : [])];
  if (Array.isArray(value)) return [...ANYTHING, ...LISTS, ...(value.length > 0 && value.every((x) => typeof x === 'number')
    ? NUMBER_LISTS : [])];
  if (isPlain(value)) return [...ANYTHING, ...OBJECTS, ...Object.keys(value).flatMap(ofKey)];
  return ANYTHING;
}

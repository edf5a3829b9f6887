import { distance } from 'fastest-levenshtein';
import { nearest } from '../base/nearest';
import { numbersOf } from './arrays';
import type { Expected, Field, ObjectType } from './contract';
import { checkTogether } from './examples';
import { giving } from './giving';
import { checkOpaque } from './opaque';
import { entry, field, isThenable, item, type Place, refusal, shown } from './place';
import { refuseEmpty, refuseEndless, refuseEndlessWithin } from './lengths';
import { checkNumber } from './quantities';

/** The fields of every named type. */
export type Types = Readonly<Record<string, ObjectType>>;

/** Fields of a dataset, allowed in settings into which a dataset is spread. */
const OF_A_DATASET = new Set(['name', 'classes', 'train', 'test', 'normalisation', 'fingerprint', 'note']);

/** Fields that decide what a number means: naming one with the value undefined is a mistake, not a request for the default. */
const GIVEN_IF_NAMED = new Set(['batchNorm', 'at']);

const MAY_BE_ABSENT = new Set<Expected['kind']>(['any', 'nothing', 'union']);

/**
 * Checks a value and returns it, or a copy with its arrays converted.
 *
 * @param owner the object that has the value as a field
 * @throws UsageError that names the function, the argument, the field and the remedy
 */
export function checked(types: Types, place: Place, value: unknown, expected: Expected, owner?: object): unknown {
  if (value === undefined && !MAY_BE_ABSENT.has(expected.kind))
    throw refusal(place, 'is missing', `Give ${wanted(expected, types)}.`, 'ARGUMENT_MISSING');
  switch (expected.kind) {
    case 'any':
      refuseEndlessWithin(place, value);
      return value;
    case 'nothing': return required(place, value === undefined, value, wanted(expected, types));
    case 'boolean': return required(place, typeof value === 'boolean', value, wanted(expected, types));
    case 'text': return required(place, typeof value === 'string', value, wanted(expected, types));
    case 'function':
      required(place, typeof value === 'function', value, wanted(expected, types));
      return expected.gives ? giving(place, value as (...all: unknown[]) => unknown, expected.gives, owner) : value;
    case 'number':
      required(place, typeof value === 'number', value, wanted(expected, types));
      checkNumber(place, value as number);
      return value;
    case 'choice': return chosen(place, value, expected.values);
    case 'array': {
      const numbers = numbersOf(place, value, expected.of);
      refuseEmpty(place, numbers);
      return numbers;
    }
    case 'list': return list(types, place, value, expected.of, expected.like);
    case 'tuple': return tuple(types, place, value, expected.of);
    case 'union': return anyOf(types, place, value, expected.of);
    case 'opaque':
      checkOpaque(place, value, expected.name);
      return value;
    case 'ref': return object(types, place, value, expected.name);
  }
}

/** The value that a remedy asks for. */
function wanted(expected: Expected, types: Types): string {
  switch (expected.kind) {
    case 'boolean': return 'true or false';
    case 'text': return 'a text';
    case 'choice': return expected.values.length === 1 ? quoted(expected.values[0]) : `one of: ${expected.values.map(quoted).join(', ')}`;
    case 'array': return 'an array of numbers';
    case 'list': return 'a list';
    case 'tuple': return `a list of ${expected.of.length}`;
    case 'nothing': return 'nothing';
    case 'ref': {
      const { fields } = types[expected.name];
      const needed = Object.keys(fields).filter((key) => !fields[key].optional);
      return needed.length > 0 ? `an object with ${needed.join(', ')}` : 'an object';
    }
    default: return `a ${expected.kind === 'opaque' ? expected.name : expected.kind}`;
  }
}

function quoted(choice: unknown): string {
  return typeof choice === 'string' ? `"${choice}"` : String(choice);
}

function required(place: Place, fits: boolean, value: unknown, what: string): unknown {
  if (fits) return value;
  throw refusal(place, `is ${shown(value)}`, isThenable(value) ? 'Await it first.' : `Give ${what}.`);
}

function chosen(place: Place, value: unknown, values: readonly unknown[]): unknown {
  if (values.includes(value)) return value;
  const texts = values.filter((choice): choice is string => typeof choice === 'string');
  const near = typeof value === 'string' ? nearest(value, texts) : undefined;
  const hint = near === undefined ? '' : `Did you mean "${near}"? `;
  const choices = values.map(quoted).join(', ');
  throw refusal(place, `is ${shown(value)}`, `${hint}Use ${values.length === 1 ? choices : `one of: ${choices}`}.`, 'VALUE_UNKNOWN');
}

function list(types: Types, place: Place, value: unknown, of: Expected, like = false): unknown {
  const isList = Array.isArray(value) || (like && typeof (value as ArrayLike<unknown> | null)?.length === 'number');
  required(place, isList, value, wanted({ kind: 'list', of }, types));
  refuseEndless(place, value as readonly unknown[]);
  const taken = withChanges(value as readonly unknown[], (items) => items.map((part, i) => checked(types, item(place, i), part, of)));
  refuseEmpty(place, value as readonly unknown[]);
  return taken;
}

function tuple(types: Types, place: Place, value: unknown, of: readonly Expected[]): unknown {
  const fits = (Array.isArray(value) || ArrayBuffer.isView(value)) && (value as unknown as ArrayLike<unknown>).length === of.length;
  required(place, fits, value, wanted({ kind: 'tuple', of }, types));
  const values = Array.isArray(value) ? (value as readonly unknown[]) : Array.from(value as ArrayLike<unknown>);
  return withChanges(values, (items) => items.map((part, i) => checked(types, item(place, i), part, of[i])));
}

/** The same list if no item changed. Holes of a list count as missing items. */
function withChanges(items: readonly unknown[], map: (items: readonly unknown[]) => unknown[]): unknown {
  const mapped = map(Array.from(items));
  return mapped.every((part, i) => Object.is(part, items[i])) ? items : mapped;
}

/** Checks a value against several types and takes the first that fits. If none fits, throws the error of the closest one. */
function anyOf(types: Types, place: Place, value: unknown, of: readonly Expected[]): unknown {
  const scalar = of.find(({ kind }) => kind === typeof value && (kind === 'number' || kind === 'boolean'));
  if (scalar !== undefined) return checked(types, place, value, scalar);
  let farthest: { readonly error: unknown; readonly depth: number } | undefined;
  for (const expected of of) {
    try {
      return checked(types, place, value, expected);
    } catch (error) {
      // A closer type fails deeper in the value, at a longer path; the closest only when its fields are compared.
      const { length } = (error as Error).message.slice(0, (error as Error).message.indexOf(' ', place.call.length + 2));
      const depth = fieldsFit.has(error as Error) ? Infinity : length;
      if (farthest === undefined || depth > farthest.depth) farthest = { error, depth };
    }
  }
  throw farthest?.error;
}

function object(types: Types, place: Place, value: unknown, name: string): unknown {
  const type = types[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value) || isThenable(value)) {
    required(place, false, value, wanted({ kind: 'ref', name }, types));
  }
  checkKeys(place, value as object, type);
  let copy = hasInherited(value as object, type) ? ownCopy(value as object, type) : undefined;
  const given = type.given ?? false;
  const take = (key: string, { type: expected, optional }: Field, at = field(place, key, given)): void => {
    const present = (value as Record<string, unknown>)[key];
    if (present === undefined && optional && !(GIVEN_IF_NAMED.has(key) && Object.hasOwn(value as object, key))) return;
    const converted = checked(types, at, present, expected, value as object);
    if (!Object.is(converted, present)) (copy ??= ownCopy(value as object, type))[key] = converted;
  };
  for (const [key, expected] of Object.entries(type.fields)) take(key, expected);
  const { others } = type;
  const own = others ? Object.keys(value as object).filter((key) => !Object.hasOwn(type.fields, key)) : [];
  for (const key of own) take(key, { type: others as Expected }, entry(place, key, given));
  try {
    checkTogether(place, name, copy ?? (value as object));
  } catch (error) {
    fieldsFit.add(error as Error);
    throw error;
  }
  return copy ?? value;
}

/** Errors about objects whose fields, each by itself, are of their types. */
const fieldsFit = new WeakSet<Error>();

/** Whether an object inherits a field that is not a function from its class or prototype: spreading the object would lose it. */
function hasInherited(value: object, { fields }: ObjectType): boolean {
  return Object.keys(fields).some(
    (key) => !Object.hasOwn(value, key) && !['undefined', 'function'].includes(typeof (value as Record<string, unknown>)[key]),
  );
}

/** A copy that owns all its fields; its methods still belong to the object itself. */
function ownCopy(value: object, { fields }: ObjectType): Record<string, unknown> {
  const copy = { ...value } as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    if (Object.hasOwn(value, key)) continue;
    const inherited = (value as Record<string, unknown>)[key];
    if (inherited !== undefined) copy[key] = typeof inherited === 'function' ? (inherited.bind(value) as unknown) : inherited;
  }
  return copy;
}

/**
 * Refuses unknown keys. Objects from the library, and objects within an argument (a curve to draw, with a name added), may have
 * further keys, unless one looks like a misspelt field. If no field is required, every key must be an option.
 */
function checkKeys(place: Place, value: object, type: ObjectType): void {
  const { fields, others } = type;
  const tolerant = mayCarryMore(type, /[.[]/.test(place.path));
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (others !== undefined || (prototype !== Object.prototype && prototype !== null)) return;
  const ofDataset = Object.hasOwn(fields, 'train') || Object.hasOwn(fields, 'normalisation');
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(fields, key) || (ofDataset && OF_A_DATASET.has(key))) continue;
    const near = nearest(key, Object.keys(fields).filter((name) => fields[name].optional || !Object.hasOwn(value, name)));
    if (tolerant && (near === undefined || !isSlip(key, near))) continue;
    const remedy = near === undefined ? `It takes ${Object.keys(fields).join(', ')}.` : `Did you mean "${near}"?`;
    throw refusal(place, `has no option "${key}"`, remedy, 'OPTION_UNKNOWN');
  }
}

/** Whether unknown keys do no harm. @param within whether the object is part of an argument */
export function mayCarryMore(type: ObjectType, within: boolean): boolean {
  return type.part === true || (!isOptions(type) && (type.given === true || within));
}

function isOptions({ fields }: ObjectType): boolean {
  return Object.values(fields).every(({ optional }) => optional);
}

/**
 * Whether a key is a field's name slightly misspelt, or in the style of another language: `batch_size`, `normalization`. Short
 * names resemble one another anyway: for them, only the same letters in another order count as a slip.
 */
function isSlip(key: string, name: string): boolean {
  const [ours, theirs] = [name, key].map((text) => text.toLowerCase().replace(/[_-]/g, ''));
  if (key.length >= 5) return distance(ours, theirs) <= 2;
  const [a, b] = [ours, theirs].map((text) => [...text].sort().join(''));
  return a === b;
}

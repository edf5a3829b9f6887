import { types } from 'node:util';
import { f16round, Float16Array } from '@petamoriken/float16';
import { RecordError } from '../base/errors';

/** Numbers that are not finite, as strings: JSON lacks them. */
const NON_FINITE: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

/** The keys of typed arrays in JSON: their bytes, little-endian. The short one is for numbers that 16 bits hold exactly. */
const FLOAT32 = 'float32-base64';
const FLOAT16 = 'float16-base64';

/**
 * JSON with sorted keys, so that equal values have equal text and equal hashes. Numbers that are not finite become strings, a
 * `Float32Array` an object with its bytes as base64: two for each number if {@link halfPrecision} rounded it, else four. A field that
 * is undefined stays absent.
 *
 * @throws RecordError RECORD_NOT_PLAIN for values that JSON would change: dates, maps, other typed arrays, class instances,
 * functions, symbols, bigints, undefined in a list, and the texts "NaN", "Infinity" and "-Infinity"
 */
export function recordText(value: unknown): string {
  if (value === undefined) throw notPlain('undefined', '');
  return plainText(value, function (this: Readonly<Record<string, unknown>>, key: string) {
    // Not the second argument: for an object with a toJSON, such as a date, it is the result of toJSON.
    return textual(this[key], key, Array.isArray(this));
  });
}

/** `JSON.stringify`. @throws RecordError RECORD_NOT_PLAIN for a value that contains itself, is nested too deep, or is a bigint */
export function plainText(
  value: unknown,
  replacer: (this: Readonly<Record<string, unknown>>, key: string, part: unknown) => unknown,
): string {
  try {
    return JSON.stringify(value, replacer as (this: unknown, key: string, part: unknown) => unknown);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw notPlain(/BigInt/.test(error.message) ? 'a bigint' : 'a value that contains itself', '');
  }
}

/** The value of a text made by {@link recordText}. @throws SyntaxError for what is not JSON */
export function parseRecordText(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value === 'string' && Object.hasOwn(NON_FINITE, value)) return NON_FINITE[value];
    if (value === null || typeof value !== 'object') return value;
    const { [FLOAT32]: long, [FLOAT16]: short } = value as Readonly<Record<string, unknown>>;
    if (typeof long === 'string') return new Float32Array(bytesOf(long));
    return typeof short === 'string' ? new Float32Array(new Float16Array(bytesOf(short))) : value;
  }) as unknown;
}

function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(base64, 'base64')).buffer;
}

/** Numbers rounded to 16 bits, of which records of many losses consist: to 11 significant bits, beyond 65 504 to infinity. */
export function halfPrecision(values: Float32Array): Float32Array {
  return values.map((value) => f16round(value));
}

function typedArray(values: Float32Array): Readonly<Record<string, string>> {
  const isShort = values.length > 0 && values.every((value) => Object.is(f16round(value), value));
  const stored = isShort ? new Float16Array(values) : values;
  return { [isShort ? FLOAT16 : FLOAT32]: Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).toString('base64') };
}

/** The value that JSON stores for a part. */
function textual(part: unknown, key: string, inList: boolean): unknown {
  if (typeof part === 'number') return Number.isFinite(part) ? part : String(part);
  if (typeof part === 'string' && Object.hasOwn(NON_FINITE, part)) throw notPlain(`the text "${part}", reserved for a number`, key);
  if (typeof part === 'function' || typeof part === 'symbol' || typeof part === 'bigint') throw notPlain(`a ${typeof part}`, key);
  if (part === undefined && inList) throw notPlain('a list with an undefined item', key);
  if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
  if (types.isFloat32Array(part)) return typedArray(part);
  if (isForeign(part)) throw notPlain(`a ${part.constructor.name}`, key);
  if (Object.getOwnPropertySymbols(part).length > 0) throw notPlain('a symbol', key);
  const reserved = [FLOAT32, FLOAT16].find((name) => typeof (part as Readonly<Record<string, unknown>>)[name] === 'string');
  if (reserved !== undefined) throw notPlain(`a text named ${reserved}, a name reserved for typed arrays`, key);
  return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isForeign(part: object): boolean {
  const prototype = Object.getPrototypeOf(part) as object | null;
  // A value from another realm, such as a test's sandbox, has another Object, whose prototype is also null.
  return prototype !== null && Object.getPrototypeOf(prototype) !== null;
}

function notPlain(what: string, key: string): RecordError {
  const where = key === '' ? '' : ` (at "${key}")`;
  return new RecordError(
    'RECORD_NOT_PLAIN',
    `A record cannot hold ${what}${where}.`,
    'Give plain data: numbers, texts, lists, objects, Float32Arrays.',
  );
}

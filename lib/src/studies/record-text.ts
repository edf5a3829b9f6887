import { types } from 'node:util';
import { RecordError } from '../base/errors';

/** Non-finite numbers, which JSON lacks, as strings. */
const NON_FINITE: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

/** Flat weights in JSON: their bytes, little-endian, under this name. */
const FLOAT32 = 'float32-base64';

/**
 * JSON with sorted keys, so that equal values have equal text and equal hashes. Numbers that are not finite become
 * strings, a `Float32Array` an object with its bytes as base64.
 *
 * @throws RecordError RECORD_NOT_PLAIN for what would come back as something else: other typed arrays, maps, instances of classes
 */
export function recordText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part);
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    if (types.isFloat32Array(part)) return { [FLOAT32]: Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64') };
    refuseForeign(part);
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The value of a text made by {@link recordText}. @throws SyntaxError for what is not JSON */
export function parseRecordText(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value === 'string' && Object.hasOwn(NON_FINITE, value)) return NON_FINITE[value];
    const bytes = value !== null && typeof value === 'object' ? (value as Readonly<Record<string, unknown>>)[FLOAT32] : undefined;
    return typeof bytes === 'string' ? new Float32Array(Uint8Array.from(Buffer.from(bytes, 'base64')).buffer) : value;
  }) as unknown;
}

function refuseForeign(part: object): void {
  const prototype = Object.getPrototypeOf(part) as object | null;
  // A value made in another realm, such as a test's sandbox, has another Object, whose own prototype is null all the same.
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return;
  throw new RecordError('RECORD_NOT_PLAIN', `A record cannot hold a ${part.constructor.name}.`, 'Give plain data: numbers, texts, lists, objects, Float32Arrays.');
}

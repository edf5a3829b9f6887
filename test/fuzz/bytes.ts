import { generator } from '../../lib/src/base/random';
import type { Mutation } from './mutations';

/** How many places of each kind are tried in files that are too long to try them all. */
const PLACES = 400;

const of = (name: string, apply: (bytes: Buffer) => unknown, wrong = false): Mutation => ({ name, apply, wrong });

/** Places in a file: all of a short one, else a seeded choice, with both ends. */
function placesIn(length: number, stream: string): readonly number[] {
  if (length <= PLACES) return Array.from({ length }, (_, i) => i);
  const random = generator(1, stream);
  return [...new Set([0, 1, 7, 8, 9, length - 1, ...Array.from({ length: PLACES }, () => random.integer(length))])];
}

/** What happens to files: cut short, flipped bytes, other files under their name. @param wrong whether a reader can notice */
export function damages(bytes: Uint8Array, wrong = true): readonly Mutation[] {
  const flip = (place: number, by: number): Mutation => of(`byte ${place} ^ ${by}`,
    (file) => Buffer.from(file).fill(file[place] ^ by, place, place + 1));
  return [
    ...placesIn(bytes.length, 'cut').map((length) => of(`cut to ${length} bytes`, (file) => file.subarray(0, length),
      wrong && length < bytes.length - 1)),
    ...placesIn(bytes.length, 'flip').flatMap((place) => [flip(place, 1), flip(place, 0x80), flip(place, 0xff)]),
    of('empty', () => Buffer.alloc(0), wrong), of('zeros', (file) => Buffer.alloc(file.length), wrong),
      of('0xff', (file) => Buffer.alloc(file.length, 0xff), wrong),
    of('a zip archive', () => Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(300)]), wrong),
      of('HDF5', () => Buffer.from('\x89HDF\r\n\x1a\n and more'), wrong),
    of('JSON null', () => Buffer.from('null'), wrong), of('JSON []', () => Buffer.from('[]'), wrong),
      of('JSON {}', () => Buffer.from('{}'), wrong), of('JSON 1', () => Buffer.from('1'), wrong),
      of('an HTML page', () => Buffer.from('<html>not found</html>'), wrong), of('twice', (file) => Buffer.concat([file, file])),
      of('one byte more', (file) => Buffer.concat([file, Buffer.of(0)])),
  ];
}

type Json = Record<string, unknown>;

/** One field of a JSON file at a time, with values that do not belong there. @param path of the field, such as `epoch` or `0.trainLoss` */
export function jsonDamages(path: string, values: readonly unknown[], wrong = false): readonly Mutation[] {
  return values.map((value) => of(`${path} = ${JSON.stringify(value) ?? String(value)}`,
    (file) => Buffer.from(JSON.stringify(withField(JSON.parse(file.toString()) as Json, path.split('.'), value))), wrong));
}

/** A copy with one field changed; `undefined` takes it out. */
export function withField(json: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  const copy = (Array.isArray(json) ? [...(json as unknown[])] : { ...(json as Json) }) as Json;
  copy[key] = rest.length === 0 ? value : withField(copy[key], rest, value);
  return copy;
}

/** All fields of a JSON value, such as `layers.0.name`; of a list the first entry only. */
export function fieldsOf(json: unknown, path: readonly string[] = []): readonly string[] {
  const here = path.length > 0 ? [path.join('.')] : [];
  if (typeof json !== 'object' || json === null || path.length > 7) return here;
  const entries = Array.isArray(json) ? Object.entries(json).slice(0, 2) : Object.entries(json);
  return [...here, ...entries.flatMap(([key, value]) => fieldsOf(value, [...path, key]))];
}

/** What may stand in a field by mistake, or after damage. */
export const FOREIGN: readonly unknown[] = [undefined, null, -1, 0, 0.5, 1e20, 1e9, '', 'zzz', 'x'.repeat(300), [], {}, true, [[1]],
  '__proto__'];

/** A safetensors file with another header. */
export function withHeader(bytes: Uint8Array, change: (header: Json) => unknown): Buffer {
  const file = Buffer.from(bytes);
  const length = Number(file.readBigUInt64LE());
  const header = Buffer.from(JSON.stringify(change(JSON.parse(file.subarray(8, 8 + length).toString()) as Json)) ?? '');
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([size, header, file.subarray(8 + length)]);
}

/** One field of a safetensors header at a time, and lengths of the header that cannot be. */
export function headerDamages(bytes: Uint8Array): readonly Mutation[] {
  let header: Json = {};
  withHeader(bytes, (read) => (header = read));
  const own = ['F64', 'F16', 'BF16', 'I64', 'I32', 'U8', 'BOOL', 'C64', 'F8_E4M3', 'f32', [2 ** 40, 2 ** 40], [0, 2 ** 53], [-4, 0], [4, 0],
    [1.5, 5.5]];
  const length = (value: bigint): Mutation => of(`header of ${value} bytes`, (file) => {
    const copy = Buffer.from(file);
    copy.writeBigUInt64LE(value);
    return copy;
  }, true);
  return [
    ...fieldsOf(header).flatMap((path) => [...FOREIGN, ...own].map((value) =>
      of(`${path} = ${JSON.stringify(value) ?? 'none'}`, (file) => withHeader(file, (read) => withField(read, path.split('.'), value))))),
    ...[0n, 1n, 2n ** 31n, 2n ** 53n + 1n, 2n ** 63n].map(length),
  ];
}

/** NaN and infinities in the numbers behind the header. */
export function numberDamages(bytes: Uint8Array): readonly Mutation[] {
  const begin = 8 + Number(Buffer.from(bytes).readBigUInt64LE());
  const count = Math.floor((bytes.length - begin) / 4);
  return [NaN, Infinity, -Infinity].flatMap((value) => placesIn(count, 'numbers').slice(0,
    60).map((place) => of(`number ${place} = ${value}`, (file) => {
    const copy = Buffer.from(file);
    copy.writeFloatLE(value, begin + 4 * place);
    return copy;
  }, true)));
}

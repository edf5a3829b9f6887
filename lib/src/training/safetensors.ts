import { CheckpointError } from '../base/errors';
import { readFile, writeFile } from '../base/files';
import { fileKind, folderKind } from './file-kinds';
import { NUMBER_FORMATS, type TensorData } from './number-formats';

/** One named tensor of a file. */
export interface StoredTensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: TensorData;
}

/** Content of a `.safetensors` file. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const LENGTH_BYTES = 8;
/** The format's own limit. */
const LARGEST_HEADER = 100_000_000;
const METADATA = '__metadata__';
/** The metadata of a file without any, as distinct from empty metadata. */
export const NO_METADATA: Readonly<Record<string, string>> = Object.freeze({});
const FROM_ANEW = 'Copy it again from its source, or choose another file.';

/**
 * Writes a file in the safetensors format (8 bytes header length, JSON header, numbers), as a whole or not at all.
 *
 * @throws FileError
 */
export function writeTensors(path: string, file: TensorFile): void {
  writeFile(path, encodeTensors(file));
}

/**
 * Reads a `.safetensors` file; floats become float32, integers int32, see `NUMBER_FORMATS`.
 *
 * @throws FileError; CheckpointError CHECKPOINT_TRUNCATED, CHECKPOINT_FORMAT, CHECKPOINT_NUMBERS
 */
export function readTensors(path: string): TensorFile {
  return decodeTensors(readTensorBytes(path), path);
}

/** The bytes of a file, for {@link decodeTensors}. @throws FileError; CheckpointError CHECKPOINT_FORMAT for a folder of another format */
export function readTensorBytes(path: string): Buffer {
  const kind = folderKind(path);
  if (kind) throw new CheckpointError('CHECKPOINT_FORMAT', `${path} is ${kind.what}.`, kind.remedy);
  return readFile(path);
}

/** The bytes of a file. Tensors follow each other in the given order, without gaps, each at a multiple of 4 bytes. */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  let offset = 0;
  const entries = [...tensors].map(([name, { shape, data }]) => {
    if (name === METADATA || data.length !== shape.reduce((a, b) => a * b, 1)) {
      throw new CheckpointError(
        'CHECKPOINT_SHAPE',
        `Tensor "${name}" of shape ${shape.join('×')} has ${data.length} numbers.`,
        'Give as many numbers as the shape holds.',
      );
    }
    const begin = offset;
    offset += data.byteLength;
    return [name, { dtype: data instanceof Int32Array ? 'I32' : 'F32', shape, data_offsets: [begin, offset] }];
  });
  const json = Buffer.from(JSON.stringify({ [METADATA]: metadata, ...Object.fromEntries(entries) as object }));
  const header = Buffer.alloc(Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES, ' ');
  json.copy(header);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(header.length));
  const numbers = [...tensors.values()].map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([length, header, ...numbers]);
}

/** {@link readTensors} from bytes. @param source the file's name in errors, such as its path */
export function decodeTensors(bytes: Uint8Array, source: string): TensorFile {
  const headerEnd = headerEndOf(bytes, source);
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, headerEnd), source);
  const entries = Object.entries(header).filter(([name]) => name !== METADATA).map(([name, value]) => headerEntry(name, value, source));
  checkOffsets(entries, bytes.length - headerEnd, source);
  const tensors = new Map(entries.map((entry) => [entry.name, { shape: entry.shape, data: numbersOf(entry, bytes, headerEnd, source) }]));
  return { tensors, metadata: metadataOf(header, source) };
}

function headerEndOf(bytes: Uint8Array, source: string): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The header is JSON: a ninth byte other than "{" means another format, not a truncated file.
  if (bytes.length > LENGTH_BYTES && bytes[LENGTH_BYTES] !== '{'.charCodeAt(0)) throw foreign(source, 'it has no header', bytes);
  if (bytes.length <= LENGTH_BYTES) throw truncated(source, bytes.length, LENGTH_BYTES + 2);
  const length = Number(view.getBigUint64(0, true));
  if (length > LARGEST_HEADER) throw foreign(source, `its header would have ${length} bytes`, bytes);
  if (LENGTH_BYTES + length > bytes.length) throw truncated(source, bytes.length, LENGTH_BYTES + length);
  return LENGTH_BYTES + length;
}

function parseHeader(bytes: Uint8Array, source: string): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw damaged(source, 'its header is not JSON', cause);
  }
  const twice = nameGivenTwice(text);
  if (twice !== undefined) throw damaged(source, `its header has "${twice}" twice`);
  return header as Record<string, unknown>;
}

/** The first name that occurs twice in an object of the JSON, nested ones included: `JSON.parse` would take the last value. */
function nameGivenTwice(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (let i = 0; i < json.length; i++) {
    if (json[i] === '{') open.push(new Set());
    else if (json[i] === '}') open.pop();
    else if (json[i] === '"') {
      const end = endOfString(json, i);
      const names = open.at(-1);
      if (names && /^\s*:/.test(json.slice(end, end + 64))) {
        const name = JSON.parse(json.slice(i, end)) as string;
        if (names.has(name)) return name;
        names.add(name);
      }
      i = end - 1;
    }
  }
  return undefined;
}

/** The position after the closing quotation mark of a string that opens at `start`. */
function endOfString(json: string, start: number): number {
  for (let i = start + 1; ; i++) {
    if (json[i] === '\\') i++;
    else if (json[i] === '"') return i + 1;
  }
}

function headerEntry(name: string, value: unknown, source: string): HeaderEntry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw damaged(source, `its header lacks dtype, shape or offsets of "${name}"`);
  }
  if (!Object.hasOwn(NUMBER_FORMATS, dtype)) {
    throw new CheckpointError(
      'CHECKPOINT_NUMBERS',
      `${source}: tensor "${name}" has numbers of type ${dtype}.`,
      `Convert it to F32; ${Object.keys(NUMBER_FORMATS).join(', ')} can be read.`,
    );
  }
  return { name, dtype, shape, begin: offsets[0], end: offsets[1] };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** Checks that the tensors follow each other without gaps, have the lengths of their shapes, and fill the file. */
function checkOffsets(entries: readonly HeaderEntry[], available: number, source: string): void {
  let expected = 0;
  for (const { name, dtype, shape, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== expected) throw damaged(source, `tensor "${name}" begins at byte ${begin} of the data instead of ${expected}`);
    const size = shape.reduce((a, b) => a * b, 1) * NUMBER_FORMATS[dtype].bytes;
    if (end - begin !== size)
      throw damaged(source, `tensor "${name}" of shape ${shape.join('×')} has ${end - begin} bytes instead of ${size}`);
    expected = end;
  }
  if (expected > available) throw truncated(source, available, expected);
  if (expected < available) throw damaged(source, `${available - expected} bytes at its end belong to no tensor`);
}

function numbersOf({ name, dtype, begin, end }: HeaderEntry, bytes: Uint8Array, headerEnd: number, source: string): TensorData {
  try {
    // A copy, since the numbers may start at any byte of the file.
    return NUMBER_FORMATS[dtype].decode(new Uint8Array(bytes.subarray(headerEnd + begin, headerEnd + end)).buffer);
  } catch (cause) {
    throw new CheckpointError(
      'CHECKPOINT_NUMBERS',
      `${source}: tensor "${name}" cannot be read: ${(cause as Error).message}.`,
      'Store numbers that fit into 32 bits.',
      { cause },
    );
  }
}

function metadataOf(header: Record<string, unknown>, source: string): Readonly<Record<string, string>> {
  const metadata = header[METADATA] ?? NO_METADATA;
  if (typeof metadata !== 'object' || Array.isArray(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw damaged(source, 'its metadata are not all strings');
  }
  return metadata as Record<string, string>;
}

function truncated(source: string, found: number, expected: number): CheckpointError {
  return new CheckpointError('CHECKPOINT_TRUNCATED', `${source} is cut short: ${found} bytes where ${expected} should be.`, FROM_ANEW);
}

/** The error for a file of another format; it names the format if the first bytes or the name tell it. */
function foreign(source: string, why: string, bytes: Uint8Array): CheckpointError {
  const kind = fileKind(bytes, source);
  return kind
    ? new CheckpointError('CHECKPOINT_FORMAT', `${source} is ${kind.what}, not a safetensors file.`, kind.remedy)
    : damaged(source, why);
}

function damaged(source: string, why: string, cause?: unknown): CheckpointError {
  return new CheckpointError('CHECKPOINT_FORMAT', `${source} is not a valid safetensors file: ${why}.`, FROM_ANEW, { cause });
}

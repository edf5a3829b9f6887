import { constants as bufferLimits } from 'node:buffer';
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FileError } from './errors';

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space and run it again; what was there before is untouched.',
  EACCES: 'Permission is denied: choose another folder, or change its owner or mode.',
  EPERM: 'Permission is denied: choose another folder, or change its owner or mode.',
  EEXIST: 'Something else of that name is in the way: choose another name.',
  EFBIG: 'The file would be larger than the system allows ("ulimit -f"): raise the limit; what was there before is untouched.',
  EROFS: 'The file system is read-only: choose another folder.',
  ENOENT: 'There is no such file or folder: check the path.',
  ENOTDIR: 'A part of the path is a file: choose another folder.',
  EISDIR: 'The path is a folder: name a file.',
  ENAMETOOLONG: 'The name is too long for the file system: choose a shorter one.',
  ELOOP: 'Its links form a circle: name the file itself.',
  ERR_INVALID_ARG_VALUE: 'A path cannot contain the null character: check it.',
};

/** Turns an error of the file system into a {@link FileError} that names the path and the remedy. */
export function fileError(action: 'read' | 'write', path: string, cause: unknown): FileError {
  if (cause instanceof FileError) return cause;
  const code = (cause as NodeJS.ErrnoException).code ?? 'UNKNOWN';
  const remedy = REMEDIES[code] ?? `The system said: ${(cause as Error).message}.`;
  return new FileError(`FILE_${code}`, `Cannot ${action} ${path}.`, remedy, { cause });
}

/** Creates a folder and its parents. @throws FileError */
export function makeFolder(path: string): void {
  try {
    const missing: string[] = [];
    for (let at = resolve(path); statSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at)) missing.push(at);
    // One by one: below /proc, where the system allows no new folder, Node's `recursive` tries for ever.
    if (missing.length === 0 && !statSync(path).isDirectory()) mkdirSync(path);
    for (const folder of missing.reverse()) makeOne(folder);
  } catch (cause) {
    throw fileError('write', path, cause);
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (cause) {
    // Another process may have made it in the meantime.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw cause;
  }
}

/**
 * The names in a folder; none if the folder does not exist.
 *
 * @param depth `recursive`: also the names in its subfolders, as paths
 * @throws FileError
 */
export function listFolder(path: string, depth: 'flat' | 'recursive' = 'flat'): string[] {
  try {
    return readdirSync(path, { recursive: depth === 'recursive', encoding: 'utf8' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fileError('read', path, cause);
  }
}

/** Bytes read beyond the stated size of a file, to see its end. */
const ROOM = 64 * 1024;
/** The most bytes that one read takes. */
const MOST_BYTES = 2 ** 31 - 1 - ROOM;

/**
 * Opens a regular file for reading; the caller closes it. Refuses pipes, terminals and devices: they may never end, and waiting for
 * them would stop the whole process.
 *
 * @throws FileError also FILE_NOT_REGULAR
 */
export function openFile(path: string): number {
  try {
    // Without it, opening a pipe waits until somebody writes to it.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      refuseIrregular('read', path, fstatSync(file));
      return file;
    } catch (error) {
      closeSync(file);
      throw error;
    }
  } catch (cause) {
    throw fileError('read', path, cause);
  }
}

/**
 * Reads a whole regular file, see {@link openFile}.
 *
 * @param most the largest size accepted, in bytes
 * @throws FileError also FILE_NOT_REGULAR, FILE_TOO_LARGE
 */
export function readFile(path: string, most = MOST_BYTES): Buffer {
  const file = openFile(path);
  try {
    return readAll(file, path, most);
  } catch (cause) {
    throw fileError('read', path, cause);
  } finally {
    closeSync(file);
  }
}

/** Reads a whole file of text, UTF-8. @throws FileError as {@link readFile} */
export function readText(path: string): string {
  return readFile(path, bufferLimits.MAX_STRING_LENGTH).toString('utf8');
}

function readAll(file: number, path: string, most: number): Buffer {
  const { size } = fstatSync(file);
  if (size > most) throw tooLarge(path, size, most);
  let buffer = Buffer.allocUnsafeSlow(size + ROOM);
  for (let length = 0; ; ) {
    const got = readSync(file, buffer, length, buffer.length - length, null);
    if (got === 0) return buffer.subarray(0, length);
    length += got;
    if (length > most) throw tooLarge(path, length, most);
    // Files of /proc state a size of 0, and others grow during the read.
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(2 * length, MOST_BYTES + ROOM));
  }
}

function tooLarge(path: string, size: number, most: number): FileError {
  return new FileError('FILE_TOO_LARGE', `${path} has ${size} bytes or more; at most ${most} can be read.`, 'Name a smaller file.');
}

function refuseIrregular(action: 'read' | 'write', path: string, stats: Stats): void {
  if (stats.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  if (stats.isFile()) return;
  const what = stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device';
  throw new FileError('FILE_NOT_REGULAR', `Cannot ${action} ${path}: it is ${what}.`, 'Name a file on a disk.');
}

/**
 * Writes a file atomically (temporary name, sync, rename): a reader, even after a power cut, sees the old content or the new one,
 * never a part. Creates the folder, follows links, and refuses pipes and devices.
 *
 * @throws FileError also FILE_NOT_REGULAR
 */
export function writeFile(path: string, content: string | Uint8Array): void {
  makeFolder(dirname(path));
  let draft: string | undefined;
  try {
    const present = statSync(path, { throwIfNoEntry: false });
    // A rename over a device would replace the device.
    if (present !== undefined) refuseIrregular('write', path, present);
    const target = present === undefined ? path : realpathSync(path);
    // On a shared folder a process of another host may write the same file, even under the same process id.
    draft = `${target}.${randomUUID()}.partial`;
    writeWhole(draft, content);
    renameSync(draft, target);
  } catch (cause) {
    if (draft !== undefined) rmSync(draft, { force: true });
    throw fileError('write', path, cause);
  }
}

const DRAFT = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.partial$/;

/**
 * Removes the unfinished files of a process that was killed while it wrote into a folder; nobody else may write there.
 *
 * @throws FileError
 */
export function removeDrafts(folder: string): void {
  for (const name of listFolder(folder)) if (DRAFT.test(name)) rmSync(join(folder, name), { force: true });
}

function writeWhole(path: string, content: string | Uint8Array): void {
  const file = openSync(path, 'wx');
  try {
    // A nearly full disk takes the first part of a write without an error. `writeFileSync` goes on with the rest, and fails.
    writeFileSync(file, typeof content === 'string' ? Buffer.from(content) : content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** SHA-256 of the parts in order, hexadecimal; an array of numbers counts as its bytes. */
export function sha256(...parts: readonly (string | NodeJS.ArrayBufferView)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

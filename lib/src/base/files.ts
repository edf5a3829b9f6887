import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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
};

/** Turns an error of the file system into a {@link FileError} that names the path and the remedy. */
export function fileError(action: 'read' | 'write', path: string, cause: unknown): FileError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'UNKNOWN';
  const remedy = REMEDIES[code] ?? `The system said: ${(cause as Error).message}.`;
  return new FileError(`FILE_${code}`, `Cannot ${action} ${path}.`, remedy, { cause });
}

/** Creates a folder and its parents. @throws FileError */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw fileError('write', path, cause);
  }
}

/** Reads a whole file. @throws FileError */
export function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw fileError('read', path, cause);
  }
}

/**
 * Writes a file so that a reader, or a power cut, sees the old content or the new one, never a part: temporary name,
 * sync, rename. Creates the folder. @throws FileError
 */
export function writeFile(path: string, content: string | Uint8Array): void {
  makeFolder(dirname(path));
  // On a shared folder another host's process may write the same file, under the same process id too.
  const draft = `${path}.${randomUUID()}.partial`;
  try {
    writeWhole(draft, content);
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw fileError('write', path, cause);
  }
}

function writeWhole(path: string, content: string | Uint8Array): void {
  const file = openSync(path, 'wx');
  try {
    // A nearly full disk takes the first part of what is written without an error. This goes on with the rest, and fails.
    writeFileSync(file, typeof content === 'string' ? Buffer.from(content) : content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** SHA-256 of the parts in order, hexadecimal; of an array of numbers its bytes. */
export function sha256(...parts: readonly (string | NodeJS.ArrayBufferView)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

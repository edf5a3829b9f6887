import { fstatSync, readSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { FileError } from '../base/errors';

/** The exit code of a program ended by a signal. */
const BROKEN_PIPE = 128 + constants.signals.SIGPIPE;
const FAILED = 1;
const STDOUT = 1;

/**
 * From now on, a result that cannot be written to stdout makes the command fail, with one line on stderr. If the reader is gone, as
 * after `| head -1`, it fails silently, as programs do then. Failures of stderr are ignored.
 */
export function watchOutput(): void {
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EPIPE') process.exit(BROKEN_PIPE);
    process.stderr.write(`valleys: ${lost(cause.code === 'ENOSPC' ? 'there is no space left' : cause.message).message} [OUTPUT_LOST]\n`);
    // Also if the command sets its exit code to success after writing.
    process.on('exit', () => (process.exitCode ||= FAILED));
  });
  process.stderr.on('error', () => undefined);
}

/** Writes a result to stdout. @throws FileError OUTPUT_LOST where stdout is closed */
export function writeResult(text: string): void {
  if (isClosed()) throw lost('it is closed');
  process.stdout.write(text);
}

/** Writes a remark about results in files to stdout: the files exist even if stdout is closed. */
export function writeAbout(text: string): void {
  process.stdout.write(text);
}

function lost(why: string): FileError {
  return new FileError('OUTPUT_LOST', `The result cannot be written to stdout: ${why}.`, 'Redirect stdout elsewhere and run it again.');
}

/**
 * Whether stdout was closed when the process began (`>&-`). Node then opens /dev/null in its place, for reading and writing; a
 * redirection to `/dev/null` opens it for writing alone. Some programs that start others open it for both to discard output; if
 * they want the result, they read it through a pipe.
 */
function isClosed(): boolean {
  const [own, none] = [fstatSync(STDOUT), statSync('/dev/null')];
  if (!own.isCharacterDevice() || own.rdev !== none.rdev) return false;
  try {
    readSync(STDOUT, Buffer.alloc(1));
    return true;
  } catch {
    // Opened for writing alone.
    return false;
  }
}

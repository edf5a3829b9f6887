import { fstatSync, readSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { FileError } from '../base/errors';

/** As of a program that a signal ended. */
const BROKEN_PIPE = 128 + constants.signals.SIGPIPE;
const FAILED = 1;
const STDOUT = 1;

/**
 * From now on a result that cannot be written to stdout makes the command fail, with one line on stderr; where the reader has
 * gone, as after `| head -1`, silently, as programs are ended then. What stderr does not take is nobody's loss.
 */
export function watchOutput(): void {
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EPIPE') process.exit(BROKEN_PIPE);
    process.stderr.write(`valleys: ${lost(cause.code === 'ENOSPC' ? 'there is no space left' : cause.message).message} [OUTPUT_LOST]\n`);
    // Also where the command, once it has written, says that all is well.
    process.on('exit', () => (process.exitCode ||= FAILED));
  });
  process.stderr.on('error', () => undefined);
}

/** Writes a result to stdout. @throws FileError OUTPUT_LOST where stdout is closed */
export function writeResult(text: string): void {
  if (isClosed()) throw lost('it is closed');
  process.stdout.write(text);
}

/** Writes to stdout what tells about results that lie in files: without it they are there all the same. */
export function writeAbout(text: string): void {
  process.stdout.write(text);
}

function lost(why: string): FileError {
  return new FileError('OUTPUT_LOST', `The result cannot be written to stdout: ${why}.`, 'Send it elsewhere and run it again.');
}

/**
 * Whether stdout was closed when the process began (`>&-`). Node opens /dev/null in its place, for reading and writing; whoever
 * sends a result there on purpose, as `> /dev/null` does, opens it for writing alone. Of programs that start others, some open it
 * for both to discard what is written; what they start for its result reads that.
 */
function isClosed(): boolean {
  const [own, none] = [fstatSync(STDOUT), statSync('/dev/null')];
  if (!own.isCharacterDevice() || own.rdev !== none.rdev) return false;
  try {
    readSync(STDOUT, Buffer.alloc(1));
    return true;
  } catch {
    // For writing alone.
    return false;
  }
}

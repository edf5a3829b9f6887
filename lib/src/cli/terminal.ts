import { type Command, type CommanderError, InvalidArgumentError } from 'commander';
import { InterruptedError, UsageError, ValleysError } from '../base/errors';
import { clockText, paceOf } from '../base/pace';
import type { Progress, RunOptions } from '../base/progress';
import { writeAbout, writeResult } from './output';

/** Exit codes of `valleys`. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130, ended: 143 } as const;

/** Writes a result for people to stdout. @throws FileError OUTPUT_LOST */
export function print(text: string): void {
  writeResult(`${text}\n`);
}

/** Writes the place of results in files to stdout; nothing is lost if stdout is closed. */
export function printKept(text: string): void {
  writeAbout(`${text}\n`);
}

/** Writes a result for programs: one JSON object, the only text on stdout. @throws FileError OUTPUT_LOST */
export function printJson(result: unknown): void {
  writeResult(`${JSON.stringify(result)}\n`);
}

/** Writes a remark to stderr, beneath the progress line. */
export function remark(text: string): void {
  clearLine();
  process.stderr.write(`${text}\n`);
}

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptedError) return endedBy === 'SIGTERM' ? EXIT.ended : EXIT.interrupted;
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
}

/**
 * An error as one line: for the library's errors, their message; any other error is a bug, and the line says where it happened.
 * {@link STACKS} adds the stack.
 */
export function describeError(error: unknown): string {
  if (error instanceof ValleysError) return `valleys: ${error.message.replaceAll(/\s*\n\s*/g, ' ')} [${error.code}]`;
  if (isWorkingFolderGone(error)) return 'valleys: The working directory is gone. Change to a folder that exists. [WORKING_FOLDER_GONE]';
  const { message, stack = '' } = error instanceof Error ? error : { message: String(error) };
  if (process.env[STACKS] !== undefined) return `valleys: unexpected error, please report it.\n${stack || message}`;
  const where = /^ +at (.*)$/m.exec(stack)?.[1];
  return (
    `valleys: Unexpected error: ${message.replaceAll(/\s*\n\s*/g, ' ')}${where === undefined ? '' : ` (at ${where})`}. Please ` +
    `report it; ${STACKS}=1 shows more. [UNEXPECTED]`
  );
}

/** Environment variable that adds stacks to unexpected errors. */
const STACKS = 'VALLEYS_STACKS';

function isWorkingFolderGone(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'ENOENT' && syscall === 'uv_cwd';
}

/** Makes a command leave its usage errors to {@link usageError}, and refuse empty words. */
export function strict(command: Command): Command {
  for (const option of command.options)
    if (option.required && !option.variadic && option.parseArg === undefined) option.argParser(notEmpty);
  return command
    .allowExcessArguments(false)
    .exitOverride()
    .configureHelp({ helpWidth: 100 })
    .configureOutput({ outputError: () => undefined, writeOut: writeResult });
}

/** Refuses the empty word that a shell gives for an unset variable: as a path, it would mean the working directory. */
function notEmpty(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}

/** Turns a usage error of commander into one like the library's own: `commander.unknownOption` becomes `UNKNOWN_OPTION`. */
export function usageError({ code, message }: Pick<CommanderError, 'code' | 'message'>): UsageError {
  const name = code.replace(/^commander\./, '').replace(/[A-Z]/g, '_$&').toUpperCase();
  const problem = message.replace(/^error: (.)/, (_, first: string) => first.toUpperCase()).replaceAll('\n', ' ');
  return new UsageError(name, problem.endsWith('.') ? problem : `${problem}.`, 'Add --help for the options and examples.');
}

/** The signal that asked the process to end, if any. */
let endedBy: 'SIGINT' | 'SIGTERM' | undefined;

/**
 * Run options for the library's long functions: a signal that Ctrl-C and SIGTERM abort, and a progress line on stderr (a live one
 * on a terminal; elsewhere one line every ten seconds).
 */
export function terminalRun(): Required<RunOptions> {
  const controller = new AbortController();
  const stop = (signal: 'SIGINT' | 'SIGTERM'): void => {
    if (controller.signal.aborted) process.exit(signal === 'SIGTERM' ? EXIT.ended : EXIT.interrupted);
    endedBy = signal;
    remark('Stopping at the next batch; press Ctrl-C again to stop at once.');
    controller.abort();
  };
  process.on('SIGINT', () => stop('SIGINT'));
  // A scheduler or `timeout` may send SIGTERM both to the process and to its group: that is no request to stop at once.
  process.on('SIGTERM', () => {
    if (!controller.signal.aborted) stop('SIGTERM');
  });
  return { signal: controller.signal, onProgress: progressLine() };
}

let lineShown = false;

function clearLine(): void {
  if (lineShown) process.stderr.write('\r\u001b[2K');
  lineShown = false;
}

function progressLine(): (progress: Progress) => void {
  const live = process.stderr.isTTY;
  const pause = live ? 100 : 10_000;
  const paceAt = paceOf(() => performance.now());
  let shown = performance.now();
  return (progress) => {
    const now = performance.now();
    const { left } = paceAt(progress);
    if (now - shown < pause) return;
    shown = now;
    const text = progressText(progress, left);
    process.stderr.write(live ? `\r\u001b[2K${text}` : `${text}\n`);
    lineShown = live;
  };
}

/** Clears a live progress line at the end of a command. */
export function endProgress(): void {
  clearLine();
}

/**
 * `epoch 3/64 · 12/79 · loss 1.234 · 790 images/s · 13:09 left`, where the time left covers all epochs. Fractions are shown to two
 * digits: `tasks done · 3.42/12`.
 *
 * @param left seconds until the end, as far as known
 */
export function progressText(progress: Progress, left: number | undefined): string {
  const parts = [progress.label, `${Math.floor(100 * progress.done) / 100}/${progress.total}`, ...(progress.details ?? [])];
  return [...parts, ...(left === undefined ? [] : [`${clockText(left)} left`])].join(' · ');
}

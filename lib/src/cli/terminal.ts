import type { Command, CommanderError } from 'commander';
import { InterruptedError, UsageError, ValleysError } from '../base/errors';
import { clockText, paceOf } from '../base/pace';
import type { Progress, RunOptions } from '../base/progress';

/** Exit codes of `valleys`. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Writes a result for a person to stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a result for a program: one JSON object, the only thing on stdout. */
export function printJson(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** Writes a remark to stderr, beneath the progress line. */
export function remark(text: string): void {
  clearLine();
  process.stderr.write(`${text}\n`);
}

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptedError) return EXIT.interrupted;
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
}

/** One line for an error of ours; the whole stack for anything unexpected, which is a bug. */
export function describeError(error: unknown): string {
  if (error instanceof ValleysError) return `valleys: ${error.message} [${error.code}]`;
  return `valleys: unexpected error, please report it.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/** A command that leaves it to {@link usageError} to say what is wrong with its words. */
export function strict(command: Command): Command {
  return command.exitOverride().configureHelp({ helpWidth: 100 }).configureOutput({ outputError: () => undefined });
}

/** What commander refuses, as an error like the library's own: `commander.unknownOption` becomes `UNKNOWN_OPTION`. */
export function usageError({ code, message }: Pick<CommanderError, 'code' | 'message'>): UsageError {
  const name = code.replace(/^commander\./, '').replace(/[A-Z]/g, '_$&').toUpperCase();
  const problem = message.replace(/^error: (.)/, (_, first: string) => first.toUpperCase()).replaceAll('\n', ' ');
  return new UsageError(name, problem.endsWith('.') ? problem : `${problem}.`, 'Add --help for the options and examples.');
}

/**
 * What a command hands to the library's long functions: a signal that Ctrl-C and SIGTERM abort, and a progress line on stderr
 * (a live one on a terminal; elsewhere one line every ten seconds).
 */
export function terminalRun(): Required<RunOptions> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    remark('Stopping at the next batch; press Ctrl-C again to stop at once.');
    controller.abort();
  };
  process.on('SIGINT', stop);
  // A scheduler or `timeout` may send it both to the process and to its group: that is no wish to stop at once.
  process.on('SIGTERM', () => {
    if (!controller.signal.aborted) stop();
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
 * `epoch 3/64 · 12/79 · loss 1.234 · 790 images/s · 13:09 left`: of all the epochs, not of this one. What is done in part
 * is shown to two digits: `tasks done · 3.42/12`.
 *
 * @param left seconds until the end, as far as known
 */
export function progressText(progress: Progress, left: number | undefined): string {
  const parts = [progress.label, `${Math.floor(100 * progress.done) / 100}/${progress.total}`, ...(progress.details ?? [])];
  return [...parts, ...(left === undefined ? [] : [`${clockText(left)} left`])].join(' · ');
}

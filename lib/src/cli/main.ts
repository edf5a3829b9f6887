import { CommanderError } from 'commander';
import { buildProgram } from './program';
import { describeError, endProgress, EXIT, exitCodeOf } from './terminal';

/** Runs `valleys` with the process's arguments and sets the exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  endProgress();
  process.stderr.write(`${describeError(error)}\n`);
  return exitCodeOf(error);
}

import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { SetupError } from '../base/errors';
import { doctorCommand } from './commands/doctor';
import { watchOutput } from './output';
import { describeError, endProgress, EXIT, exitCodeOf, strict, usageError } from './terminal';

/** Runs `valleys` with the process's arguments and sets the exit code: 0 done, 1 failed, 2 wrong usage, 130 or 143 stopped by a signal. */
export async function main(argv: readonly string[], loadOthers: () => readonly (() => Command)[] = () => []): Promise<void> {
  watchOutput();
  try {
    await programFor(argv, loadOthers).parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** All commands but the doctor's load TensorFlow, and the doctor must run where TensorFlow cannot be loaded. */
function programFor(argv: readonly string[], loadOthers: () => readonly (() => Command)[]): Command {
  if (argv[2] === 'doctor') return strict(new Command('valleys')).addCommand(strict(doctorCommand()));
  return loadProgram(loadOthers);
}

function loadProgram(loadOthers: () => readonly (() => Command)[]): Command {
  try {
    const { buildProgram } = createRequire(__filename)('./program') as typeof import('./program');
    return buildProgram(loadOthers());
  } catch (cause) {
    const reason = String(cause instanceof Error ? cause.message : cause).split('\n')[0];
    throw new SetupError('TENSORFLOW_UNLOADABLE', `TensorFlow cannot be loaded: ${reason.replace(/\.$/, '')}.`, 'Run "valleys doctor", which names the remedy.', { cause });
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  // Without any words the help was shown already.
  if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage;
  const ours = error instanceof CommanderError ? usageError(error) : error;
  endProgress();
  process.stderr.write(`${describeError(ours)}\n`);
  return exitCodeOf(ours);
}

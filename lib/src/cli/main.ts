import { createRequire } from 'node:module';
import { type Command, CommanderError } from 'commander';
import { SetupError } from '../base/errors';
import { doctorCommand } from './commands/doctor';
import { kernelCommand } from './commands/kernel';
import { setupCommand } from './commands/setup';
import { watchOutput } from './output';
import { programOf } from './program-of';
import { describeError, endProgress, EXIT, exitCodeOf, usageError } from './terminal';

/** Runs `valleys` with the process's arguments and sets the exit code: 0 done, 1 failed, 2 wrong usage, 130 or 143 stopped by a signal. */
export async function main(argv: readonly string[], loadOthers: () => readonly (() => Command)[] = () => []): Promise<void> {
  watchOutput();
  try {
    await programFor(argv, loadOthers).parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** All other commands load TensorFlow; these must run even if it cannot be loaded. */
const WITHOUT_TENSORFLOW = { doctor: doctorCommand, setup: setupCommand, kernel: kernelCommand };

function programFor(argv: readonly string[], loadOthers: () => readonly (() => Command)[]): Command {
  const asked = argv.length > 2 ? argv[2] : '';
  if (Object.hasOwn(WITHOUT_TENSORFLOW, asked)) return firstProgram();
  try {
    return loadProgram(loadOthers);
  } catch (error) {
    if (!HELP.includes(asked)) throw error;
    return firstProgram().addHelpText('after', `\n${(error as SetupError).message} More commands are then available.`);
  }
}

/** Words that ask for help, as does an empty command. */
const HELP: readonly string[] = ['', '--help', '-h', 'help', '--version', '-V'];

function firstProgram(): Command {
  return programOf(Object.values(WITHOUT_TENSORFLOW));
}

function loadProgram(loadOthers: () => readonly (() => Command)[]): Command {
  try {
    const { buildProgram } = createRequire(__filename)('./program') as typeof import('./program');
    return buildProgram(loadOthers());
  } catch (cause) {
    if (cause instanceof SetupError) throw cause;
    const reason = String(cause instanceof Error ? cause.message : cause).split('\n')[0];
    const problem = `TensorFlow cannot be loaded: ${reason.replace(/\.$/, '')}.`;
    throw new SetupError('TENSORFLOW_UNLOADABLE', problem, 'Run "valleys doctor", which names the remedy.', { cause });
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  // Without any words, the help has already been shown.
  if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage;
  const ours = error instanceof CommanderError ? usageError(error) : error;
  endProgress();
  process.stderr.write(`${describeError(ours)}\n`);
  return exitCodeOf(ours);
}

import { Command } from 'commander';
import { version } from '../base/version';
import { strict } from './terminal';

/** The command `valleys` with the given subcommands. Loads no TensorFlow. */
export function programOf(commands: readonly (() => Command)[]): Command {
  const program = new Command('valleys')
    .description('Loss landscapes of neural networks: train, evaluate and measure asymmetric valleys.')
    .version(version);
  for (const build of commands) program.addCommand(build());
  for (const command of [program, ...program.commands]) strict(command);
  program.addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted (Ctrl-C), 143 ended (SIGTERM).');
  return program;
}

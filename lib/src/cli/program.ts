import { Command } from 'commander';
import { version } from '../base/version';
import { curveCommand } from './commands/curve';
import { dataCommand } from './commands/data';
import { doctorCommand } from './commands/doctor';
import { evaluateCommand } from './commands/evaluate';
import { exportCommand } from './commands/export';
import { importCommand } from './commands/import';
import { notebooksCommand } from './commands/notebooks';
import { trainCommand } from './commands/train';
import { strict } from './terminal';

/**
 * The command `valleys` with its subcommands.
 *
 * @param others further ones, which the library does not know
 */
export function buildProgram(others: readonly (() => Command)[] = []): Command {
  const program = new Command('valleys')
    .description('Loss landscapes of neural networks: train, evaluate and measure asymmetric valleys.')
    .version(version);
  const commands = [doctorCommand, dataCommand, trainCommand, evaluateCommand, curveCommand, notebooksCommand, exportCommand, importCommand, ...others];
  for (const build of commands) program.addCommand(build());
  for (const command of [program, ...program.commands]) strict(command);
  program.addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted (Ctrl-C), 143 ended (SIGTERM).');
  return program;
}

import type { Command } from 'commander';
import { curveCommand } from './commands/curve';
import { dataCommand } from './commands/data';
import { doctorCommand } from './commands/doctor';
import { evaluateCommand } from './commands/evaluate';
import { exportCommand } from './commands/export';
import { importCommand } from './commands/import';
import { kernelCommand } from './commands/kernel';
import { notebooksCommand } from './commands/notebooks';
import { setupCommand } from './commands/setup';
import { trainCommand } from './commands/train';
import { programOf } from './program-of';

/**
 * The command `valleys` with its subcommands.
 *
 * @param others further subcommands from outside the library
 */
export function buildProgram(others: readonly (() => Command)[] = []): Command {
  return programOf([
    doctorCommand, setupCommand, kernelCommand, dataCommand, trainCommand, evaluateCommand, curveCommand, notebooksCommand,
    exportCommand, importCommand, ...others,
  ]);
}

import { join } from 'node:path';
import { Command, Option } from 'commander';
import { SetupError } from '../../base/errors';
import { cloneFolder } from '../../base/installation';
import { jsonOption } from '../options';
import { runScript } from '../run-script';

interface NotebooksArguments {
  readonly scale: string;
  readonly json?: boolean;
}

/** `valleys notebooks`: executes the project's notebooks without a browser. */
export function notebooksCommand(): Command {
  return new Command('notebooks')
    .description("Execute the project's notebooks without a browser; a failed cell fails the command.")
    .argument('[name...]', 'notebooks, such as 03 or 03-asymmetric-valleys (default: all)')
    .addOption(new Option('--scale <scale>', 'size of the experiments').choices(['smoke', 'laptop', 'paper']).default('laptop'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  valleys notebooks\n  valleys notebooks 03 --scale smoke --json')
    .action(run);
}

async function run(names: readonly string[], { scale, json }: NotebooksArguments): Promise<void> {
  if (cloneFolder === undefined) {
    throw new SetupError('NOTEBOOKS_ABSENT', 'The notebooks are not part of the installed library.', 'Clone the project and run it there.');
  }
  const answer = { notebooks: names.length > 0 ? names : 'all', scale };
  await runScript(join(cloneFolder, 'setup', 'notebooks.mjs'), [...names, '--scale', scale], { json, answer, folder: cloneFolder });
}

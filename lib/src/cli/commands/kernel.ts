import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Argument, Command } from 'commander';
import { SetupError } from '../../base/errors';
import { packageFolder } from '../../base/installation';
import { print, printJson } from '../terminal';

// Imports nothing that loads TensorFlow, not even the options: the kernel is useful before set-up.

/** `valleys kernel install`: installs the TypeScript kernel in the user's own Jupyter. */
export function kernelCommand(): Command {
  return new Command('kernel')
    .description('Install the TypeScript kernel in your own Jupyter; its cells find this library wherever the notebook lies.')
    .addArgument(new Argument('<action>', 'what to do with the kernel').choices(['install']))
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', '\nExamples:\n  valleys kernel install\n  valleys kernel install --json')
    .action(run);
}

async function run(_action: string, { json }: { readonly json?: boolean }): Promise<void> {
  const script = pathToFileURL(join(packageFolder, 'setup', 'kernel', 'install.mjs')).href;
  const { installKernel } = (await import(script)) as { readonly installKernel: () => string };
  const path = installed(installKernel);
  if (json) printJson({ ok: true, path });
  else print(`The kernel "TypeScript" is installed in Jupyter (${path}). To remove it: jupyter kernelspec remove tslab`);
}

function installed(installKernel: () => string): string {
  try {
    return installKernel();
  } catch (cause) {
    const { problem, remedy, message } = cause as Error & { readonly problem?: string; readonly remedy?: string };
    if (problem !== undefined && remedy !== undefined) throw new SetupError('KERNEL_TAKEN', problem, remedy, { cause });
    const elsewhere = 'Make the folder writable, or name another one in JUPYTER_DATA_DIR.';
    throw new SetupError('KERNEL_NOT_WRITTEN', `The kernel cannot be written: ${message}.`, elsewhere, { cause });
  }
}

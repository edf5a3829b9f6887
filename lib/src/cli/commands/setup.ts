import { join } from 'node:path';
import { Command, Option } from 'commander';
import { cloneFolder, packageFolder } from '../../base/installation';
import { runScript } from '../run-script';

// Imports nothing that loads TensorFlow, not even the options: this command installs it.

interface SetupArguments {
  readonly gpu?: boolean;
  readonly cpu?: boolean;
  readonly json?: boolean;
}

/** `valleys setup`: installs TensorFlow and builds its binding. */
export function setupCommand(): Command {
  return new Command('setup')
    .description('Install TensorFlow (once for all your projects) and build the binding of this one. Needs Python and a C++ compiler.')
    .addOption(new Option('--gpu', 'TensorFlow with CUDA, for NVIDIA GPUs (Linux x86-64)').conflicts('cpu'))
    .addOption(new Option('--cpu', 'TensorFlow for the CPU (the default; the choice is remembered)').conflicts('gpu'))
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', '\nExamples:\n  valleys setup\n  valleys setup --gpu --json')
    .action(run);
}

async function run({ gpu, cpu, json }: SetupArguments): Promise<void> {
  // In a clone of the project, also installs everything that the notebooks need.
  const script = join(cloneFolder ?? packageFolder, 'setup', 'setup.mjs');
  await runScript(script, [...(gpu ? ['--gpu'] : []), ...(cpu ? ['--cpu'] : [])], { json });
}

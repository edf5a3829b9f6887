import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { SetupError } from '../../base/errors';
import { jsonOption } from '../options';
import { EXIT, printJson } from '../terminal';

interface NotebooksArguments {
  readonly scale: string;
  readonly json?: boolean;
}

/** `valleys notebooks`: executes the project's notebooks headless. */
export function notebooksCommand(): Command {
  return new Command('notebooks')
    .description("Execute the project's notebooks headless; a failed cell fails the command.")
    .argument('[name...]', 'notebooks, such as 03 or 03-asymmetric-valleys (default: all)')
    .addOption(new Option('--scale <scale>', 'how large the experiments are').choices(['smoke', 'laptop', 'paper']).default('laptop'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  valleys notebooks\n  valleys notebooks 03 --scale smoke --json')
    .action(run);
}

async function run(names: readonly string[], options: NotebooksArguments): Promise<void> {
  // The library lies in <project>/lib/dist/cli/commands when it is part of the project.
  const script = resolve(__dirname, '..', '..', '..', '..', 'setup', 'notebooks.mjs');
  if (!existsSync(script)) {
    throw new SetupError('NOTEBOOKS_ABSENT', 'The notebooks are not part of the installed library.', 'Clone the project and run it there.');
  }
  const started = performance.now();
  const stdout = options.json ? process.stderr.fd : 'inherit';
  const child = spawn(process.execPath, [script, ...names, '--scale', options.scale], { stdio: ['inherit', stdout, 'inherit'], cwd: join(script, '..', '..') });
  // Ctrl-C reaches the child by itself; it ends its kernels in good order, and then this process, too.
  let asked: 'SIGINT' | 'SIGTERM' | undefined;
  process.on('SIGINT', () => (asked ??= 'SIGINT'));
  process.on('SIGTERM', () => {
    asked ??= 'SIGTERM';
    child.kill('SIGTERM');
  });
  const status = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
  process.exitCode = asked === undefined ? (status ?? EXIT.failed) : asked === 'SIGTERM' ? EXIT.ended : EXIT.interrupted;
  const seconds = Math.round((performance.now() - started) / 1000);
  if (options.json) printJson({ ok: process.exitCode === EXIT.done, notebooks: names.length > 0 ? names : 'all', scale: options.scale, seconds });
}

import { Command } from 'commander';
import { doctor, doctorText } from '../doctor';
import { EXIT, print, printJson } from '../terminal';

// Imports nothing that loads TensorFlow, not even the options: the doctor must run even if TensorFlow cannot be loaded.

/** `valleys doctor`: the state of each part of the installation, with the remedy. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Check each part of the installation, and train a small network on TensorFlow.')
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', '\nExamples:\n  valleys doctor\n  valleys doctor --json')
    .action(run);
}

async function run(options: { readonly json?: boolean }): Promise<void> {
  const report = await doctor();
  if (options.json) printJson(report);
  else print(doctorText(report));
  process.exitCode = report.ok ? EXIT.done : EXIT.failed;
}

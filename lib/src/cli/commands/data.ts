import { Command } from 'commander';
import { datasetNames, isAvailable, loadDataset } from '../../datasets/datasets';
import { downloadDataset } from '../../datasets/download';
import { dataOption, jsonOption } from '../options';
import { endProgress, print, printJson, printKept, terminalRun } from '../terminal';

interface DataArguments {
  readonly data?: string;
  readonly json?: boolean;
}

/** `valleys data`: downloads and verifies a dataset, or lists the available ones. */
export function dataCommand(): Command {
  return new Command('data')
    .description('Download a dataset, verify and unpack it; without a name, list the available ones.')
    .argument('[name]', `one of: ${datasetNames.join(', ')}`)
    .addOption(dataOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  valleys data\n  valleys data cifar10\n  valleys data cifar100 --data /data --json')
    .action(run);
}

async function run(name: string | undefined, options: DataArguments): Promise<void> {
  if (name === undefined) {
    const found = datasetNames.map((dataset) => ({ name: dataset, available: isAvailable(dataset, options.data) }));
    if (options.json) printJson({ datasets: found });
    else
      for (const { name: dataset, available } of found)
        print(`${dataset.padEnd(10)} ${available ? 'available' : `absent: valleys data ${dataset}`}`);
    return;
  }
  if (!isAvailable(name, options.data)) await downloadDataset(name, { folder: options.data, ...terminalRun() });
  const { train, test, classes, fingerprint, note } = loadDataset(name, { folder: options.data });
  endProgress();
  const facts = { name, train: train.count, test: test.count, classes: classes.length, fingerprint, note: note ?? null };
  if (options.json) printJson(facts);
  else printKept(`${name}: ${train.count} training and ${test.count} test images of ${classes.length} classes${note ? `\n${note}` : ''}`);
}

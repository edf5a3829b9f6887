import { Command } from 'commander';
import { loadDataset } from '../../datasets/datasets';
import { subset } from '../../datasets/batches';
import { checkNetworkName } from '../../networks/networks';
import { evaluate } from '../../training/evaluation';
import { openCheckpoint } from '../../training/open-checkpoint';
import { checkpointOption, dataOption, datasetOption, examplesOption, jsonOption, networkOption, splitOption } from '../options';
import { endProgress, print, printJson, remark, terminalRun } from '../terminal';

interface EvaluateArguments {
  readonly network: string;
  readonly checkpoint: string;
  readonly dataset: string;
  readonly data?: string;
  readonly split: 'train' | 'test';
  readonly examples?: number;
  readonly json?: boolean;
}

/** `valleys evaluate`: loss and accuracy of a checkpoint, with its own running batch-norm statistics. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('Loss and accuracy of a checkpoint on a dataset.')
    .addOption(networkOption())
    .addOption(checkpointOption())
    .addOption(datasetOption())
    .addOption(dataOption())
    .addOption(splitOption())
    .addOption(examplesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The accuracy is a fraction. The running batch-norm statistics are the checkpoint's.

Examples:
  valleys evaluate --network preresnet-20 --checkpoint swa.safetensors
  valleys evaluate --network preresnet-20 --checkpoint swa.safetensors --split train --examples 5000 --json`,
    )
    .action(run);
}

async function run(options: EvaluateArguments): Promise<void> {
  checkNetworkName(options.network);
  const dataset = loadDataset(options.dataset, { folder: options.data });
  const all = dataset[options.split];
  const split = subset(all, options.examples ?? all.count);
  const { runner, notes = [] } = openCheckpoint(options.checkpoint, options.network, dataset);
  for (const note of notes) remark(note);
  const { loss, accuracy, examples } = await evaluate(runner, split, terminalRun());
  endProgress();
  if (options.json) printJson({ loss, accuracy, examples });
  else
    print(`loss ${loss.toFixed(4)}, accuracy ${(100 * accuracy).toFixed(2)} % on ${examples} ${options.split} examples of ${dataset.name}`);
}

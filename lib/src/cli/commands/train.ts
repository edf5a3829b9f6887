import { Command } from 'commander';
import { resolve } from 'node:path';
import { loadDataset } from '../../datasets/datasets';
import { checkNetworkName } from '../../networks/networks';
import { recipe, recipeAbout, recipeNames } from '../../training/recipes';
import { trainInFolder } from '../../training/run';
import { dataOption, datasetOption, jsonOption, MOST, networkOption, seedOption, wholeNumber } from '../options';
import { endProgress, printJson, printKept, remark, terminalRun } from '../terminal';

interface TrainArguments {
  readonly network: string;
  readonly dataset: string;
  readonly data?: string;
  readonly recipe: string;
  readonly epochs?: number;
  readonly seed: number;
  readonly from?: string;
  readonly out: string;
  readonly resume?: boolean;
  readonly snapshotEvery?: number;
  readonly json?: boolean;
}

/** `valleys train`: trains a network by a recipe in a folder, resumable. */
export function trainCommand(): Command {
  return new Command('train')
    .description('Train a network: SGD, SWA, and SGD continued from the SWA average.')
    .addOption(networkOption())
    .addOption(datasetOption())
    .addOption(dataOption())
    .option('--recipe <name>', `one of: ${recipeNames.join(', ')}`, 'laptop')
    .option('--epochs <number>', 'number of epochs (default: the recipe\'s); phases keep their proportions', wholeNumber(1, MOST.epochs))
    .addOption(seedOption())
    .option('--from <file>', 'checkpoint to start from, for recipes that continue another')
    .requiredOption('--out <folder>', 'folder for checkpoints, state and history')
    .option('--resume', 'continue the run in that folder where it stopped')
    .option('--snapshot-every <epochs>', 'also keep the weights after every so many epochs', wholeNumber(1))
    .addOption(jsonOption())
    .addHelpText('after', `\nRecipes:\n${recipeNames.map((name) => `  ${name.padEnd(18)} ${recipeAbout(name)}`).join('\n')}\n${EXAMPLES}`)
    .action(run);
}

const EXAMPLES = `
Ctrl-C stops between two batches and keeps the state; the same command with --resume goes on, and ends with the same
weights, bit for bit, as a run that was not stopped.

Examples:
  valleys train --network preresnet-8 --dataset synthetic --recipe smoke --out runs/try
  valleys train --network preresnet-20 --dataset cifar10 --recipe laptop --seed 1 --out runs/preresnet-20-1`;

async function run(options: TrainArguments): Promise<void> {
  checkNetworkName(options.network);
  const chosen = recipe(options.recipe, options.epochs);
  const dataset = loadDataset(options.dataset, { folder: options.data });
  const result = await trainInFolder({
    ...terminalRun(),
    folder: resolve(options.out),
    network: options.network,
    dataset,
    recipe: chosen,
    seed: options.seed,
    from: options.from && resolve(options.from),
    resume: options.resume ?? false,
    snapshotEvery: options.snapshotEvery,
    onEpoch: (epoch) => {
      const test =
        epoch.testLoss === undefined
          ? ''
          : `, test loss ${epoch.testLoss.toFixed(4)} accuracy ${(100 * (epoch.testAccuracy ?? 0)).toFixed(2)} %`;
      remark(
        `${epoch.phase} epoch ${epoch.epoch}: train loss ${epoch.trainLoss.toFixed(4)} accuracy ` +
        `${(100 * epoch.trainAccuracy).toFixed(2)} %${test} (${epoch.seconds.toFixed(0)} s)`,
      );
    },
  });
  endProgress();
  if (options.json) printJson(result);
  else for (const [name, solution] of Object.entries(result.solutions)) printKept(`${name}: ${solution}`);
}

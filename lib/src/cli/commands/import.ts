import { Command } from 'commander';
import { CheckpointError } from '../../base/errors';
import type { tf } from '../../engine/tensorflow';
import { layoutOf, statisticsLayoutOf, type WeightLayout } from '../../networks/layout';
import { buildNetwork } from '../../networks/networks';
import { readVariables, statisticsVariables, trainableVariables } from '../../networks/variables';
import { checkWeights } from '../../training/check-weights';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from '../../training/checkpoint';
import { loadModel } from '../../training/load-model';
import { jsonOption, MOST, networkOption, wholeNumber } from '../options';
import { printJson, printKept, remark } from '../terminal';

interface ImportArguments {
  readonly network: string;
  readonly from: string;
  readonly classes: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `valleys import`: reads weights from elsewhere, checks them against a network and writes a checkpoint. */
export function importCommand(): Command {
  return new Command('import')
    .description('Make a checkpoint from a TensorFlow.js model or from a .safetensors file of PyTorch or Keras.')
    .addOption(networkOption())
    .requiredOption('--from <file>', 'model.json of a TensorFlow.js model, or a .safetensors file')
    .option('--classes <number>', 'classes of the network', wholeNumber(2, MOST.classes), 10)
    .requiredOption('--out <file>', 'the checkpoint to write, a .safetensors file')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
In PyTorch: safetensors.torch.save_file(model.state_dict(), 'weights.safetensors').
In Keras: safetensors.numpy.save_file({w.path: w.numpy() for w in model.weights}, 'weights.safetensors').

Example:
  valleys import --network preresnet-20 --from weights.safetensors --out checkpoint.safetensors`,
    )
    .action(run);
}

async function run(options: ImportArguments): Promise<void> {
  const model = buildNetwork(options.network, options.classes, 0);
  try {
    await convert(options, model);
  } finally {
    model.dispose();
  }
}

async function convert(options: ImportArguments, model: tf.LayersModel): Promise<void> {
  const read = options.from.endsWith('.json') ? await fromTensorFlow(options, model) : loadCheckpoint(options.from, model, options.network);
  const { weights, statistics, metadata, notes = [] } = read;
  for (const note of notes) remark(note);
  saveCheckpoint(options.out, { weights, statistics, network: options.network, model, metadata: { ...metadata, imported: 'true' } });
  if (options.json) printJson({ checkpoint: options.out, weights: weights.length });
  else printKept(`${options.out}: ${weights.length} weights`);
}

async function fromTensorFlow(options: ImportArguments, expected: tf.LayersModel): Promise<Checkpoint> {
  const given = await loadModel(options.from);
  try {
    if (
      signature(layoutOf(given)) !== signature(layoutOf(expected)) ||
      signature(statisticsLayoutOf(given)) !== signature(statisticsLayoutOf(expected))
    ) {
      throw new CheckpointError(
        'CHECKPOINT_NETWORK',
        `${options.from} does not fit a ${options.network} with ${options.classes} classes.`,
        'Choose the network and the number of classes of the file.',
      );
    }
    const [weights, statistics] = [readVariables(trainableVariables(given)), readVariables(statisticsVariables(given))];
    checkWeights(given, weights, statistics, options.from, 'keras');
    return { weights, statistics, metadata: {} };
  } finally {
    given.dispose();
  }
}

function signature(layout: WeightLayout): string {
  return layout.entries.map(({ name, shape }) => `${name} ${shape.join('x')}`).join('\n');
}

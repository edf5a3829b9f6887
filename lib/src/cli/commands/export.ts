import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { fileError, makeFolder } from '../../base/files';
import { makeWorkshop } from '../../base/workshop';
import type { tf } from '../../engine/tensorflow';
import { openCheckpoint } from '../../training/open-checkpoint';
import { checkpointOption, jsonOption, MOST, networkOption, wholeNumber } from '../options';
import { printJson, printKept, remark } from '../terminal';

interface ExportArguments {
  readonly network: string;
  readonly checkpoint: string;
  readonly classes: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `valleys export`: writes a checkpoint as a TensorFlow.js model, which TensorFlow.js loads without this library. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Write a checkpoint as a TensorFlow.js model (model.json and weights).')
    .addOption(networkOption())
    .addOption(checkpointOption())
    .option('--classes <number>', 'classes of the checkpoint', wholeNumber(2, MOST.classes), 10)
    .requiredOption('--out <folder>', 'folder for model.json and weights.bin')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The model takes normalised images, (pixel/255 - mean)/deviation, and gives logits. Load it with
tf.loadLayersModel('file://FOLDER/model.json').

Example:
  valleys export --network preresnet-20 --checkpoint swa.safetensors --out model`,
    )
    .action(run);
}

async function run(options: ExportArguments): Promise<void> {
  const { runner, notes = [] } = openCheckpoint(options.checkpoint, options.network, {
    classes: Array.from({ length: options.classes }, String),
  });
  for (const note of notes) remark(note);
  runner.writeToModel();
  const folder = resolve(options.out);
  makeFolder(folder);
  await saveInto(folder, runner.model);
  if (options.json) printJson({ folder });
  else printKept(`${folder}/model.json`);
}

/** TensorFlow.js truncates files before it writes them: the draft beside them protects an earlier export from a full disk. */
async function saveInto(folder: string, model: tf.LayersModel): Promise<void> {
  const draft = makeWorkshop(join(folder, 'model'));
  try {
    // TensorFlow.js uses the text after file:// as a path unchanged: it must not be percent-encoded.
    await model.save(`file://${draft}`);
    for (const file of readdirSync(draft)) renameSync(join(draft, file), join(folder, file));
  } catch (cause) {
    throw fileError('write', folder, cause);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

import { Command, Option } from 'commander';
import { resolve } from 'node:path';
import { durationText } from '../../base/duration';
import { estimateTraining, type TrainingEstimate } from '../../studies/estimate';
import { isComplete, trainForStudy } from '../../studies/solutions';
import { openStudy, type Study } from '../../studies/study';
import { studyTrainings, type StudyTraining, trainingGroupAbout, trainingGroups } from '../../studies/trainings';
import type { ScaleName } from '../../studies/scale';
import { dataOption, jsonOption } from '../options';
import { endProgress, print, printJson, remark, terminalRun } from '../terminal';

interface StudyArguments {
  readonly scale: ScaleName;
  readonly dataset?: string;
  readonly data?: string;
  readonly estimate?: boolean;
  readonly json?: boolean;
}

/** `valleys study`: the trainings that the notebooks rest on, a group at a time, resumable. */
export function studyCommand(): Command {
  return new Command('study')
    .description('Train what the notebooks rest on; without a name, list the studies and what is trained.')
    .argument('[name]', `one of: ${trainingGroups.join(', ')}`)
    .addOption(new Option('--scale <name>', 'how large').choices(['smoke', 'laptop', 'paper']).default('laptop'))
    .option('--dataset <name>', "another dataset than the scale's own, such as cifar100")
    .addOption(dataOption())
    .option('--estimate', 'only say what it would take, measured on a few batches of each network')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const EXAMPLES = `
Trainings are kept under runs/ with every epoch's weights. What is trained already is left alone, and an interrupted
training goes on where it stopped. Time and memory are estimated before a training begins.

Examples:
  valleys study
  valleys study batch-norm
  valleys study seeds --scale paper --dataset cifar100 --estimate`;

async function run(name: string | undefined, options: StudyArguments): Promise<void> {
  if (options.data !== undefined) process.env.VALLEYS_DATA = resolve(options.data);
  const study = openStudy({ section: 'trainings', scale: options.scale, dataset: options.dataset, run: terminalRun() });
  if (name === undefined) return list(study, options);
  const wanted = studyTrainings(name, study.scale).filter((training) => !isComplete(study, training));
  const estimates = await estimateAll(study, wanted);
  endProgress();
  const results = options.estimate ? [] : await trainAll(study, wanted);
  endProgress();
  if (options.json) return printJson({ study: name, scale: study.scale.name, dataset: study.scale.dataset, estimates, trained: results });
  print(options.estimate ? `${wanted.length} trainings are missing.` : `${name}: all ${studyTrainings(name, study.scale).length} trainings are there.`);
}

function list(study: Study, { json }: StudyArguments): void {
  const studies = trainingGroups.map((name) => {
    const trainings = studyTrainings(name, study.scale);
    return { name, about: trainingGroupAbout(name), trainings: trainings.length, trained: trainings.filter((training) => isComplete(study, training)).length };
  });
  if (json) return printJson({ scale: study.scale.name, dataset: study.scale.dataset, studies });
  for (const { name, about, trainings, trained } of studies) print(`${name.padEnd(17)} ${trained} of ${trainings} trained: ${about}`);
}

/** Says what each training will take, and all of them together, before any begins. */
async function estimateAll(study: Study, wanted: readonly StudyTraining[]): Promise<TrainingEstimate[]> {
  const estimates: TrainingEstimate[] = [];
  for (const training of wanted) {
    const estimate = await estimateTraining(study, training);
    remark(`${describe(training)}: about ${durationText(estimate.seconds)}, ${Math.round(estimate.megabytes)} MB of memory (${Math.round(estimate.imagesPerSecond)} images/s)`);
    estimates.push(estimate);
  }
  if (wanted.length > 1) remark(`All together: about ${durationText(estimates.reduce((sum, { seconds }) => sum + seconds, 0))}`);
  return estimates;
}

async function trainAll(study: Study, wanted: readonly StudyTraining[]): Promise<(StudyTraining & { readonly seconds: number })[]> {
  const trained: (StudyTraining & { seconds: number })[] = [];
  for (const [index, training] of wanted.entries()) {
    remark(`${index + 1}/${wanted.length} ${describe(training)}`);
    const { history } = await trainForStudy(study, training);
    const seconds = Math.round(history.reduce((sum, epoch) => sum + epoch.seconds, 0));
    remark(`  trained in ${durationText(seconds)}`);
    trained.push({ ...training, seconds });
  }
  return trained;
}

function describe({ network, recipe, seed }: StudyTraining): string {
  return `${network}, ${recipe}, seed ${seed}`;
}

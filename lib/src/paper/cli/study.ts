import { Command, Option } from 'commander';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { durationText } from '../../base/duration';
import { UsageError } from '../../base/errors';
import type { RunOptions } from '../../base/progress';
import { sectionNames } from '../sections';
import { estimatedSeconds, estimateTasks, type TrainingEstimate } from '../run/estimate';
import { runInPool } from '../run/pool';
import type { ScaleName } from '../study/scale';
import { runOnSlurm, type SlurmOptions } from '../run/slurm';
import { openStudy, scaleFolder, type Study } from '../study/study';
import { isInShard, missingTasks, parseShard, type Shard, taskName } from '../run/tasks';
import type { StudyTask } from '../run/study-task';
import { trainingGroups } from '../study/trainings';
import { namesText, printList, printStudies } from './study-list';
import { dataOption, jsonOption, MOST, wholeNumber } from '../../cli/options';
import { endProgress, print, printJson, printKept, remark, terminalRun } from '../../cli/terminal';

interface StudyArguments {
  readonly scale?: ScaleName;
  readonly dataset?: string;
  readonly data?: string;
  readonly list?: boolean;
  readonly estimate?: boolean;
  readonly workers?: number;
  readonly shard?: Shard;
  readonly on?: 'slurm';
  readonly tasks?: number;
  readonly partition?: string;
  readonly cpus: number;
  readonly json?: boolean;
}

/** The usual limit of clusters for one array. */
const MOST_ARRAY_TASKS = 1000;

/** `valleys study`: computes the trainings and records behind the notebooks, on one machine or on many, resumable. */
export function studyCommand(): Command {
  return new Command('study')
    .description('Compute the trainings or records behind the notebooks; without a name, list the studies and their trainings.')
    .argument('[name]', `trainings: ${trainingGroups.join(', ')}; records of a section: ${sectionNames.join(', ')}`)
    .addOption(new Option('--scale <name>', 'size of experiments (default: VALLEYS_SCALE or laptop)').choices(['smoke', 'laptop', 'paper']))
    .option('--dataset <name>', "another dataset than the scale's own, such as cifar100")
    .addOption(dataOption())
    .addOption(
      new Option(
        '--list',
        'only list its trainings or records, with those done; without a name, list the records of all sections',
      ).conflicts(['estimate', 'shard', 'on']),
    )
    .option('--estimate', 'only list the missing results and estimate the time of the trainings, from a few batches of each network')
    .option(
      '--workers <number>',
      'processes at once (default: cores here, divided by --cpus; with --shard, and in each task of a cluster: 1)',
      wholeNumber(1, MOST.processes),
    )
    .addOption(
      new Option('--cpus <number>', 'cores of each process; another number changes the last digits of results')
        .argParser(wholeNumber(1, MOST.threads))
        .default(1),
    )
    .addOption(
      new Option('--shard <index/count>', 'do only this part, counted from 0; for schedulers').argParser(parseShard).conflicts('on'),
    )
    .addOption(new Option('--on <scheduler>', 'run on a cluster, over a shared folder').choices(['slurm']))
    .addOption(
      new Option(
        '--tasks <number>',
        'with --on: tasks of the job array (default: one for each task that can run at once, at most 1000)',
      ).argParser(wholeNumber(1, MOST.arrayTasks)),
    )
    .option('--partition <name>', 'with --on: the partition to use')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const EXAMPLES = `
Trainings are stored under runs/ with every epoch's weights, and so are the records of a section: everything that its notebook shows.
Existing results are left alone, and an interrupted training continues where it stopped. See docs/scale.md for clusters.

Examples:
  valleys study
  valleys study batch-norm
  valleys study full --cpus 2
  valleys study 07 --list
  valleys study 03 --workers 4
  valleys study seeds --scale paper --dataset cifar100 --estimate
  valleys study 07 --scale paper --on slurm --partition short --cpus 4`;

async function run(name: string | undefined, options: StudyArguments): Promise<void> {
  if (options.on === undefined && (options.tasks !== undefined || options.partition !== undefined)) {
    throw new UsageError('OPTION_NEEDS_ON', '--tasks and --partition are for clusters.', 'Add --on slurm.');
  }
  // The environment overrides a study's scale, here and in every process that it starts.
  if (options.scale !== undefined) process.env.VALLEYS_SCALE = options.scale;
  if (options.data !== undefined) process.env.VALLEYS_DATA = resolve(options.data);
  const leftOut = new Set<string>();
  const onLeftOut = (why: string): void => {
    if (!leftOut.has(why)) remark(`Left out: ${why}`);
    leftOut.add(why);
  };
  const study = {
    ...openStudy({ section: 'trainings', scale: options.scale ?? 'laptop', dataset: options.dataset, run: terminalRun() }),
    onLeftOut,
  };
  if (options.list) return printList(study, name, options.json);
  if (name === undefined) return printStudies(study, options.json);
  const missing = await missingTasks(study, name);
  // With a scheduler, another machine trains.
  const isEstimated = options.shard === undefined && (options.on === undefined || options.estimate === true);
  const estimates = isEstimated ? await estimateAll(study, missing, options) : [];
  endProgress();
  const { done, left } = options.estimate ? { done: [], left: missing } : await doAll(study, name, missing, options);
  endProgress();
  if (options.json)
    return printJson({
      study: name,
      scale: study.scale.name,
      dataset: study.scale.dataset,
      estimates,
      done,
      missing: left.map(taskName),
      leftOut: [...leftOut],
    });
  const nothing = leftOut.size === 0 ? 'nothing is missing.' : 'nothing is missing except the results left out.';
  (options.estimate ? print : printKept)(`${name}: ${done.length} done, ${left.length === 0 ? nothing : `${left.length} missing.`}`);
  if (options.estimate && left.length > 0) print(namesText(left.map(taskName)));
}

/** Estimates the time of each training, and of all together, before any begins. */
async function estimateAll(study: Study, missing: readonly StudyTask[], options: StudyArguments): Promise<TrainingEstimate[]> {
  const tasks = missing.filter((task) => task.kind === 'training');
  const estimates = await estimateTasks(study, tasks, options.cpus, ({ network, recipe, seeds, seconds, megabytes, imagesPerSecond }) => {
    const [name, each] = seeds.length === 1 ? ['seed', ''] : ['seeds', ' each'];
    remark(
      `${network}, ${recipe}, ${name} ${seeds.join(', ')}: about ${durationText(seconds)}${each}, ${Math.round(megabytes)} MB ` +
      `of memory (${Math.round(imagesPerSecond)} images/s)`,
    );
  });
  const workers = options.on === undefined ? Math.min(workersOf(options), tasks.length) : 1;
  if (estimates.flatMap(({ seeds }) => seeds).length > 1)
    remark(
      `All together: about ${durationText(estimatedSeconds(study, tasks, estimates, workers))} in ` +
      `${workers === 1 ? 'one process' : `${workers} processes`}`,
    );
  return estimates;
}

function workersOf({ workers, shard, cpus }: StudyArguments): number {
  return workers ?? (shard === undefined ? Math.max(1, Math.floor(availableParallelism() / cpus)) : 1);
}

/** Does the missing tasks, and those that become known afterwards; returns their names in the order of their completion. */
async function doAll(
  study: Study,
  name: string,
  missing: readonly StudyTask[],
  options: StudyArguments,
): Promise<{ done: readonly string[]; left: readonly StudyTask[] }> {
  const done: string[] = [];
  let left = missing;
  const mine = (tasks: readonly StudyTask[]): StudyTask[] =>
    tasks.filter((task) => options.shard === undefined || isInShard(task, options.shard));
  for (let tasks = mine(left); tasks.length > 0; tasks = mine(left).filter((task) => !done.includes(taskName(task)))) {
    const all = tasks.length;
    let count = 0;
    await doTasks(study, name, tasks, options, (task) => {
      done.push(taskName(task));
      remark(`${++count}/${all} ${taskName(task)}`);
    });
    left = await missingTasks(study, name);
  }
  return { done, left };
}

async function doTasks(
  study: Study,
  name: string,
  tasks: readonly StudyTask[],
  options: StudyArguments,
  onTask: (task: StudyTask) => void,
): Promise<void> {
  if (options.on === 'slurm') return runOnSlurm(tasks, { ...slurmOptions(study, name, options), ...study.run, onTask });
  return runInPool({ scale: study.scale.name, dataset: options.dataset }, tasks, {
    ...study.run,
    workers: workersOf(options),
    threads: options.cpus,
    onTask,
  });
}

/** Each task of a cluster runs this same command with a shard, in the study's folder. */
function slurmOptions(
  study: Study,
  name: string,
  { dataset, tasks = MOST_ARRAY_TASKS, partition, workers = 1, cpus }: StudyArguments,
): Omit<SlurmOptions, keyof RunOptions | 'onTask'> {
  const data = process.env.VALLEYS_DATA;
  const words = [
    'study',
    name,
    '--scale',
    study.scale.name,
    '--workers',
    String(workers),
    '--cpus',
    String(cpus),
    ...(dataset === undefined ? [] : ['--dataset', dataset]),
    ...(data ? ['--data', resolve(data)] : []),
  ];
  return {
    name,
    partition,
    workers,
    cpus: workers * cpus,
    command: [process.execPath, process.argv[1], ...words],
    directory: study.project.folder,
    logs: join(scaleFolder(study), 'slurm'),
    arrayTasks: tasks,
    missing: () => missingTasks(study, name),
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { durationText } from '../../base/duration';
import { sha256 } from '../../base/files';
import type { Throughput } from '../../bench/measure';
import { markdownTable, type Row } from '../../notebook/table';
import { recipe } from '../../training/recipes';
import { DIRECTION_SEED, directionCount } from '../study/directions';
import { poolMakespan, shardMakespan, type TimedTask } from './makespan';
import { type Bench, readBenches, readThroughput } from '../../bench/measured-times';
import { rowsOf } from '../study/networks';
import { SECTION_3_KINDS } from '../section-3/kinds';
import { openStudy, type Study } from '../study/study';
import { studyTrainings, type StudyTraining, trainingGroups } from '../study/trainings';

/** Images in a split of CIFAR. */
const IMAGES = { train: 50_000, test: 10_000 } as const;
const DATASETS = ['cifar10', 'cifar100'] as const;
/** About the number of points of the radius rule; it has no fixed number. */
const RADIUS_POINTS = 12;
/** The network measured on every machine; it gives the ratio of two machines' speeds. */
const COMPARED = 'preresnet-20';
/** Seconds that a process needs to start: Node, TensorFlow, the dataset, the graph. */
const START = 5;
const MACHINES = [1, 2, 10, 100, 1000] as const;

/** A training or a curve of the paper's programme. */
interface ProgrammeTask extends TimedTask {
  readonly what: 'trainings' | 'curves';
  readonly network: string;
}

/**
 * The cost of the paper's whole programme, as Markdown: its trainings (every group of `valleys study`) and the curves of section 3
 * on both datasets, from the recorded throughput; the spread over several machines of the measured kind; and the cost on each GPU
 * with a record.
 *
 * @param folder of the records; its `bench-paper.json` must have the paper's networks @throws RecordError
 */
export function programmeMarkdown(folder: string): string {
  const missing =
    'npx valleys bench --networks preresnet-8 preresnet-110 preresnet-164 densenet-bc-100 --rounds 1 --json > ' +
    'data/records/bench-paper.json';
  const path = join(folder, 'bench-paper.json');
  const throughput = existsSync(path) ? readThroughput(path) : [];
  const tasks = wholeProgramme(throughput);
  if (throughput.length === 0 || tasks.some(({ seconds }) => !Number.isFinite(seconds)))
    return `*Not measured yet; measure it with \`${missing}\`*`;
  return [
    markdownTable(costRows(tasks)),
    spreadSentence(tasks),
    markdownTable(spreadRows(tasks)),
    ...gpuSentences(throughput, readBenches(folder)),
  ].join('\n\n');
}

function wholeProgramme(throughput: readonly Throughput[]): ProgrammeTask[] {
  return DATASETS.flatMap((dataset) => programmeTasks(openStudy({ section: 'trainings', scale: 'paper', dataset }), throughput));
}

/** All trainings of a study, then all curves of section 3 with the radii that they need; NaN seconds without a measured speed. */
export function programmeTasks(study: Study, throughput: readonly Throughput[]): ProgrammeTask[] {
  const speed = (network: string, work: Throughput['work']): number => speedOf(throughput, measuredAs(network), work);
  const trainings = trainingGroups
    .flatMap((group) => studyTrainings(group, study.scale))
    .map(
      (training, place): ProgrammeTask => ({
        what: 'trainings',
        network: training.network,
        seconds:
          START + trainedImages(training) / speed(training.network, 'train') + testedImages(training) / speed(training.network, 'evaluate'),
        stage: recipe(training.recipe).startsFrom === undefined ? 0 : 1,
        place,
      }),
    );
  const { scale } = study;
  const imagesOfPoint = scale.trainExamples + scale.testExamples + scale.batchNormExamples;
  const networks = rowsOf(scale, 'main', 'shallow', 'appendix');
  const curves = networks.flatMap(({ name: network, seeds }) => seeds.flatMap((seed) => SECTION_3_KINDS.flatMap((kind) => {
    const task = (name: string, points: number, stage: number): ProgrammeTask => ({
      what: 'curves', network, stage, place: parseInt(sha256(`${name} ${DIRECTION_SEED}`).slice(0, 8), 16),
      seconds: START + (points * imagesOfPoint) / speed(network, 'evaluate'),
    });
    const count = directionCount(study, { network, seed }, { kind, batchNorm: 'reestimate' });
    const names = Array.from({ length: count }, (_, index) => `${scale.dataset} ${network} ${seed} ${kind} ${index}`);
    return [
      task(`${scale.dataset} ${network} ${seed} ${kind} radius`, RADIUS_POINTS, 2),
      ...names.map((name) => task(name, scale.points, 3)),
    ];
  })));
  return [...trainings, ...curves];
}

/** A network without batch norm, or with another norm, costs about as much as its original, and only the original is measured. */
function measuredAs(network: string): string {
  return network.replace(/-(no-bn|group-norm|layer-norm|symmetric-gamma)$/, '');
}

function trainedImages({ recipe: name }: StudyTraining): number {
  const { epochs, afterSwa, trainExamples = IMAGES.train } = recipe(name);
  return (epochs + (afterSwa?.epochs ?? 0)) * trainExamples;
}

function testedImages({ recipe: name }: StudyTraining): number {
  const { epochs, afterSwa, testEvery } = recipe(name);
  return (Math.ceil(epochs / testEvery) + (afterSwa?.epochs ?? 0)) * IMAGES.test;
}

function sum(tasks: readonly TimedTask[]): number {
  return tasks.reduce((total, { seconds }) => total + seconds, 0);
}

function costRows(tasks: readonly ProgrammeTask[]): Row[] {
  const networks = [...new Set(tasks.map(({ network }) => network))];
  const cell = (chosen: readonly ProgrammeTask[]): string =>
    chosen.length === 0 ? '–' : `${chosen.length} in ${durationText(sum(chosen))}`;
  const row = (network: string, own: readonly ProgrammeTask[]): Row => ({
    network,
    trainings: cell(own.filter(({ what }) => what === 'trainings')),
    'curves of section 3': cell(own.filter(({ what }) => what === 'curves')),
    'all together': durationText(sum(own)),
  });
  return [...networks.map((network) => row(network, tasks.filter((task) => task.network === network))), row('all', tasks)];
}

function spreadSentence(tasks: readonly ProgrammeTask[]): string {
  const longest = tasks.reduce((a, b) => (a.seconds > b.seconds ? a : b));
  return (
    `Simulated times on several machines of that kind. Each runs one task at a time; a pool gives the next task to the first free ` +
    `machine, while shards receive their tasks beforehand. The longest task, one of the ${longest.what} of ${longest.network}, takes ` +
    `${durationText(longest.seconds)}, the limit for any number of machines. Assumed: ${START} s for a process to start, ` +
    `${RADIUS_POINTS} points for each radius.`
  );
}

function spreadRows(tasks: readonly ProgrammeTask[]): Row[] {
  const used = (machines: number, seconds: number): string =>
    `${durationText(seconds)} (${Math.round((100 * sum(tasks)) / (machines * seconds))} % busy)`;
  return MACHINES.map((machines) => ({
    machines,
    'as a pool': used(machines, poolMakespan(tasks, machines)),
    'as shards': used(machines, shardMakespan(tasks, machines)),
  }));
}

/** The first record is of a processor like the one of the paper's networks; each GPU's speed is compared with that processor's. */
function gpuSentences(throughput: readonly Throughput[], [processor, ...others]: readonly Bench[]): string[] {
  return others.filter(({ machine }) => machine.device === 'GPU').flatMap(({ machine, results }) => {
    const times = (work: Throughput['work']): number => speedOf(results, COMPARED, work) / speedOf(processor.results, COMPARED, work);
    const [training, evaluation] = [times('train'), times('evaluate')];
    if (!Number.isFinite(training) || !Number.isFinite(evaluation)) return [];
    const faster = throughput.map((entry) => ({ ...entry, ours: entry.ours * (entry.work === 'train' ? training : evaluation) }));
    return [
      `An estimate for one GPU: at ${COMPARED} one ${machine.gpu ?? 'GPU'} is ${training.toFixed(0)} times as fast as such a ` +
      `processor in training and ${evaluation.toFixed(0)} times in evaluation. With these factors at every network, the programme ` +
      `would take ${durationText(sum(wholeProgramme(faster)))}. A GPU uses a wide network better than a narrow one, so the large ` +
      `networks may take less time, and preresnet-8 more.`,
    ];
  });
}

/** Images per second of one process; NaN if not measured. */
function speedOf(results: readonly Throughput[], network: string, work: Throughput['work']): number {
  return results.find((entry) => entry.network === network && entry.work === work && (entry.processes ?? 1) === 1)?.ours ?? NaN;
}

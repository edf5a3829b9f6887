import { fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { InterruptedError, StudyError } from '../../base/errors';
import { memoryUse } from '../../engine/memory';
import { batchCount, trainingBatches } from '../../datasets/batches';
import { createRunner } from '../../networks/create-runner';
import { buildNetwork } from '../../networks/networks';
import { learningRate, recipe } from '../../training/recipes';
import { trainingSplit } from '../../training/train';
import { breathe } from '../../base/progress';
import { poolMakespan } from './makespan';
import { workerEnvironment } from './pool';
import type { StudyWords } from './pool-worker';
import { networkToBuild } from '../study/networks';
import { type Study, studyDataset } from '../study/study';
import { incompleteTrainings } from './tasks';
import type { TrainingTask } from './study-task';
import type { StudyTraining } from '../study/trainings';

/** Estimate for some trainings on this machine: seeds of one network and recipe take the same time. */
export interface TrainingEstimate extends Omit<StudyTraining, 'seed'> {
  readonly seeds: readonly number[];
  /** Images per second in training. */
  readonly imagesPerSecond: number;
  /** Seconds of training alone, all phases; tests after epochs are extra. */
  readonly seconds: number;
  /** Resident memory of the whole process after the batches, megabytes. */
  readonly megabytes: number;
}

/** The measurements of one training. */
export type TrainingSpeed = Omit<TrainingEstimate, keyof StudyTraining | 'seeds'>;

/** The task of a measuring process. */
export interface EstimateTask {
  readonly words: StudyWords;
  readonly training: StudyTraining;
}

/** The answer of a measuring process: its measurements, or its error. */
export type EstimateAnswer =
  | { readonly speed: TrainingSpeed }
  | { readonly message: string; readonly code?: string; readonly remedy?: string };

const WARM_UP = 2;
const MEASURED = 4;
const PROCESS = join(__dirname, `estimate-process${extname(__filename)}`);

/**
 * Estimates the trainings of incomplete tasks. Measures each network and recipe once, in a process with as many threads as
 * `runInPool` uses.
 *
 * @param onEstimate called with each estimate as soon as it is known
 * @throws StudyError ESTIMATE_FAILED or the code of an error of {@link measureTraining}; InterruptedError
 */
export async function estimateTasks(
  study: Study,
  tasks: readonly TrainingTask[],
  threads: number,
  onEstimate?: (estimate: TrainingEstimate) => void,
): Promise<TrainingEstimate[]> {
  const trainings = tasks.flatMap((task) => incompleteTrainings(study, task));
  const estimates: TrainingEstimate[] = [];
  for (const { network, recipe: name, seed } of trainings) {
    const isAlike = (other: Pick<StudyTraining, 'network' | 'recipe'>): boolean => other.network === network && other.recipe === name;
    if (estimates.some(isAlike)) continue;
    const speed = await measureInProcess(study, { network, recipe: name, seed }, threads);
    const estimate = { network, recipe: name, seeds: trainings.filter(isAlike).map((training) => training.seed), ...speed };
    estimates.push(estimate);
    onEstimate?.(estimate);
  }
  return estimates;
}

/** Seconds until the given number of processes have done all trainings of the tasks. */
export function estimatedSeconds(
  study: Study,
  tasks: readonly TrainingTask[],
  estimates: readonly TrainingEstimate[],
  workers: number,
): number {
  const secondsOf = ({ network, recipe: name }: StudyTraining): number =>
    estimates.find((estimate) => estimate.network === network && estimate.recipe === name)?.seconds ?? NaN;
  const timed = tasks.map((task) => ({
    seconds: incompleteTrainings(study, task).reduce((sum, training) => sum + secondsOf(training), 0),
    stage: 0,
    place: task.place,
  }));
  return poolMakespan(timed, workers);
}

/** {@link measureTraining} in a separate process: TensorFlow reads its number of threads once, when it is loaded. */
async function measureInProcess(
  { scale, project, run: { signal } }: Study,
  training: StudyTraining,
  threads: number,
): Promise<TrainingSpeed> {
  const task: EstimateTask = { words: { scale: scale.name, dataset: scale.dataset, project }, training };
  const child = fork(PROCESS, [JSON.stringify(task)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: workerEnvironment(threads),
    signal,
  });
  let given: EstimateAnswer | undefined;
  child.once('message', (message) => (given = message as EstimateAnswer));
  const answer = await new Promise<EstimateAnswer>((done) => {
    child.once('error', ({ message }) => done({ message }));
    child.once('close', (status, killed) =>
      done(given ?? { message: `The process that measures died (${killed ?? `exit code ${status}`}).` }),
    );
  });
  if (signal?.aborted) throw new InterruptedError('Stopped on request.', 'Nothing was written.');
  if ('speed' in answer) return answer.speed;
  const { code = 'ESTIMATE_FAILED', message, remedy = 'Check that memory suffices, and run valleys doctor.' } = answer;
  throw new StudyError(code, `${training.network}, ${training.recipe}: ${message.replace(remedy, '').trim()}`, remedy);
}

/**
 * Runs a few batches of a training, and estimates from their speed the time and the memory of the whole. The training itself is
 * neither begun nor touched.
 *
 * @throws DatasetError; UsageError NETWORK_UNKNOWN; TrainingError TRAIN_EXAMPLES_TOO_MANY; InterruptedError
 */
export async function measureTraining(study: Study, training: StudyTraining): Promise<TrainingSpeed> {
  const chosen = recipe(training.recipe);
  const dataset = studyDataset(study.scale);
  const train = trainingSplit(dataset, chosen);
  const runner = createRunner(buildNetwork(networkToBuild(study.scale, training.network), dataset.classes.length, training.seed), {
    normalisation: dataset.normalisation,
  });
  try {
    const step = { learningRate: learningRate(chosen.schedule, 0), momentum: chosen.momentum, weightDecay: chosen.weightDecay };
    const batches = Math.min(WARM_UP + MEASURED, batchCount(train, chosen.batchSize));
    let [done, images, milliseconds] = [0, 0, 0];
    for await (const batch of trainingBatches(train, {
      batchSize: chosen.batchSize,
      seed: training.seed,
      epoch: 0,
      augment: chosen.augment,
    })) {
      if (done === batches) break;
      await breathe(study.run.signal);
      const started = performance.now();
      runner.train(batch, step);
      if (done++ < Math.min(WARM_UP, batches - 1)) continue;
      milliseconds += performance.now() - started;
      images += batch.size;
    }
    const imagesPerSecond = (1000 * images) / milliseconds;
    const epochs = chosen.epochs + (chosen.afterSwa?.epochs ?? 0);
    return { imagesPerSecond, seconds: (epochs * train.count) / imagesPerSecond, megabytes: memoryUse().residentBytes / 1e6 };
  } finally {
    runner.dispose();
    runner.model.dispose();
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { StudyError, TrainingError, UsageError } from '../../base/errors';
import { sha256 } from '../../base/files';
import { STALE_LOCK_SECONDS } from '../../base/folder-lock';
import { throwIfAborted } from '../../base/progress';
import { recipe } from '../../training/recipes';
import { measurementsOf } from '../sections';
import { RecordsAwaited } from '../study/measure-each';
import { isComplete, trainForStudy } from '../study/solutions';
import { isKept, type Study } from '../study/study';
import { askedRecords, isTrainingGroup } from './listing';
import type { RecordTask, StudyTask, TrainingTask } from './study-task';
import { countingEpochs } from './task-progress';
import { studyTrainings, type StudyTraining, trainingName } from '../study/trainings';

/** One of `count` parts of a study, counted from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * The tasks that a study still needs: for a group of trainings the incomplete ones, for a section the missing records. Records that
 * depend on others (a curve on its radius) become known once those exist, so ask again until nothing is left. Results that cannot
 * be computed here are not included; `study.onLeftOut` receives the reason.
 *
 * @throws UsageError STUDY_UNKNOWN; TrainingError SOLUTION_ABSENT
 */
export async function missingTasks(study: Study, name: string): Promise<StudyTask[]> {
  return isTrainingGroup(name) ? missingTrainings(study, name) : missingRecords(study, name);
}

function missingTrainings(study: Study, name: string): TrainingTask[] {
  const chains = new Map<string, StudyTraining[]>();
  for (const training of studyTrainings(name, study.scale)) {
    const chained = recipe(training.recipe).startsFrom === undefined ? undefined : chains.get(chainName(training));
    if (chained) chained.push(training);
    else chains.set(chainName(training), [training]);
  }
  return [...chains.values()]
    .map((trainings, place): TrainingTask => ({ kind: 'training', trainings, place }))
    .filter((task) => incompleteTrainings(study, task).length > 0);
}

/** The incomplete trainings of a task. */
export function incompleteTrainings(study: Study, { trainings }: TrainingTask): readonly StudyTraining[] {
  return trainings.filter((training) => !isComplete(study, training));
}

function chainName({ network, seed }: StudyTraining): string {
  return `${network}, seed ${seed}`;
}

async function missingRecords(study: Study, section: string): Promise<RecordTask[]> {
  const { missing } = await askedRecords(study, section);
  return missing.map((key) => ({ kind: 'record', section, key }));
}

/**
 * Does a task; a task already done takes no time. `study.run` receives the fraction of the whole task that is done.
 *
 * @throws errors of training and measuring; InterruptedError; StudyError RECORD_NOT_MADE if a record does not exist afterwards
 */
export async function doTask(study: Study, task: StudyTask): Promise<void> {
  if (task.kind === 'training') {
    const left = incompleteTrainings(study, task);
    for (const [index, training] of left.entries())
      await trainAfterOthers({ ...study, run: countingEpochs(study.run, left, index) }, training);
    return;
  }
  for (const measure of measurementsOf({ ...study, computes: (key) => key === task.key }, task.section)) {
    await measure().catch((error: unknown) => {
      if (!(error instanceof RecordsAwaited) || error.keys.includes(task.key)) throw error;
    });
    if (isKept(study, task.key)) return;
  }
  throw new StudyError(
    'RECORD_NOT_MADE',
    `The record ${task.key} is no longer needed: the results that it depends on have changed.`,
    'Start the command again to find the missing results anew.',
  );
}

/** A process that died on another host leaves a lock on its training's folder, which counts as left behind only after some time. */
async function trainAfterOthers(study: Study, training: StudyTraining): Promise<void> {
  try {
    await trainForStudy(study, training);
  } catch (error) {
    if (!(error instanceof TrainingError && error.code === 'FOLDER_IN_USE')) throw error;
    await sleep(1000 * (STALE_LOCK_SECONDS + 2), undefined, { signal: study.run.signal }).catch(() => throwIfAborted(study.run.signal));
    await trainForStudy(study, training);
  }
}

/** `preresnet-8, laptop, seed 2`, or the record's key. */
export function taskName(task: StudyTask): string {
  if (task.kind === 'record') return task.key;
  return task.trainings.map(trainingName).join('; ');
}

/**
 * Whether a task belongs to a shard. The answer depends only on the task, so shards need not communicate: trainings are assigned in
 * turn, records by the hash in their key.
 */
export function isInShard(task: StudyTask, { index, count }: Shard): boolean {
  const place = task.kind === 'training' ? task.place : parseInt(sha256(task.key).slice(0, 8), 16);
  return place % count === index;
}

/** Reads `2/8`, counted from 0. @throws UsageError SHARD_INVALID */
export function parseShard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = match ? [Number(match[1]), Number(match[2])] : [NaN, NaN];
  if (!(count >= 1 && index < count)) {
    throw new UsageError('SHARD_INVALID', `"${text}" is not a shard.`, 'Use INDEX/COUNT with an index from 0 to COUNT − 1, such as 0/4.');
  }
  return { index, count };
}

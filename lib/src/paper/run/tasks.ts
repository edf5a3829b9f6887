import { setTimeout as sleep } from 'node:timers/promises';
import { StudyError, TrainingError, UsageError } from '../../base/errors';
import { sha256 } from '../../base/files';
import { STALE_LOCK_SECONDS } from '../../base/folder-lock';
import { throwIfAborted } from '../../base/progress';
import { recipe } from '../../training/recipes';
import { measurementsOf } from '../sections';
import { RecordsAwaited } from '../study/each';
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
 * What is left to do of a study: for a group of trainings those that are not complete, for a section the records that are
 * missing. Records that rest on others (curves on their radius) come to light when those are there, so that this is to be
 * asked again until nothing is left. What cannot be computed here is not among them: `study.onLeftOut` is told.
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

/** What of a task is still to be trained. */
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
 * Does a task; one that was done already takes no time. `study.run` is told how much of the whole task is done.
 *
 * @throws whatever training or measuring throws; InterruptedError; StudyError RECORD_NOT_MADE if a record is not there afterwards
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
    `Nothing asked for the record ${task.key} any more: what it rests on has changed.`,
    'Start the command again, which finds out anew what is missing.',
  );
}

/** A process that died on another host leaves a lock on its training's folder that counts as left behind only after some time. */
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
 * Whether a task falls to a shard. It depends on nothing but the task, so that shards need not know of each other: trainings
 * are dealt out in turn, records by the hash in their key.
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
    throw new UsageError('SHARD_INVALID', `"${text}" is no shard.`, 'Use INDEX/COUNT with an index from 0 to COUNT − 1, such as 0/4.');
  }
  return { index, count };
}

import { overallFraction } from '../../base/pace';
import type { Progress, RunOptions } from '../../base/progress';
import { type Recipe, recipe } from '../../training/recipes';
import type { StudyTask } from './study-task';
import { type StudyTraining, trainingName } from '../study/trainings';

/** Takes the reports of tasks that run at the same time. */
export interface PoolProgress {
  /** @param progress `done` of `total` is how much of the task is done, whatever its label says */
  report(task: StudyTask, progress: Progress): void;
  finish(task: StudyTask): void;
}

/** How much of a task was done at its first report, and is done now; of the whole, from 0 to 1. */
interface Running {
  readonly first: number;
  readonly now: number;
}

/**
 * One progress of all the tasks of a pool: those that are done, and of those that run the part that is. It never falls, so
 * that it has one pace; which task the newest report is of, and what it says, are its details. A task counts from its first
 * report on: of a training that goes on in the middle, half of what is left is half of the task.
 *
 * @param total number of tasks
 */
export function poolProgress(total: number, onProgress?: (progress: Progress) => void): PoolProgress {
  const running = new Map<StudyTask, Running>();
  let [finished, done] = [0, 0];
  const tell = (details: readonly string[]): void => {
    const parts = [...running.values()].reduce((sum, task) => sum + partOf(task), 0);
    done = Math.max(done, finished + parts);
    onProgress?.({ label: 'tasks done', done, total, details });
  };
  return {
    report(task, progress) {
      const now = progress.total > 0 ? progress.done / progress.total : 0;
      running.set(task, { first: running.get(task)?.first ?? now, now });
      tell([progress.label, ...(progress.details ?? [])]);
    },
    finish(task) {
      running.delete(task);
      finished++;
      tell([]);
    },
  };
}

/** A task whose pieces report one after the other begins again and again: it is never less than begun, nor more than done. */
function partOf({ first, now }: Running): number {
  return first < 1 ? Math.min(1, Math.max(0, (now - first) / (1 - first))) : 0;
}

/**
 * Turns the progress of one of several trainings into that of all of them, counted in epochs: with and after SWA, those of
 * the trainings before it too.
 */
export function countingEpochs({ onProgress, ...run }: RunOptions, trainings: readonly StudyTraining[], index: number): RunOptions {
  const recipes = trainings.map((training) => recipe(training.recipe));
  const total = epochsOf(recipes);
  const before = epochsOf(recipes.slice(0, index));
  const label = trainingName(trainings[index]);
  return {
    ...run,
    onProgress: (progress) =>
      onProgress?.({
        label,
        done: before + epochsDone(progress, recipes[index]),
        total,
        details: [progress.label, ...(progress.details ?? [])],
      }),
  };
}

function epochsOf(recipes: readonly Recipe[]): number {
  return recipes.reduce((sum, { epochs, afterSwa }) => sum + epochs + (afterSwa?.epochs ?? 0), 0);
}

/** By the labels that `train` gives its epochs; between its own and those after SWA batch norm is re-estimated. */
function epochsDone(progress: Progress, { epochs, afterSwa }: Recipe): number {
  if (progress.label.startsWith('epoch after SWA')) return epochs + (afterSwa?.epochs ?? 0) * overallFraction(progress);
  return progress.label.startsWith('epoch') ? epochs * overallFraction(progress) : epochs;
}

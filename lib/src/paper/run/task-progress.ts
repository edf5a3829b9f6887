import { overallFraction } from '../../base/pace';
import type { Progress, RunOptions } from '../../base/progress';
import { type Recipe, recipe } from '../../training/recipes';
import type { StudyTask } from './study-task';
import { type StudyTraining, trainingName } from '../study/trainings';

/** Receives the reports of tasks that run at the same time. */
export interface PoolProgress {
  /** @param progress `done` of `total` is the fraction of the task that is done, whatever the label says */
  report(task: StudyTask, progress: Progress): void;
  finish(task: StudyTask): void;
}

/** Fractions of a task that were done at its first report, and are done now, from 0 to 1. */
interface Running {
  readonly first: number;
  readonly now: number;
}

/**
 * One progress for all tasks of a pool: the tasks done, and the fractions of the running ones. The fraction never decreases, so the
 * estimate of the time left stays steady. The details show the task of the newest report and its progress. A task counts from its
 * first report on: if a training continues in the middle, half of the rest is half of the task.
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

/** The fraction of a task done since its first report. Its pieces report from 0 again, so it is kept between 0 and 1. */
function partOf({ first, now }: Running): number {
  return first < 1 ? Math.min(1, Math.max(0, (now - first) / (1 - first))) : 0;
}

/**
 * Turns the progress of one of several trainings into the progress of all, counted in epochs: its own epochs, those after SWA, and
 * those of the trainings before.
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

/** Epochs done, from the labels that `train` gives its epochs; between its own epochs and those after SWA, batch norm is re-estimated. */
function epochsDone(progress: Progress, { epochs, afterSwa }: Recipe): number {
  if (progress.label.startsWith('epoch after SWA')) return epochs + (afterSwa?.epochs ?? 0) * overallFraction(progress);
  return progress.label.startsWith('epoch') ? epochs * overallFraction(progress) : epochs;
}

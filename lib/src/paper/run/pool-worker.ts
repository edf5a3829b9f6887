import type { Project } from '../../base/project';
import type { ScaleName } from '../study/scale';
import { releaseRunners } from '../study/solutions';
import { openStudy } from '../study/study';
import { doTask } from './tasks';
import type { StudyTask } from './study-task';

// A process of the pool, see `pool.ts`. It sends progress to the pool; the pool's only message asks it to stop.

/** The words that open a study in a process: plain data. */
export interface StudyWords {
  readonly scale: ScaleName;
  readonly dataset?: string;
  /** Other folders than the project's own. */
  readonly project?: Project;
}

/** A task for a process of the pool. */
export interface WorkerTask {
  readonly words: StudyWords;
  readonly task: StudyTask;
}

const controller = new AbortController();
let [busy, ended] = [false, false];
process.on('message', (message) => {
  if (message === 'stop') controller.abort();
});
// Ctrl-C reaches the whole group of processes; the pool decides what happens to this one.
process.on('SIGINT', () => undefined);
// So does the SIGTERM of a scheduler or of `timeout`: a training first saves its state. The pool itself sends it to processes
// without a task.
process.on('SIGTERM', () => {
  if (!busy) process.exit();
  ended = true;
  controller.abort();
});
// Without the pool nobody needs the work.
process.on('disconnect', () => process.exit(1));

/** Does one task. @throws errors of `doTask`; the pool receives their message, code and remedy */
export default async function work({ words, task }: WorkerTask): Promise<void> {
  const onProgress = (progress: unknown): void => {
    process.send?.(progress);
  };
  busy = true;
  try {
    await doTask(openStudy({ ...words, section: 'trainings', run: { signal: controller.signal, onProgress } }), task);
  } finally {
    releaseRunners();
    // After a request to end it can do no other task: a pool that continues counts it as dead and begins the task again.
    if (ended) process.exit(1);
    busy = false;
  }
}

import type { Project } from '../../base/project';
import type { ScaleName } from '../study/scale';
import { releaseRunners } from '../study/solutions';
import { openStudy } from '../study/study';
import { doTask } from './tasks';
import type { StudyTask } from './study-task';

// A process of the pool, see `pool.ts`. Its messages to the pool are progress; the pool's only message is to stop.

/** How a process opens a study: plain data. */
export interface StudyWords {
  readonly scale: ScaleName;
  readonly dataset?: string;
  /** Other folders than the project's own. */
  readonly project?: Project;
}

/** What a process of the pool is asked to do. */
export interface WorkerTask {
  readonly words: StudyWords;
  readonly task: StudyTask;
}

const controller = new AbortController();
let [busy, ended] = [false, false];
process.on('message', (message) => {
  if (message === 'stop') controller.abort();
});
// Ctrl-C reaches the whole group of processes; the pool decides what becomes of it.
process.on('SIGINT', () => undefined);
// So does the SIGTERM of a scheduler or of `timeout`: a training first keeps its state. The pool itself sends it to processes
// without a task.
process.on('SIGTERM', () => {
  if (!busy) process.exit();
  ended = true;
  controller.abort();
});
// Without the pool there is nobody left to work for.
process.on('disconnect', () => process.exit(1));

/** Does one task. @throws what `doTask` throws; the pool gets its message, code and remedy */
export default async function work({ words, task }: WorkerTask): Promise<void> {
  const onProgress = (progress: unknown): void => {
    process.send?.(progress);
  };
  busy = true;
  try {
    await doTask(openStudy({ ...words, section: 'trainings', run: { signal: controller.signal, onProgress } }), task);
  } finally {
    releaseRunners();
    // Once it was told to end, it can do no other task: the pool, if it goes on, takes it for dead and begins this one again.
    if (ended) process.exit(1);
    busy = false;
  }
}

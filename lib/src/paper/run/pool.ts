import { join } from 'node:path';
import { InterruptedError, StudyError } from '../../base/errors';
import type { Progress, RunOptions } from '../../base/progress';
import type { StudyWords, WorkerTask } from './pool-worker';
import { poolProgress } from './task-progress';
import { taskName } from './tasks';
import type { StudyTask } from './study-task';

/** Options of {@link runInPool}. */
export interface PoolOptions extends RunOptions {
  /** Number of processes at once. */
  readonly workers: number;
  /** Threads of each process. Another number changes the order of rounding in sums, so it can change the last digits of a result. */
  readonly threads: number;
  /** Called when a task is done. */
  readonly onTask?: (task: StudyTask) => void;
}

/** Number of times that a task is begun if its process dies. */
const ATTEMPTS = 3;
/** The compiled worker, since tests run the sources. */
const WORKER = join(__dirname, '..', '..', '..', 'dist', 'paper', 'run', 'pool-worker.js');

/** The traces of a dead worker and of a failed task, as far as they are known. */
interface Failure {
  readonly message: string;
  readonly code?: string;
  readonly remedy?: string;
}

/**
 * Does tasks in a pool of processes. Finished results are in files, so the order and the number of workers change nothing. A
 * process that dies is replaced, and its task begun again. `onProgress` receives the progress of all tasks together, see {@link
 * poolProgress}.
 *
 * @param words how each process opens the study
 * @throws StudyError TASK_FAILED or the failed task's own code, WORKER_DIED when a task's process died three times; the other tasks
 * are done first. InterruptedError when `signal` is aborted: running tasks stop at their next batch
 */
export async function runInPool(
  words: StudyWords,
  tasks: readonly StudyTask[],
  { workers, threads, signal, onProgress, onTask }: PoolOptions,
): Promise<void> {
  const { Tinypool } = await import('tinypool');
  if (signal?.aborted) throw stopped();
  const pool = new Tinypool({
    filename: WORKER,
    runtime: 'child_process',
    minThreads: 0,
    maxThreads: Math.min(workers, tasks.length),
    env: workerEnvironment(threads),
  });
  let failedStarts = 0;
  // Tinypool starts a process only for a new task: tasks that wait for a dead process are withdrawn and submitted again.
  pool.on('error', () => {
    failedStarts++;
    pool.cancelPendingTasks();
  });
  const stops = new Set<(message: unknown) => void>();
  const all = poolProgress(tasks.length, onProgress);
  const stop = (): void => {
    pool.cancelPendingTasks();
    for (const send of stops) send('stop');
  };
  signal?.addEventListener('abort', stop);
  const attempt = async (task: StudyTask, left = ATTEMPTS): Promise<void> => {
    try {
      const channel = {
        onMessage: (send: (message: unknown) => void): unknown => stops.add(send),
        postMessage: (progress: Progress): void => all.report(task, progress),
      };
      await pool.run({ words, task } satisfies WorkerTask, { channel });
    } catch (error) {
      const failure = error as Failure;
      if (!signal?.aborted && isTakenBack(failure) && failedStarts < ATTEMPTS) return attempt(task, left);
      if (!signal?.aborted && hasDied(failure) && left > 1) return attempt(task, left - 1);
      if (hasDied(failure)) pool.cancelPendingTasks();
      throw failureOf(task, failure);
    }
    failedStarts = 0;
    all.finish(task);
    onTask?.(task);
  };
  try {
    const outcomes = await Promise.allSettled(tasks.map((task) => attempt(task)));
    if (signal?.aborted) throw stopped();
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.destroy();
  }
}

/** The environment of a process with the given number of threads: TensorFlow reads it once, when it is loaded. */
export function workerEnvironment(threads: number): Record<string, string> {
  return { ...(process.env as Record<string, string>), TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: '1' };
}

function stopped(): InterruptedError {
  return new InterruptedError('Stopped on request.', 'Finished results are kept; run it again to continue.');
}

function hasDied({ code, message }: Failure): boolean {
  return code === undefined && /exited unexpectedly|Terminating worker|channel closed/i.test(message);
}

/** Whether a task was still waiting when the pool's queue was emptied. */
function isTakenBack({ code, message }: Failure): boolean {
  return code === undefined && /has been cancelled/i.test(message);
}

function failureOf(task: StudyTask, failure: Failure): StudyError {
  if (hasDied(failure) || isTakenBack(failure)) {
    return new StudyError(
      'WORKER_DIED',
      `${taskName(task)}: its process died ${ATTEMPTS} times.`,
      'Perhaps memory ran out: try fewer --workers.',
    );
  }
  const { message, code = 'TASK_FAILED', remedy = 'Run it alone to see more: --workers 1.' } = failure;
  return new StudyError(code, `${taskName(task)}: ${message.replace(remedy, '').trim()}`, remedy);
}

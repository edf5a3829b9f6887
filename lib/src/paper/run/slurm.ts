import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { InterruptedError, StudyError } from '../../base/errors';
import { makeFolder } from '../../base/files';
import type { RunOptions } from '../../base/progress';
import { isInShard, taskName } from './tasks';
import type { StudyTask } from './study-task';

/** Options of {@link runOnSlurm}. The variables of sbatch itself (`SBATCH_ACCOUNT`, `SBATCH_TIMELIMIT`, …) hold too. */
export interface SlurmOptions extends RunOptions {
  /** Name of the jobs. */
  readonly name: string;
  /** The command of every task without its shard: program and arguments. */
  readonly command: readonly string[];
  /** Working directory of the tasks, on a file system that all nodes share. */
  readonly directory: string;
  /** Folder of the tasks' output, likewise shared. */
  readonly logs: string;
  /** Largest number of tasks in the job array. */
  readonly arrayTasks: number;
  readonly partition?: string;
  /** Number of pieces of the study that a task of the array does at once. */
  readonly workers: number;
  /** Cores of each task, for all its workers together. */
  readonly cpus: number;
  /** Returns the tasks that are not done yet, as seen from here. */
  readonly missing: () => Promise<readonly StudyTask[]>;
  readonly onTask?: (task: StudyTask) => void;
}

/** A submitted job array. */
interface SlurmJob {
  readonly id: string;
  readonly tasks: number;
}

/** Number of times that missing tasks are submitted again although the last job did none of them. */
const FRUITLESS_ROUNDS = 2;
/** Milliseconds between two checks of the queue. */
const INTERVAL = 2000;
/** Allowed failures of squeue in a row, as when the controller is restarted. */
const QUEUE_FAILURES = 30;
const run = promisify(execFile);

/**
 * Does tasks as a Slurm job array, with one shard of the study for each task of the array. Follows the job, and submits again the
 * work of a killed task or a lost node.
 *
 * @throws StudyError SLURM_ABSENT, SLURM_REFUSED, SLURM_LOST, SLURM_FRUITLESS; InterruptedError when `signal` is aborted: the job
 * is cancelled
 */
export async function runOnSlurm(tasks: readonly StudyTask[], options: SlurmOptions): Promise<void> {
  const names = new Set(tasks.map(taskName));
  makeFolder(options.logs);
  let left = tasks;
  for (let fruitless = 0; left.length > 0; ) {
    const job = await submit(left, options);
    await follow(job, options);
    const before = left;
    left = (await options.missing()).filter((task) => names.has(taskName(task)));
    const still = new Set(left.map(taskName));
    for (const task of before) if (!still.has(taskName(task))) options.onTask?.(task);
    fruitless = left.length < before.length ? 0 : fruitless + 1;
    if (fruitless > FRUITLESS_ROUNDS) {
      throw new StudyError(
        'SLURM_FRUITLESS',
        `Job ${job.id} and ${FRUITLESS_ROUNDS} before it did nothing of ${left.length} tasks, such as ${taskName(left[0])}.`,
        `Read their output in ${options.logs}.`,
      );
    }
  }
}

/** Submits only shards with work to do. */
async function submit(
  tasks: readonly StudyTask[],
  { name, command, directory, logs, arrayTasks, partition, workers, cpus }: SlurmOptions,
): Promise<SlurmJob> {
  const count = Math.min(arrayTasks, Math.ceil(tasks.length / workers));
  const shards = Array.from({ length: count }, (_, index) => index).filter((index) =>
    tasks.some((task) => isInShard(task, { index, count })),
  );
  const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const { stdout } = await slurm('sbatch', [
    '--parsable',
    '--requeue',
    `--job-name=valleys-${name}`,
    `--array=${shards.join(',')}`,
    `--cpus-per-task=${cpus}`,
    `--chdir=${directory}`,
    `--output=${join(logs, '%A-%a.log')}`,
    '--open-mode=append',
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    `--wrap=exec ${words.join(' ')} --shard "$SLURM_ARRAY_TASK_ID/${count}"`,
  ]);
  // A federation reports a job as `ID;cluster`.
  return { id: stdout.trim().split(';')[0], tasks: shards.length };
}

/** Waits until no task of the job is in the queue any more. */
async function follow({ id, tasks }: SlurmJob, { name, signal, onProgress }: SlurmOptions): Promise<void> {
  for (let failures = 0; ; ) {
    if (signal?.aborted) {
      await slurm('scancel', [id]);
      throw new InterruptedError(`Job ${id} is cancelled.`, 'Finished results are kept; run it again to continue.');
    }
    const states = await statesOf(id).catch((error: unknown) => {
      if (++failures > QUEUE_FAILURES)
        throw new StudyError(
          'SLURM_LOST',
          `Slurm no longer reports the state of job ${id}: ${String(error)}.`,
          'The job may continue by itself; run the same command again later.',
        );
      return undefined;
    });
    if (states !== undefined) {
      failures = 0;
      if (states.length === 0) return;
      const running = states.filter((state) => state === 'RUNNING').length;
      onProgress?.({
        label: `${name}, job ${id}`,
        done: tasks - states.length,
        total: tasks,
        details: [`${running} running`, `${states.length - running} waiting`],
      });
    }
    await sleep(INTERVAL, undefined, { signal }).catch(() => undefined);
  }
}

/** One state for each task of the job that is still in the queue. */
async function statesOf(id: string): Promise<string[]> {
  try {
    const { stdout } = await run('squeue', ['--noheader', '--array', `--jobs=${id}`, '--format=%T']);
    return stdout.split('\n').filter((line) => line !== '');
  } catch (error) {
    // Finished jobs are forgotten after a while.
    if (/Invalid job id/i.test(String((error as { stderr?: unknown }).stderr))) return [];
    throw error;
  }
}

async function slurm(program: string, args: readonly string[]): Promise<{ stdout: string }> {
  try {
    return await run(program, args);
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT')
      throw new StudyError(
        'SLURM_ABSENT',
        `There is no ${program} on this machine.`,
        "Run it where Slurm's commands are, such as a login node; elsewhere use --workers or --shard.",
      );
    throw new StudyError(
      'SLURM_REFUSED',
      `${program} failed: ${stderr.trim().replaceAll('\n', ' ')}.`,
      'Fix the named problem; sinfo lists the partitions.',
    );
  }
}

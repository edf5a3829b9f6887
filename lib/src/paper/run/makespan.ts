import { smallestIndex } from '../../numbers/sampled';

/** A task: its duration on one process, and its stage. */
export interface TimedTask {
  readonly seconds: number;
  /** Tasks of a stage begin when all lower stages are done. */
  readonly stage: number;
  /** The number that assigns it to a shard, see `isInShard`. */
  readonly place: number;
}

/**
 * Seconds that a pool takes: each task goes, in the given order, to the first free process; all processes wait for each other
 * between two stages.
 */
export function poolMakespan(tasks: readonly TimedTask[], workers: number): number {
  return byStage(tasks, (stage) => {
    const busyUntil = new Array<number>(Math.max(1, Math.min(workers, stage.length))).fill(0);
    for (const { seconds } of stage) {
      const free = smallestIndex(busyUntil);
      busyUntil[free] += seconds;
    }
    return Math.max(...busyUntil);
  });
}

/** Seconds that shards take if each does its own tasks one after the other. */
export function shardMakespan(tasks: readonly TimedTask[], count: number): number {
  return byStage(tasks, (stage) => {
    const load = new Array<number>(count).fill(0);
    for (const { seconds, place } of stage) load[place % count] += seconds;
    return Math.max(...load);
  });
}

function byStage(tasks: readonly TimedTask[], makespan: (stage: readonly TimedTask[]) => number): number {
  const stages = [...new Set(tasks.map(({ stage }) => stage))].sort((a, b) => a - b);
  return stages.reduce((sum, stage) => sum + makespan(tasks.filter((task) => task.stage === stage)), 0);
}

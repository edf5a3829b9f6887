import { smallestIndex } from '../../numbers/sampled';

/** Something to do: how long it takes on one process, and after which stage of others it can begin. */
export interface TimedTask {
  readonly seconds: number;
  /** Tasks of a stage begin when all of the stages below are done. */
  readonly stage: number;
  /** What deals it out to shards, see `isInShard`. */
  readonly place: number;
}

/**
 * How long a pool takes: each task goes, in the order given, to the process that is free first; between two stages all
 * wait for each other. Seconds.
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

/** How long shards take that each do what falls to them, one thing after the other. Seconds. */
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

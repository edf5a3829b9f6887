import { availableParallelism, loadavg } from 'node:os';

/** By how much longer than alone everything takes on a machine that is busy with other things: its load for each core, at least 1. */
export function patience(): number {
  return Math.max(1, loadavg()[0] / availableParallelism());
}

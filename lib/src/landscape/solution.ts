import type { Runner } from '../networks/runner';
import type { Solution } from './point';

/** Puts the runner at a solution: its weights, and the running statistics that belong to them. @throws UsageError WRONG_LENGTH */
export function setSolution(runner: Runner, { weights, statistics }: Solution): void {
  runner.setWeights(weights);
  runner.setStatistics(statistics);
}

import type { Runner } from '../networks/runner';
import { place } from '../networks/runner-core';
import type { Solution } from './evaluate-point';

/**
 * Puts the runner at a solution: its weights, and the running statistics that belong to them. What is refused leaves the runner
 * where it was.
 *
 * @throws UsageError as `setWeights` and `setStatistics`
 */
export function setSolution(runner: Runner, { weights, statistics }: Solution): void {
  const before = runner.getWeights();
  runner.setWeights(weights);
  try {
    runner.setStatistics(statistics);
  } catch (error) {
    place(runner, { weights: before });
    throw error;
  }
}

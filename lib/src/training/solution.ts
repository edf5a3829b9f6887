import type { Runner } from '../networks/runner';
import { place } from '../networks/runner-core';

/** The flat weights and running statistics that belong together: a solution. */
export interface Solution {
  readonly weights: Float32Array;
  readonly statistics: Float32Array;
}

/** The runner's present weights and statistics. */
export function presentSolution(runner: Runner): Solution {
  return { weights: runner.getWeights(), statistics: runner.getStatistics() };
}

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

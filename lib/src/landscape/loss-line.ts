import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import type { Solution } from '../training/solution';
import { type CurveLosses, evaluateCurve, type LossCurve } from './curve';
import { type Measurement, returning } from './evaluate-point';
import { checkLengths, norm } from '../numbers/vector';

/** The two solutions that a line joins. */
export interface LineEnds {
  /** At α = 0: the paper's SWA or small-batch solution. */
  readonly first: Solution;
  /** At α = 1: SGD or large batch. */
  readonly second: Solution;
}

/** What {@link lossLine} measures. */
export interface LineSettings extends Measurement {
  readonly ends: LineEnds;
  /** α, strictly increasing; 0 and 1 are the solutions. */
  readonly positions: readonly number[];
}

/** Loss along the straight line through two solutions. */
export interface LossLine {
  /** Its `distances` are α; standard errors "to origin" refer to α = 0. With each example's loss. */
  readonly curve: LossCurve & { readonly losses: CurveLosses };
  /** ‖w(1) − w(0)‖: α times it is the distance from the first solution. */
  readonly length: number;
}

/**
 * Train and test loss along w(α) = w_first + α·(w_second − w_first) (paper, section 6.1, Figures 8, 10, 25–27). In mode
 * `reestimate` batch norm's statistics are renewed at every point, from the same examples; in mode `frozen` they are the
 * first solution's everywhere. The runner's own weights and statistics are put back.
 *
 * @throws UsageError DISTANCES_INVALID; LandscapeError LENGTHS_DIFFER, DIRECTION_NOT_FINITE; InterruptedError
 */
export async function lossLine(runner: Runner, settings: LineSettings, options: RunOptions = {}): Promise<LossLine> {
  const { ends, positions, ...measurement } = settings;
  const direction = displacement(ends);
  return returning(runner, async () => {
    runner.setWeights(ends.first.weights);
    runner.setStatistics(ends.first.statistics);
    const { losses, ...curve } = await evaluateCurve(
      runner,
      { ...measurement, direction, distances: positions },
      { ...options, keepLosses: true },
    );
    return { curve: { ...curve, losses: losses as CurveLosses }, length: norm(direction) };
  }, options);
}

/** Δ = w_second − w_first, not normalised. @throws LandscapeError LENGTHS_DIFFER */
export function displacement({ first, second }: LineEnds): Float32Array {
  checkLengths(first.weights, second.weights);
  return first.weights.map((weight, i) => second.weights[i] - weight);
}

/** w(α) on the line, each coordinate rounded once. */
export function pointOnLine({ first, second }: LineEnds, position: number): Float32Array {
  checkLengths(first.weights, second.weights);
  return first.weights.map((weight, i) => weight + position * (second.weights[i] - weight));
}

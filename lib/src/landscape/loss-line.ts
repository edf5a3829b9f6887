import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import type { Solution } from '../training/solution';
import { type CurveLosses, evaluateCurve, type LossCurve } from './curve';
import { type Measurement, returning } from './evaluate-point';
import { checkLengths, norm } from '../numbers/vector';

/** The two solutions that a line joins. */
export interface LineEnds {
  /** At α = 0: SWA or the small-batch solution in the paper. */
  readonly first: Solution;
  /** At α = 1: SGD or the large-batch solution in the paper. */
  readonly second: Solution;
}

/** What {@link lossLine} measures. */
export interface LineSettings extends Measurement {
  readonly ends: LineEnds;
  /** α, strictly increasing; the solutions lie at 0 and 1. */
  readonly positions: readonly number[];
}

/** The loss along the straight line through two solutions. */
export interface LossLine {
  /** The curve with each example's loss. Its `distances` are α; its standard errors "to origin" refer to α = 0. */
  readonly curve: LossCurve & { readonly losses: CurveLosses };
  /** ‖w(1) − w(0)‖; times α, it is the distance from the first solution. */
  readonly length: number;
}

/**
 * Train and test loss along w(α) = w_first + α·(w_second − w_first) (paper, sections 6.1 and 6.2, Figures 8, 10, 25–27). In mode
 * `reestimate`, batch norm is re-estimated at every point, from the same examples. In mode `frozen`, all points use the
 * statistics of the first solution. The runner's own weights and statistics are restored.
 *
 * @throws UsageError DISTANCES_INVALID; WRONG_LENGTH for solutions of another network; BATCH_SIZE_INVALID, BATCH_NORM_ONE_VALUE
 * @throws LandscapeError LENGTHS_DIFFER, DIRECTION_NOT_FINITE, WEIGHTS_NOT_FINITE; InterruptedError when `signal` is aborted
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

/** w(α) on the line; each coordinate is rounded once to float32. @throws LandscapeError LENGTHS_DIFFER */
export function pointOnLine({ first, second }: LineEnds, position: number): Float32Array {
  checkLengths(first.weights, second.weights);
  return first.weights.map((weight, i) => weight + position * (second.weights[i] - weight));
}

import { type Estimate, mean, standardDeviation, tInterval } from '../../numbers/statistics';
import { smallShiftBias } from './best-bias';
import { overRuns, type SgdSettings } from './sgd';
import type { Valley } from './valleys';

/**
 * Where SGD with a constant learning rate hovers, and why its average lies on the flat side. In the stationary state E[w] no
 * longer changes, so E[L'(w)] = 0, with or without momentum. With ε = w − w̄, this says that w̄ is a stationary point of
 * E[L(x + ε)], the loss smoothed by SGD's own noise. (This is an observation of this project; Theorem 2 has no momentum and needs
 * a kink.)
 */
export interface StationaryState {
  /** w̄ − w_min, with the flat side positive. */
  readonly offset: Estimate;
  /** E[L'(w)] over the iterates; 0 by the identity above. */
  readonly meanGradient: Estimate;
  /** L'(w̄). It is not 0, but points up the flat side. */
  readonly gradientAtAverage: Estimate;
  /** σ, the standard deviation of the iterates. */
  readonly spread: number;
  /** −σ²/2·L'''/L'' at w_min: the offset to second order in σ, and the best bias of Theorem 1 for shifts of ±σ. */
  readonly secondOrder: number;
}

const BURN_IN = 2000;

/**
 * Measures the stationary state over several runs that begin at the minimum. Intervals are 95 %, over the runs.
 *
 * @param settings `steps` counts the iterates that are measured, after 2,000 that are thrown away; `run` counts the runs from 0
 * @throws UsageError SGD_INVALID
 */
export function stationaryState(valley: Valley, settings: Omit<SgdSettings, 'start'>, runs: number): StationaryState {
  const each = overRuns(valley, { ...settings, start: valley.minimiser, steps: settings.steps + BURN_IN }, runs, (all) => {
    const iterates = all.subarray(BURN_IN);
    const average = mean(iterates);
    return { average, spread: standardDeviation(iterates), gradient: mean(iterates.map((w) => valley.gradient(w))) };
  });
  const spread = Math.sqrt(mean(each.map((run) => run.spread ** 2)));
  return {
    offset: tInterval(each.map(({ average }) => average - valley.minimiser)),
    meanGradient: tInterval(each.map(({ gradient }) => gradient)),
    gradientAtAverage: tInterval(each.map(({ average }) => valley.gradient(average))),
    spread,
    secondOrder: smallShiftBias(valley, spread),
  };
}

/** The smoothed loss x ↦ mean of L(x + ε), over given deviations ε. */
export function smoothedLoss(valley: Valley, deviations: ArrayLike<number>): (x: number) => number {
  return (x) => mean(Float64Array.from(deviations, (deviation) => valley.value(x + deviation)));
}

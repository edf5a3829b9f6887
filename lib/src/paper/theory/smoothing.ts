import { type Estimate, mean, standardDeviation, tInterval } from '../../numbers/statistics';
import { smallShiftBias } from './best-bias';
import { overRuns, type SgdSettings } from './sgd';
import type { Valley } from './valleys';

/**
 * Where SGD at a constant rate hovers, and why its average lies on the flat side: in the stationary state E[w] no longer
 * changes, so E[L'(w)] = 0, momentum or not. With ε = w − w̄ this says that w̄ is a stationary point of E[L(x + ε)], the
 * loss smoothed by SGD's own noise. (This project's observation; Theorem 2 has no momentum and needs a kink.)
 */
export interface StationaryState {
  /** w̄ − w_min. */
  readonly offset: Estimate;
  /** E[L'(w)] over the iterates, 0 by the identity. */
  readonly meanGradient: Estimate;
  /** L'(w̄), which is not 0: it points up the flat side. */
  readonly gradientAtAverage: Estimate;
  /** σ, standard deviation of the iterates. */
  readonly spread: number;
  /** −σ²/2·L'''/L'' at w_min: the offset to second order in σ, and Theorem 1's best bias for shifts of ±σ. */
  readonly secondOrder: number;
}

const BURN_IN = 2000;

/**
 * Measures the stationary state over several runs that begin at the minimum; intervals are 95 %, over the runs.
 *
 * @param settings `steps` counts what is measured, after 2,000 iterates that are thrown away; `run` is counted up from 0
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

/** x ↦ mean of L(x + ε) over deviations ε: the smoothed loss. */
export function smoothedLoss(valley: Valley, deviations: ArrayLike<number>): (x: number) => number {
  return (x) => mean(Float64Array.from(deviations, (deviation) => valley.value(x + deviation)));
}

import type { Runner } from './runner';

/** What moves of a runner. */
export interface RunnerState {
  readonly weights: Float32Array;
  readonly momentum: Float32Array;
  readonly statistics: Float32Array;
}

/** What stands behind a guarded runner. */
export interface RunnerCore {
  /** The same runner without the checks. */
  readonly runner: Runner;
  readonly isDisposed: () => boolean;
}

const cores = new WeakMap<Runner, RunnerCore>();

/** Tells {@link place} what stands behind a guarded runner. */
export function rememberCore(guarded: Runner, core: RunnerCore): void {
  cores.set(guarded, core);
}

/**
 * Sets weights, momentum or statistics that this runner itself gave or measured, whatever numbers they hold: what
 * overflowed at some place is to be reported as such, and a state that was there before can always be put back. Does nothing
 * where the runner has been disposed of.
 */
export function place(runner: Runner, { weights, momentum, statistics }: Partial<RunnerState>): void {
  const core = cores.get(runner);
  if (core?.isDisposed()) return;
  const target = core?.runner ?? runner;
  if (weights) target.setWeights(weights);
  if (momentum) target.setMomentum(momentum);
  if (statistics) target.setStatistics(statistics);
}

import type { Runner } from './runner';

/** The state of a runner that changes. */
export interface RunnerState {
  readonly weights: Float32Array;
  readonly momentum: Float32Array;
  readonly statistics: Float32Array;
}

/** The inner parts of a guarded runner. */
export interface RunnerCore {
  /** The same runner without the checks. */
  readonly runner: Runner;
  readonly isDisposed: () => boolean;
}

const cores = new WeakMap<Runner, RunnerCore>();

/** Registers the inner parts of a guarded runner for {@link place}. */
export function rememberCore(guarded: Runner, core: RunnerCore): void {
  cores.set(guarded, core);
}

/**
 * Sets weights, momentum or statistics that this runner itself returned or measured, whether finite or not: an overflow must be
 * reported as such, and an earlier state can always be restored. Does nothing if the runner has been disposed of.
 */
export function place(runner: Runner, { weights, momentum, statistics }: Partial<RunnerState>): void {
  const core = cores.get(runner);
  if (core?.isDisposed()) return;
  const target = core?.runner ?? runner;
  if (weights) target.setWeights(weights);
  if (momentum) target.setMomentum(momentum);
  if (statistics) target.setStatistics(statistics);
}

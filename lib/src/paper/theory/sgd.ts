import { UsageError } from '../../base/errors';
import { generator } from '../../base/random';
import type { Valley } from './valleys';

/** Settings of one run of SGD in one dimension. */
export interface SgdSettings {
  /** η > 0. */
  readonly learningRate: number;
  /** ν ≥ 0: the noise ω of each step is uniform on [−ν, ν), with mean 0. */
  readonly noise: number;
  /** μ in [0, 1), as in PyTorch: v ← μ·v + gradient, w ← w − η·v. Default 0, as in Theorem 2. */
  readonly momentum?: number;
  /** w of the first iterate, finite. */
  readonly start: number;
  /** Number of iterates, including the start; at least 1. */
  readonly steps: number;
  readonly seed: number;
  /** Number of the run among several independent ones with the same seed. Default 0. */
  readonly run?: number;
}

/**
 * The iterates of w ← w − η·(L'(w) + ω) on a valley (paper, Theorem 2), the start first. The same settings give the same
 * iterates.
 *
 * @throws UsageError SGD_INVALID for settings out of range
 */
export function sgdIterates(valley: Valley, settings: SgdSettings): Float64Array {
  const { learningRate, noise, momentum = 0, start, steps, seed, run = 0 } = settings;
  checkSettings(settings);
  const source = generator(seed, `sgd-1d/${run}`);
  const iterates = new Float64Array(steps);
  let velocity = 0;
  iterates[0] = start;
  for (let t = 1; t < steps; t++) {
    const last = iterates[t - 1];
    velocity = momentum * velocity + valley.gradient(last) + noise * (2 * source.uniform() - 1);
    iterates[t] = last - learningRate * velocity;
  }
  return iterates;
}

/** More take longer than some seconds, and nothing can interrupt them. */
const MOST_ITERATES = 5e7;

/**
 * Applies `look` to the iterates of several independent runs, counted from 0. The iterates themselves are not kept.
 *
 * @throws UsageError SGD_INVALID for settings out of range, or more than 50 million iterates in all
 */
export function overRuns<T>(valley: Valley, settings: SgdSettings, runs: number, look: (iterates: Float64Array) => T): T[] {
  if (runs * settings.steps > MOST_ITERATES) {
    throw new UsageError(
      'SGD_INVALID',
      `${runs} runs of ${settings.steps} steps would take too long.`,
      `Ask for fewer: at most ${MOST_ITERATES} steps in all.`,
    );
  }
  return Array.from({ length: runs }, (_, run) => look(sgdIterates(valley, { ...settings, run })));
}

/** The mean of the first t iterates, for every t ≥ 1. */
export function runningAverage(iterates: ArrayLike<number>): Float64Array {
  const averages = new Float64Array(iterates.length);
  let sum = 0;
  for (let t = 0; t < averages.length; t++) {
    sum += iterates[t];
    averages[t] = sum / (t + 1);
  }
  return averages;
}

function checkSettings({ learningRate, noise, momentum = 0, start, steps }: SgdSettings): void {
  const wrong = [
    !(learningRate > 0 && Number.isFinite(learningRate)) && `learning rate ${learningRate}`,
    !(noise >= 0 && Number.isFinite(noise)) && `noise ${noise}`,
    !(momentum >= 0 && momentum < 1) && `momentum ${momentum}`,
    !Number.isFinite(start) && `start ${start}`,
    !(Number.isInteger(steps) && steps >= 1) && `${steps} steps`,
  ].filter(Boolean);
  if (wrong.length === 0) return;
  throw new UsageError(
    'SGD_INVALID',
    `SGD in one dimension cannot run with ${wrong.join(', ')}.`,
    'Give η > 0, ν ≥ 0, 0 ≤ μ < 1, a finite start and at least one step.',
  );
}

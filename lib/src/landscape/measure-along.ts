import { UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import type { Asymmetry } from './asymmetry';
import { type AsymmetryUncertainty, asymmetryWithUncertainty } from './asymmetry-uncertainty';
import { evaluateCurve, type LossCurve } from './curve';
import { distancesBetween } from '../numbers/distances';
import type { Measurement } from './evaluate-point';
import { samplesOf } from './profile';
import { curveRadius } from './radius';

/** A loss curve, and what it says about asymmetry. */
export interface MeasuredCurve {
  readonly curve: LossCurve;
  /** Asymmetry of the training loss, with intervals from resampling the examples. */
  readonly asymmetry: Asymmetry & { readonly uncertainty: AsymmetryUncertainty };
}

/** What {@link measureAlong} measures. You can spread a dataset into it for `train` and `test`. */
export interface AlongSettings extends Measurement {
  /** u, flat, ‖u‖ = 1; see `drawDirection`. */
  readonly direction: Float32Array;
  /** r: the curve goes from −r to r. Default: by the radius rule, rounded to two digits. */
  readonly radius?: number;
  /**
   * Number of evenly spaced points; odd, so that the solution is one of them, and at least 3. Default 21. With fewer than 9, no
   * ratio is certified.
   */
  readonly points?: number;
}

/**
 * Measures a direction through the runner's present weights: train and test loss along it, as far as the radius rule says
 * ({@link curveRadius}), and the asymmetry of the training loss, with its uncertainty. The runner's weights and statistics are
 * restored.
 *
 * @throws UsageError POINTS_INVALID if the number of points is even or below 3; DISTANCES_INVALID, BATCH_SIZE_INVALID,
 * BATCH_NORM_ONE_VALUE
 * @throws LandscapeError DIRECTION_NOT_FINITE, LENGTHS_DIFFER, WEIGHTS_NOT_FINITE; CURVE_NOT_FINITE if the loss at the solution
 * is not finite
 * @throws InterruptedError when `signal` is aborted
 */
export async function measureAlong(runner: Runner, settings: AlongSettings, run: RunOptions = {}): Promise<MeasuredCurve> {
  const { points = 21 } = settings;
  if (!Number.isInteger(points) || points < 3 || points % 2 === 0) {
    throw new UsageError(
      'POINTS_INVALID',
      `A curve of ${points} points was asked for.`,
      'Give an odd number of at least 3: the solution and as many on either side.',
    );
  }
  const radius = settings.radius ?? Number((await curveRadius(runner, settings, run)).radius.toPrecision(2));
  const distances = distancesBetween(-radius, radius, points);
  const { losses, ...curve } = await evaluateCurve(runner, { ...settings, distances }, { ...run, keepLosses: true });
  const asymmetry = await asymmetryWithUncertainty(samplesOf({ ...curve, losses }, 'train'), run);
  run.onProgress?.({ label: 'one direction', done: 1, total: 1 });
  return { curve, asymmetry };
}

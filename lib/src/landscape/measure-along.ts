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

/** A loss curve with what it says about asymmetry. */
export interface MeasuredCurve {
  readonly curve: LossCurve;
  /** Of the training loss, with intervals from resampling examples. */
  readonly asymmetry: Asymmetry & { readonly uncertainty: AsymmetryUncertainty };
}

/** What {@link measureAlong} measures. A dataset may be spread into it for `train` and `test`. */
export interface AlongSettings extends Measurement {
  /** u, flat, ‖u‖ = 1, see `drawDirection`. */
  readonly direction: Float32Array;
  /** r, the curve goes from −r to r. Default: by the radius rule, to two digits. */
  readonly radius?: number;
  /** How many, evenly spaced. Default 21; odd, so that the solution is one of them. With fewer than 9 no ratio is certified. */
  readonly points?: number;
}

/**
 * Everything about one direction through the runner's present weights: train and test loss along it, as far as the
 * radius rule says ({@link curveRadius}), and how asymmetric the training loss is, with uncertainty. The runner's weights
 * and statistics are put back.
 *
 * @throws UsageError POINTS_INVALID, DISTANCES_INVALID; LandscapeError DIRECTION_NOT_FINITE, LENGTHS_DIFFER, CURVE_NOT_FINITE;
 * InterruptedError
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

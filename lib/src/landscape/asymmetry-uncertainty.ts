import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import { type Asymmetry, asymmetryOfProfile } from './asymmetry';
import { type BootstrapOptions, intervalOfKnown, replicatedInTurn, resampledMeans, timesDrawn } from '../numbers/resample';
import { type CurveSamples, profileOf, withLoss } from './profile';
import type { Interval } from '../numbers/statistics';

/**
 * 95 % intervals of a curve's statistics over the choice of examples. The network and the direction stay the same, so the
 * intervals say nothing about other directions or trainings. An interval is null if more than 5 % of the resamples have no value.
 */
export interface AsymmetryUncertainty {
  /** c* of the recentred curve; every resample chooses ζ and the side anew. */
  readonly ratio: Interval | null;
  /** ρ of the recentred curve. */
  readonly secantRatio: Interval | null;
  /** A of the recentred curve; the error of the grid (`indexGridError`) comes on top. */
  readonly index: Interval | null;
  /** A about l = 0. */
  readonly indexAtOrigin: Interval | null;
  /** l_min, a point of the grid. */
  readonly minimum: Interval | null;
  /** f'(0), nats per unit of distance. */
  readonly slopeAtOrigin: Interval | null;
  /** Share of the resamples in which the same side is the flat one. */
  readonly flatSignShare: number;
  readonly replicates: number;
  readonly seed: number;
}

/**
 * The statistics of a curve, with their uncertainty from resampling the examples. Each replicate draws as many examples with
 * replacement, the same ones at all points, and computes everything anew, the minimum and ζ included.
 *
 * @param samples with `losses` (`lossCurve` with `keepLosses: true`)
 * @param options `replicates` is 500 by default
 * @throws LandscapeError LOSSES_MISSING if the samples have no `losses`; what `asymmetry` throws; UsageError REPLICATES_INVALID;
 * InterruptedError when `signal` is aborted
 */
export async function asymmetryWithUncertainty(
  samples: CurveSamples,
  options: BootstrapOptions & RunOptions = {},
): Promise<Asymmetry & { readonly uncertainty: AsymmetryUncertainty }> {
  const { seed = 0, replicates = 500 } = options;
  const profile = profileOf(samples);
  const { losses } = profile;
  if (!losses) {
    throw new LandscapeError('LOSSES_MISSING', 'The curve holds no per-example losses to resample.', 'Measure it with keepLosses: true.');
  }
  const value = asymmetryOfProfile(profile);
  const resamples = await replicatedInTurn('bootstrap/examples', { ...options, seed, replicates }, (source) =>
    asymmetryOfProfile(withLoss(profile, resampledMeans(losses, timesDrawn(losses[0].length, source)))),
  );
  return { ...value, uncertainty: { ...intervals(value, resamples), replicates, seed } };
}

function intervals(value: Asymmetry, resamples: readonly Asymmetry[]): Omit<AsymmetryUncertainty, 'replicates' | 'seed'> {
  const interval = (of: (resample: Asymmetry) => number | null | undefined): Interval | null => intervalOfKnown(resamples.map(of));
  return {
    ratio: interval(({ recentred }) => recentred.definition?.ratio),
    secantRatio: interval(({ recentred }) => recentred.secantRatio),
    index: interval(({ recentred }) => recentred.index),
    indexAtOrigin: interval(({ atOrigin }) => atOrigin.index),
    minimum: interval(({ minimum }) => minimum),
    slopeAtOrigin: interval(({ slopeAtOrigin }) => slopeAtOrigin?.value),
    flatSignShare: resamples.filter(({ flatSign }) => flatSign === value.flatSign).length / resamples.length,
  };
}

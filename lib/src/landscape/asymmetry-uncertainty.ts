import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import { type Asymmetry, asymmetryOfProfile } from './asymmetry';
import { type BootstrapOptions, intervalOfKnown, replicatedInTurn, resampledMeans, timesDrawn } from '../numbers/resample';
import { type CurveSamples, profileOf, withLoss } from './profile';
import type { Interval } from '../numbers/statistics';

/**
 * 95 % intervals of a curve's statistics over the choice of examples. The network and the direction stay the same: they
 * say nothing about other directions or trainings. Null: in more than 5 % of the resamples there was no value.
 */
export interface AsymmetryUncertainty {
  /** c* of the recentred curve, ζ and side chosen anew each time. */
  readonly ratio: Interval | null;
  /** ρ of the recentred curve. */
  readonly secantRatio: Interval | null;
  /** A of the recentred curve; the grid's own error comes on top (`indexGridError`). */
  readonly index: Interval | null;
  /** A about l = 0. */
  readonly indexAtOrigin: Interval | null;
  /** l_min, on the grid. */
  readonly minimum: Interval | null;
  /** f'(0). */
  readonly slopeAtOrigin: Interval | null;
  /** In which share of the resamples the same side was the flat one. */
  readonly flatSignShare: number;
  readonly replicates: number;
  readonly seed: number;
}

/**
 * The statistics of a curve with their uncertainty from resampling examples: in each replicate as many examples are
 * drawn with replacement, the same ones for all points, and everything is computed anew, the minimum and ζ included.
 *
 * @param samples with `losses` (`lossCurve` with `keepLosses: true`)
 * @param options `replicates` default to 500
 * @throws LandscapeError LOSSES_MISSING; as `asymmetry`; UsageError REPLICATES_INVALID; InterruptedError
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

import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import type { LineEnds } from './loss-line';
import { type Measurement, returning, trainLossesAlong } from './evaluate-point';
import { smallestIndex, vertex } from '../numbers/sampled';
import { mean, pairedStandardError } from '../numbers/statistics';

/** What {@link compareOffsets} measures. */
export interface OffsetSettings extends Omit<Measurement, 'test'> {
  readonly ends: LineEnds;
  /** u, flat; the same at both solutions. */
  readonly direction: Float32Array;
  /** r, in units of ‖u‖: the loss is measured from −r to r. */
  readonly radius: number;
}

/** Where two solutions lie in the valley along one direction; the flat side is positive. */
export interface OffsetComparison {
  /** +1 if +u is the flat side, −1 if −u is: the side with the smaller rise at ± r, averaged over both solutions. */
  readonly flatSign: 1 | -1;
  /** Rise of the sharp side at r over that of the flat side, each above the curve's own minimum and averaged over both solutions. */
  readonly riseRatio: number;
  /** Whether the loss rises on both sides at both solutions, by at least 5 standard errors at r. */
  readonly twoSided: boolean;
  /** o(w, u) = −argmin_l L̂(w + l·u) of the first solution; positive if the solution lies on the flat side of the minimum. */
  readonly first: number;
  /** o(w, u) of the second solution. */
  readonly second: number;
}

/** Shares of r at which the loss is measured; they are dense where the minimum is expected. */
const OFFSET_GRID = [-1, -0.5, -0.25, 0, 0.25, 0.5, 1] as const;
const RISE_ERRORS = 5;

/**
 * Compares how far two solutions lie from the bottom of the valley along a direction (claim C19; paper, section 6.1). Both
 * solutions have the same weight in the choice of the flat side, so that it favours neither. The runner's own weights are
 * restored.
 *
 * @throws LandscapeError CURVE_NOT_FINITE if a loss within ± r is not finite; what `evaluateTrainPoint` throws
 */
export async function compareOffsets(runner: Runner, settings: OffsetSettings, options: RunOptions = {}): Promise<OffsetComparison> {
  const distances = OFFSET_GRID.map((share) => share * settings.radius);
  const curves = await returning(runner, async () => {
    const along = { ...settings, distances };
    const first = await trainLossesAlong(runner, settings.ends.first, along, options);
    return [first, await trainLossesAlong(runner, settings.ends.second, along, options)];
  }, options);
  if (!curves.flat().every((losses) => Number.isFinite(mean(losses)))) {
    throw new LandscapeError('CURVE_NOT_FINITE', `Within ±${settings.radius} the loss is not finite everywhere.`, 'Give a smaller radius.');
  }
  const sides = curves.map(sidesOf);
  const plus = mean(sides.map((side) => side.plus));
  const minus = mean(sides.map((side) => side.minus));
  const flatSign = plus <= minus ? 1 : -1;
  const [first, second] = curves.map((losses) => -flatSign * floorOf(distances, losses.map(mean)));
  return {
    flatSign,
    riseRatio: Math.max(plus, minus) / Math.max(Math.min(plus, minus), Number.MIN_VALUE),
    twoSided: sides.every((side) => side.risen),
    first,
    second,
  };
}

function sidesOf(losses: readonly Float32Array[]): { readonly plus: number; readonly minus: number; readonly risen: boolean } {
  const means = losses.map(mean);
  const lowest = smallestIndex(means);
  const last = means.length - 1;
  const rise = (k: number): number => means[k] - means[lowest];
  const risen = [0, last].every((k) => rise(k) > 0 && rise(k) >= RISE_ERRORS * pairedStandardError(losses[k], losses[lowest]));
  return { plus: rise(last), minus: rise(0), risen };
}

/** The place of a sampled curve's minimum, between the samples; the end of the curve if the lowest sample lies there. */
function floorOf(distances: readonly number[], loss: readonly number[]): number {
  return vertex(distances, loss, smallestIndex(loss));
}

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
  /** u, the same at both solutions. */
  readonly direction: Float32Array;
  /** r: the loss is looked at from −r to r. */
  readonly radius: number;
}

/** Where two solutions sit in the valley along one direction. Oriented so that the flat side is positive. */
export interface OffsetComparison {
  /** +1 if +u is the flat side, −1 if −u is, by the rise at ± r, averaged over both solutions. */
  readonly flatSign: 1 | -1;
  /** Rise of the sharp side over that of the flat side at r, each above the curve's own minimum, both solutions averaged. */
  readonly riseRatio: number;
  /** Whether at both solutions the loss rises on both sides, by at least 5 standard errors at r. */
  readonly twoSided: boolean;
  /** o(w, u) = −argmin L̂(w + l·u) of the first and of the second solution: positive if it is displaced to the flat side. */
  readonly first: number;
  readonly second: number;
}

/** Shares of r at which the loss is measured: dense where the minimum is expected. */
const OFFSET_GRID = [-1, -0.5, -0.25, 0, 0.25, 0.5, 1] as const;
const RISE_ERRORS = 5;

/**
 * Compares how far two solutions sit from the bottom of the valley along a direction (spec of claim C19). Both solutions
 * decide about the orientation alike, so that it favours neither. The runner's own weights are put back.
 *
 * @throws LandscapeError LENGTHS_DIFFER, WEIGHTS_NOT_FINITE, CURVE_NOT_FINITE; InterruptedError
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

/** Where a sampled curve has its minimum, between the samples; at the end of the curve if the lowest sample is the last one. */
function floorOf(distances: readonly number[], loss: readonly number[]): number {
  return vertex(distances, loss, smallestIndex(loss));
}

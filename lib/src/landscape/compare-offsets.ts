import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import type { LineEnds } from './loss-line';
import { type Measurement, returning, trainLossesAlong } from './evaluate-point';
import { smallestIndex } from '../numbers/sampled';
import { splineMinimum } from '../numbers/spline';
import { mean, pairedStandardError } from '../numbers/statistics';

/** What {@link offsetLosses} measures. */
export interface OffsetSettings extends Omit<Measurement, 'test'> {
  readonly ends: LineEnds;
  /** u, flat; the same at both solutions. */
  readonly direction: Float32Array;
  /** r, in units of ‖u‖: the loss is measured from −r to r. */
  readonly radius: number;
}

/** The training loss along one direction from both solutions: each example's, at each distance. */
export interface OffsetLosses {
  /** l, dense where the minimum is expected. */
  readonly distances: readonly number[];
  readonly first: readonly Float32Array[];
  readonly second: readonly Float32Array[];
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
 * The losses from which {@link compareOffsets} tells where two solutions lie. The runner's own weights are restored.
 *
 * @throws LandscapeError CURVE_NOT_FINITE if a loss within ± r is not finite; what `evaluateTrainPoint` throws
 */
export async function offsetLosses(runner: Runner, settings: OffsetSettings, options: RunOptions = {}): Promise<OffsetLosses> {
  const distances = OFFSET_GRID.map((share) => share * settings.radius);
  const along = { ...settings, distances };
  const [first, second] = await returning(runner, async () => [
    await trainLossesAlong(runner, settings.ends.first, along, options),
    await trainLossesAlong(runner, settings.ends.second, along, options),
  ], options);
  if (![...first, ...second].every((losses) => Number.isFinite(mean(losses)))) {
    throw new LandscapeError('CURVE_NOT_FINITE', `Within ±${settings.radius} the loss is not finite everywhere.`, 'Give a smaller radius.');
  }
  return { distances, first, second };
}

/**
 * Compares how far two solutions lie from the bottom of the valley along a direction (claim C19; paper, section 6.1): each curve's
 * bottom is where the spline through it is smallest. Both solutions have the same weight in the choice of the flat side, so that it
 * favours neither.
 */
export function compareOffsets({ distances, first, second }: OffsetLosses): OffsetComparison {
  const sides = [first, second].map((losses) => sidesOf(distances, losses));
  const plus = mean(sides.map((side) => side.plus));
  const minus = mean(sides.map((side) => side.minus));
  const flatSign = plus <= minus ? 1 : -1;
  const [ofFirst, ofSecond] = sides.map(({ bottom }) => -flatSign * bottom);
  return {
    flatSign,
    riseRatio: Math.max(plus, minus) / Math.max(Math.min(plus, minus), Number.MIN_VALUE),
    twoSided: sides.every((side) => side.risen),
    first: ofFirst,
    second: ofSecond,
  };
}

/** One curve: the place of its minimum, and how far it rises from there to both ends. */
interface Sides {
  readonly bottom: number;
  readonly plus: number;
  readonly minus: number;
  readonly risen: boolean;
}

function sidesOf(distances: readonly number[], losses: readonly Float32Array[]): Sides {
  const means = losses.map(mean);
  const last = means.length - 1;
  const bottom = splineMinimum(distances, means);
  const lowest = losses[smallestIndex(means)];
  const rise = (k: number): number => means[k] - bottom.value;
  const risen = [0, last].every((k) => rise(k) > 0 && rise(k) >= RISE_ERRORS * pairedStandardError(losses[k], lowest));
  return { bottom: bottom.at, plus: rise(last), minus: rise(0), risen };
}

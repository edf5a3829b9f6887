// Functions known at samples: where they are smallest, what lies between the samples, and which samples are finite.
import { checkLengths } from './vector';

/** A place beyond an end of a polyline by less than this share of its length counts as the end: rounding put it there. */
const ROUNDING = 1e-9;
/** Two distances from 0 count as the same if their relative difference is below this. */
const SAME_DISTANCE = 1e-6;

/**
 * Index of the smallest value, the first of equal ones; 0 for no values. A value that is not a number is never smaller than
 * another, and none is smaller than it.
 */
export function smallestIndex(values: ArrayLike<number>): number {
  let index = 0;
  for (let k = 1; k < values.length; k++) if (values[k] < values[index]) index = k;
  return index;
}

/** Index of the place nearest to a given one; the first of equally near ones. */
export function nearestIndex(places: readonly number[], to: number): number {
  return smallestIndex(places.map((place) => Math.abs(place - to)));
}

/**
 * The value of a sampled function at a place, on the straight line between the neighbouring samples.
 *
 * @param places strictly increasing
 * @param values one for each place
 * @returns NaN outside the samples
 * @throws LandscapeError LENGTHS_DIFFER
 */
export function polylineAt(places: ArrayLike<number>, values: ArrayLike<number>, at: number): number {
  checkLengths(places, values);
  const last = places.length - 1;
  const tolerance = ROUNDING * (places[last] - places[0]);
  if (!(at >= places[0] - tolerance && at <= places[last] + tolerance)) return NaN;
  let below = 0;
  let above = last;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (places[middle] <= at) below = middle;
    else above = middle;
  }
  const share = last === 0 ? 0 : (at - places[below]) / (places[above] - places[below]);
  // At a sample only its own value counts, whether its neighbours are finite or not.
  return share > 0 ? values[below] + Math.min(1, share) * (values[above] - values[below]) : values[below];
}

/**
 * {@link polylineAt} for at least two samples at 0, 1, 2, …: between evenly spaced samples, no search is needed.
 *
 * @param position counted in samples; outside them, the value is that of the nearer end
 */
export function evenPolylineAt(values: ArrayLike<number>, position: number): number {
  const within = Math.min(Math.max(position, 0), values.length - 1);
  const below = Math.min(Math.floor(within), values.length - 2);
  return values[below] + (within - below) * (values[below + 1] - values[below]);
}

/**
 * The first place where the straight lines through the samples exceed a level.
 *
 * @param places at least one, in the order of the search: ascending or descending
 * @param values one for each place
 * @returns null if they never do
 */
export function crossing(places: readonly number[], values: ArrayLike<number>, level: number): number | null {
  if (values[0] > level) return places[0];
  for (let k = 1; k < values.length; k++) {
    if (!(values[k] > level)) continue;
    const share = (level - values[k - 1]) / (values[k] - values[k - 1]);
    return places[k - 1] + share * (places[k] - places[k - 1]);
  }
  return null;
}

/** Which samples are left if nothing may lie as far from 0 as one that is not finite. */
export interface FinitePart {
  /** Their indices, ascending. */
  readonly kept: readonly number[];
  /** Distance from 0 to the nearest sample that is not finite; null if all samples are finite. */
  readonly excludedFrom: number | null;
}

/**
 * Drops samples by distance, not one by one, so that the rest reaches equally far on both sides: every sample at least as far
 * from 0 as the nearest one that is not finite.
 *
 * @param isFinite whether the k-th sample is finite
 */
export function finitePart(places: readonly number[], isFinite: (k: number) => boolean): FinitePart {
  const all = [...places.keys()];
  const excluded = all.filter((k) => !isFinite(k)).map((k) => Math.abs(places[k]));
  if (excluded.length === 0) return { kept: all, excludedFrom: null };
  const excludedFrom = Math.min(...excluded);
  return { kept: all.filter((k) => Math.abs(places[k]) < (1 - SAME_DISTANCE) * excludedFrom), excludedFrom };
}

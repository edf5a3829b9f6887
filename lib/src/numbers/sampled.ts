// Functions that are known at samples: where they are smallest, what lies between the samples, and what of them is finite.
import { checkLengths } from './vector';

/** Beyond its ends by less than this share of a polyline's length, a place is at the end: rounding put it there. */
const ROUNDING = 1e-9;
/** Relative difference of two distances from 0 that are meant to be the same. */
const SAME_DISTANCE = 1e-6;

/** Index of the smallest value, of equal ones the first; 0 of nothing. What is not a number is never smaller than another value. */
export function smallestIndex(values: ArrayLike<number>): number {
  let index = 0;
  for (let k = 1; k < values.length; k++) if (values[k] < values[index]) index = k;
  return index;
}

/** Index of the place nearest to a given one, of equally near ones the first. */
export function nearestIndex(places: readonly number[], to: number): number {
  return smallestIndex(places.map((place) => Math.abs(place - to)));
}

/**
 * The value of a sampled function on the straight line between its neighbouring samples.
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
  // At a sample its neighbours do not matter, be they finite or not.
  return share > 0 ? values[below] + Math.min(1, share) * (values[above] - values[below]) : values[below];
}

/**
 * {@link polylineAt} of samples at 0, 1, 2, …, at least two: for evenly spaced ones, where no place need be looked for.
 *
 * @param position counted in samples; outside it is that of the nearer end
 */
export function evenPolylineAt(values: ArrayLike<number>, position: number): number {
  const within = Math.min(Math.max(position, 0), values.length - 1);
  const below = Math.min(Math.floor(within), values.length - 2);
  return values[below] + (within - below) * (values[below + 1] - values[below]);
}

/**
 * Where the straight lines through samples first exceed a level.
 *
 * @param places in the order in which to look: ascending or descending, at least one
 * @param values one for each place
 * @returns null if they do not
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

/**
 * Where the parabola through a sample and its two neighbours has its vertex; at the sample itself if it is the first or the last one,
 * or the parabola does not open upwards.
 *
 * @param places strictly increasing
 * @param k index of the sample
 */
export function vertex(places: readonly number[], values: ArrayLike<number>, k: number): number {
  if (k === 0 || k === places.length - 1) return places[k];
  const [left, middle, right] = [places[k - 1], places[k], places[k + 1]];
  const before = (values[k] - values[k - 1]) / (middle - left);
  const after = (values[k + 1] - values[k]) / (right - middle);
  const curvature = (after - before) / (right - left);
  return curvature > 0 ? (left + middle) / 2 - before / (2 * curvature) : middle;
}

/** {@link vertex} of samples `step` apart, relative to the k-th of them: exactly 0 where its neighbours are equally high. */
export function evenVertex(values: ArrayLike<number>, k: number, step: number): number {
  if (k === 0 || k === values.length - 1) return 0;
  const curvature = values[k - 1] - 2 * values[k] + values[k + 1];
  return curvature > 0 ? (step * (values[k - 1] - values[k + 1])) / (2 * curvature) : 0;
}

/** Which samples are left if nothing may lie as far from 0 as one that is not finite. */
export interface FinitePart {
  /** Their indices, ascending. */
  readonly kept: readonly number[];
  /** How far from 0 the nearest sample lies that is not finite; null: all are. */
  readonly excludedFrom: number | null;
}

/**
 * Drops what is not finite by distance and not one by one, so that what is left reaches equally far on both sides.
 *
 * @param isFinite of the k-th sample
 */
export function finitePart(places: readonly number[], isFinite: (k: number) => boolean): FinitePart {
  const all = [...places.keys()];
  const excluded = all.filter((k) => !isFinite(k)).map((k) => Math.abs(places[k]));
  if (excluded.length === 0) return { kept: all, excludedFrom: null };
  const excludedFrom = Math.min(...excluded);
  return { kept: all.filter((k) => Math.abs(places[k]) < (1 - SAME_DISTANCE) * excludedFrom), excludedFrom };
}

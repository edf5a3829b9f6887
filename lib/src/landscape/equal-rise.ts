import { crossing } from '../numbers/sampled';
import { asymmetryIndex, valueAt } from './asymmetry-index';
import { aboutMinimum, type CentredLosses, type CurveSamples, noiseOf, profileOf } from './profile';

/** The asymmetry of a curve where its sharper side has risen by a given amount, at whatever distance that is. */
export interface RiseStatistics {
  /** τ, nats above the curve's smallest loss. */
  readonly level: number;
  /** Where it was measured from: the curve's own minimum, on its grid or between. */
  readonly centre: number;
  /** W_sharp, the distance from the centre at which the sharper side has risen by τ. */
  readonly radius: number;
  /** +1 if the flat side is +u, −1 if it is −u. */
  readonly flatSign: 1 | -1;
  /** A between the centre and W_sharp, positive if +u is the flat side. */
  readonly index: number;
  /** ρ, τ divided by the rise of the flat side at the same distance, or by the noise of this rise if that is larger. */
  readonly secantRatio: number;
  /** W_flat / W_sharp, with W_flat the distance at which the flat side has risen by τ; a lower bound if `widthIsBound`. */
  readonly widthRatio: number;
  /** Whether the flat side does not rise by τ within the curve. */
  readonly widthIsBound: boolean;
}

const FLOOR_ERRORS = 2;

/**
 * Statistics of asymmetry at equal rise of the loss. Directions that move different weights cannot be compared at equal l: a step
 * of length 1 moves each weight far if there are few of them, and only a little if there are many. So each curve is cut where its
 * sharper side has risen by `level`, and the sides are compared there.
 *
 * @param samples on an even grid
 * @param level τ, nats
 * @returns null if neither side rises by `level`, or if the curve does not reach that distance on the other side
 * @throws UsageError DISTANCES_INVALID; LandscapeError GRID_UNEVEN, CURVE_NOT_FINITE, LENGTHS_DIFFER
 */
export function statisticsAtRise(samples: CurveSamples, level: number): RiseStatistics | null {
  const own = aboutMinimum(profileOf(samples));
  const { distances, loss } = own;
  const centre = distances[own.centre];
  const reach = Math.min(distances[distances.length - 1] - centre, centre - distances[0]);
  const [plus, minus] = ([1, -1] as const).map((side) => widthOf(own, side, loss[own.centre] + level));
  const radius = Math.min(plus ?? Infinity, minus ?? Infinity);
  if (!(radius <= reach && radius > 0)) return null;
  const flatSign = radius === plus ? -1 : 1;
  const index = asymmetryIndex(own, centre, 0, radius);
  if (index === null) return null;
  const flat = flatSign === 1 ? plus : minus;
  const edge = flatSign === 1 ? distances[distances.length - 1] - centre : centre - distances[0];
  return {
    level,
    centre,
    radius,
    flatSign,
    index,
    secantRatio: level / flatRise(own, centre + flatSign * radius),
    widthRatio: (flat ?? edge) / radius,
    widthIsBound: flat === null,
  };
}

/** The flat side's rise at a distance, at least its noise: two standard errors of the nearest point. */
function flatRise(own: CentredLosses, distance: number): number {
  const { distances, loss, centre, step } = own;
  const nearest = Math.max(0, Math.min(loss.length - 1, Math.round((distance - distances[0]) / step)));
  return Math.max(valueAt(own, distance) - loss[centre], noiseOf(own, centre, nearest, FLOOR_ERRORS));
}

/** Distance from the centre to where the polyline first exceeds `bound` on one side; null if it does not. */
function widthOf({ distances, loss, centre }: CentredLosses, side: 1 | -1, bound: number): number | null {
  const outward = [...distances.keys()].filter((k) => side * (k - centre) >= 0);
  if (side < 0) outward.reverse();
  const at = crossing(outward.map((k) => distances[k]), outward.map((k) => loss[k]), bound);
  return at === null ? null : Math.abs(at - distances[centre]);
}

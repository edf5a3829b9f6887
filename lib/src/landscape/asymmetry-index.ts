import { evenPolylineAt } from '../numbers/sampled';
import type { EvenLosses } from './profile';

/**
 * The asymmetry index A = ∫[f(c − l) − f(c + l)]dl / ∫[f(c − l) + f(c + l) − 2·f_min]dl over ζ ≤ l ≤ r. The samples are joined by
 * straight lines, and f_min is the smallest loss between c − r and c + r, so A ∈ [−1, 1].
 *
 * @param centre c, a distance on the curve; it may lie between grid points
 * @param zeta ζ ≥ 0, in the unit of the distances
 * @param radius r > ζ; the curve reaches from c − r to c + r
 * @returns null where f is constant
 */
export function asymmetryIndex(profile: EvenLosses, centre: number, zeta: number, radius: number): number | null {
  const minus = integral(profile, centre - radius, centre - zeta);
  const plus = integral(profile, centre + zeta, centre + radius);
  const total = plus + minus - 2 * (radius - zeta) * smallestBetween(profile, centre - radius, centre + radius);
  return total > 0 ? Math.max(-1, Math.min(1, (minus - plus) / total)) : null;
}

/** The polyline's value at a distance. */
export function valueAt({ distances, loss, step }: EvenLosses, distance: number): number {
  return evenPolylineAt(loss, (distance - distances[0]) / step);
}

/** Its integral, exact for straight pieces. */
function integral(profile: EvenLosses, from: number, to: number): number {
  const inner = profile.distances.filter((distance) => distance > from && distance < to);
  const nodes = [from, ...inner, to];
  let sum = 0;
  for (let k = 1; k < nodes.length; k++) {
    sum += ((valueAt(profile, nodes[k - 1]) + valueAt(profile, nodes[k])) / 2) * (nodes[k] - nodes[k - 1]);
  }
  return sum;
}

function smallestBetween(profile: EvenLosses, from: number, to: number): number {
  const inner = Array.from(profile.loss).filter((_, k) => profile.distances[k] > from && profile.distances[k] < to);
  return Math.min(valueAt(profile, from), valueAt(profile, to), ...inner);
}

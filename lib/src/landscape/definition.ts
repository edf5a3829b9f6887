import { noiseOf, type Profile } from './profile';

/** The constants of Definition 1: u is (r, p, c, ζ)-asymmetric. */
export interface Quadruple {
  /** r, how far out. */
  readonly radius: number;
  /** p, upper bound of the flat side's slope, loss per unit of distance. */
  readonly slope: number;
  /** c, how much steeper the sharp side is at least. */
  readonly ratio: number;
  /** ζ, half-width of the neighbourhood that is ignored. */
  readonly zeta: number;
}

/** The quadruple that a curve certifies best. */
export interface CertifiedQuadruple extends Quadruple {
  /** p_min, the slope below which the flat side's slope cannot be told from 0; `ratio` is q̂ / max(p̂, p_min). */
  readonly noiseFloor: number;
  /** q̂, the smallest slope of the sharp side. */
  readonly sharpSlope: number;
  /** +1 if the flat side is +u, −1 if it is −u. */
  readonly flatSign: 1 | -1;
}

/** ζ may be at most this share of r, and … */
const LARGEST_ZETA = 0.75;
/** … at least so many intervals must lie between ζ and r on each side, so that one noisy slope certifies nothing. */
export const FEWEST_INTERVALS = 3;
/** Standard errors of a slope's noise floor. */
const FLOOR_ERRORS = 2;

/**
 * The largest ratio c* for which a curve satisfies Definition 1 (paper, section 3.1) about a point of its grid.
 *
 * r is the farthest distance measured on both sides. ζ is every grid distance in turn, from one step to 0.75·r with at
 * least three intervals left, and both sides are tried as the flat one; of all these the pair with the largest
 * c* = q̂ / max(p̂, p_min) is reported, of equal ones that with the smallest ζ. p̂ is the largest outward slope of the
 * flat side between ζ and r, q̂ the smallest of the sharp side, both one-interval differences. Largest and smallest are
 * taken over all intervals, so noise lowers c*. A function symmetric about the point has c* ≤ 1 for every ζ.
 *
 * @param centre index of the point in the profile
 * @returns undefined if there are fewer than four intervals on one of the sides
 */
export function certify(profile: Profile, centre: number): CertifiedQuadruple | undefined {
  const intervals = intervalsAround(profile, centre);
  const last = Math.min(Math.floor(LARGEST_ZETA * intervals), intervals - FEWEST_INTERVALS);
  const plus = sideOf(profile, centre, intervals, 1);
  const minus = sideOf(profile, centre, intervals, -1);
  let best: CertifiedQuadruple | undefined;
  for (let zeta = 1; zeta <= last; zeta++) {
    for (const flatSign of [1, -1] as const) {
      const [flat, sharp] = flatSign === 1 ? [plus, minus] : [minus, plus];
      const slope = Math.max(...flat.slopes.slice(zeta));
      const sharpSlope = Math.min(...sharp.slopes.slice(zeta));
      const noiseFloor = Math.max(...flat.floors.slice(zeta));
      const ratio = sharpSlope > 0 ? sharpSlope / Math.max(slope, noiseFloor) : 0;
      if (best === undefined || ratio > best.ratio * (1 + 1e-9)) {
        best = { radius: intervals * profile.step, slope, ratio, zeta: zeta * profile.step, noiseFloor, sharpSlope, flatSign };
      }
    }
  }
  return best;
}

/**
 * Whether a curve is asymmetric in the sense of Definition 1 with constants given beforehand: on the intervals between
 * ζ and r all slopes of the flat side are below p and all of the sharp side above c·p.
 *
 * @param flatSign which side is to be the flat one: +1 for +u
 * @returns false also if the curve does not reach r on both sides, or has no interval between ζ and r
 */
export function satisfiesDefinition(
  profile: Profile,
  centre: number,
  { radius, slope, ratio, zeta }: Quadruple,
  flatSign: 1 | -1,
): boolean {
  const tolerance = 1e-6;
  const first = Math.ceil(zeta / profile.step - tolerance);
  const end = Math.floor(radius / profile.step + tolerance);
  if (end > intervalsAround(profile, centre) || first >= end) return false;
  const flat = sideOf(profile, centre, end, flatSign).slopes.slice(first);
  const sharp = sideOf(profile, centre, end, flatSign === 1 ? -1 : 1).slopes.slice(first);
  return flat.every((outward) => outward < slope) && sharp.every((outward) => outward > ratio * slope);
}

/** How many grid intervals there are on both sides of a point. */
export function intervalsAround(profile: Profile, centre: number): number {
  return Math.min(centre, profile.distances.length - 1 - centre);
}

/** Outward slopes along +u (`sign` 1) or −u on the intervals 0 … 1, 1 … 2, … steps, and below what each is noise. */
function sideOf(profile: Profile, centre: number, intervals: number, sign: 1 | -1): { slopes: number[]; floors: number[] } {
  const slopes: number[] = [];
  const floors: number[] = [];
  for (let j = 0; j < intervals; j++) {
    const [near, far] = [centre + sign * j, centre + sign * (j + 1)];
    slopes.push((profile.loss[far] - profile.loss[near]) / profile.step);
    floors.push(noiseOf(profile, near, far, FLOOR_ERRORS) / profile.step);
  }
  return { slopes, floors };
}

import { type EvenLosses, noiseOf } from './profile';

/**
 * The constants of Definition 1 (paper, section 3.1). A direction u is (r, p, c, ζ)-asymmetric if for all l between ζ and r the
 * loss grows outward by less than p per unit of distance along +u, and by more than c·p along −u.
 */
export interface Quadruple {
  /** r, the distance up to which the slopes are bounded. */
  readonly radius: number;
  /** p, upper bound of the flat side's slope, nats per unit of distance. */
  readonly slope: number;
  /** c: the slope of the sharp side is larger than c·p. */
  readonly ratio: number;
  /** ζ, half-width of the neighbourhood that is ignored. */
  readonly zeta: number;
}

/** The quadruple with the largest ratio that a curve satisfies, see {@link certify}. */
export interface CertifiedQuadruple extends Quadruple {
  /** p_min, the noise floor of the flat side's slope, which cannot be told from 0 below it; `ratio` is q̂ / max(p̂, p_min). */
  readonly noiseFloor: number;
  /** q̂, the smallest slope of the sharp side, nats per unit of distance. */
  readonly sharpSlope: number;
  /** +1 if the flat side is +u, −1 if it is −u. */
  readonly flatSign: 1 | -1;
}

/** The largest ζ, as a share of r. */
export const LARGEST_ZETA = 0.75;
/** The fewest intervals between ζ and r on each side, so that one noisy slope certifies nothing. */
export const FEWEST_INTERVALS = 3;
/** Standard errors in the noise floor of a slope. */
const FLOOR_ERRORS = 2;

/**
 * The largest ratio c* for which a curve satisfies Definition 1 (paper, section 3.1) about a point of its grid.
 *
 * The radius r is the largest distance that the curve reaches on both sides. Every ζ of the grid is tried, from one step to
 * 0.75·r, as long as at least three intervals are left, and either side is tried as the flat one. For each pair, p̂ is the
 * largest outward slope of the flat side between ζ and r, q̂ is the smallest of the sharp side, and c* = q̂ / max(p̂, p_min).
 * Slopes are differences over one interval. The result is the pair with the largest c*; of equal ones, that with the smallest ζ.
 *
 * Both extremes are taken over all intervals, so noise lowers c*. A function that is symmetric about the point has c* ≤ 1 for
 * every ζ.
 *
 * @param centre index of the point among the losses
 * @returns undefined if there are fewer than four intervals on one of the sides
 */
export function certify(profile: EvenLosses, centre: number): CertifiedQuadruple | undefined {
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
 * Whether a curve satisfies Definition 1 with given constants: on all intervals between ζ and r, the slope of the flat side is
 * below p and the slope of the sharp side above c·p.
 *
 * @param centre index of the point in the profile
 * @param flatSign the side to be tested as the flat one: +1 for +u, −1 for −u
 * @returns false also if the curve does not reach r on both sides, or has no interval between ζ and r
 */
export function satisfiesDefinition(
  profile: EvenLosses,
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
export function intervalsAround(profile: EvenLosses, centre: number): number {
  return Math.min(centre, profile.distances.length - 1 - centre);
}

/** Outward slopes along +u (`sign` 1) or −u on the intervals 0 … 1, 1 … 2, … steps, and below what each is noise. */
function sideOf(profile: EvenLosses, centre: number, intervals: number, sign: 1 | -1): { slopes: number[]; floors: number[] } {
  const slopes: number[] = [];
  const floors: number[] = [];
  for (let j = 0; j < intervals; j++) {
    const [near, far] = [centre + sign * j, centre + sign * (j + 1)];
    slopes.push((profile.loss[far] - profile.loss[near]) / profile.step);
    floors.push(noiseOf(profile, near, far, FLOOR_ERRORS) / profile.step);
  }
  return { slopes, floors };
}

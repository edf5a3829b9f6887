import { type CertifiedQuadruple, certify, FEWEST_INTERVALS, intervalsAround } from './definition';
import { crossing, evenVertex } from '../numbers/sampled';
import { asymmetryIndex } from './asymmetry-index';
import { type CurveSamples, noiseOf, type Profile, profileOf } from './profile';

/**
 * Whether the loss rises on both sides at r (by at least 5 standard errors), on one only (it still descends on the
 * other: not a statement about a minimum), or on none.
 */
export type Sides = 'two-sided' | 'one-sided' | 'flat';

/** How far the loss stays below f(l_min) + level, in distance from the centre. */
export interface LevelWidth {
  /** τ, nats. */
  readonly level: number;
  /** Along +u; null: the level is not reached on the curve. */
  readonly plus: number | null;
  readonly minus: number | null;
  /** W_flat / W_sharp, the flat side being that of the whole curve (`flatSign`). */
  readonly ratio: number | null;
}

/** The four statistics about one point of the curve. Null: the curve has too few points on one side. */
export interface CentredAsymmetry {
  /** The l that counts as 0. */
  readonly centre: number;
  /** r, the farthest distance from the centre that is measured on both sides. */
  readonly radius: number;
  readonly sides: Sides;
  /** f(centre ± r) − f(centre), nats. */
  readonly rise: { readonly plus: number; readonly minus: number };
  /** Definition 1: the best certified (r, p̂, c*, ζ), see {@link certify}. */
  readonly definition: CertifiedQuadruple | null;
  /** ζ of the two following statistics: r/10, on the grid, at least one step. */
  readonly zeta: number | null;
  /** ρ ≥ 1, larger / smaller of the two secant slopes between ζ and r. Null also if neither rises above the noise. */
  readonly secantRatio: number | null;
  /** A ∈ [−1, 1], positive when +u is the flat side; changes its sign with u. */
  readonly index: number | null;
  /** |change of A| when the centre is put between grid points, at the vertex of a parabola: how far to trust A. */
  readonly indexGridError: number | null;
  readonly widths: readonly LevelWidth[];
}

/** What one curve says about asymmetry. */
export interface Asymmetry {
  /** About l = 0, where the solution is. */
  readonly atOrigin: CentredAsymmetry;
  /** About the curve's own minimum on the grid: what a direction is judged by. */
  readonly recentred: CentredAsymmetry;
  /** l_min. */
  readonly minimum: number;
  /** f'(0) by central difference, with its standard error; null at the end of the curve. Not 0: not a minimum. */
  readonly slopeAtOrigin: { readonly value: number; readonly standardError: number } | null;
  /** +1 if +u is the flat side, −1 if −u is; the raw curve is never turned. */
  readonly flatSign: 1 | -1;
  /** Points this far from 0 or farther were left out, because one of them is not finite; null: none. */
  readonly excludedFrom: number | null;
}

/** τ of the loss-level widths, nats. */
export const LEVELS = [0.1, 0.5, 1] as const;
const RISE_ERRORS = 5;
const FLOOR_ERRORS = 2;
const ZETA_SHARE = 0.1;

/**
 * The statistics of asymmetry of one curve, about l = 0 and about its own minimum: Definition 1 of the paper, secant
 * ratio, asymmetry index and loss-level widths. Without the second version every point with a slope would count as
 * asymmetric: Definition 1 does not ask for a minimum.
 *
 * @throws UsageError DISTANCES_INVALID; LandscapeError GRID_UNEVEN, CURVE_NOT_FINITE, LENGTHS_DIFFER
 */
export function asymmetry(samples: CurveSamples): Asymmetry {
  return asymmetryOfProfile(profileOf(samples));
}

/** {@link asymmetry} of samples that are already checked. */
export function asymmetryOfProfile(profile: Profile): Asymmetry {
  const flatSign = flatSide(profile);
  return {
    atOrigin: centredAt(profile, profile.origin, flatSign),
    recentred: centredAt(profile, profile.minimum, flatSign),
    minimum: profile.distances[profile.minimum],
    slopeAtOrigin: slopeAt(profile, profile.origin),
    flatSign,
    excludedFrom: profile.excludedFrom,
  };
}

/** A direction counts as asymmetric if its recentred curve is two-sided with c* > `ratio`; the paper's is about 2. */
export function isAsymmetric({ recentred }: Pick<Asymmetry, 'recentred'>, ratio = 2): boolean {
  return recentred.sides === 'two-sided' && recentred.definition !== null && recentred.definition.ratio > ratio;
}

function centredAt(profile: Profile, centre: number, flatSign: 1 | -1): CentredAsymmetry {
  const { distances, loss, step } = profile;
  const intervals = intervalsAround(profile, centre);
  const enough = intervals > FEWEST_INTERVALS;
  const zeta = Math.max(1, Math.round(ZETA_SHARE * intervals));
  const index = enough ? asymmetryIndex(profile, distances[centre], zeta * step, intervals * step) : null;
  return {
    centre: distances[centre],
    radius: intervals * step,
    sides: sidesOf(profile, centre, intervals),
    rise: { plus: loss[centre + intervals] - loss[centre], minus: loss[centre - intervals] - loss[centre] },
    definition: certify(profile, centre) ?? null,
    zeta: enough ? zeta * step : null,
    secantRatio: enough ? secantRatio(profile, centre, zeta, intervals) : null,
    index,
    indexGridError: index === null ? null : gridError(profile, centre, zeta, intervals, index),
    widths: LEVELS.map((level) => levelWidth(profile, centre, level, flatSign)),
  };
}

function sidesOf(profile: Profile, centre: number, intervals: number): Sides {
  const { loss } = profile;
  const risen = (k: number): boolean => {
    const rise = loss[k] - loss[centre];
    return rise > 0 && rise >= noiseOf(profile, centre, k, RISE_ERRORS);
  };
  if (risen(centre + intervals) && risen(centre - intervals)) return 'two-sided';
  return risen(0) || risen(loss.length - 1) ? 'one-sided' : 'flat';
}

function secantRatio(profile: Profile, centre: number, zeta: number, intervals: number): number | null {
  const length = (intervals - zeta) * profile.step;
  const [lower, higher] = [1, -1]
    .map((side) => {
      const [near, far] = [centre + side * zeta, centre + side * intervals];
      return { slope: (profile.loss[far] - profile.loss[near]) / length, floor: noiseOf(profile, near, far, FLOOR_ERRORS) / length };
    })
    .sort((a, b) => a.slope - b.slope);
  return higher.slope > higher.floor ? Math.max(1, higher.slope / Math.max(lower.slope, lower.floor)) : null;
}

function gridError(profile: Profile, centre: number, zeta: number, intervals: number, index: number): number | null {
  const offset = centre === profile.minimum ? evenVertex(profile.loss, centre, profile.step) : 0;
  const radius = intervals * profile.step - Math.abs(offset);
  const moved = asymmetryIndex(profile, profile.distances[centre] + offset, zeta * profile.step, radius);
  return moved === null ? null : Math.abs(moved - index);
}

function levelWidth(profile: Profile, centre: number, level: number, flatSign: 1 | -1): LevelWidth {
  const bound = profile.loss[profile.minimum] + level;
  const [plus, minus] = ([1, -1] as const).map((side) => widthOf(profile, centre, side, bound));
  const [flat, sharp] = flatSign === 1 ? [plus, minus] : [minus, plus];
  return { level, plus, minus, ratio: flat !== null && sharp !== null && sharp > 0 ? flat / sharp : null };
}

/** Distance from the centre to where the polyline first exceeds `bound`. */
function widthOf({ loss, step }: Profile, centre: number, side: 1 | -1, bound: number): number | null {
  const steps = [...new Array(side === 1 ? loss.length - centre : centre + 1).keys()];
  const at = crossing(steps, steps.map((j) => loss[centre + side * j]), bound);
  return at === null ? null : at * step;
}

function slopeAt(profile: Profile, k: number): Asymmetry['slopeAtOrigin'] {
  if (intervalsAround(profile, k) === 0) return null;
  const width = 2 * profile.step;
  return { value: (profile.loss[k + 1] - profile.loss[k - 1]) / width, standardError: profile.standardError(k - 1, k + 1) / width };
}

/**
 * About the minimum by Definition 1 if it prefers a side, else by the index. Where the curve does not rise on both sides
 * of its minimum, the lower end of the curve is the flat side.
 */
function flatSide(profile: Profile): 1 | -1 {
  const { distances, loss, minimum, origin, step } = profile;
  const intervals = intervalsAround(profile, minimum);
  if (intervals > FEWEST_INTERVALS && sidesOf(profile, minimum, intervals) === 'two-sided') {
    const definition = certify(profile, minimum);
    if (definition && definition.ratio > 1) return definition.flatSign;
    const index = asymmetryIndex(profile, distances[minimum], 0, intervals * step);
    if (index !== null && index !== 0) return index > 0 ? 1 : -1;
  }
  const reach = intervalsAround(profile, origin);
  const [plus, minus] = reach > 0 ? [origin + reach, origin - reach] : [loss.length - 1, 0];
  return loss[plus] <= loss[minus] ? 1 : -1;
}

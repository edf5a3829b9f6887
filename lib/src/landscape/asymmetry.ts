import { type CertifiedQuadruple, certify, FEWEST_INTERVALS, intervalsAround } from './definition';
import { crossing } from '../numbers/sampled';
import { asymmetryIndex } from './asymmetry-index';
import { aboutMinimum, type CentredLosses, type CurveSamples, type EvenLosses, noiseOf, type Profile, profileOf } from './profile';

/**
 * Where the loss rises above that at the centre, by at least 5 standard errors.
 *
 * - `two-sided`: at r on both sides.
 * - `one-sided`: at an end of the curve, but not at r on both sides. The loss may still descend on the other side, so the curve
 *   says nothing about a minimum.
 * - `flat`: at neither end.
 */
export type Sides = 'two-sided' | 'one-sided' | 'flat';

/** The distance from the centre within which the loss stays below f(l_min) + τ. */
export interface LevelWidth {
  /** τ, nats. */
  readonly level: number;
  /** W₊, along +u; null if the curve does not reach the level. */
  readonly plus: number | null;
  /** W₋, along −u; null likewise. */
  readonly minus: number | null;
  /** W_flat / W_sharp, with the flat side of the whole curve (`flatSign`); null if a width is missing or the sharp one is 0. */
  readonly ratio: number | null;
}

/** The four statistics about one point of the curve. A statistic is null if the curve has too few points on one side of it. */
export interface CentredAsymmetry {
  /** The l that counts as 0. */
  readonly centre: number;
  /** r, the largest distance from the centre that the curve reaches on both sides. */
  readonly radius: number;
  readonly sides: Sides;
  /** f(centre ± r) − f(centre), nats. */
  readonly rise: { readonly plus: number; readonly minus: number };
  /** Definition 1: the best certified quadruple (r, p̂, c*, ζ), see {@link certify}. */
  readonly definition: CertifiedQuadruple | null;
  /** ζ of the next two statistics: r/10, rounded to the grid, at least one step. */
  readonly zeta: number | null;
  /**
   * ρ ≥ 1, the larger of the two secant slopes between ζ and r divided by the smaller, or by the noise of the smaller if that is
   * larger. Null also if neither slope rises above its noise.
   */
  readonly secantRatio: number | null;
  /** A ∈ [−1, 1], positive if +u is the flat side; it changes its sign with u. Null also for a constant loss. */
  readonly index: number | null;
  readonly widths: readonly LevelWidth[];
}

/** What one curve says about asymmetry. */
export interface Asymmetry {
  /** About l = 0, the place of the solution. */
  readonly atOrigin: CentredAsymmetry;
  /** About the curve's own minimum, on its grid or between: what a direction is judged by. */
  readonly recentred: CentredAsymmetry;
  /** l_min, where the spline through the samples is smallest. */
  readonly minimum: number;
  /**
   * f'(0) by central difference, nats per unit of distance, with its standard error; null if 0 is an end of the curve. If the
   * slope is not 0, the solution is no minimum along u.
   */
  readonly slopeAtOrigin: { readonly value: number; readonly standardError: number } | null;
  /** +1 if +u is the flat side, −1 if −u is. The curve itself is never turned. */
  readonly flatSign: 1 | -1;
  /** Points at this distance from 0 or farther were left out, because one of them is not finite; null if all are finite. */
  readonly excludedFrom: number | null;
}

/** Levels τ of the loss-level widths, nats. */
export const LEVELS = [0.1, 0.5, 1] as const;
const RISE_ERRORS = 5;
const FLOOR_ERRORS = 2;
const ZETA_SHARE = 0.1;

/**
 * The statistics of asymmetry of one curve: Definition 1 of the paper (section 3.1), secant ratio, asymmetry index and loss-level
 * widths. They are computed about l = 0 and about the curve's own minimum. About l = 0 alone, every point with a slope would
 * count as asymmetric, since Definition 1 does not ask for a minimum.
 *
 * @throws UsageError DISTANCES_INVALID; LandscapeError GRID_UNEVEN, LENGTHS_DIFFER; CURVE_NOT_FINITE if the loss next to 0 is not
 * finite
 */
export function asymmetry(samples: CurveSamples): Asymmetry {
  return asymmetryOfProfile(profileOf(samples));
}

/** {@link asymmetry} of samples that are already checked. */
export function asymmetryOfProfile(profile: Profile): Asymmetry {
  const own = aboutMinimum(profile);
  const flatSign = flatSide(profile, own);
  const frame = { flatSign, lowest: own.loss[own.centre] };
  return {
    atOrigin: centredAt(profile, profile.origin, frame),
    recentred: centredAt(own, own.centre, frame),
    minimum: own.distances[own.centre],
    slopeAtOrigin: slopeAt(profile, profile.origin),
    flatSign,
    excludedFrom: profile.excludedFrom,
  };
}

/** Whether a direction counts as asymmetric: its recentred curve is two-sided, with c* > `ratio`. The paper's ratio is about 2. */
export function isAsymmetric({ recentred }: Pick<Asymmetry, 'recentred'>, ratio = 2): boolean {
  return recentred.sides === 'two-sided' && recentred.definition !== null && recentred.definition.ratio > ratio;
}

/** What all centres of a curve have in common: its flat side, and its smallest loss. */
interface Frame {
  readonly flatSign: 1 | -1;
  readonly lowest: number;
}

function centredAt(profile: EvenLosses, centre: number, frame: Frame): CentredAsymmetry {
  const { distances, loss, step } = profile;
  const intervals = intervalsAround(profile, centre);
  const enough = intervals > FEWEST_INTERVALS;
  const zeta = Math.max(1, Math.round(ZETA_SHARE * intervals));
  return {
    centre: distances[centre],
    radius: intervals * step,
    sides: sidesOf(profile, centre, intervals),
    rise: { plus: loss[centre + intervals] - loss[centre], minus: loss[centre - intervals] - loss[centre] },
    definition: certify(profile, centre) ?? null,
    zeta: enough ? zeta * step : null,
    secantRatio: enough ? secantRatio(profile, centre, zeta, intervals) : null,
    index: enough ? asymmetryIndex(profile, distances[centre], zeta * step, intervals * step) : null,
    widths: LEVELS.map((level) => levelWidth(profile, centre, level, frame)),
  };
}

function sidesOf(profile: EvenLosses, centre: number, intervals: number): Sides {
  const { loss } = profile;
  const risen = (k: number): boolean => {
    const rise = loss[k] - loss[centre];
    return rise > 0 && rise >= noiseOf(profile, centre, k, RISE_ERRORS);
  };
  if (risen(centre + intervals) && risen(centre - intervals)) return 'two-sided';
  return risen(0) || risen(loss.length - 1) ? 'one-sided' : 'flat';
}

function secantRatio(profile: EvenLosses, centre: number, zeta: number, intervals: number): number | null {
  const length = (intervals - zeta) * profile.step;
  const [lower, higher] = [1, -1]
    .map((side) => {
      const [near, far] = [centre + side * zeta, centre + side * intervals];
      return { slope: (profile.loss[far] - profile.loss[near]) / length, floor: noiseOf(profile, near, far, FLOOR_ERRORS) / length };
    })
    .sort((a, b) => a.slope - b.slope);
  return higher.slope > higher.floor ? Math.max(1, higher.slope / Math.max(lower.slope, lower.floor)) : null;
}

function levelWidth(profile: EvenLosses, centre: number, level: number, { flatSign, lowest }: Frame): LevelWidth {
  const bound = lowest + level;
  const [plus, minus] = ([1, -1] as const).map((side) => widthOf(profile, centre, side, bound));
  const [flat, sharp] = flatSign === 1 ? [plus, minus] : [minus, plus];
  return { level, plus, minus, ratio: flat !== null && sharp !== null && sharp > 0 ? flat / sharp : null };
}

/** Distance from the centre to where the polyline first exceeds `bound`. */
function widthOf({ loss, step }: EvenLosses, centre: number, side: 1 | -1, bound: number): number | null {
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
 * The side that Definition 1 prefers about the minimum; if it prefers none, the side by the index. If the curve does not rise on
 * both sides of its minimum, its lower end is the flat side.
 */
function flatSide(profile: Profile, own: CentredLosses): 1 | -1 {
  const intervals = intervalsAround(own, own.centre);
  if (intervals > FEWEST_INTERVALS && sidesOf(own, own.centre, intervals) === 'two-sided') {
    const definition = certify(own, own.centre);
    if (definition && definition.ratio > 1) return definition.flatSign;
    const index = asymmetryIndex(own, own.distances[own.centre], 0, intervals * own.step);
    if (index !== null && index !== 0) return index > 0 ? 1 : -1;
  }
  const { loss, origin } = profile;
  const reach = intervalsAround(profile, origin);
  const [plus, minus] = reach > 0 ? [origin + reach, origin - reach] : [loss.length - 1, 0];
  return loss[plus] <= loss[minus] ? 1 : -1;
}

import { UsageError } from '../../base/errors';
import { type Generator, generator } from '../../base/random';

/** A one-dimensional loss whose sharp side lies left of the minimum and whose flat side lies right of it. */
export interface Valley {
  /** L(w). */
  value(w: number): number;
  /** L'(w); at a kink, the derivative from the right. */
  gradient(w: number): number;
  /** L''(w); `Infinity` at a kink. */
  secondDerivative(w: number): number;
  /** w_min, where L is smallest. */
  readonly minimiser: number;
}

/**
 * The asymmetric valley with straight walls: L(w) = a·w for w ≥ 0, and −c·a·w for w < 0. At 0 it satisfies Definition 1 for every
 * r and ζ, with p above a and a ratio below c, both as near as one likes.
 *
 * @param slope a > 0, the slope of the flat side
 * @param ratio c > 0, how much steeper the sharp side is
 * @throws UsageError VALLEY_INVALID for numbers that are not above 0, or extremely small or large
 */
export function piecewiseLinearValley(slope: number, ratio: number): Valley {
  checkPositive({ slope, ratio });
  return {
    value: (w) => (w >= 0 ? slope * w : -ratio * slope * w),
    gradient: (w) => (w >= 0 ? slope : -ratio * slope),
    secondDerivative: (w) => (w === 0 ? Infinity : 0),
    minimiser: 0,
  };
}

/**
 * The asymmetric valley with a round bottom: L(w) = a·w + (c + 1)·a·τ·log(1 + e^(−w/τ)). Its slopes tend to a and −c·a. Its
 * minimum lies at w_min = τ·ln c, with L''(w_min) = a·c/((c + 1)·τ).
 *
 * @param slope a > 0
 * @param ratio c > 0
 * @param rounding τ > 0, the half-width of the bend between the walls; τ → 0 gives {@link piecewiseLinearValley}
 * @throws UsageError VALLEY_INVALID for numbers that are not above 0, or extremely small or large
 */
export function smoothValley(slope: number, ratio: number, rounding: number): Valley {
  checkPositive({ slope, ratio, rounding });
  const bend = (ratio + 1) * slope;
  // log(1 + e^(−x)) without overflow for very negative x.
  const softplus = (x: number): number => Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  return {
    value: (w) => slope * w + bend * rounding * softplus(w / rounding),
    gradient: (w) => slope - bend * sigmoid(-w / rounding),
    secondDerivative: (w) => (bend / rounding) * sigmoid(w / rounding) * sigmoid(-w / rounding),
    minimiser: rounding * Math.log(ratio),
  };
}

/** Bounds and grid of {@link randomGradientValley}. */
export interface RandomGradients {
  /** b₊ and a₊: the flat side's gradients lie in [b₊, a₊], 0 < b₊ ≤ a₊. */
  readonly flat: readonly [smallest: number, largest: number];
  /** b₋ and a₋: the sharp side's gradients lie in [b₋, a₋], b₋ ≤ a₋ < 0. */
  readonly sharp: readonly [steepest: number, gentlest: number];
  /** s > 0, the distance between the points at which gradients are drawn. */
  readonly spacing: number;
  /** Number of gradients drawn on each side, at least 1; beyond the last the gradient stays constant. */
  readonly points: number;
  readonly seed: number;
}

/**
 * A valley of which only the bounds of Theorem 2 are known. On each side, gradients are drawn uniformly within the bounds at
 * |w| = 0, s, 2s, … and joined by straight lines. L is their integral, with L(0) = 0 and the minimum at 0.
 *
 * @throws UsageError VALLEY_INVALID for bounds or numbers out of range
 */
export function randomGradientValley({ flat, sharp, spacing, points, seed }: RandomGradients): Valley {
  checkPositive({ spacing, 'smallest flat gradient': flat[0], 'gentlest sharp gradient, negated,': -sharp[1] });
  if (!(flat[0] <= flat[1] && Number.isFinite(flat[1])) || !(sharp[0] <= sharp[1] && Number.isFinite(sharp[0]))) {
    throw invalid('The bounds of the gradients are reversed or not finite.');
  }
  if (!Number.isInteger(points) || points < 1) throw invalid(`${points} gradients on each side were asked for.`);
  const flatWall = wall(generator(seed, 'valley/flat'), flat, spacing, points);
  const sharpWall = wall(generator(seed, 'valley/sharp'), sharp, spacing, points);
  return {
    value: (w) => (w >= 0 ? flatWall.integral(w) : -sharpWall.integral(-w)),
    gradient: (w) => (w >= 0 ? flatWall.gradient(w) : sharpWall.gradient(-w)),
    secondDerivative: (w) => (w === 0 ? Infinity : w > 0 ? flatWall.change(w) : -sharpWall.change(-w)),
    minimiser: 0,
  };
}

/** One side as a function of x = |w| ≥ 0. */
interface Wall {
  gradient(x: number): number;
  /** Integral of the gradient from 0 to x. */
  integral(x: number): number;
  /** Derivative of the gradient with respect to x; at a drawn point, the outward one. */
  change(x: number): number;
}

function wall(source: Generator, [low, high]: readonly [number, number], spacing: number, points: number): Wall {
  const drawn = Float64Array.from({ length: points }, () => low + (high - low) * source.uniform());
  const integrals = new Float64Array(points);
  for (let k = 1; k < points; k++) integrals[k] = integrals[k - 1] + ((drawn[k - 1] + drawn[k]) / 2) * spacing;
  const segment = (x: number): number => Math.min(Math.floor(x / spacing), points - 1);
  const change = (x: number): number => {
    const k = segment(x);
    return k === points - 1 ? 0 : (drawn[k + 1] - drawn[k]) / spacing;
  };
  const gradient = (x: number): number => drawn[segment(x)] + change(x) * (x - segment(x) * spacing);
  const integral = (x: number): number => {
    const k = segment(x);
    return integrals[k] + ((drawn[k] + gradient(x)) / 2) * (x - k * spacing);
  };
  return { gradient, integral, change };
}

/** Products and quotients of numbers between this and its inverse do not overflow. */
const SMALLEST = 1e-100;

function checkPositive(values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!(value >= SMALLEST && value <= 1 / SMALLEST)) throw invalid(`The ${name} is ${value}.`);
  }
}

function invalid(problem: string): UsageError {
  return new UsageError(
    'VALLEY_INVALID',
    problem,
    'Give finite numbers above 0, none of them absurdly small or large, bounds from the smaller to the larger.',
  );
}

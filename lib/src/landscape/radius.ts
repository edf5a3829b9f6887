import { UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { norm } from '../numbers/vector';
import { type AlongDirection, distanceOfRise, lossAtOrigin, type LossAlong, narrowed, searchAlong } from './distance-of-rise';

/** How far a curve should reach. */
export interface RadiusRule {
  /** First radius to try, above 0. Default 0.05·‖w‖ (0.05 if w = 0). */
  readonly start?: number;
  /** How often the radius may grow, a whole number. Default 8. */
  readonly growths?: number;
  /** How far the sharper side must have risen, nats. Default 1. */
  readonly rise?: number;
  /** The alternative to `rise`, as a multiple of the loss at 0. Default 10; `Infinity` leaves only `rise`. */
  readonly multiple?: number;
}

/** The radius that {@link findRadius} found. */
export interface Radius {
  /** r: the curve should go from −r to r. */
  readonly radius: number;
  /** Whether the sharper side has risen enough at r. If not, the rule gave up after its last growth. */
  readonly reached: boolean;
  /** Whether the loss at r is finite on both sides. If not, r is too far out on one of them. */
  readonly finite: boolean;
  /** max(f(r), f(−r)) − f(0), nats. */
  readonly rise: number;
  /** How often the radius grew. */
  readonly growths: number;
}

/** The radius at which the sharper side of a loss has just risen enough. */
export interface TightRadius {
  /** r, within 4.5 % of the smallest such radius. */
  readonly radius: number;
  /** Whether the loss rose enough. If not, `radius` is the largest one tried. */
  readonly reached: boolean;
  /** How often the loss was evaluated. */
  readonly evaluations: number;
}

const GROWTH = 1.5;
const DEFAULT_GROWTHS = 8;
const MOST_DOUBLINGS = 10;
/** Halvings on a logarithmic scale: from a factor of 2 down to 2^(1/16). */
const HALVINGS = 4;

/**
 * The radius rule: from `start`, r grows by a factor of 1.5, at most 8 times, until the sharper side of f, at r or −r, has risen
 * above f(0) by 1 nat or by 10 times f(0). A loss that is not finite counts as risen. `rule` can set other numbers.
 *
 * @param loss f(l)
 * @param start first r, above 0
 * @throws UsageError RADIUS_INVALID for numbers out of range; LandscapeError CURVE_NOT_FINITE if f(0) is not finite
 */
export async function findRadius(loss: LossAlong, start: number, rule: RadiusRule = {}): Promise<Radius> {
  const { growths = DEFAULT_GROWTHS, rise = 1, multiple = 10 } = rule;
  if (!(start > 0 && Number.isFinite(start)) || !Number.isInteger(growths) || growths < 0 || !(rise > 0) || !(multiple > 0)) {
    throw new UsageError(
      'RADIUS_INVALID',
      'The radius rule has a start, rise or multiple that is not above 0, or growths that are no whole number.',
      'Give a finite start, a rise and a multiple above 0, and a whole number of growths, at least 0.',
    );
  }
  const atOrigin = await lossAtOrigin(loss);
  const wanted = Math.min(rise, multiple * atOrigin);
  let last = { finite: true, rise: 0 };
  const hasRisen = async (radius: number): Promise<boolean> => {
    const sides = [await loss(radius), await loss(-radius)];
    last = { finite: sides.every(Number.isFinite), rise: Math.max(...sides) - atOrigin };
    return !last.finite || last.rise >= wanted;
  };
  const { outside, reached, growths: grown } = await distanceOfRise(hasRisen, { start, growth: GROWTH, most: growths });
  return { radius: outside, reached, ...last, growths: grown };
}

/**
 * A tight form of the radius rule of {@link findRadius}. First r is doubled (or halved, if the start is too far out) until the
 * sharper side of f has risen above f(0) by `rise`; then it is narrowed down on a logarithmic scale. The radii of different
 * groups of weights differ by orders of magnitude; with this rule their curves span nearly the same rise. A loss that is not
 * finite counts as risen.
 *
 * @param loss f(l)
 * @param start first r, above 0
 * @param rise nats, above 0
 * @throws UsageError RADIUS_INVALID for numbers out of range; LandscapeError CURVE_NOT_FINITE if f(0) is not finite
 */
export async function findTightRadius(loss: LossAlong, start: number, rise: number): Promise<TightRadius> {
  if (!(start > 0 && Number.isFinite(start)) || !(rise > 0)) {
    throw new UsageError('RADIUS_INVALID', `A radius was asked for from ${start} to a rise of ${rise}.`, 'Give finite numbers above 0.');
  }
  let evaluations = 0;
  const evaluated = (distance: number): Promise<number> => {
    evaluations++;
    return loss(distance);
  };
  const origin = await lossAtOrigin(evaluated);
  let sharper: 1 | -1 = 1;
  const hasRisen = async (radius: number): Promise<boolean> => {
    for (const side of [sharper, -sharper] as (1 | -1)[]) {
      const value = await evaluated(side * radius);
      sharper = side;
      if (!Number.isFinite(value) || value - origin >= rise) return true;
    }
    return false;
  };
  const found = await distanceOfRise(hasRisen, { start, growth: 2, most: MOST_DOUBLINGS });
  if (!found.reached) return { radius: found.outside, reached: false, evaluations };
  let { inside, outside } = found;
  for (let halvings = 0; inside === 0 && halvings < MOST_DOUBLINGS; halvings++) {
    if (await hasRisen(outside / 2)) outside /= 2;
    else inside = outside / 2;
  }
  if (inside > 0) ({ outside } = await narrowed(hasRisen, { inside, outside }, HALVINGS, (low, high) => Math.sqrt(low * high)));
  return { radius: outside, reached: true, evaluations };
}

/**
 * {@link findRadius} for the training loss along a direction through the runner's present weights. The runner's weights and
 * statistics are restored.
 *
 * @throws UsageError RADIUS_INVALID; LandscapeError CURVE_NOT_FINITE; what `evaluateTrainPoint` throws
 */
export async function curveRadius(runner: Runner, settings: AlongDirection, rule: RadiusRule & RunOptions = {}): Promise<Radius> {
  const progress = { label: 'radius of the curve', total: 2 * (rule.growths ?? DEFAULT_GROWTHS) + 3 };
  return searchAlong(runner, settings, rule, progress, (loss, { weights }) =>
    findRadius(loss, rule.start ?? 0.05 * (norm(weights) || 1), rule),
  );
}

/** {@link findTightRadius} for the training loss along a direction, with arguments and errors as in {@link curveRadius}. */
export async function tightCurveRadius(
  runner: Runner,
  settings: AlongDirection,
  { start, rise }: { readonly start: number; readonly rise: number },
  run: RunOptions = {},
): Promise<TightRadius> {
  const progress = { label: 'radius of the curve', total: MOST_DOUBLINGS + 2 * HALVINGS };
  return searchAlong(runner, settings, run, progress, (loss) => findTightRadius(loss, start, rise));
}

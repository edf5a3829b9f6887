import { LandscapeError, UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { evaluateHere, type Measurement, moveTo, returning } from './point';
import { norm } from '../numbers/vector';

/** How far a curve should reach. */
export interface RadiusRule {
  /** First radius tried. Default 0.05·‖w‖ (0.05 if w = 0). */
  readonly start?: number;
  /** How often the radius may grow. Default 8. */
  readonly growths?: number;
  /** Nats that the sharper side must have risen. Default 1. */
  readonly rise?: number;
  /** Or: multiples of the loss at 0 that it must have risen. Default 10. `Infinity` leaves only `rise`. */
  readonly multiple?: number;
}

/** What {@link findRadius} found. */
export interface Radius {
  /** r; the curve should go from −r to r. */
  readonly radius: number;
  /** Whether the sharper side rose enough at r; false: the rule gave up after its last growth. */
  readonly reached: boolean;
  /** Whether the loss at r is a finite number on both sides. If not, r is too far on that side. */
  readonly finite: boolean;
  /** max(f(r), f(−r)) − f(0), nats. */
  readonly rise: number;
  /** How often the radius grew. */
  readonly growths: number;
}

const GROWTH = 1.5;
const DEFAULT_GROWTHS = 8;

/**
 * The radius rule: from `start`, grow r by 1.5 until the sharper side of f, at r or −r, has risen above f(0) by 1 nat
 * or by 10 times f(0), at most 8 times. A loss that is not finite counts as risen.
 *
 * @param loss f(l)
 * @throws UsageError RADIUS_INVALID; LandscapeError CURVE_NOT_FINITE
 */
export async function findRadius(loss: (distance: number) => Promise<number>, start: number, rule: RadiusRule = {}): Promise<Radius> {
  const { growths = DEFAULT_GROWTHS, rise = 1, multiple = 10 } = rule;
  if (!(start > 0 && Number.isFinite(start)) || !Number.isInteger(growths) || growths < 0 || !(rise > 0) || !(multiple > 0)) {
    throw new UsageError(
      'RADIUS_INVALID',
      'The radius rule has a start, rise or multiple that is not above 0, or a bad number of growths.',
      'See RadiusRule.',
    );
  }
  const atOrigin = await loss(0);
  if (!Number.isFinite(atOrigin)) {
    throw new LandscapeError(
      'CURVE_NOT_FINITE',
      `The loss at the solution itself is ${atOrigin}.`,
      'Check the checkpoint and the batch-norm mode.',
    );
  }
  const wanted = Math.min(rise, multiple * atOrigin);
  for (let radius = start, grown = 0; ; radius *= GROWTH, grown++) {
    const sides = [await loss(radius), await loss(-radius)];
    const finite = sides.every(Number.isFinite);
    const risen = Math.max(...sides) - atOrigin;
    const reached = !finite || risen >= wanted;
    if (reached || grown === growths) return { radius, reached, finite, rise: risen, growths: grown };
  }
}

/**
 * {@link findRadius} for the training loss along a direction through the runner's present weights, which are put back.
 *
 * @throws UsageError RADIUS_INVALID; LandscapeError; InterruptedError
 */
export async function curveRadius(
  runner: Runner,
  settings: Omit<Measurement, 'test'> & { readonly direction: Float32Array },
  rule: RadiusRule & RunOptions = {},
): Promise<Radius> {
  const { signal, onProgress, growths = DEFAULT_GROWTHS } = rule;
  let done = 0;
  return returning(runner, (origin) => {
    const loss = async (distance: number): Promise<number> => {
      onProgress?.({ label: 'radius of the curve', done: done++, total: 2 * growths + 3, details: [`l = ${distance.toPrecision(3)}`] });
      await moveTo(runner, origin, settings.direction, distance, settings, { signal });
      return (await evaluateHere(runner, settings.train, settings, { signal })).loss;
    };
    return findRadius(loss, rule.start ?? 0.05 * (norm(origin.weights) || 1), rule);
  }, { signal });
}

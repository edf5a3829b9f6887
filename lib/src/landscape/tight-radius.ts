import { LandscapeError, UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { evaluateHere, type Measurement, moveTo, returning } from './point';

/** Where the sharper side of a loss has just risen enough. */
export interface TightRadius {
  /** r, within 4.5 % of the smallest such radius. */
  readonly radius: number;
  /** Whether the loss rose enough at all; if not, `radius` is the largest one tried. */
  readonly reached: boolean;
  /** How often the loss was evaluated. */
  readonly evaluations: number;
}

const MOST_DOUBLINGS = 10;
/** From a factor of 2 down to 2^(1/16). */
const HALVINGS = 4;

/**
 * The radius rule of `findRadius`, made tight: r is doubled (or, if the start is too far, halved) until the sharper side of f
 * has risen above f(0) by `rise`, then narrowed down on a logarithmic scale. Curves of different groups of weights, whose
 * radii differ by orders of magnitude, then span nearly the same rise. A loss that is not finite counts as risen.
 *
 * @param loss f(l)
 * @param rise nats
 * @throws UsageError RADIUS_INVALID; LandscapeError CURVE_NOT_FINITE
 */
export async function findTightRadius(loss: (distance: number) => Promise<number>, start: number, rise: number): Promise<TightRadius> {
  if (!(start > 0 && Number.isFinite(start)) || !(rise > 0)) {
    throw new UsageError('RADIUS_INVALID', `A radius was to be found from ${start} on for a rise of ${rise}.`, 'Give positive numbers.');
  }
  let evaluations = 0;
  const evaluated = (distance: number): Promise<number> => {
    evaluations++;
    return loss(distance);
  };
  const origin = await evaluated(0);
  if (!Number.isFinite(origin)) {
    throw new LandscapeError(
      'CURVE_NOT_FINITE',
      `The loss at the solution itself is ${origin}.`,
      'Check the checkpoint and the batch-norm mode.',
    );
  }
  let sharper: 1 | -1 = 1;
  const risenAt = async (radius: number): Promise<boolean> => {
    for (const side of [sharper, -sharper] as (1 | -1)[]) {
      const value = await evaluated(side * radius);
      sharper = side;
      if (!Number.isFinite(value) || value - origin >= rise) return true;
    }
    return false;
  };
  let [inside, outside] = [0, start];
  for (let doublings = 0; !(await risenAt(outside)); doublings++) {
    if (doublings === MOST_DOUBLINGS) return { radius: outside, reached: false, evaluations };
    [inside, outside] = [outside, 2 * outside];
  }
  for (let halvings = 0; inside === 0 && halvings < MOST_DOUBLINGS; halvings++) {
    if (await risenAt(outside / 2)) outside /= 2;
    else inside = outside / 2;
  }
  for (let halving = 0; inside > 0 && halving < HALVINGS; halving++) {
    const middle = Math.sqrt(inside * outside);
    if (await risenAt(middle)) outside = middle;
    else inside = middle;
  }
  return { radius: outside, reached: true, evaluations };
}

/**
 * {@link findTightRadius} for the training loss along a direction through the runner's present weights, which are put back.
 *
 * @throws UsageError RADIUS_INVALID; LandscapeError; InterruptedError
 */
export async function tightCurveRadius(
  runner: Runner,
  settings: Omit<Measurement, 'test'> & { readonly direction: Float32Array },
  { start, rise }: { readonly start: number; readonly rise: number },
  { signal, onProgress }: RunOptions = {},
): Promise<TightRadius> {
  let done = 0;
  return returning(runner, (origin) => {
    const loss = async (distance: number): Promise<number> => {
      onProgress?.({
        label: 'radius of the curve',
        done: done++,
        total: MOST_DOUBLINGS + 2 * HALVINGS,
        details: [`l = ${distance.toPrecision(3)}`],
      });
      await moveTo(runner, origin, settings.direction, distance, settings, { signal });
      return (await evaluateHere(runner, settings.train, settings, { signal })).loss;
    };
    return findTightRadius(loss, start, rise);
  }, { signal });
}

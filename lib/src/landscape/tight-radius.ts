import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { evaluateHere, type Measurement, moveTo, returning } from './point';
import { findRadius, type Radius, type RadiusRule } from './radius';

/** Growth of {@link findRadius}: below r/1.5 the loss had not risen enough. */
const GROWTH = 1.5;
/** r is then within 1.5^(1/8), 5 %, of where the loss has just risen enough. */
const HALVINGS = 3;
const LARGEST_SHRINKS = 8;

/**
 * The radius rule of {@link findRadius}, made tight: the radius is then halved back, on a logarithmic scale, to within
 * 5 % of the smallest one at which the sharper side has risen enough. Curves of different groups of weights then span
 * nearly the same rise. If the start was too far already, the radius shrinks from there.
 *
 * @param loss f(l)
 * @throws UsageError RADIUS_INVALID; LandscapeError CURVE_NOT_FINITE
 */
export async function findTightRadius(loss: (distance: number) => Promise<number>, start: number, rule: RadiusRule = {}): Promise<Radius> {
  const grown = await findRadius(loss, start, rule);
  if (!grown.reached) return grown;
  const { rise = 1, multiple = 10 } = rule;
  const atOrigin = await loss(0);
  const wanted = Math.min(rise, multiple * atOrigin);
  const at = async (radius: number): Promise<Radius> => {
    const sides = [await loss(radius), await loss(-radius)];
    const finite = sides.every(Number.isFinite);
    const risen = Math.max(...sides) - atOrigin;
    return { ...grown, radius, finite, rise: risen, reached: !finite || risen >= wanted };
  };
  let [inside, found] = [grown.radius / GROWTH, grown];
  for (let shrunk = 0; grown.growths === 0 && shrunk < LARGEST_SHRINKS; shrunk++, inside /= GROWTH) {
    const smaller = await at(inside);
    if (!smaller.reached) break;
    found = smaller;
  }
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = await at(Math.sqrt(inside * found.radius));
    if (middle.reached) found = middle;
    else inside = middle.radius;
  }
  return found;
}

/**
 * {@link findTightRadius} for the training loss along a direction through the runner's present weights, which are put back.
 *
 * @throws UsageError RADIUS_INVALID; LandscapeError; InterruptedError
 */
export async function tightCurveRadius(
  runner: Runner,
  settings: Omit<Measurement, 'test'> & { readonly direction: Float32Array },
  start: number,
  rule: RadiusRule & RunOptions = {},
): Promise<Radius> {
  const { signal, onProgress } = rule;
  let done = 0;
  return returning(runner, (origin) => {
    const loss = async (distance: number): Promise<number> => {
      onProgress?.({ label: 'radius of the curve', done, total: ++done + 1, details: [`l = ${distance.toPrecision(3)}`] });
      await moveTo(runner, origin, settings.direction, distance, settings, { signal });
      return (await evaluateHere(runner, settings.train, settings, { signal })).loss;
    };
    return findTightRadius(loss, start, rule);
  });
}

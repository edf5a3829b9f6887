// How far until a loss has risen: the search that radii, reaches and norms share.
import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import type { Solution } from '../training/solution';
import { evaluateTrainPoint, type Measurement, returning } from './evaluate-point';

/** f(l), a loss along a line. */
export type LossAlong = (distance: number) => Promise<number>;

/** Two distances between which a loss rises. */
export interface RiseBracket {
  /** Where it has not risen enough, or 0. */
  readonly inside: number;
  /** Where it has; if not `reached`, the farthest distance tried. */
  readonly outside: number;
  readonly reached: boolean;
  /** How often the distance grew. */
  readonly growths: number;
}

/**
 * Grows a distance until the loss has risen there.
 *
 * @param hasRisen whether it has at a distance
 * @param search the first distance tried, the factor by which it grows, and how often at most
 */
export async function distanceOfRise(
  hasRisen: (distance: number) => Promise<boolean>,
  { start, growth, most }: { readonly start: number; readonly growth: number; readonly most: number },
): Promise<RiseBracket> {
  let inside = 0;
  for (let outside = start, growths = 0; ; inside = outside, outside *= growth, growths++) {
    const reached = await hasRisen(outside);
    if (reached || growths === most) return { inside, outside, reached, growths };
  }
}

/** Halves a bracket so many times, at the place that `middle` names. */
export async function narrowed(
  hasRisen: (distance: number) => Promise<boolean>,
  { inside, outside }: Pick<RiseBracket, 'inside' | 'outside'>,
  times: number,
  middle: (inside: number, outside: number) => number,
): Promise<Pick<RiseBracket, 'inside' | 'outside'>> {
  for (let k = 0; k < times; k++) {
    const between = middle(inside, outside);
    if (await hasRisen(between)) outside = between;
    else inside = between;
  }
  return { inside, outside };
}

/** f(0). @throws LandscapeError CURVE_NOT_FINITE */
export async function lossAtOrigin(loss: LossAlong): Promise<number> {
  const atOrigin = await loss(0);
  if (Number.isFinite(atOrigin)) return atOrigin;
  throw new LandscapeError(
    'CURVE_NOT_FINITE',
    `The loss at the solution itself is ${atOrigin}.`,
    'Check the checkpoint and the batch-norm mode.',
  );
}

/** What is measured along a direction through a solution. */
export type AlongDirection = Omit<Measurement, 'test'> & { readonly direction: Float32Array };

/**
 * Lets a search look at the training loss along a direction through the runner's present weights, which are put back.
 *
 * @param progress its label, and how often the loss is evaluated at most
 */
export function searchAlong<T>(
  runner: Runner,
  settings: AlongDirection,
  { signal, onProgress }: RunOptions,
  { label, total }: { readonly label: string; readonly total: number },
  search: (loss: LossAlong, origin: Solution) => Promise<T>,
): Promise<T> {
  let done = 0;
  return returning(runner, (origin) => {
    const loss = async (distance: number): Promise<number> => {
      onProgress?.({ label, done: done++, total, details: [`l = ${distance.toPrecision(3)}`] });
      return (await evaluateTrainPoint(runner, origin, settings.direction, distance, settings, { signal })).loss;
    };
    return search(loss, origin);
  }, { signal });
}

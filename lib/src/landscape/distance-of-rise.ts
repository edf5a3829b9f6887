// The distance at which a loss has risen: radii, reaches and norms share this search.
import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import type { Solution } from '../training/solution';
import { evaluateTrainPoint, type Measurement, returning } from './evaluate-point';

/** f(l), the loss at distance l along a line. */
export type LossAlong = (distance: number) => Promise<number>;

/** Two distances between which a loss rises far enough. */
export interface RiseBracket {
  /** A distance at which it has not risen far enough, or 0. */
  readonly inside: number;
  /** A distance at which it has; if not `reached`, the largest distance tried. */
  readonly outside: number;
  /** Whether the loss rose far enough. */
  readonly reached: boolean;
  /** How often the distance grew. */
  readonly growths: number;
}

/**
 * Grows a distance until the loss has risen there.
 *
 * @param hasRisen whether the loss has risen at a distance
 * @param search the first distance, the factor by which it grows, and the most growths
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

/** Narrows a bracket: each of `times` steps splits it where `middle` says, and keeps the part in which the loss rises. */
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

/** f(0). @throws LandscapeError CURVE_NOT_FINITE if it is not finite */
export async function lossAtOrigin(loss: LossAlong): Promise<number> {
  const atOrigin = await loss(0);
  if (Number.isFinite(atOrigin)) return atOrigin;
  throw new LandscapeError(
    'CURVE_NOT_FINITE',
    `The loss at the solution itself is ${atOrigin}.`,
    'Check the checkpoint and the batch-norm mode.',
  );
}

/** What is measured along a direction u through a solution. */
export type AlongDirection = Omit<Measurement, 'test'> & { readonly direction: Float32Array };

/**
 * Runs a search on the training loss along a direction through the runner's present weights. The runner's weights and statistics
 * are restored.
 *
 * @param progress its label, and how often the search evaluates the loss at most
 * @throws what `evaluateTrainPoint` and `search` throw
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

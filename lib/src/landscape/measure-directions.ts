import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { type Direction, directionAt, drawsOf, nameOfDirection } from './direction-at';
import { type AlongSettings, measureAlong, type MeasuredCurve } from './measure-along';

/** What {@link measureDirections} measures. You can spread a dataset into it for `train` and `test`. */
export interface DirectionsSettings extends Omit<AlongSettings, 'direction'> {
  /** Number of directions of each kind. There is only one `ones`, and your own direction has as many as its `draws` says. */
  readonly count: number;
  /** Seed of the draws. */
  readonly seed: number;
}

/** The directions of one kind. */
export interface MeasuredKind {
  /** The kind, or the name of your own direction. */
  readonly kind: string;
  readonly measured: readonly MeasuredCurve[];
}

/**
 * Runs {@link measureAlong} for several directions of each kind, your own among them, at the runner's present weights. All
 * directions of a kind reach as far as its first.
 *
 * @throws what `measureAlong`, `drawDirection` and your own `of` throw; UsageError DIRECTION_NAME_INVALID, DIRECTION_NAME_TAKEN,
 * DIRECTION_INVALID
 */
export async function measureDirections(
  runner: Runner,
  kinds: readonly Direction[],
  settings: DirectionsSettings,
  { signal, onProgress }: RunOptions = {},
): Promise<MeasuredKind[]> {
  const { count, seed, ...along } = settings;
  const all: MeasuredKind[] = [];
  for (const direction of kinds) {
    const kind = nameOfDirection(direction);
    const measured: MeasuredCurve[] = [];
    const directions = drawsOf(direction, count);
    for (let index = 0; index < directions; index++) {
      onProgress?.({ label: kind, done: index, total: directions });
      const vector = await directionAt(runner, direction, { seed, index }, along, { signal });
      const radius = along.radius ?? measured[0]?.curve.distances.at(-1);
      measured.push(await measureAlong(runner, { ...along, direction: vector, radius }, { signal }));
    }
    onProgress?.({ label: kind, done: directions, total: directions });
    all.push({ kind, measured });
  }
  return all;
}

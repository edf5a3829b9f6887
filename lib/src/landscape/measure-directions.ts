import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { type Direction, directionAt, drawsOf, nameOfDirection } from './direction-at';
import { type AlongSettings, measureAlong, type MeasuredCurve } from './measure-along';

/** What {@link measureDirections} measures. A dataset may be spread into it for `train` and `test`. */
export interface DirectionsSettings extends Omit<AlongSettings, 'direction'> {
  /** How many directions of each kind; of `ones` there is only one, of one's own as many as its `draws`. */
  readonly count: number;
  /** Which draws. */
  readonly seed: number;
}

/** The directions of one kind. */
export interface MeasuredKind {
  /** Of one's own: its name. */
  readonly kind: string;
  readonly measured: readonly MeasuredCurve[];
}

/**
 * {@link measureAlong} for several directions of several kinds, also of one's own, at the runner's present weights. All of one kind
 * reach as far as the first of them.
 *
 * @throws as `measureAlong` and `drawDirection`; UsageError DIRECTION_NAME_INVALID, DIRECTION_NAME_TAKEN; what `of` of one's own throws
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

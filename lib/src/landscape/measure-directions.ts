import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { type DirectionKind, drawDirection } from './directions';
import { type AlongSettings, measureAlong, type MeasuredCurve } from './measure-along';

/** What {@link measureDirections} measures. A dataset may be spread into it for `train` and `test`. */
export interface DirectionsSettings extends Omit<AlongSettings, 'direction'> {
  /** How many directions of each kind; of `ones` there is only one. */
  readonly count: number;
  /** Which draws. */
  readonly seed: number;
}

/** The directions of one kind. */
export interface MeasuredKind {
  readonly kind: DirectionKind;
  readonly measured: readonly MeasuredCurve[];
}

/**
 * {@link measureAlong} for several directions of several kinds at the runner's present weights. All of one kind reach as far
 * as the first of them.
 *
 * @throws as `measureAlong` and `drawDirection`
 */
export async function measureDirections(
  runner: Runner,
  kinds: readonly DirectionKind[],
  settings: DirectionsSettings,
  { signal, onProgress }: RunOptions = {},
): Promise<MeasuredKind[]> {
  const { count, seed, ...along } = settings;
  const all: MeasuredKind[] = [];
  for (const kind of kinds) {
    const measured: MeasuredCurve[] = [];
    const directions = kind === 'ones' ? 1 : count;
    for (let index = 0; index < directions; index++) {
      onProgress?.({ label: kind, done: index, total: directions });
      const direction = drawDirection(kind, runner.layout, { seed, index, weights: runner.getWeights() });
      const radius = along.radius ?? measured[0]?.curve.distances.at(-1);
      measured.push(await measureAlong(runner, { ...along, direction, radius }, { signal }));
    }
    onProgress?.({ label: kind, done: directions, total: directions });
    all.push({ kind, measured });
  }
  return all;
}

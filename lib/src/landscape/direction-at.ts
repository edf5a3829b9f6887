import { UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { checkLengths, normalised } from '../numbers/vector';
import { DIRECTION_KINDS, type DirectionDraw, type DirectionKind, drawDirection } from './directions';
import { type Measurement, returning } from './evaluate-point';

/** A direction of one's own, wherever a kind of direction is taken. */
export interface OwnDirection {
  /** Letters, digits, dots and dashes, and none of the kinds: names its records, its rows and its curves. */
  readonly name: string;
  /**
   * The direction at the runner's present weights, in the order of `runner.layout`; its length does not matter. The same `draw` must
   * give the same vector. What it moves in the runner is put back.
   */
  readonly of: (runner: Runner, draw: OwnDraw, data: DirectionData) => Promise<Float32Array>;
  /** How many different ones there are, by `draw.index`. Default 1, as for a gradient. */
  readonly draws?: number;
}

/** Which direction of one's own. */
export type OwnDraw = Required<Pick<DirectionDraw, 'seed' | 'index'>>;

/** The examples on which the loss along the direction is measured. */
export type DirectionData = Pick<Measurement, 'train' | 'test'>;

/** A kind of direction, or one of one's own. */
export type Direction = DirectionKind | OwnDirection;

/** How a direction is named in records, rows and figures. @throws UsageError DIRECTION_NAME_INVALID, DIRECTION_NAME_TAKEN */
export function nameOfDirection(direction: Direction): string {
  if (typeof direction === 'string') return direction;
  const { name } = direction;
  if (!/^\w[\w.-]*$/.test(name))
    throw new UsageError('DIRECTION_NAME_INVALID', `"${name}" cannot name a direction.`, 'Use letters, digits, dots and dashes.');
  if (DIRECTION_KINDS.some((kind) => kind === name))
    throw new UsageError('DIRECTION_NAME_TAKEN', `${name} is a kind of direction already.`, 'Give your own another name.');
  return name;
}

/** How many of `count` directions are different: there is one `ones`, and of one's own as many as it says. */
export function drawsOf(direction: Direction, count: number): number {
  if (typeof direction === 'string') return direction === 'ones' ? 1 : count;
  return Math.min(count, direction.draws ?? 1);
}

/**
 * A direction u, ‖u‖ = 1, at the runner's present weights: drawn, or what one's own function gives.
 *
 * @throws as `drawDirection`; UsageError DIRECTION_INVALID; LandscapeError LENGTHS_DIFFER, DIRECTION_NOT_FINITE, DIRECTION_ZERO; what
 * `of` throws
 */
export async function directionAt(
  runner: Runner,
  direction: Direction,
  draw: OwnDraw,
  data: DirectionData,
  run: RunOptions = {},
): Promise<Float32Array> {
  const name = nameOfDirection(direction);
  if (typeof direction === 'string') return drawDirection(direction, runner.layout, { ...draw, weights: runner.getWeights() });
  const vector: Float32Array | undefined = await returning(runner, () => direction.of(runner, draw, data), run);
  if (!ArrayBuffer.isView(vector))
    throw new UsageError('DIRECTION_INVALID', `What gives the direction ${name} gave no Float32Array.`, 'Return one for all weights.');
  checkLengths(vector, { length: runner.layout.size });
  return normalised(vector, `The direction ${name}`);
}

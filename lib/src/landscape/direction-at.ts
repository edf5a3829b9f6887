import { UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { checkLengths, normalised } from '../numbers/vector';
import { DIRECTION_KINDS, type DirectionDraw, type DirectionKind, drawDirection } from './directions';
import { type Measurement, returning } from './evaluate-point';

/** A direction of your own. Functions that take a kind of direction take it too. */
export interface OwnDirection {
  /**
   * Letters, digits, underscores, dots and dashes, no dot or dash first, and not the name of a kind. It names the direction's
   * records, rows and curves.
   */
  readonly name: string;
  /**
   * Gives the direction at the runner's present weights, in the order of `runner.layout`; its length does not matter. The same
   * `draw` must give the same vector. If the function changes the runner's weights, they are restored.
   */
  readonly of: (runner: Runner, draw: OwnDraw, data: DirectionData) => Promise<Float32Array>;
  /** How many different directions there are; `draw.index` counts them from 0. Default 1, as for a gradient. */
  readonly draws?: number;
}

/** Which of your own directions to give. */
export type OwnDraw = Required<Pick<DirectionDraw, 'seed' | 'index'>>;

/** The examples on which the loss along the direction is measured. */
export type DirectionData = Pick<Measurement, 'train' | 'test'>;

/** A kind of direction, or a direction of your own. */
export type Direction = DirectionKind | OwnDirection;

/**
 * The name of a direction in records, rows and figures.
 *
 * @throws UsageError DIRECTION_NAME_INVALID for other characters; DIRECTION_NAME_TAKEN for the name of a kind
 */
export function nameOfDirection(direction: Direction): string {
  if (typeof direction === 'string') return direction;
  const { name } = direction;
  if (!/^\w[\w.-]*$/.test(name))
    throw new UsageError('DIRECTION_NAME_INVALID', `"${name}" cannot name a direction.`, 'Use letters, digits, dots and dashes.');
  if (DIRECTION_KINDS.some((kind) => kind === name))
    throw new UsageError('DIRECTION_NAME_TAKEN', `${name} is a kind of direction already.`, 'Give your own another name.');
  return name;
}

/** How many of `count` directions differ: there is one `ones`, and your own direction has as many as its `draws` says. */
export function drawsOf(direction: Direction, count: number): number {
  if (typeof direction === 'string') return direction === 'ones' ? 1 : count;
  return Math.min(count, direction.draws ?? 1);
}

/**
 * A direction u at the runner's present weights, with ‖u‖ = 1: drawn, or given by your own function.
 *
 * @returns flat float32 vector in the layout's order
 * @throws what `drawDirection`, `nameOfDirection` and your own `of` throw; UsageError DIRECTION_INVALID if `of` gives no vector
 * @throws LandscapeError LENGTHS_DIFFER, DIRECTION_NOT_FINITE, DIRECTION_ZERO; InterruptedError when `signal` is aborted
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
    throw new UsageError('DIRECTION_INVALID', `The function of direction ${name} gave no Float32Array.`, 'Return one, for all weights.');
  checkLengths(vector, { length: runner.layout.size });
  return normalised(vector, `The direction ${name}`);
}

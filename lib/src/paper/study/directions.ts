import { sha256 } from '../../base/files';
import { type Direction, directionAt, drawsOf, nameOfDirection } from '../../landscape/direction-at';
import { type DirectionKind, drawDirection } from '../../landscape/directions';
import type { BatchNormMode } from '../../landscape/evaluate-point';
import type { Runner } from '../../networks/runner';
import { plainExamplesOf } from './examples';
import { networkOf } from './networks';
import { runnerOf, type StudySolution } from './solutions';
import type { Study } from './study';

/** Directions are drawn from one seed, so that all solutions of a network are looked at along the same ones. */
export const DIRECTION_SEED = 0;
/** The training that is looked at along most directions. */
export const FIRST_SEED = 1;

/** Which direction. */
export interface DirectionChoice {
  readonly kind: Direction;
  /** Which draw of this kind, from 0: the same at every solution of a network. */
  readonly index: number;
}

/** A direction of one's own as its records name it, which know it by its numbers and not by the function that gave them. */
export interface OwnVector {
  readonly name: string;
  readonly vector: Float32Array;
}

/** A choice as plain data. */
export interface FoundDirection {
  readonly kind: DirectionKind | OwnVector;
  readonly index: number;
}

/**
 * What a record is told of a direction. A kind is drawn only when something is measured; one's own is computed now, at the solution,
 * for its hash: so that its records too are read only where the images are at hand, and only if it gives the same numbers each time.
 *
 * @throws as `directionAt`
 */
export async function findDirection(study: Study, solution: StudySolution, { kind, index }: DirectionChoice): Promise<FoundDirection> {
  if (typeof kind === 'string') return { kind, index };
  const draw = { seed: DIRECTION_SEED, index };
  const vector = await directionAt(runnerOf(study, solution), kind, draw, plainExamplesOf(study), study.run);
  return { kind: { name: kind.name, vector }, index };
}

/** How a direction is named in the names of records. */
export function directionName({ kind }: FoundDirection): string {
  return typeof kind === 'string' ? kind : kind.name;
}

/** What stands for a direction in the inputs of records, besides its draw: its name, of one's own also the hash of its numbers. */
export function directionInputs(found: FoundDirection): { readonly kind: string; readonly direction?: string } {
  const { kind } = found;
  return { kind: directionName(found), ...(typeof kind !== 'string' && { direction: sha256(kind.vector) }) };
}

/** The study's direction at the weights of a solution's runner. */
export function directionOf(runner: Runner, { kind, index }: FoundDirection): Float32Array {
  if (typeof kind !== 'string') return kind.vector;
  return drawDirection(kind, runner.layout, { seed: DIRECTION_SEED, index, weights: runner.getWeights() });
}

/**
 * How many directions of a kind a study measures at a solution. `ones` has only one, and one's own as many as it says; what serves
 * as a control, `residual` and whatever is not re-estimated, gets fewer. Further seeds and other networks get half as many as the
 * first seed of the study's own network: what they add is another training, not more directions of it.
 */
export function directionCount(
  { scale }: Study,
  { network, seed }: Pick<StudySolution, 'network' | 'seed'>,
  { kind, batchNorm }: { readonly kind: Direction; readonly batchNorm: BatchNormMode },
): number {
  const count = nameOfDirection(kind) === 'residual' || batchNorm !== 'reestimate' ? scale.controlDirections : scale.directions;
  return drawsOf(kind, network === networkOf(scale, 'main') && seed === FIRST_SEED ? count : Math.ceil(count / 2));
}

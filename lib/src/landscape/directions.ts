import { LandscapeError, UsageError } from '../base/errors';
import { type Generator, generator } from '../base/random';
import type { WeightEntry, WeightLayout } from '../networks/layout';
import { scaledToFilters } from './filters';
import { orthogonalised } from './orthogonal';
import { checkLengths, normalised } from '../numbers/vector';

/**
 * The laws from which directions are drawn; u is always divided by its 2-norm over all trainable weights.
 *
 * - `uniform01`: each entry from U(0, 1), the paper's choice. Two of them have cosine → 3/4: they share the component
 *   along `ones`, so several are close to one observation, not several.
 * - `uniform-symmetric`: each entry from U(−1, 1); by the paper's footnote usually not asymmetric.
 * - `gaussian`: each entry from N(0, 1): an isotropic direction.
 * - `ones`: all entries equal; nothing is drawn.
 * - `residual`: the `uniform01` of the same seed and index without its projection on `ones`: what is random in it.
 * - `bn-only`: U(0, 1) on γ and β of batch norm, 0 elsewhere. `non-bn-only`: the reverse.
 * - `filter-normalised`: N(0, 1), each filter rescaled to the norm of the weights' filter, 0 on biases and norm
 *   layers (Li et al., "Visualizing the Loss Landscape of Neural Nets", NeurIPS 2018); then the whole has length 1, so
 *   that l is comparable with ‖w‖.
 * - `sign-consistent`: |z|·sign(w) with z from N(0, 1): every weight grows away from 0 on the positive side.
 */
export const DIRECTION_KINDS = [
  'uniform01',
  'uniform-symmetric',
  'gaussian',
  'ones',
  'residual',
  'bn-only',
  'non-bn-only',
  'filter-normalised',
  'sign-consistent',
] as const;

/** One of {@link DIRECTION_KINDS}. */
export type DirectionKind = (typeof DIRECTION_KINDS)[number];

/** What a draw depends on, besides the kind and the network's layout. */
export interface DirectionDraw {
  readonly seed: number;
  /** Which draw of this kind, from 0. Default 0. */
  readonly index?: number;
  /** w, of the layout's length; needed by `filter-normalised` and `sign-consistent` only. */
  readonly weights?: ArrayLike<number>;
}

/** A kind of direction from a text, such as an argument of a command. @throws UsageError DIRECTION_UNKNOWN, naming the kinds */
export function directionKind(text: string): DirectionKind {
  const kind = DIRECTION_KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new UsageError('DIRECTION_UNKNOWN', `There is no direction "${text}".`, `Choose one of ${DIRECTION_KINDS.join(', ')}.`);
}

/**
 * Draws a direction u, ‖u‖ = 1, as flat float32 vector in the layout's order. The same kind, seed, index, layout (and
 * weights) give the same direction, whatever was drawn before.
 *
 * @throws UsageError DIRECTION_UNKNOWN; DIRECTION_NEEDS_WEIGHTS
 * @throws LandscapeError DIRECTION_GROUP_ABSENT for `bn-only` in a network without batch norm, DIRECTION_ZERO,
 *   DIRECTION_NOT_FINITE, LENGTHS_DIFFER
 */
export function drawDirection(kind: DirectionKind, layout: WeightLayout, draw: DirectionDraw): Float32Array {
  return normalised(entriesOf(directionKind(kind), layout, draw), `The direction ${kind}`);
}

/** Whether an entry is γ or β of a batch-norm layer: the group of `bn-only`. */
export function isBatchNorm(entry: Pick<WeightEntry, 'role'>): boolean {
  return entry.role === 'batch-norm-gamma' || entry.role === 'batch-norm-beta';
}

/**
 * Keeps the coordinates of the weights that `member` names and puts 0 elsewhere; not normalised.
 *
 * @param group how an error names the group
 * @throws LandscapeError DIRECTION_GROUP_ABSENT when no weight belongs to it, LENGTHS_DIFFER
 */
export function masked(
  vector: ArrayLike<number>,
  layout: WeightLayout,
  member: (entry: WeightEntry) => boolean,
  group: string,
): Float64Array {
  checkLengths(vector, { length: layout.size });
  const kept = layout.entries.filter(member);
  if (kept.length === 0) {
    throw new LandscapeError(
      'DIRECTION_GROUP_ABSENT',
      `This network has no ${group} weights.`,
      'Choose a direction over all weights, such as uniform01.',
    );
  }
  const result = new Float64Array(layout.size);
  for (const { offset, size } of kept) {
    for (let i = offset; i < offset + size; i++) result[i] = vector[i];
  }
  return result;
}

function entriesOf(kind: DirectionKind, layout: WeightLayout, { seed, index = 0, weights }: DirectionDraw): ArrayLike<number> {
  const filled = (stream: string, draw: (source: Generator) => number): Float64Array => {
    const source = generator(seed, `direction/${stream}/${index}`);
    return new Float64Array(layout.size).map(() => draw(source));
  };
  const uniform = (stream: string): Float64Array => filled(stream, (source) => source.uniform());
  const normal = (): Float64Array => filled(kind, (source) => source.normal());
  switch (kind) {
    case 'uniform01':
      return uniform(kind);
    case 'uniform-symmetric':
      return filled(kind, (source) => 2 * source.uniform() - 1);
    case 'gaussian':
      return normal();
    case 'ones':
      return new Float64Array(layout.size).fill(1);
    case 'residual':
      return orthogonalised(uniform('uniform01'), [new Float64Array(layout.size).fill(1)]);
    case 'bn-only':
      return masked(uniform(kind), layout, isBatchNorm, 'batch-norm');
    case 'non-bn-only':
      return masked(uniform(kind), layout, (entry) => !isBatchNorm(entry), 'non-batch-norm');
    case 'filter-normalised':
      return scaledToFilters(normal(), needed(weights, layout, kind), layout);
    case 'sign-consistent': {
      const w = needed(weights, layout, kind);
      return normal().map((z, i) => Math.abs(z) * Math.sign(w[i]));
    }
  }
}

function needed(weights: ArrayLike<number> | undefined, layout: WeightLayout, kind: DirectionKind): ArrayLike<number> {
  if (weights === undefined) {
    throw new UsageError(
      'DIRECTION_NEEDS_WEIGHTS',
      `A ${kind} direction depends on the weights, and none were given.`,
      'Pass weights: runner.getWeights().',
    );
  }
  checkLengths(weights, { length: layout.size });
  return weights;
}

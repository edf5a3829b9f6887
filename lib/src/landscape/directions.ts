import { LandscapeError, UsageError } from '../base/errors';
import { type Generator, generator } from '../base/random';
import type { WeightEntry, WeightLayout } from '../networks/layout';
import { scaledToFilters } from './filters';
import { orthogonalised } from './orthogonal';
import { checkLengths, normalised } from '../numbers/vector';

/**
 * The laws from which directions are drawn. Every u is divided by its 2-norm over all trainable weights.
 *
 * - `uniform01`: entries from U(0, 1), the paper's choice. Two of them have a cosine close to 3/4, since they share the component
 *   along `ones`: several of them amount to one observation rather than several.
 * - `uniform-symmetric`: entries from U(−1, 1). By the paper's footnote, they are usually not asymmetric.
 * - `gaussian`: entries from N(0, 1), an isotropic direction.
 * - `ones`: all entries equal; nothing is drawn.
 * - `residual`: the `uniform01` direction of the same seed and index without its projection on `ones`, which leaves the random
 *   part.
 * - `bn-only`: U(0, 1) on γ and β of batch norm, 0 elsewhere (paper, section 7.1). `non-bn-only`: the reverse.
 * - `filter-normalised`: entries from N(0, 1), each filter rescaled to the norm of the weights' filter, 0 on biases and norm
 *   layers (Li et al., "Visualizing the Loss Landscape of Neural Nets", NeurIPS 2018). The whole is then rescaled to length 1, so
 *   that l is comparable with ‖w‖.
 * - `sign-consistent`: |z|·sign(w) with z from N(0, 1). Along +u every weight grows away from 0.
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

/** What a draw depends on, besides the kind and the layout of the network. */
export interface DirectionDraw {
  readonly seed: number;
  /** Number of the draw of this kind, from 0. Default 0. */
  readonly index?: number;
  /** w, as long as the layout; only `filter-normalised` and `sign-consistent` need it. */
  readonly weights?: ArrayLike<number>;
}

/** The kind of direction that a text names, such as an argument of a command. @throws UsageError DIRECTION_UNKNOWN, with the kinds */
export function directionKind(text: string): DirectionKind {
  const kind = DIRECTION_KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new UsageError('DIRECTION_UNKNOWN', `There is no direction "${text}".`, `Choose one of ${DIRECTION_KINDS.join(', ')}.`);
}

/**
 * Draws a direction u with ‖u‖ = 1. The same kind, seed, index, layout (and weights) give the same direction, whatever was drawn
 * before.
 *
 * @returns flat float32 vector in the layout's order
 * @throws UsageError DIRECTION_UNKNOWN; DIRECTION_NEEDS_WEIGHTS for `filter-normalised` and `sign-consistent` without weights
 * @throws LandscapeError DIRECTION_GROUP_ABSENT for `bn-only` in a network without batch norm; DIRECTION_ZERO,
 * DIRECTION_NOT_FINITE, DIRECTION_DEPENDENT if no direction is left; LENGTHS_DIFFER for weights of another length
 */
export function drawDirection(kind: DirectionKind, layout: WeightLayout, draw: DirectionDraw): Float32Array {
  return normalised(entriesOf(directionKind(kind), layout, draw), `The direction ${kind}`);
}

/** Whether an entry is γ or β of a batch-norm layer: the group of `bn-only`. */
export function isBatchNorm(entry: Pick<WeightEntry, 'role'>): boolean {
  return entry.role === 'batch-norm-gamma' || entry.role === 'batch-norm-beta';
}

/**
 * The vector with all entries set to 0 except those of the weights that `member` selects; not normalised.
 *
 * @param group name of the group in errors
 * @throws LandscapeError DIRECTION_GROUP_ABSENT if no weight belongs to the group; LENGTHS_DIFFER
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

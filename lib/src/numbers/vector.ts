import { LandscapeError } from '../base/errors';

/** ⟨a, b⟩, summed in float64. @throws LandscapeError LENGTHS_DIFFER */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkLengths(a, b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The 2-norm ‖v‖, summed in float64. */
export function norm(vector: ArrayLike<number>): number {
  return Math.sqrt(dot(vector, vector));
}

/** ⟨a, b⟩ / (‖a‖ ‖b‖); NaN if one of the vectors is zero. @throws LandscapeError LENGTHS_DIFFER */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return dot(a, b) / (norm(a) * norm(b));
}

/**
 * The point w + l·u. Each coordinate is computed in float64 and rounded once to float32. The arguments do not change.
 *
 * @param weights w
 * @param distance l, in units of ‖u‖
 * @param direction u
 * @throws LandscapeError LENGTHS_DIFFER
 */
export function moved(weights: ArrayLike<number>, distance: number, direction: ArrayLike<number>): Float32Array {
  checkLengths(weights, direction);
  const point = new Float32Array(weights.length);
  for (let i = 0; i < point.length; i++) point[i] = weights[i] + distance * direction[i];
  return point;
}

/**
 * The unit vector v / ‖v‖, as float32.
 *
 * @param vector v
 * @param what the vector's name in errors, such as `The direction bn-only`
 * @throws LandscapeError DIRECTION_NOT_FINITE if ‖v‖ is not finite, DIRECTION_ZERO if it is 0
 */
export function normalised(vector: ArrayLike<number>, what = 'The direction'): Float32Array {
  const length = norm(vector);
  if (!Number.isFinite(length)) {
    throw new LandscapeError(
      'DIRECTION_NOT_FINITE',
      `${what} has entries that are not finite numbers.`,
      'Check where its numbers come from.',
    );
  }
  if (length === 0) {
    throw new LandscapeError('DIRECTION_ZERO', `${what} is zero everywhere.`, 'Give one with at least one entry other than 0.');
  }
  const unit = new Float32Array(vector.length);
  for (let i = 0; i < unit.length; i++) unit[i] = vector[i] / length;
  return unit;
}

/** Checks that two vectors have the same length. @throws LandscapeError LENGTHS_DIFFER */
export function checkLengths(a: { readonly length: number }, b: { readonly length: number }): void {
  if (a.length === b.length) return;
  throw new LandscapeError(
    'LENGTHS_DIFFER',
    `Two vectors have different lengths, ${a.length} and ${b.length}.`,
    'Give two of the same length: for weights and directions, the number of trainable weights of one network.',
  );
}

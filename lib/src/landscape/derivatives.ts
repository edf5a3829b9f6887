import { UsageError } from '../base/errors';
import { breathe, type RunOptions } from '../base/progress';
import { generator } from '../base/random';
import { checkLengths, dot } from '../numbers/vector';

/** Laws whose directions need no more than a stream of numbers. */
export type StreamedKind = 'uniform01' | 'uniform-symmetric' | 'gaussian';

/**
 * ⟨g, u⟩ for many directions and several gradients at once. No direction is kept: its entries are drawn one after the
 * other, so thousands of directions in as many dimensions as a network has cost no memory. They are the directions that
 * `drawDirection` gives for the same kind, seed and index, without its rounding to float32.
 *
 * @param gradients of the same length
 * @returns for each gradient one value for each direction
 * @throws UsageError VECTOR_EMPTY; LandscapeError LENGTHS_DIFFER; InterruptedError
 */
export async function directionalDerivatives(
  kind: StreamedKind,
  gradients: readonly Float64Array[],
  { seed, directions, signal, onProgress }: RunOptions & { readonly seed: number; readonly directions: number },
): Promise<Float64Array[]> {
  for (const gradient of gradients) checkLengths(gradient, gradients[0]);
  if (gradients[0]?.length === 0)
    throw new UsageError('VECTOR_EMPTY', 'The gradients have no entries.', 'Give gradients of the length of the weights.');
  const values = gradients.map(() => new Float64Array(directions));
  for (let index = 0; index < directions; index++) {
    await breathe(signal);
    onProgress?.({ label: 'directional derivatives', done: index, total: directions });
    const { projections, length } = projectionsOn(kind, seed, index, gradients);
    projections.forEach((projection, j) => (values[j][index] = projection / length));
  }
  return values;
}

function projectionsOn(
  kind: StreamedKind,
  seed: number,
  index: number,
  gradients: readonly Float64Array[],
): { projections: Float64Array; length: number } {
  const draw = entries(kind, seed, index);
  const projections = new Float64Array(gradients.length);
  let squares = 0;
  for (let i = 0; i < gradients[0].length; i++) {
    const entry = draw();
    squares += entry * entry;
    for (let j = 0; j < gradients.length; j++) projections[j] += entry * gradients[j][i];
  }
  return { projections, length: Math.sqrt(squares) };
}

function entries(kind: StreamedKind, seed: number, index: number): () => number {
  const source = generator(seed, `direction/${kind}/${index}`);
  switch (kind) {
    case 'uniform01':
      return () => source.uniform();
    case 'uniform-symmetric':
      return () => 2 * source.uniform() - 1;
    case 'gaussian':
      return () => source.normal();
  }
}

/**
 * The cosine between a vector and (1, …, 1). For directions with entries in (0, 1), ⟨g, u⟩ is nearly normal with mean
 * ½·Σg and standard deviation ‖g‖/√12 (times the same length), so P(⟨g, u⟩ > 0) = Φ(√(3d)·cosine): one number decides
 * about thousands of such directions.
 */
export function cosineWithOnes(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i];
  return sum / Math.sqrt(vector.length * dot(vector, vector));
}

import { UsageError } from '../base/errors';
import { breathe, type RunOptions } from '../base/progress';
import { generator } from '../base/random';
import { checkLengths, dot } from '../numbers/vector';

/** Kinds of directions whose entries come one by one from a stream of random numbers. */
export type StreamedKind = 'uniform01' | 'uniform-symmetric' | 'gaussian';

/**
 * ⟨g, u⟩ for many directions u and several gradients g at once. Directions are not stored: their entries are drawn one after the
 * other, so thousands of directions with the dimension of a network take no memory. They are the directions that `drawDirection`
 * draws for the same kind, seed and index, before it rounds them to float32.
 *
 * @param gradients all of the same length
 * @returns for each gradient, one value for each direction
 * @throws UsageError VECTOR_EMPTY for gradients without entries; LandscapeError LENGTHS_DIFFER; InterruptedError when `signal` is
 * aborted
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
 * The cosine between a vector g and (1, …, 1). If the d entries of u are uniform on (0, 1), then ⟨g, u⟩ is nearly normal, with
 * mean ½·Σg and standard deviation ‖g‖/√12 before u is normalised. So P(⟨g, u⟩ > 0) = Φ(√(3d)·cosine): one number tells the
 * outcome for thousands of such directions.
 */
export function cosineWithOnes(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i];
  return sum / Math.sqrt(vector.length * dot(vector, vector));
}

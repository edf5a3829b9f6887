import { UsageError } from '../base/errors';
import type { Dataset } from '../datasets/dataset';
import { tf } from '../engine/tensorflow';
import { createRunner } from '../networks/create-runner';
import type { Runner } from '../networks/runner';
import { fit, type FitOptions, type Fitted } from './fit';

/**
 * Trains the same kind of model several times, with other initial weights and other orders of the examples, and measures each.
 * Confidence intervals over trainings rest on this. Frees model and runner after each training.
 *
 * @param build makes the model for a seed; its initialisers must depend on the seed
 * @param measure receives the runner, at the last solution, the solutions, and the seed
 * @returns the results of `measure`, in the order of the seeds
 * @throws UsageError SEEDS_INVALID for no seeds, a repeated seed or one that is not a safe integer; as `fit` and `createRunner`
 */
export async function overTrainings<T>(
  build: (seed: number) => tf.LayersModel | Promise<tf.LayersModel>,
  dataset: Dataset,
  { seeds, ...options }: Omit<FitOptions, 'seed'> & { readonly seeds: readonly number[] },
  measure: (runner: Runner, fitted: Fitted, seed: number) => T | Promise<T>,
): Promise<T[]> {
  if (seeds.length === 0 || new Set(seeds).size < seeds.length || !seeds.every(Number.isSafeInteger)) {
    const given = seeds.length === 0 ? 'none' : seeds.join(', ');
    throw new UsageError('SEEDS_INVALID', `The seeds are ${given}.`, 'Give at least one safe integer, and each only once.');
  }
  const results: T[] = [];
  for (const [index, seed] of seeds.entries()) {
    const runner = runnerOf(await build(seed), dataset);
    try {
      const onProgress: FitOptions['onProgress'] = (progress) =>
        options.onProgress?.({ ...progress, label: `training ${index + 1}/${seeds.length}, ${progress.label}` });
      results.push(await measure(runner, await fit(runner, dataset, { ...options, seed, onProgress }), seed));
    } finally {
      runner.dispose();
      runner.model.dispose();
    }
  }
  return results;
}

/** The runner of a model; frees the model if it cannot have a runner, since nobody else would. */
function runnerOf(model: tf.LayersModel, dataset: Dataset): Runner {
  try {
    return createRunner(model, dataset);
  } catch (error) {
    // `build` may have returned something other than a model; the error then says so.
    if (model instanceof tf.LayersModel) model.dispose();
    throw error;
  }
}

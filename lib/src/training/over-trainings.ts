import { UsageError } from '../base/errors';
import type { Dataset } from '../datasets/dataset';
import { tf } from '../engine/tensorflow';
import { createRunner } from '../networks/create-runner';
import type { Runner } from '../networks/runner';
import { fit, type FitOptions, type Fitted } from './fit';

/**
 * Trains the same kind of model several times, from other initial weights and with other orders of the examples, and
 * measures something at each: what every interval over trainings rests on. Model and runner are freed after each.
 *
 * @param build makes the model of a seed; its initialisers must depend on the seed
 * @param measure gets the runner, at the last solution, the solutions, and the seed
 * @returns what `measure` gave, in the order of the seeds
 * @throws UsageError SEEDS_INVALID for no seeds, one given twice or one that is no safe whole number; as `fit` and `createRunner`
 */
export async function overTrainings<T>(
  build: (seed: number) => tf.LayersModel | Promise<tf.LayersModel>,
  dataset: Dataset,
  { seeds, ...options }: Omit<FitOptions, 'seed'> & { readonly seeds: readonly number[] },
  measure: (runner: Runner, fitted: Fitted, seed: number) => T | Promise<T>,
): Promise<T[]> {
  if (seeds.length === 0 || new Set(seeds).size < seeds.length || !seeds.every(Number.isSafeInteger)) {
    const given = seeds.length === 0 ? 'none' : seeds.join(', ');
    throw new UsageError('SEEDS_INVALID', `The seeds are ${given}.`, 'Give at least one safe whole number, and none twice.');
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

/** The runner of a model that nobody else frees if there can be none. */
function runnerOf(model: tf.LayersModel, dataset: Dataset): Runner {
  try {
    return createRunner(model, dataset);
  } catch (error) {
    // What `build` gave may be no model at all, which is what the error says.
    if (model instanceof tf.LayersModel) model.dispose();
    throw error;
  }
}

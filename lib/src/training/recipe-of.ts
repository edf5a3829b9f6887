import * as v from 'valibot';
import { CheckpointError } from '../base/errors';
import type { CheckpointMetadata } from './checkpoint';
import type { Recipe } from './recipes';
import { problemOf } from './state-schema';

const fromOne = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

const storedRecipe = v.object({
  name: v.string(),
  epochs: fromOne,
  batchSize: fromOne,
  schedule: v.object({ peak: amount, finalFactor: amount, span: v.pipe(amount, v.gtValue(0)) }),
  momentum: amount,
  weightDecay: amount,
  augment: v.boolean(),
  trainExamples: v.exactOptional(fromOne),
  firstExample: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  swaStart: v.exactOptional(fromOne),
  startsFrom: v.exactOptional(v.string()),
  afterSwa: v.exactOptional(v.object({ epochs: fromOne, learningRate: amount })),
  testEvery: fromOne,
});

/**
 * The recipe of a checkpoint's training, from the checkpoint's metadata.
 *
 * @param checkpoint its metadata, and its path for errors
 * @throws CheckpointError CHECKPOINT_RECIPE if it has no recipe, or an invalid one
 */
export function recipeOf({ metadata, path }: { readonly metadata: CheckpointMetadata; readonly path: string }): Recipe {
  const problem = metadata.recipe === undefined ? 'it tells no recipe' : problemIn(metadata.recipe);
  if (problem === undefined) return JSON.parse(metadata.recipe) as Recipe;
  throw new CheckpointError(
    'CHECKPOINT_RECIPE',
    `${path} does not say by which recipe it was trained: ${problem}.`,
    'Use a checkpoint written by training, or train again.',
  );
}

function problemIn(text: string): string | undefined {
  try {
    return problemOf(storedRecipe, JSON.parse(text));
  } catch {
    return 'its recipe is no JSON';
  }
}

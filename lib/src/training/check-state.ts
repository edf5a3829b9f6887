import { batchCount } from '../datasets/batches';
import type { Runner } from '../networks/runner';
import type { Recipe } from './recipes';
import type { EpochResult, TrainingState } from './state';
import { invalid } from './state-file';

/** The run that a state must fit. */
export interface StateFits {
  /** The path, for error messages. */
  readonly path: string;
  readonly recipe: Recipe;
  readonly runner: Pick<Runner, 'layout' | 'statisticsLayout'>;
  /** Number of training examples of the recipe. */
  readonly examples: number;
}

/**
 * Checks that a training by this recipe can reach the given state. A state beyond the last epoch would end the training at once,
 * with nothing trained, and one of another length would crash it.
 *
 * @throws CheckpointError STATE_INVALID
 */
export function checkState(state: TrainingState, { path, recipe, runner, examples }: StateFits): void {
  const problem =
    lengthProblem(state, runner) ?? placeProblem(state, recipe) ?? batchProblem(state, recipe, examples) ?? historyProblem(state, recipe);
  if (problem !== undefined) throw invalid(path, problem);
}

function lengthProblem(
  { weights, momentum, average, statistics }: TrainingState,
  { layout, statisticsLayout }: StateFits['runner'],
): string | undefined {
  const vectors = { weights, momentum, average: average?.weights };
  const wrong = Object.entries(vectors).find(([, vector]) => vector !== undefined && vector.length !== layout.size);
  if (wrong) return `its ${wrong[0]} has ${wrong[1]?.length} numbers instead of ${layout.size}`;
  return statistics.length === statisticsLayout.size
    ? undefined
    : `it has ${statistics.length} statistics instead of ${statisticsLayout.size}`;
}

/** Epochs of each phase; 0 once the training is done. */
function epochsOf(phase: TrainingState['phase'], recipe: Recipe): number {
  return { sgd: recipe.epochs, 'after-swa': afterEpochs(recipe), done: 0 }[phase];
}

/** Only a recipe with averaging has epochs after SWA. */
function afterEpochs({ epochs, swaStart, afterSwa }: Recipe): number {
  return swaStart !== undefined && swaStart <= epochs ? (afterSwa?.epochs ?? 0) : 0;
}

function placeProblem({ phase, epoch, average }: TrainingState, recipe: Recipe): string | undefined {
  const epochs = epochsOf(phase, recipe);
  if (phase === 'after-swa' && afterEpochs(recipe) === 0) return `the recipe ${recipe.name} has no phase after-swa`;
  if (epoch > epochs) return `it is at epoch ${epoch} of ${epochs} in phase ${phase}`;
  const done = phase === 'sgd' ? epoch : recipe.epochs;
  const models = recipe.swaStart === undefined ? 0 : Math.max(0, done - recipe.swaStart + 1);
  return (average?.models ?? 0) === models ? undefined : `its average has ${average?.models ?? 0} models instead of ${models}`;
}

function batchProblem({ phase, epoch, batch, sums }: TrainingState, recipe: Recipe, examples: number): string | undefined {
  const batches = epoch < epochsOf(phase, recipe) ? batchCount({ count: examples }, recipe.batchSize) : 0;
  if (batch > batches) return `it is at batch ${batch} of ${batches}`;
  const seen = Math.min(examples, batch * recipe.batchSize);
  if (sums.examples !== seen || sums.correct > seen)
    return `its sums count ${sums.correct} correct among ${sums.examples} examples instead of ${seen}`;
  return batch > 0 || sums.loss === 0 ? undefined : 'it has a loss before its first batch';
}

function historyProblem({ phase, epoch, history }: TrainingState, recipe: Recipe): string | undefined {
  const expected: readonly Pick<EpochResult, 'phase' | 'epoch'>[] = [
    ...epochs('sgd', phase === 'sgd' ? epoch : recipe.epochs),
    ...epochs('after-swa', phase === 'sgd' ? 0 : phase === 'done' ? afterEpochs(recipe) : epoch),
  ];
  if (history.length !== expected.length) return `its history has ${history.length} epochs instead of ${expected.length}`;
  const wrong = history.findIndex((entry, i) => entry.phase !== expected[i].phase || entry.epoch !== expected[i].epoch);
  return wrong < 0
    ? undefined
    : `entry ${wrong + 1} of its history is epoch ${history[wrong].epoch} of phase ${history[wrong].phase} instead of ` +
      `${expected[wrong].epoch} of ${expected[wrong].phase}`;
}

function epochs(phase: EpochResult['phase'], count: number): Pick<EpochResult, 'phase' | 'epoch'>[] {
  return Array.from({ length: count }, (_, i) => ({ phase, epoch: i + 1 }));
}

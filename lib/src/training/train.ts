import { TrainingError } from '../base/errors';
import { breathe, type RunOptions } from '../base/progress';
import { batchCount, subset, trainingBatches } from '../datasets/batches';
import type { Dataset, Split } from '../datasets/dataset';
import { checkBatchSizes } from '../networks/batch-norm-values';
import { holding } from '../networks/hold';
import type { Runner } from '../networks/runner';
import { reestimateFromBatches } from './batch-norm';
import { evaluate, type Evaluation } from './evaluation';
import { learningRate, type Recipe } from './recipes';
import { type EpochResult, NO_SUMS, type Phase, type TrainingState } from './state';
import { includeModel } from './swa';

/**
 * The solutions of a training: `sgd`, the last iterate of the recipe's own epochs; `swa`, the average of the iterates with batch
 * norm re-estimated; `sgd-after-swa`, SGD continued from the average (paper, section 6.1).
 */
export type SolutionName = 'sgd' | 'swa' | 'sgd-after-swa';

/** Options of {@link train}: the start, and callbacks for states and solutions. */
export interface TrainOptions extends RunOptions {
  readonly seed: number;
  /** The state from which to continue; absent: start from the runner's present weights, with no momentum. */
  readonly state?: TrainingState;
  /** Called at every epoch's end and before an interruption is reported. Keep the state to resume the run. */
  readonly onState?: (state: TrainingState) => void;
  /** Called once for each solution with its score on the test set, while the runner holds its weights and statistics. */
  readonly onSolution?: (name: SolutionName, state: TrainingState, test: Pick<Evaluation, 'loss' | 'accuracy'>) => void;
}

/** One training from its beginning to its end, as the functions below share it. */
interface Training extends TrainOptions {
  readonly runner: Runner;
  readonly dataset: Dataset;
  readonly train: Split;
  readonly recipe: Recipe;
}

/**
 * Trains the runner's network by a recipe: SGD with momentum and weight decay, averaging, re-estimation of batch norm at the
 * average, SGD from there. Every draw depends only on (seed, epoch, batch), so a resumed run ends with the same weights, bit for
 * bit, as an uninterrupted one. Holds the runner meanwhile. After a stop or an error the runner is where it was before the call;
 * `onState` has received the last state reached.
 *
 * @throws UsageError BATCH_NORM_ONE_VALUE if a batch would have one example and a layer takes its variance from that alone
 * @throws InterruptedError when `signal` is aborted, after `onState` has received the state
 * @throws TrainingError TRAINING_DIVERGED when a loss is no longer finite
 */
export async function train(runner: Runner, dataset: Dataset, recipe: Recipe, options: TrainOptions): Promise<TrainingState> {
  const training: Training = { ...options, runner, dataset, recipe, train: trainingSplit(dataset, recipe) };
  checkBatchSizes(runner, training.train.count, recipe.batchSize);
  return holding(runner, () => runPhases(training), { signal: options.signal });
}

async function runPhases(training: Training): Promise<TrainingState> {
  const { runner, recipe } = training;
  let state = training.state ?? freshState(runner);
  restore(runner, state);
  while (state.phase !== 'done') {
    const epochs = state.phase === 'sgd' ? recipe.epochs : (recipe.afterSwa?.epochs ?? 0);
    state = state.epoch < epochs ? await runEpoch(training, state, epochs) : await finishPhase(training, state);
    training.onState?.(state);
  }
  return state;
}

/** The training images of a recipe: `trainExamples` from `firstExample` on. @throws TrainingError TRAIN_EXAMPLES_TOO_MANY */
export function trainingSplit(dataset: Dataset, { name, firstExample = 0, trainExamples }: Recipe): Split {
  const count = trainExamples ?? Math.max(1, dataset.train.count - firstExample);
  if (firstExample + count > dataset.train.count) {
    throw new TrainingError(
      'TRAIN_EXAMPLES_TOO_MANY',
      `The recipe ${name} trains on ${count} examples${firstExample > 0 ? ` from number ${firstExample} on` : ''}; ` +
      `${dataset.name} has ${dataset.train.count}.`,
      'Take a larger dataset or a recipe that asks for fewer.',
    );
  }
  return subset(dataset.train, count, firstExample);
}

function freshState(runner: Runner): TrainingState {
  return {
    phase: 'sgd',
    epoch: 0,
    batch: 0,
    sums: NO_SUMS,
    weights: runner.getWeights(),
    momentum: new Float32Array(runner.layout.size),
    statistics: runner.getStatistics(),
    history: [],
  };
}

function restore(runner: Runner, state: TrainingState): void {
  runner.setWeights(state.weights);
  runner.setMomentum(state.momentum);
  runner.setStatistics(state.statistics);
}

/** Trains to the end of the present epoch. */
async function runEpoch(training: Training, from: TrainingState, epochs: number): Promise<TrainingState> {
  const { runner, recipe, seed, signal } = training;
  const rate = from.phase === 'sgd' ? learningRate(recipe.schedule, from.epoch) : (recipe.afterSwa?.learningRate ?? 0);
  const step = { learningRate: rate, momentum: recipe.momentum, weightDecay: recipe.weightDecay };
  const feed = { batchSize: recipe.batchSize, seed, epoch: drawIndex(recipe, from.phase, from.epoch), augment: recipe.augment };
  const sums = { ...from.sums };
  let batch = from.batch;
  let started = performance.now();
  const now = (): TrainingState => ({ ...from, ...snapshot(runner), batch, sums: { ...sums } });
  try {
    for await (const examples of trainingBatches(training.train, { ...feed, fromBatch: batch })) {
      await breathe(signal);
      const result = runner.train(examples, step);
      if (!Number.isFinite(result.loss)) throw diverged(`in epoch ${from.epoch + 1}, batch ${batch + 1}, at learning rate ${rate}`);
      batch++;
      sums.loss += result.loss * examples.size;
      sums.correct += result.correct;
      sums.examples += examples.size;
      sums.seconds += (performance.now() - started) / 1000;
      started = performance.now();
      report(training, from, epochs, batch, sums);
    }
    const end = now();
    if (![end.weights, end.statistics].every((vector) => vector.every(Number.isFinite)))
      throw diverged(`in epoch ${from.epoch + 1}, batch ${batch}, at learning rate ${rate}`);
    return await finishEpoch(training, { ...end, batch: 0, sums: NO_SUMS, epoch: from.epoch + 1 }, rate, sums);
  } catch (error) {
    if (signal?.aborted) training.onState?.(now());
    throw error;
  }
}

/** Updates the average, tests, and adds the epoch to the history. */
async function finishEpoch(training: Training, state: TrainingState, rate: number, sums: TrainingState['sums']): Promise<TrainingState> {
  const { recipe } = training;
  const averaging = state.phase === 'sgd' && recipe.swaStart !== undefined && state.epoch >= recipe.swaStart;
  const average = averaging ? includeModel(state.average, state.weights) : state.average;
  const last = state.epoch === recipe.epochs;
  const testing = state.phase === 'after-swa' || last || state.epoch % recipe.testEvery === 0;
  const test = testing ? await testScore(training, `at the end of epoch ${state.epoch}, at learning rate ${rate}`) : undefined;
  const result: EpochResult = {
    phase: state.phase,
    epoch: state.epoch,
    learningRate: rate,
    trainLoss: sums.loss / sums.examples,
    trainAccuracy: sums.correct / sums.examples,
    ...(test && { testLoss: test.loss, testAccuracy: test.accuracy }),
    averagedModels: average?.models ?? 0,
    seconds: sums.seconds,
  };
  return { ...state, average, history: [...state.history, result] };
}

/** Reports the phase's solution and prepares the next phase. */
async function finishPhase(training: Training, state: TrainingState): Promise<TrainingState> {
  const { recipe } = training;
  const solution = async (name: SolutionName, at: TrainingState): Promise<void> => {
    training.onSolution?.(name, at, await testScore(training, `at the solution ${name}`));
  };
  await solution(state.phase === 'sgd' ? 'sgd' : 'sgd-after-swa', state);
  if (state.phase === 'after-swa' || state.average === undefined) return { ...state, phase: 'done', epoch: 0 };
  const averaged = await moveToAverage(training, state, state.average.weights);
  await solution('swa', averaged);
  return { ...averaged, phase: recipe.afterSwa ? 'after-swa' : 'done', epoch: 0 };
}

/** Moves the runner to the average, with fresh momentum and with batch norm re-estimated on the augmented images. */
async function moveToAverage(training: Training, state: TrainingState, average: Float32Array): Promise<TrainingState> {
  const { runner, recipe, seed } = training;
  runner.setWeights(average);
  runner.setMomentum(new Float32Array(runner.layout.size));
  const feed = { batchSize: recipe.batchSize, seed, epoch: drawIndex(recipe, 'done', 0), augment: recipe.augment };
  await reestimateFromBatches(runner, trainingBatches(training.train, feed), { ...training, total: training.train.count });
  return { ...state, ...snapshot(runner) };
}

/** Numbers the epochs through all phases, so that no two epochs share random draws. */
function drawIndex(recipe: Recipe, phase: Phase, epoch: number): number {
  const offset = { sgd: 0, 'after-swa': recipe.epochs, done: recipe.epochs + (recipe.afterSwa?.epochs ?? 0) };
  return offset[phase] + epoch;
}

function snapshot(runner: Runner): Pick<TrainingState, 'weights' | 'momentum' | 'statistics'> {
  return { weights: runner.getWeights(), momentum: runner.getMomentum(), statistics: runner.getStatistics() };
}

function report(training: Training, state: TrainingState, epochs: number, batch: number, sums: TrainingState['sums']): void {
  training.onProgress?.({
    label: `${state.phase === 'sgd' ? 'epoch' : 'epoch after SWA'} ${state.epoch + 1}/${epochs}`,
    done: batch,
    total: batchCount(training.train, training.recipe.batchSize),
    details: [
      `loss ${(sums.loss / sums.examples).toFixed(3)}`,
      `accuracy ${((100 * sums.correct) / sums.examples).toFixed(1)} %`,
      `${Math.round(sums.examples / sums.seconds)} images/s`,
    ],
  });
}

/** Loss and accuracy on the test set. @throws TrainingError TRAINING_DIVERGED: finite weights may still be too large for a finite loss */
async function testScore({ runner, dataset, signal }: Training, where: string): Promise<Evaluation> {
  const score = await evaluate(runner, dataset.test, { signal });
  if (!Number.isFinite(score.loss)) throw diverged(where);
  return score;
}

function diverged(where: string): TrainingError {
  return new TrainingError(
    'TRAINING_DIVERGED',
    `Loss or weights are no longer finite numbers ${where}.`,
    'The state of the last complete epoch is kept; use a smaller learning rate.',
  );
}

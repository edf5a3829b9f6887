import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TrainingError, UsageError } from '../base/errors';
import { makeFolder, readFile, removeDrafts, sha256, writeFile } from '../base/files';
import { type Held, lockFolder } from '../base/folder-lock';
import type { RunOptions } from '../base/progress';
import { version } from '../base/version';
import type { Dataset } from '../datasets/dataset';
import { engineVersion } from '../engine/binding';
import { createRunner } from '../networks/create-runner';
import { buildNetwork, nameOfNetwork, type Network } from '../networks/networks';
import type { Runner } from '../networks/runner';
import { checkState } from './check-state';
import { decodeCheckpoint, saveCheckpoint } from './checkpoint';
import type { Recipe } from './recipes';
import type { EpochResult, TrainingState } from './state';
import { loadState, saveState } from './state-file';
import { type SolutionName, train, trainingSplit, type TrainOptions } from './train';

/** Options of {@link trainInFolder}. */
export interface TrainInFolderOptions extends RunOptions {
  /** Folder for state, checkpoints and history. */
  readonly folder: string;
  /** One of the project's, by its name, or one's own. */
  readonly network: Network;
  readonly dataset: Dataset;
  readonly recipe: Recipe;
  readonly seed: number;
  /** Continue the run in the folder if there is one. Without `resume`, a folder that holds a run is refused. */
  readonly resume: boolean;
  /** Checkpoint of the same network to start from, instead of the initialisation; for recipes with `startsFrom`. */
  readonly from?: string;
  /** Keep a checkpoint `epoch-<n>.safetensors` after every so many of the recipe's own epochs. */
  readonly snapshotEvery?: number;
  readonly onEpoch?: (epoch: EpochResult) => void;
}

/** What a finished training leaves in its folder. */
export interface TrainInFolderResult {
  /** Path of each solution's checkpoint. */
  readonly solutions: Readonly<Partial<Record<SolutionName, string>>>;
  readonly history: readonly EpochResult[];
}

/** A training whose runner is at its start. */
interface StartedTraining extends Omit<TrainInFolderOptions, 'network'> {
  /** Its name. */
  readonly network: string;
  /** SHA-256 of the checkpoint from which the training started. */
  readonly startedFrom?: string;
  /** The recipe in the form that checkpoints store. */
  readonly recipeText: string;
}

const STATE = 'state.safetensors';

/**
 * Trains a network in a folder, from its initialisation or from a checkpoint. Writes one checkpoint per solution
 * (`sgd.safetensors`, `swa.safetensors`, `sgd-after-swa.safetensors`), `history.json`, and the state for resuming. The state is
 * saved at each epoch's end and on interruption, if its numbers are finite. All files are written atomically.
 *
 * @throws TrainingError FOLDER_HOLDS_RUN, FOLDER_IN_USE, FOLDER_LOST, STATE_ABSENT, RUN_MISMATCH, TRAINING_DIVERGED, START_ABSENT;
 * UsageError NETWORK_UNKNOWN, RECIPE_INVALID; CheckpointError for a damaged state or start; InterruptedError; FileError
 */
export async function trainInFolder(options: TrainInFolderOptions): Promise<TrainInFolderResult> {
  const { folder, network, dataset, recipe, seed } = options;
  const recipeText = textOf(recipe);
  // Before the folder: an unknown network or start then leaves no folder behind.
  const runner = createRunner(buildNetwork(network, dataset.classes.length, seed), { normalisation: dataset.normalisation });
  try {
    const name = nameOfNetwork(network);
    const training: StartedTraining = { ...options, network: name, recipeText, startedFrom: moveToStart(runner, options) };
    makeFolder(folder);
    const folderLock = await lockRun(folder);
    try {
      removeDrafts(folder);
      const statePath = join(folder, STATE);
      const identity = runIdentity(training);
      const state = stateToResume(training, runner, statePath, identity);
      let known = state?.history.length ?? 0;
      const onState = (now: TrainingState): void => {
        folderLock.assertHeld();
        // Interrupted right after a batch that diverged: keep the earlier, finite state.
        if (![now.weights, now.statistics].every((vector) => vector.every(Number.isFinite))) return;
        // The state last: after a kill in between, the epoch's end is repeated, and no file is missing.
        for (; known < now.history.length; known++) keepEpoch(training, runner, now, known);
        saveState(statePath, now, identity);
      };
      const onSolution: TrainOptions['onSolution'] = (name, at, test) => {
        folderLock.assertHeld();
        save(training, runner, `${name}.safetensors`, at, {
          solution: name,
          test_loss: String(test.loss),
          test_accuracy: String(test.accuracy),
        });
      };
      const { history } = await train(runner, dataset, recipe, { ...options, seed, state, onState, onSolution });
      return { solutions: solutionsIn(folder), history };
    } finally {
      await folderLock.release();
    }
  } finally {
    runner.dispose();
    runner.model.dispose();
  }
}

/** @throws UsageError RECIPE_INVALID for a recipe with something that JSON cannot hold */
function textOf(recipe: Recipe): string {
  try {
    return JSON.stringify(recipe);
  } catch (cause) {
    throw new UsageError(
      'RECIPE_INVALID',
      'The recipe contains something that a checkpoint cannot store, such as a bigint or a reference to itself.',
      'Start from recipe(name, epochs) and change only what you need.',
      { cause },
    );
  }
}

/** Loads the checkpoint from which a run starts and returns the hash of its bytes; undefined if it starts from the initialisation. */
function moveToStart(runner: Runner, { from, network, recipe }: TrainInFolderOptions): string | undefined {
  if (from === undefined) {
    if (recipe.startsFrom === undefined) return undefined;
    throw new TrainingError(
      'START_ABSENT',
      `The recipe ${recipe.name} starts from a solution of ${recipe.startsFrom}, but none was given.`,
      `Train ${recipe.startsFrom} first and pass its sgd.safetensors (--from).`,
    );
  }
  const bytes = readFile(from);
  const { weights, statistics } = decodeCheckpoint(bytes, from, runner.model, nameOfNetwork(network));
  runner.setWeights(weights);
  runner.setStatistics(statistics);
  return sha256(bytes);
}

/** Paths of the solutions' checkpoints in a training's folder. */
export function solutionsIn(folder: string): Partial<Record<SolutionName, string>> {
  const names: readonly SolutionName[] = ['sgd', 'swa', 'sgd-after-swa'];
  const present = names.map((name) => [name, join(folder, `${name}.safetensors`)] as const).filter(([, path]) => existsSync(path));
  return Object.fromEntries(present);
}

function keepEpoch(options: StartedTraining, runner: Runner, state: TrainingState, index: number): void {
  const result = state.history[index];
  writeFile(join(options.folder, 'history.json'), `${JSON.stringify(state.history, null, 1)}\n`);
  const every = options.snapshotEvery;
  if (every !== undefined && result.phase === 'sgd' && result.epoch % every === 0) {
    save(options, runner, `epoch-${String(result.epoch).padStart(3, '0')}.safetensors`, state, { solution: 'snapshot' });
  }
  options.onEpoch?.(result);
}

function save(options: StartedTraining, runner: Runner, file: string, state: TrainingState, extra: Record<string, string>): void {
  const last = state.history.at(-1);
  saveCheckpoint(join(options.folder, file), {
    network: options.network,
    model: runner.model,
    weights: runner.getWeights(),
    statistics: runner.getStatistics(),
    metadata: {
      ...extra,
      dataset: options.dataset.name,
      dataset_fingerprint: options.dataset.fingerprint,
      ...(options.dataset.note !== undefined && { dataset_note: options.dataset.note }),
      recipe: options.recipeText,
      epoch: String(last?.epoch ?? 0),
      seed: String(options.seed),
      ...(options.startedFrom !== undefined && { started_from: options.startedFrom }),
      version,
      engine: engineVersion(),
    },
  });
}

/** The parts that must be equal for a run to be resumed; errors name the part that differs. */
function runIdentity(options: StartedTraining): Record<string, string> {
  return {
    network: options.network,
    dataset: `${options.dataset.name} ${options.dataset.fingerprint.slice(0, 16)}`,
    recipe: `${options.recipe.name}, ${options.recipe.epochs} epochs (${sha256(options.recipeText).slice(0, 8)})`,
    seed: String(options.seed),
    start: options.startedFrom === undefined ? 'initialisation' : `checkpoint ${options.startedFrom.slice(0, 16)}`,
  };
}

/** The state of the folder's run; undefined if it holds none. Solutions without a state count as a run, a published one. */
function stateToResume(
  { folder, resume, recipe, dataset }: StartedTraining,
  runner: Runner,
  path: string,
  identity: Record<string, string>,
): TrainingState | undefined {
  const resumable = existsSync(path);
  if (!resumable && Object.keys(solutionsIn(folder)).length === 0) return undefined;
  if (!resumable)
    throw new TrainingError('STATE_ABSENT', `${folder} holds the solutions of a run without its state.`, 'Choose another folder.');
  if (!resume)
    throw new TrainingError(
      'FOLDER_HOLDS_RUN',
      `${folder} already holds a run.`,
      'Add --resume to continue it, or choose another folder.',
    );
  const { state, identity: stored } = loadState(path);
  for (const [part, value] of Object.entries(identity)) {
    if (stored[part] === value) continue;
    throw new TrainingError(
      'RUN_MISMATCH',
      `The run in ${folder} has another ${part}: ${stored[part] ?? 'none'} instead of ${value}.`,
      'Resume it with the same options, or choose another folder.',
    );
  }
  checkState(state, { path, recipe, runner, examples: trainingSplit(dataset, recipe).count });
  return state;
}

/**
 * Locks the folder of a run for this process.
 *
 * @returns functions that check the lock and release it
 * @throws TrainingError FOLDER_IN_USE; FileError
 */
async function lockRun(folder: string): Promise<{ assertHeld(): void; release(): Promise<void> }> {
  const taken = await lockFolder(folder);
  if (!('release' in taken)) throw inUse(folder, taken);
  const assertHeld = (): void => {
    if (taken.isHeld()) return;
    throw new TrainingError(
      'FOLDER_LOST',
      `The lock of ${folder} is gone: the folder was removed, or another run took it over.`,
      'Make sure that only one run writes there, then resume it.',
    );
  };
  return { assertHeld, release: () => taken.release() };
}

function inUse(folder: string, { holder, lock }: Held): TrainingError {
  const who = holder === undefined ? 'Another run' : `Another run (process ${holder.pid} on ${holder.host})`;
  return new TrainingError(
    'FOLDER_IN_USE',
    `${who} is writing to ${folder}.`,
    `Wait for it, or choose another folder; if it is known to be gone, remove ${lock}.`,
  );
}

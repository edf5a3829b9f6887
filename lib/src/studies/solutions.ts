import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TrainingError } from '../base/errors';
import { readFile, sha256 } from '../base/files';
import { norm } from '../landscape/vector';
import type { Runner } from '../networks/runner';
import type { CheckpointMetadata } from '../training/checkpoint';
import { openCheckpoint } from '../training/open-checkpoint';
import { recipe } from '../training/recipes';
import { trainInFolder } from '../training/run';
import { readTensors } from '../training/safetensors';
import type { EpochResult } from '../training/state';
import type { SolutionName } from '../training/train';
import { scaleFolder, type Study, studyDataset } from './study';

/** Which solution of which training. What is left out is the scale's own. */
export interface SolutionChoice {
  readonly network?: string;
  readonly recipe?: string;
  readonly seed: number;
  readonly solution: SolutionName;
}

/** A trained network's solution, not yet loaded into TensorFlow. */
export interface StudySolution extends Required<SolutionChoice> {
  /** Its checkpoint. */
  readonly path: string;
  /** Hash of all its numbers: its identity in records. */
  readonly fingerprint: string;
  /** ‖w‖. */
  readonly weightNorm: number;
  /** d, the number of trainable weights. */
  readonly weights: number;
  readonly metadata: CheckpointMetadata;
}

/** The folder of a training: committed at laptop scale, under `runs/` at the others. */
export function trainingFolder(study: Study, choice: Omit<SolutionChoice, 'solution'>): string {
  const parent = study.scale.name === 'laptop' ? study.project.checkpoints : scaleFolder(study);
  return join(parent, choice.network ?? study.scale.network, `${choice.recipe ?? study.scale.recipe}-seed-${choice.seed}`);
}

/** The seeds whose training is complete, in order; seed 1 where there is none. */
export function trainedSeeds(study: Study, choice: { readonly network?: string; readonly recipe?: string } = {}): number[] {
  const folder = join(trainingFolder(study, { ...choice, seed: 0 }), '..');
  const name = choice.recipe ?? study.scale.recipe;
  const last: SolutionName = recipe(name).afterSwa ? 'sgd-after-swa' : 'sgd';
  const found = existsSync(folder) ? readdirSync(folder).filter((entry) => existsSync(join(folder, entry, `${last}.safetensors`))) : [];
  const prefix = `${name}-seed-`;
  const numbers = found.filter((entry) => entry.startsWith(prefix)).map((entry) => Number(entry.slice(prefix.length)));
  const seeds = numbers.filter(Number.isInteger).sort((a, b) => a - b);
  return seeds.length > 0 ? seeds : [1];
}

/**
 * A solution's checkpoint. At smoke scale, where training takes seconds, it is trained if it is not there, unless the study
 * is of `recordsOnly`.
 *
 * @throws TrainingError SOLUTION_ABSENT with the command that trains it; CheckpointError; InterruptedError
 */
export async function openSolution(study: Study, choice: SolutionChoice): Promise<StudySolution> {
  const full = { network: study.scale.network, recipe: study.scale.recipe, ...choice };
  const folder = trainingFolder(study, full);
  const path = join(folder, `${choice.solution}.safetensors`);
  if (!existsSync(path)) {
    if (study.scale.name !== 'smoke' || study.recordsOnly) throw absent(study, full, folder);
    await trainInFolder({ ...full, ...study.run, folder, dataset: studyDataset(study.scale), recipe: recipe(full.recipe), resume: true });
  }
  const { tensors, metadata } = readTensors(path);
  const parts = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const trainable = parts.filter(([name]) => !/\.(running_mean|running_var)$/.test(name)).map(([, { data }]) => data);
  return {
    ...full,
    path,
    metadata,
    fingerprint: sha256(...parts.flatMap(([name, { data }]) => [name, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)])),
    weights: trainable.reduce((sum, data) => sum + data.length, 0),
    weightNorm: Math.hypot(...trainable.map((data) => norm(data))),
  };
}

/** The history of the training that a solution comes from. @throws FileError */
export function historyOf(study: Study, solution: StudySolution): readonly EpochResult[] {
  return JSON.parse(readFile(join(trainingFolder(study, solution), 'history.json')).toString('utf8')) as EpochResult[];
}

const runners = new Map<string, Runner>();

/** The solution in TensorFlow, loaded when it is first needed and then kept. @throws CheckpointError; DatasetError */
export function runnerOf(study: Study, solution: StudySolution): Runner {
  const known = runners.get(solution.fingerprint);
  if (known) return known;
  const { runner } = openCheckpoint(solution.path, solution.network, studyDataset(study.scale));
  runners.set(solution.fingerprint, runner);
  return runner;
}

function absent(study: Study, choice: Required<SolutionChoice>, folder: string): TrainingError {
  const { network, recipe: recipeName, seed } = choice;
  const command = `npx valleys train --network ${network} --dataset ${study.scale.dataset} --recipe ${recipeName} --seed ${seed} --out ${folder}`;
  return new TrainingError('SOLUTION_ABSENT', `There is no ${choice.solution} solution of ${network}, seed ${seed}, at ${study.scale.name} scale.`, `Train it: ${command}`);
}

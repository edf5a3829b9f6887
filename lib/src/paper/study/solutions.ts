import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { TrainingError } from '../../base/errors';
import { listFolder, sha256 } from '../../base/files';
import { norm } from '../../numbers/vector';
import type { Runner } from '../../networks/runner';
import type { CheckpointMetadata } from '../../training/checkpoint';
import { openCheckpoint } from '../../training/open-checkpoint';
import { recipe } from '../../training/recipes';
import { solutionsIn, trainInFolder, type TrainInFolderResult } from '../../training/run';
import { readTensors } from '../../training/safetensors';
import type { EpochResult } from '../../training/state';
import { readHistory } from '../../training/state-schema';
import type { SolutionName } from '../../training/train';
import { isOwn, networkOf, networkToBuild } from './networks';
import { scaleFolder, type Study, studyDataset } from './study';
import { groupOf } from './trainings';

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

/** The folder into which a training is done: under `runs/`, never the committed one. */
export function runFolder(study: Study, choice: Omit<SolutionChoice, 'solution'>): string {
  return join(scaleFolder(study), pathOf(study, choice));
}

/** The folder of a training's solutions: the committed one, if it has any; otherwise {@link runFolder}. */
export function trainingFolder(study: Study, choice: Omit<SolutionChoice, 'solution'>): string {
  const committed = join(study.project.checkpoints, pathOf(study, choice));
  const hasSolutions = study.shipped && Object.keys(solutionsIn(committed)).length > 0;
  return hasSolutions ? committed : runFolder(study, choice);
}

function pathOf({ scale }: Study, choice: Omit<SolutionChoice, 'solution'>): string {
  return join(choice.network ?? networkOf(scale, 'main'), `${choice.recipe ?? scale.recipe}-seed-${choice.seed}`);
}

/** Weights that a training kept at the end of an epoch. */
export interface Snapshot {
  /** Counted from 1. */
  readonly epoch: number;
  /** Its checkpoint. */
  readonly path: string;
}

/**
 * The snapshots of a training, in order: those beside its committed solutions or those of its run, whichever are more;
 * none if it kept none.
 */
export function snapshotsOf(study: Study, choice: Omit<SolutionChoice, 'solution'>): Snapshot[] {
  const [committed, own] = [join(study.project.checkpoints, pathOf(study, choice)), runFolder(study, choice)].map(snapshotsIn);
  return study.shipped && committed.length >= own.length ? committed : own;
}

function snapshotsIn(folder: string): Snapshot[] {
  const files = listFolder(folder).sort();
  return files.flatMap((file) => {
    const epoch = /^epoch-(\d+)\.safetensors$/.exec(file)?.[1];
    return epoch === undefined ? [] : [{ epoch: Number(epoch), path: join(folder, file) }];
  });
}

/** The seeds whose training is complete, in order; seed 1 where there is none. */
export function trainedSeeds(study: Study, choice: { readonly network?: string; readonly recipe?: string } = {}): number[] {
  const seeds = completeSeeds(study, choice);
  return seeds.length > 0 ? seeds : [1];
}

/**
 * Seeds whose trainings by both recipes are complete. Where there is none, the first of the first recipe's alone, so that
 * opening what belongs to it says what is missing.
 */
export function commonSeeds(study: Study, network: string, first: string, second: string): number[] {
  const [seeds, others] = [first, second].map((name) => trainedSeeds(study, { network, recipe: name }));
  const both = seeds.filter((seed) => others.includes(seed));
  return both.length > 0 ? both : seeds.slice(0, 1);
}

/** Whether a training is complete: its last solution is there. */
export function isComplete(study: Study, training: Required<Omit<SolutionChoice, 'solution'>>): boolean {
  return completeSeeds(study, training).includes(training.seed);
}

/** Whether at least one seed's training is complete, so that {@link openSolution} need not train. */
export function isTrained(study: Study, choice: { readonly network?: string; readonly recipe?: string } = {}): boolean {
  return completeSeeds(study, choice).length > 0;
}

function completeSeeds(study: Study, choice: { readonly network?: string; readonly recipe?: string }): number[] {
  const name = choice.recipe ?? study.scale.recipe;
  const last: SolutionName = recipe(name).afterSwa ? 'sgd-after-swa' : 'sgd';
  const prefix = `${name}-seed-`;
  const network = choice.network ?? networkOf(study.scale, 'main');
  const parents = [study.project.checkpoints, scaleFolder(study)].map((folder) => join(folder, network));
  const found = (study.shipped ? parents : parents.slice(1))
    .flatMap((parent) => listFolder(parent).map((entry) => ({ parent, entry })))
    .filter(({ parent, entry }) => entry.startsWith(prefix) && existsSync(join(parent, entry, `${last}.safetensors`)))
    .map(({ entry }) => Number(entry.slice(prefix.length)));
  return [...new Set(found)].filter(Number.isInteger).sort((a, b) => a - b);
}

/**
 * A solution's checkpoint. At smoke scale, where training takes seconds, it is trained if it is not there, unless the study
 * is of `recordsOnly`.
 *
 * @throws TrainingError SOLUTION_ABSENT with the command that trains it; CheckpointError; InterruptedError
 */
export async function openSolution(study: Study, choice: SolutionChoice): Promise<StudySolution> {
  const full = { network: networkOf(study.scale, 'main'), recipe: study.scale.recipe, ...choice };
  const find = (): string => join(trainingFolder(study, full), `${choice.solution}.safetensors`);
  if (!existsSync(find())) {
    if (study.scale.name !== 'smoke' || study.recordsOnly || study.computes) throw absent(study, full);
    await trainForStudy(study, full);
  }
  return { ...full, ...readSolution(find()) };
}

/**
 * SGD after SWA of every trained seed of a network: the minimisers that sections 3, 4 and 7 look at.
 *
 * @throws TrainingError SOLUTION_ABSENT if no seed is trained
 */
export async function convergedSolutions(study: Study, network = networkOf(study.scale, 'main')): Promise<StudySolution[]> {
  const solutions: StudySolution[] = [];
  for (const seed of trainedSeeds(study, { network }))
    solutions.push(await openSolution(study, { network, seed, solution: 'sgd-after-swa' }));
  return solutions;
}

/** What is read of a checkpoint without loading it into TensorFlow. @throws FileError; CheckpointError */
export function readSolution(path: string): Omit<StudySolution, keyof SolutionChoice> {
  const { tensors, metadata } = readTensors(path);
  const parts = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const trainable = parts.filter(([name]) => !/\.(running_mean|running_var)$/.test(name)).map(([, { data }]) => data);
  return {
    path,
    metadata,
    fingerprint: sha256(...parts.flatMap(([name, { data }]) => [name, data])),
    weights: trainable.reduce((sum, data) => sum + data.length, 0),
    weightNorm: Math.hypot(...trainable.map((data) => norm(data))),
  };
}

/**
 * Trains what a study needs into its {@link runFolder}, or goes on with it, keeping every epoch's weights. A training that
 * starts from another one needs that one's solution first.
 *
 * @throws TrainingError; InterruptedError: what was done is kept, and the next call goes on
 */
export async function trainForStudy(study: Study, choice: Required<Omit<SolutionChoice, 'solution'>>): Promise<TrainInFolderResult> {
  const { network, seed } = choice;
  const chosen = recipe(choice.recipe);
  const start =
    chosen.startsFrom === undefined ? undefined : await openSolution(study, { network, seed, recipe: chosen.startsFrom, solution: 'sgd' });
  return trainInFolder({
    ...study.run,
    folder: runFolder(study, choice),
    network: networkToBuild(study.scale, network),
    seed,
    recipe: chosen,
    dataset: studyDataset(study.scale),
    resume: true,
    snapshotEvery: 1,
    ...(start && { from: start.path }),
  });
}

/** The history of the training that a solution comes from. @throws FileError, HISTORY_INVALID where it is damaged */
export function historyOf(study: Study, solution: StudySolution): readonly EpochResult[] {
  return readHistory(join(trainingFolder(study, solution), 'history.json'));
}

/** By fingerprint, the least recently asked for first. */
const runners = new Map<string, Runner>();

/** What a record needs at once: the two ends of a line. */
const RUNNERS_KEPT = 2;

/**
 * The solution in TensorFlow, loaded when it is first needed and then kept until {@link releaseRunners}.
 *
 * @throws CheckpointError; DatasetError
 */
export function runnerOf(study: Study, { fingerprint, path, network }: StudySolution): Runner {
  const runner = runners.get(fingerprint) ?? openCheckpoint(path, networkToBuild(study.scale, network), studyDataset(study.scale)).runner;
  runners.delete(fingerprint);
  runners.set(fingerprint, runner);
  return runner;
}

/**
 * Frees all runners of {@link runnerOf} but the most recently asked for. Only where nobody holds one any more, such as between
 * two tasks of a process that does one after the other: a runner that was freed can no longer be used.
 */
export function releaseRunners(kept = RUNNERS_KEPT): void {
  for (const [fingerprint, runner] of [...runners].slice(0, Math.max(0, runners.size - kept))) {
    runners.delete(fingerprint);
    runner.dispose();
    runner.model.dispose();
  }
}

/**
 * The command that trains what a study lacks: its group's, or for a training that belongs to none its own; for a network of one's
 * own, what a cell calls.
 */
export function trainingCommand(study: Study, choice: Required<Omit<SolutionChoice, 'solution'>>): string {
  const { network, recipe: recipeName, seed } = choice;
  if (isOwn(study.scale, network)) return `await studies.trainNetwork(study, '${network}')`;
  const group = groupOf(choice, study.scale);
  const options = [study.scale.name !== 'laptop' && ` --scale ${study.scale.name}`, !study.shipped && ` --dataset ${study.scale.dataset}`]
    .filter(Boolean)
    .join('');
  if (group !== undefined) return `npx valleys study ${group}${options}`;
  const folder = relative(study.project.folder, runFolder(study, choice));
  return (
    `npx valleys train --network ${network} --dataset ${study.scale.dataset} --recipe ${recipeName} --seed ${seed} ` +
    `--snapshot-every 1 --out ${folder}`
  );
}

function absent(study: Study, choice: Required<SolutionChoice>): TrainingError {
  const { network, seed } = choice;
  return new TrainingError(
    'SOLUTION_ABSENT',
    `There is no ${choice.solution} solution of ${network}, seed ${seed}, at ${study.scale.name} scale.`,
    `Train it: ${trainingCommand(study, choice)}`,
  );
}

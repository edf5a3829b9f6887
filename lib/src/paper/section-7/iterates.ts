import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { TrainingError } from '../../base/errors';
import type { tf } from '../../engine/tensorflow';
import { loadCheckpoint } from '../../training/checkpoint';
import type { IterateAndAverage } from '../../training/masked-average';
import { recipeOf } from '../../training/recipe-of';
import { includeModel, type WeightAverage } from '../../training/swa';
import { runFolder, type Snapshot, snapshotsOf, type StudySolution } from '../study/solutions';
import type { Study } from '../study/study';

/** An epoch's end: the iterate and the average of the iterates so far. */
export interface AveragingEpoch extends IterateAndAverage {
  /** Counted from 1. */
  readonly epoch: number;
}

/** The two solutions that a training's averaging led to. */
export interface AveragedSolutions {
  readonly sgd: StudySolution;
  readonly swa: StudySolution;
}

/** Largest difference that another order of float32 sums leaves, relative to the larger of 1 and the weight. */
const ROUNDING = 1e-5;

/** The first and the last epoch of a training's averaging, counted from 1. */
export function averagingEpochs(sgd: StudySolution): { readonly first: number; readonly last: number } {
  const { swaStart, epochs } = recipeOf(sgd);
  return { first: swaStart ?? epochs, last: epochs };
}

/**
 * Goes through a training's averaging once more, epoch by epoch, from the weights that it kept, and checks that they are
 * those of the training at hand: the last iterate is its SGD solution, the last average its SWA solution.
 *
 * @param model of the network; not changed
 * @throws TrainingError SNAPSHOTS_ABSENT when an epoch's weights were not kept, SNAPSHOTS_FOREIGN when they belong to
 * another training; CheckpointError
 */
export function* averagingOf(
  study: Study,
  { sgd, swa }: AveragedSolutions,
  model: tf.LayersModel,
): Generator<AveragingEpoch, void, undefined> {
  let average: WeightAverage | undefined;
  let weights: Float32Array = new Float32Array();
  for (const { epoch, path } of neededSnapshots(study, sgd)) {
    weights = loadCheckpoint(path, model, sgd.network).weights;
    average = includeModel(average, weights);
    yield { epoch, weights, average: average.weights };
  }
  const expected = (solution: StudySolution): Float32Array => loadCheckpoint(solution.path, model, solution.network).weights;
  if (!alike(weights, expected(sgd)) || !alike(average?.weights ?? weights, expected(swa))) {
    throw new TrainingError(
      'SNAPSHOTS_FOREIGN',
      `The weights kept at the epochs of ${sgd.network}, seed ${sgd.seed}, do not lead to its SGD and SWA solutions: they are ` +
      `of another training.`,
      'Remove them, or train again and keep the solutions of that training too.',
    );
  }
}

/** The weights that {@link averagingOf} goes through. @throws TrainingError SNAPSHOTS_ABSENT */
export function neededSnapshots(study: Study, sgd: StudySolution): Snapshot[] {
  const { first, last } = averagingEpochs(sgd);
  const kept = snapshotsOf(study, sgd).filter(({ epoch }) => epoch >= first && epoch <= last);
  const wanted = last - first + 1;
  if (kept.length === wanted) return kept;
  throw new TrainingError(
    'SNAPSHOTS_ABSENT',
    `The training of ${sgd.network}, seed ${sgd.seed}, at ${study.scale.name} scale kept the weights of ${kept.length} of the ` +
    `${wanted} epochs ${first} to ${last}.`,
    retraining(study, sgd),
  );
}

/** How to train again into the study's own runs, where kept weights are looked for; a run that is there is not written over. */
function retraining(study: Study, { network, recipe, seed }: StudySolution): string {
  const folder = runFolder(study, { network, recipe, seed });
  const out = relative(study.project.folder, folder);
  const command =
    `npx valleys train --network ${network} --dataset ${study.scale.dataset} --recipe ${recipe} --seed ${seed} ` +
    `--snapshot-every 1 --out ${out}`;
  return `${existsSync(folder) ? `Remove ${out}, then train` : 'Train'} it again and keep all: ${command}`;
}

function alike(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]) <= ROUNDING * Math.max(1, Math.abs(b[i])));
}

import { TrainingError } from '../base/errors';
import { engineVersion } from '../engine/binding';
import { asymmetryWithUncertainty } from '../landscape/asymmetry-uncertainty';
import { lossCurve } from '../landscape/curve';
import type { DirectionKind } from '../landscape/directions';
import { distancesBetween } from '../landscape/distances';
import { returning } from '../landscape/point';
import { samplesOf } from '../landscape/profile';
import { blockMeans } from '../landscape/stability';
import { loadCheckpoint } from '../training/checkpoint';
import { DIRECTION_SEED, directionOf, examplesOf, inputsOf, labelled, type MeasuredCurve, roundedRadius } from './curves';
import { measureEach } from './each';
import type { Recorded } from './records';
import type { ScaleName } from './scale';
import { historyOf, openSolution, readSolution, runnerOf, type Snapshot, snapshotsOf, type StudySolution, trainedSeeds, trainingCommand } from './solutions';
import { type Study, studyRecord } from './study';

/** The training loss along one fixed direction from the iterate at the end of one epoch. */
export interface Projection {
  /** Counted from 1. */
  readonly epoch: number;
  /** η of that epoch. */
  readonly learningRate: number;
  readonly measured: Recorded<ProjectedCurve>;
}

/** A curve with its training loss by blocks of examples, for comparing curves on the same examples. */
export interface ProjectedCurve extends MeasuredCurve {
  /** `blocks[b][k]`, see `blockMeans`. */
  readonly blocks: readonly (readonly number[])[];
}

/** The projections of one training on one direction (paper, Figure 7). */
export interface Trace {
  readonly kind: DirectionKind;
  /** The last iterate, at which the direction's radius was found. */
  readonly solution: StudySolution;
  /** In order; the last is that of {@link solution}. */
  readonly projections: readonly Projection[];
}

/** At most so many epochs of a training along the paper's direction and along a control, and distances on each curve. */
const SIZES: Readonly<Record<ScaleName, { readonly epochs: number; readonly controlEpochs: number; readonly points: number }>> = {
  smoke: { epochs: 4, controlEpochs: 2, points: 7 },
  laptop: { epochs: 16, controlEpochs: 8, points: 13 },
  paper: { epochs: 45, controlEpochs: 15, points: 41 },
};

const BATCH_NORM = 'reestimate';
const BLOCKS = 20;

/**
 * The SGD solution whose training kept its iterates: of the first seed that has some. Nothing else of section 5 needs a
 * trained network.
 *
 * @throws TrainingError SOLUTION_ABSENT, SNAPSHOTS_ABSENT with the command that trains it
 */
export async function openTrace(study: Study): Promise<StudySolution> {
  const seeds = trainedSeeds(study);
  const seed = seeds.find((candidate) => snapshotsOf(study, { seed: candidate }).length > 1) ?? seeds[0];
  const solution = await openSolution(study, { seed, solution: 'sgd' });
  if (snapshotsOf(study, solution).length > 1) return solution;
  throw new TrainingError(
    'SNAPSHOTS_ABSENT', `The training of ${solution.network}, seed ${seed}, at ${study.scale.name} scale kept no iterates.`, `Train it so that it does: ${trainingCommand(study, solution)}`,
  );
}

/**
 * The loss along the same direction, by the same distances, from iterate after iterate of a training. The direction is
 * draw 0 of its kind, the radius that of the last iterate. Each iterate has a record of its own.
 *
 * @param solution of {@link openTrace}
 */
export async function measureTrace(study: Study, solution: StudySolution, kind: DirectionKind, control = false): Promise<Trace> {
  const { epochs, controlEpochs, points } = SIZES[study.scale.name];
  const history = historyOf(study, solution).filter(({ phase }) => phase === 'sgd');
  const snapshots = spread(snapshotsOf(study, solution).filter(({ epoch }) => epoch <= history.length), control ? controlEpochs : epochs);
  const radius = await roundedRadius(labelled(study, `${kind}, radius`), solution, { kind, batchNorm: BATCH_NORM });
  const projections = await measureEach(snapshots, async (snapshot): Promise<Projection> => {
    const counting = labelled(study, `${kind}, epoch ${snapshot.epoch}`);
    const measured = await project(counting, solution, snapshot, { kind, radius, points });
    return { epoch: snapshot.epoch, learningRate: history[snapshot.epoch - 1].learningRate, measured };
  });
  return { kind, solution, projections };
}

async function project(study: Study, solution: StudySolution, { epoch, path }: Snapshot, choice: { readonly kind: DirectionKind; readonly radius: number; readonly points: number }): Promise<Recorded<ProjectedCurve>> {
  const { network, recipe, seed } = solution;
  const { kind, radius, points } = choice;
  const iterate = { ...solution, fingerprint: readSolution(path).fingerprint };
  const inputs = { ...inputsOf(study, iterate, BATCH_NORM), kind, index: 0, seed: DIRECTION_SEED, batchNorm: BATCH_NORM, radius, points, blocks: BLOCKS };
  const name = `${network}/${recipe}-seed-${seed}/epoch-${String(epoch).padStart(3, '0')}/projected-${kind}-0-${BATCH_NORM}`;
  return studyRecord(study, name, inputs, async () => {
    const runner = runnerOf(study, solution);
    const direction = directionOf(runner, { kind, index: 0 });
    const settings = { ...(await examplesOf(study)), direction, distances: distancesBetween(-radius, radius, points), batchNorm: BATCH_NORM } as const;
    const { losses, ...curve } = await returning(runner, () => {
      const { weights, statistics } = loadCheckpoint(path, runner.model, network);
      runner.setWeights(weights);
      runner.setStatistics(statistics);
      return lossCurve(runner, settings, { ...study.run, keepLosses: true });
    });
    const asymmetry = await asymmetryWithUncertainty(samplesOf({ ...curve, losses }, 'train'), study.run);
    return { curve, asymmetry, blocks: blockMeans(losses?.train ?? [], BLOCKS) };
  }, engineVersion(), ['landscape/stability']);
}

/** At most `count` of the snapshots, evenly spread, the last among them. */
export function spread<T>(snapshots: readonly T[], count: number): T[] {
  const every = Math.ceil(snapshots.length / count);
  return snapshots.filter((_, i) => (snapshots.length - 1 - i) % every === 0);
}

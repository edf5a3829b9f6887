import { TrainingError } from '../../base/errors';
import { isAsymmetric } from '../../landscape/asymmetry';
import { type Direction, drawsOf, nameOfDirection } from '../../landscape/direction-at';
import { distancesBetween } from '../../numbers/distances';
import { returning } from '../../landscape/evaluate-point';
import { blockMeans } from '../../landscape/stability';
import { loadCheckpoint } from '../../training/checkpoint';
import { codeIdentity } from '../../records/code-identity';
import { inputsOf, labelled, type MeasuredCurve, roundedRadius } from '../study/curves';
import { DIRECTION_SEED, directionInputs, directionName, directionOf, findDirection, type FoundDirection } from '../study/directions';
import { examplesOf } from '../study/examples';
import { asymmetryOfKept, type KeptCurve, keptCurve, measuredOf } from '../study/kept-curves';
import { measureEach } from '../study/measure-each';
import type { Recorded } from '../../records/records';
import type { ScaleName } from '../study/scale';
import {
  historyOf,
  openSolution,
  readSolution,
  runnerOf,
  type Snapshot,
  snapshotsOf,
  type StudySolution,
  trainedSeeds,
  trainingCommand,
} from '../study/solutions';
import { type Study, studyRecordWith } from '../study/study';

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
  /** Of a direction of one's own: its name. */
  readonly kind: string;
  /** Which draw of its kind the direction is. */
  readonly index: number;
  /**
   * How many draws were looked at at the last iterate, how many are asymmetric there by the value of c*, and how many
   * {@link isSurelyAsymmetric}.
   */
  readonly draws: { readonly count: number; readonly byValue: number; readonly surely: number };
  /** The last iterate, at which the direction was chosen; the radius is that of draw 0 there. */
  readonly solution: StudySolution;
  /** In order; the last is that of {@link solution}. */
  readonly projections: readonly Projection[];
}

/**
 * At most so many epochs of a training along the paper's direction and along a control, distances on each curve, and draws among
 * which the paper's direction is looked for.
 */
const SIZES: Readonly<
  Record<ScaleName, { readonly epochs: number; readonly controlEpochs: number; readonly points: number; readonly draws: number }>
> = {
  smoke: { epochs: 4, controlEpochs: 2, points: 7, draws: 2 },
  laptop: { epochs: 16, controlEpochs: 8, points: 13, draws: 10 },
  paper: { epochs: 45, controlEpochs: 15, points: 41, draws: 10 },
};

/** c* of an asymmetric direction. */
export const LEAST_RATIO = 2;
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
    'SNAPSHOTS_ABSENT',
    `The training of ${solution.network}, seed ${seed}, at ${study.scale.name} scale kept no iterates.`,
    `Train it so that it does: ${trainingCommand(study, solution)}`,
  );
}

/** The direction of a trace, and the distances on each of its curves. */
interface Line extends FoundDirection {
  readonly radius: number;
  readonly points: number;
}

/**
 * The loss along the same direction, by the same distances, from iterate after iterate of a training. The direction is
 * the first draw of its kind that {@link isSurelyAsymmetric} at the last iterate, or draw 0 where none is, and as a control
 * always draw 0; the radius is that of draw 0 at the last iterate. Each iterate has a record of its own.
 *
 * @param solution of {@link openTrace}
 * @param control whether the direction is a control, of which fewer iterates are measured
 */
export async function measureTrace(study: Study, solution: StudySolution, kind: Direction, control = false): Promise<Trace> {
  const { epochs, controlEpochs, points, draws } = SIZES[study.scale.name];
  const history = historyOf(study, solution).filter(({ phase }) => phase === 'sgd');
  const snapshots = spread(snapshotsOf(study, solution).filter(({ epoch }) => epoch <= history.length), control ? controlEpochs : epochs);
  const radius = await roundedRadius(labelled(study, `${nameOfDirection(kind)}, radius`), solution, { kind, batchNorm: BATCH_NORM });
  const lines = await measureEach(Array(control ? 1 : drawsOf(kind, draws)).keys(), async (index): Promise<Line> => (
    { ...(await findDirection(study, solution, { kind, index })), radius, points }
  ));
  const last = snapshots[snapshots.length - 1];
  const candidates = await measureEach(lines, (line) => project(study, solution, last, line));
  const { index, draws: found } = chooseDraw(candidates.map(({ result }) => result.asymmetry));
  const projections = await measureEach(snapshots, async (snapshot): Promise<Projection> => {
    const measured = snapshot === last ? candidates[index] : await project(study, solution, snapshot, lines[index]);
    return { epoch: snapshot.epoch, learningRate: history[snapshot.epoch - 1].learningRate, measured };
  });
  return { kind: nameOfDirection(kind), index, draws: found, solution, projections };
}

/** The first of several draws that {@link isSurelyAsymmetric}, or draw 0 where none is. */
export function chooseDraw(asymmetries: readonly ProjectedCurve['asymmetry'][]): Pick<Trace, 'index' | 'draws'> {
  const surely = asymmetries.map((asymmetry) => isSurelyAsymmetric(asymmetry, LEAST_RATIO));
  const count = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
  const byValue = asymmetries.map((asymmetry) => isAsymmetric(asymmetry, LEAST_RATIO));
  return { index: Math.max(0, surely.indexOf(true)), draws: { count: asymmetries.length, byValue: count(byValue), surely: count(surely) } };
}

/**
 * Asymmetric: c* exceeds `ratio` with its whole interval. On few points the curve's minimum is often one of two neighbours, and c*
 * about the one is several times that about the other: among many draws some would pass by their value alone.
 */
export function isSurelyAsymmetric(asymmetry: ProjectedCurve['asymmetry'], ratio: number): boolean {
  return isAsymmetric(asymmetry, ratio) && (asymmetry.uncertainty.ratio?.low ?? 0) > ratio;
}

async function project(all: Study, solution: StudySolution, snapshot: Snapshot, line: Line): Promise<Recorded<ProjectedCurve>> {
  const { epoch, path } = snapshot;
  const { index, radius, points } = line;
  const kind = directionName(line);
  const study = labelled(all, `${kind} ${index}, epoch ${epoch}`);
  const { network, recipe, seed } = solution;
  const iterate = { ...solution, fingerprint: readSolution(path).fingerprint };
  const inputs = {
    ...inputsOf(study, iterate, BATCH_NORM),
    ...directionInputs(line),
    index,
    seed: DIRECTION_SEED,
    batchNorm: BATCH_NORM,
    radius,
    points,
  };
  const name = `${network}/${recipe}-seed-${seed}/epoch-${String(epoch).padStart(3, '0')}/projected-${kind}-${index}-${BATCH_NORM}`;
  const what = { name, inputs, code: codeIdentity(__filename, projectedCurve) };
  const record = await studyRecordWith(study, what, () => projectedCurve(study, solution, path, line), asymmetryOfKept(study));
  const { result, ...measured } = measuredOf(record);
  return { ...measured, result: { ...result, blocks: blockMeans(record.result.losses.train, BLOCKS) } };
}

async function projectedCurve(study: Study, solution: StudySolution, path: string, line: Line): Promise<KeptCurve> {
  const { kind, index, radius, points } = line;
  const runner = runnerOf(study, solution);
  const direction = directionOf(runner, { kind, index });
  const distances = distancesBetween(-radius, radius, points);
  const settings = { ...(await examplesOf(study)), direction, distances, batchNorm: BATCH_NORM } as const;
  return returning(runner, () => {
    const { weights, statistics } = loadCheckpoint(path, runner.model, solution.network);
    runner.setWeights(weights);
    runner.setStatistics(statistics);
    return keptCurve(runner, settings, study.run);
  }, study.run);
}

/** At most `count` of the snapshots, evenly spread, the last among them. */
export function spread<T>(snapshots: readonly T[], count: number): T[] {
  const every = Math.ceil(snapshots.length / count);
  return snapshots.filter((_, i) => (snapshots.length - 1 - i) % every === 0);
}

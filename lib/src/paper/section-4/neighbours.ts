import { readFile, sha256 } from '../../base/files';
import type { RunOptions } from '../../base/progress';
import { type Asymmetry, asymmetry, isAsymmetric } from '../../landscape/asymmetry';
import { type DirectionKind, drawDirection } from '../../landscape/directions';
import { distancesBetween } from '../../numbers/distances';
import { neighbourLosses, normOfRise, type TrainingMeasurement } from '../../landscape/neighbours';
import { directionBetween, orthogonalised } from '../../landscape/orthogonal';
import { mean } from '../../numbers/statistics';
import type { Runner } from '../../networks/runner';
import { loadCheckpoint } from '../../training/checkpoint';
import { codeIdentity } from '../../records/code-identity';
import { inputsOf, labelled, pathOf } from '../study/curves';
import { DIRECTION_SEED, directionOf } from '../study/directions';
import { examplesOf } from '../study/examples';
import { measureEach, measureTogether } from '../study/measure-each';
import { halfPrecision } from '../../records/record-text';
import type { Json, Recorded } from '../../records/records';
import { measureShifts, sectionRadius } from './shifts';
import { openSolution, runnerOf, snapshotsOf, type Snapshot, type StudySolution } from '../study/solutions';
import { type Study, studyRecord, studyRecordWith } from '../study/study';

/** Neighbours of one kind, all at the norm at which the loss of the first rises by `rise`. */
export interface NeighbourKind {
  /** `swa`: towards the SWA solution and away from it. `snapshots`: differences of SGD's iterates. Others: drawn. */
  readonly kind: 'gaussian' | 'uniform01' | 'bn-only' | 'swa' | 'snapshots';
  /** Share of the solution's training loss. */
  readonly rise: number;
}

/** The curves from the neighbours of one kind, along the same direction as the solution's own. */
export interface NeighbourCurves extends NeighbourKind {
  /** ‖v‖, the same for all. */
  readonly norm: number;
  /** Training loss at every distance, one list for each neighbour. */
  readonly curves: readonly (readonly number[])[];
}

/** The solution's own curve, measured on the same examples. */
export interface SolutionCurve {
  readonly distances: readonly number[];
  readonly loss: readonly number[];
  readonly asymmetry: Asymmetry;
}

/** Which draw of the paper's kind. */
export interface NeighbourDirection {
  readonly kind: typeof DIRECTION_KIND;
  readonly index: number;
}

/** Everything of Figure 4 at one solution. */
export interface Neighbourhood {
  readonly solution: StudySolution;
  /** u. */
  readonly direction: NeighbourDirection;
  readonly own: Recorded<SolutionCurve>;
  readonly kinds: readonly Recorded<NeighbourCurves>[];
}

/** The paper's kind at three norms, then adjustments that matter more: all coordinates alike, or those that training took. */
export const NEIGHBOUR_KINDS: readonly NeighbourKind[] = [
  { kind: 'gaussian', rise: 0.01 },
  { kind: 'gaussian', rise: 0.1 },
  { kind: 'gaussian', rise: 0.5 },
  { kind: 'uniform01', rise: 0.1 },
  { kind: 'bn-only', rise: 0.1 },
  { kind: 'swa', rise: 0.1 },
  { kind: 'snapshots', rise: 0.1 },
];

const DIRECTION_KIND = 'uniform01';
/** Epochs between the iterates whose differences are taken, where as many were kept. */
const SPACING = 4;

/** A solution, and the line through it along which its neighbours' losses are compared. */
interface Line {
  readonly solution: StudySolution;
  readonly direction: NeighbourDirection;
  readonly radius: number;
}

/**
 * Assumption 2 (paper, section 4.2): the training loss along u from neighbours ŵ + v of a solution, v orthogonal to u. Of the
 * `uniform01` directions u is the first that is asymmetric in the shifts of this section, or simply the first where none
 * is. Each kind of neighbours is a record of its own; without kept iterates there are no differences of iterates.
 */
export async function measureNeighbourhood(study: Study, solution: StudySolution): Promise<Neighbourhood> {
  const direction = await firstAsymmetric(study, solution);
  const line = { solution, direction, radius: await sectionRadius(study, solution, direction.kind) };
  const possible = NEIGHBOUR_KINDS.filter(({ kind }) => kind !== 'snapshots' || chosenSnapshots(study, solution).length > 2);
  const [own, kinds] = await measureTogether(
    () => measureOwn(study, line),
    () => measureEach(possible, (kind) => measureKind(study, line, kind)),
  );
  return { solution, direction, own, kinds };
}

/**
 * By the value of c*, as C1 counts; its interval is wide where the lowest point may be one of two, so few draws would be left (see
 * `isSurelyAsymmetric`).
 */
async function firstAsymmetric(study: Study, solution: StudySolution): Promise<NeighbourDirection> {
  const shifts = await measureShifts(study, [solution], [DIRECTION_KIND]);
  const { index } = shifts.find(({ record }) => isAsymmetric(record.result.asymmetry)) ?? shifts[0];
  return { kind: DIRECTION_KIND, index };
}

/** How many neighbours of each drawn kind. */
function neighbourCount({ scale }: Study): number {
  return Math.max(2, Math.floor(scale.controlDirections / 2));
}

async function measureOwn(study: Study, line: Line): Promise<Recorded<SolutionCurve>> {
  const name = `${pathOf(line.solution)}/neighbours-own`;
  const what = { name, inputs: commonInputs(study, line), code: codeIdentity(__filename, ownLosses) };
  const derivation = { code: codeIdentity(__filename, ownCurve), from: async (kept: OwnLosses) => ownCurve(kept) };
  const { derived, ...record } = await studyRecordWith(study, what, () => ownLosses(study, line), derivation);
  return { ...record, result: derived };
}

/** Each example's loss along u from the solution itself. */
interface OwnLosses {
  readonly distances: readonly number[];
  readonly losses: readonly Float32Array[];
}

function ownCurve({ distances, losses }: OwnLosses): SolutionCurve {
  const loss = losses.map(mean);
  return { distances, loss, asymmetry: asymmetry({ distances, loss, losses }) };
}

async function ownLosses(study: Study, line: Line): Promise<OwnLosses> {
  const { runner, measurement, distances } = await prepared(study, line);
  return { distances, losses: (await neighbourLosses(runner, measurement, undefined, study.run)).map(halfPrecision) };
}

async function measureKind(study: Study, line: Line, neighbourKind: NeighbourKind): Promise<Recorded<NeighbourCurves>> {
  const { kind, rise } = neighbourKind;
  const { solution } = line;
  const snapshots = kind === 'snapshots' ? chosenSnapshots(study, solution) : [];
  const swa = kind === 'swa' ? await openSolution(study, { ...solution, solution: 'swa' }) : undefined;
  const inputs = {
    ...commonInputs(study, line), kind, rise, neighbours: neighbourCount(study),
    ...(swa && { swa: swa.fingerprint }), ...(kind === 'snapshots' && { snapshots: snapshots.map(({ path }) => sha256(readFile(path))) }),
  };
  const name = `${pathOf(solution)}/neighbours-${kind}-${Math.round(100 * rise)}`;
  const counting = labelled(study, `seed ${solution.seed}, neighbours ${kind}, ${Math.round(100 * rise)} %`);
  const code = codeIdentity(__filename, neighbourCurves);
  return studyRecord(study, { name, inputs, code }, () => neighbourCurves(counting, line, neighbourKind, { swa, snapshots }));
}

/** What neighbours of the kinds `swa` and `snapshots` come from. */
interface OtherSolutions {
  readonly swa?: StudySolution;
  readonly snapshots: readonly Snapshot[];
}

async function neighbourCurves(study: Study, line: Line, { kind, rise }: NeighbourKind, others: OtherSolutions): Promise<NeighbourCurves> {
  const { run } = study;
  const { solution, direction: u } = line;
  const { swa, snapshots } = others;
  const { runner, measurement } = await prepared(study, line);
  const kept = kind === 'snapshots' ? differences(study, solution, snapshots) : undefined;
  const raw = swa ? towards(study, runner, swa) : (kept ?? drawn(study, runner, kind as DirectionKind, u));
  const directions = raw.map((direction) => orthogonalised(direction, [measurement.direction]));
  const norm = await normOfRise(runner, measurement, directions[0], rise, run);
  return { kind, rise, norm, curves: await curvesOf(runner, measurement, directions, norm, run) };
}

type AlongDirection = TrainingMeasurement & { readonly direction: Float32Array; readonly distances: readonly number[] };

async function curvesOf(
  runner: Runner,
  measurement: AlongDirection,
  directions: readonly Float32Array[],
  norm: number,
  run: RunOptions,
): Promise<number[][]> {
  const curves: number[][] = [];
  for (const [done, direction] of directions.entries()) {
    const { onProgress } = run;
    const inner = {
      signal: run.signal,
      onProgress:
        onProgress &&
        ((step: Parameters<typeof onProgress>[0]): void =>
          onProgress({ ...step, done: done + step.done / step.total, total: directions.length })),
    };
    curves.push((await neighbourLosses(runner, measurement, { direction, norm }, inner)).map(mean));
  }
  return curves;
}

async function prepared(
  study: Study,
  { solution, direction, radius }: Line,
): Promise<{ runner: Runner; measurement: AlongDirection; distances: readonly number[] }> {
  const runner = runnerOf(study, solution);
  const { train, batchNormExamples } = await examplesOf(withNeighbourExamples(study));
  const distances = distancesBetween(-radius, radius, study.scale.points);
  return {
    runner,
    distances,
    measurement: { train, batchNormExamples, batchNorm: 'reestimate', direction: directionOf(runner, direction), distances },
  };
}

/** Draws that are not u itself. */
function drawn(study: Study, runner: Runner, kind: DirectionKind, { index: own }: NeighbourDirection): Float32Array[] {
  return Array.from({ length: neighbourCount(study) }, (_, k) =>
    drawDirection(kind, runner.layout, { seed: DIRECTION_SEED, index: k < own ? k : k + 1 }),
  );
}

/** Towards another solution, and away from it. */
function towards(study: Study, runner: Runner, other: StudySolution): Float32Array[] {
  const ahead = directionBetween(runner.getWeights(), runnerOf(study, other).getWeights());
  return [ahead, ahead.map((entry) => -entry)];
}

/** The last iterates that SGD kept, so many epochs apart that consecutive ones are not nearly equal. */
function chosenSnapshots(study: Study, solution: StudySolution): Snapshot[] {
  const all = snapshotsOf(study, solution);
  const wanted = neighbourCount(study) + 1;
  const apart = all.filter(({ epoch }) => epoch % SPACING === 0);
  return (apart.length >= wanted ? apart : all).slice(-wanted);
}

function differences(study: Study, solution: StudySolution, snapshots: readonly Snapshot[]): Float32Array[] {
  const { model } = runnerOf(study, solution);
  const weights = snapshots.map(({ path }) => loadCheckpoint(path, model, solution.network).weights);
  return weights.slice(1).map((later, k) => directionBetween(weights[k], later));
}

function commonInputs(study: Study, { solution, direction, radius }: Line): { readonly [key: string]: Json } {
  return {
    ...inputsOf(withNeighbourExamples(study), solution, 'reestimate'),
    direction: { ...direction, seed: DIRECTION_SEED },
    radius,
    points: study.scale.points,
  };
}

/** The same study with the examples of neighbours in place of those of other curves. */
function withNeighbourExamples(study: Study): Study {
  const { train, test, batchNorm } = study.scale.neighbourExamples;
  return { ...study, scale: { ...study.scale, trainExamples: train, testExamples: test, batchNormExamples: batchNorm } };
}

import { subset } from '../../datasets/batches';
import { augmentedCopy } from '../../datasets/augmented';
import type { Split } from '../../datasets/dataset';
import { type DirectionKind, drawDirection } from '../../landscape/directions';
import { measureAlong, type MeasuredCurve } from '../../landscape/measure-along';
import { type BatchNormMode, DEFAULT_BATCH_SIZE } from '../../landscape/point';
import { curveRadius, type Radius } from '../../landscape/radius';
import type { Runner } from '../../networks/runner';
import { codeIdentity } from '../../records/code-identity';
import { measureEach } from './each';
import type { Json, Recorded } from '../../records/records';
import { runnerOf, type StudySolution } from './solutions';
import { type Study, studyDataset, studyRecord } from './study';

/** Which direction, and where batch norm's statistics come from at each point. */
export interface CurveChoice {
  readonly kind: DirectionKind;
  /** Which draw of this kind, from 0: the same at every solution of a network. */
  readonly index: number;
  readonly batchNorm: BatchNormMode;
}

export type { MeasuredCurve };

/** Directions are drawn from one seed, so that all solutions of a network are looked at along the same ones. */
export const DIRECTION_SEED = 0;
/** The training that is looked at along most directions. */
export const FIRST_SEED = 1;
/** Of the images on which batch norm is re-estimated: the same crops at every point of every curve. */
export const AUGMENTATION_SEED = 0;

/**
 * How far the curves of one kind reach: by the radius rule (the sharper side of direction 0 rises by 1 nat or tenfold),
 * rounded to two digits. Recorded.
 */
export async function measureRadius(
  study: Study,
  solution: StudySolution,
  kind: DirectionKind,
  batchNorm: BatchNormMode,
): Promise<Recorded<Radius>> {
  const inputs = { ...inputsOf(study, solution, batchNorm), kind, seed: DIRECTION_SEED, batchNorm };
  const name = `${pathOf(solution)}/radius-${kind}-${batchNorm}`;
  return studyRecord(study, { name, inputs, code: codeIdentity(__filename, radiusOf) }, () => radiusOf(study, solution, kind, batchNorm));
}

async function radiusOf(study: Study, solution: StudySolution, kind: DirectionKind, batchNorm: BatchNormMode): Promise<Radius> {
  const runner = runnerOf(study, solution);
  const direction = directionOf(runner, { kind, index: 0 });
  const { train, batchNormExamples } = await examplesOf(study);
  return curveRadius(runner, { direction, train, batchNorm, batchNormExamples }, study.run);
}

/**
 * Train and test loss along one direction from a solution, at evenly spaced distances within the radius of its kind,
 * with the statistics of asymmetry. Recorded.
 */
export async function measureCurve(study: Study, solution: StudySolution, choice: CurveChoice): Promise<Recorded<MeasuredCurve>> {
  return measureWithin(await roundedRadius(study, solution, choice), study, solution, choice);
}

/** {@link measureRadius}, rounded to two digits: how far every curve of the kind reaches. */
export async function roundedRadius(
  study: Study,
  solution: StudySolution,
  { kind, batchNorm }: Omit<CurveChoice, 'index'>,
): Promise<number> {
  const { result } = await measureRadius(study, solution, kind, batchNorm);
  return Number(result.radius.toPrecision(2));
}

async function measureWithin(radius: number, study: Study, solution: StudySolution, choice: CurveChoice): Promise<Recorded<MeasuredCurve>> {
  const inputs = { ...inputsOf(study, solution, choice.batchNorm), ...choice, seed: DIRECTION_SEED, radius, points: study.scale.points };
  const name = `${pathOf(solution)}/${choice.kind}-${choice.index}-${choice.batchNorm}`;
  return studyRecord(study, { name, inputs, code: codeIdentity(__filename, curveOf) }, () => curveOf(radius, study, solution, choice));
}

async function curveOf(radius: number, study: Study, solution: StudySolution, choice: CurveChoice): Promise<MeasuredCurve> {
  const runner = runnerOf(study, solution);
  const direction = directionOf(runner, choice);
  const settings = { ...(await examplesOf(study)), direction, radius, points: study.scale.points, batchNorm: choice.batchNorm };
  return measureAlong(runner, settings, study.run);
}

/**
 * How many directions of a kind a study measures at a solution. `ones` has only one; what serves as a control, `residual`
 * and whatever is not re-estimated, gets fewer. Further seeds and other networks get half as many as the first seed of the
 * study's own network: what they add is another training, not more directions of it.
 */
export function directionCount(
  { scale }: Study,
  { network, seed }: Pick<StudySolution, 'network' | 'seed'>,
  { kind, batchNorm }: Omit<CurveChoice, 'index'>,
): number {
  if (kind === 'ones') return 1;
  const count = kind === 'residual' || batchNorm !== 'reestimate' ? scale.controlDirections : scale.directions;
  return network === scale.network && seed === FIRST_SEED ? count : Math.ceil(count / 2);
}

/** {@link measureCurve} along all the study's directions of one kind. */
export async function measureCurves(
  study: Study,
  solution: StudySolution,
  choice: Omit<CurveChoice, 'index'>,
): Promise<Recorded<MeasuredCurve>[]> {
  const directions = directionCount(study, solution, choice);
  const radius = await roundedRadius(
    labelled(study, `${solution.network}, seed ${solution.seed}, ${choice.kind}, radius`),
    solution,
    choice,
  );
  return measureEach(Array(directions).keys(), (index) => {
    const counting = labelled(study, `${solution.network}, seed ${solution.seed}, ${choice.kind} ${index + 1}/${directions}`);
    return measureWithin(radius, counting, solution, { ...choice, index });
  });
}

/** The same study with progress that names what is being measured. */
export function labelled(study: Study, label: string): Study {
  const { run } = study;
  return { ...study, run: { get signal() { return run.signal; }, onProgress: (progress) => run.onProgress?.({ ...progress, label }) } };
}

/**
 * The examples of every curve at a scale: the first so many of each split, plain; for batch norm an augmented copy of
 * training images, as it was trained on.
 */
export async function examplesOf(
  study: Study,
): Promise<{ readonly train: Split; readonly test: Split; readonly batchNormExamples: Split }> {
  const { train, test } = studyDataset(study.scale);
  const { trainExamples, testExamples, batchNormExamples } = study.scale;
  return {
    train: subset(train, trainExamples),
    test: subset(test, testExamples),
    batchNormExamples: await augmentedCopy(subset(train, batchNormExamples), AUGMENTATION_SEED),
  };
}

/** The study's direction of a kind at the weights of a solution's runner. */
export function directionOf(runner: Runner, { kind, index }: Pick<CurveChoice, 'kind' | 'index'>): Float32Array {
  return drawDirection(kind, runner.layout, { seed: DIRECTION_SEED, index, weights: runner.getWeights() });
}

/** What every measurement at a solution depends on. The dataset's identity is that of the solution's own training. */
export function inputsOf(study: Study, solution: StudySolution, batchNorm: BatchNormMode): { readonly [key: string]: Json } {
  const { trainExamples, testExamples, batchNormExamples } = study.scale;
  return {
    network: solution.network,
    weights: solution.fingerprint,
    dataset: solution.metadata.dataset_fingerprint ?? study.scale.dataset,
    examples: { train: trainExamples, test: testExamples, batchNorm: batchNormExamples, batchSize: DEFAULT_BATCH_SIZE },
    ...(batchNorm === 'reestimate' && { reestimatedOn: { augmented: true, seed: AUGMENTATION_SEED } }),
  };
}

/** Where the records of a solution lie within their section's folder. */
export function pathOf({ network, recipe, seed, solution }: StudySolution): string {
  return `${network}/${recipe}-seed-${seed}/${solution}`;
}

import { type Direction, nameOfDirection } from '../../landscape/direction-at';
import type { MeasuredCurve } from '../../landscape/measure-along';
import { type BatchNormMode, DEFAULT_BATCH_SIZE } from '../../landscape/evaluate-point';
import { distancesBetween } from '../../numbers/distances';
import { curveRadius, type Radius } from '../../landscape/radius';
import { codeIdentity } from '../../records/code-identity';
import type { Json, Recorded } from '../../records/records';
import {
  DIRECTION_SEED, type DirectionChoice, directionCount, directionInputs, directionName, directionOf, findDirection, type FoundDirection,
} from './directions';
import { measureEach } from './measure-each';
import { AUGMENTATION_SEED, examplesOf } from './examples';
import { asymmetryOfKept, type KeptCurve, keptCurve, measuredOf } from './kept-curves';
import { networkOf } from './networks';
import { runnerOf, type StudySolution } from './solutions';
import { type Study, studyRecord, studyRecordWith } from './study';

/** Which direction, and where batch norm's statistics come from at each point. */
export interface CurveChoice extends DirectionChoice {
  readonly batchNorm: BatchNormMode;
}

export type { MeasuredCurve };

/**
 * How far the curves of one kind reach: by the radius rule (the sharper side of direction 0 rises by 1 nat or tenfold),
 * rounded to two digits. Recorded.
 */
export async function measureRadius(
  study: Study,
  solution: StudySolution,
  kind: Direction,
  batchNorm: BatchNormMode,
): Promise<Recorded<Radius>> {
  const direction = await findDirection(study, solution, { kind, index: 0 });
  const inputs = { ...inputsOf(study, solution, batchNorm), ...directionInputs(direction), seed: DIRECTION_SEED, batchNorm };
  const name = `${pathOf(solution)}/radius-${directionName(direction)}-${batchNorm}`;
  const code = codeIdentity(__filename, radiusOf);
  return studyRecord(study, { name, inputs, code }, () => radiusOf(study, solution, direction, batchNorm));
}

async function radiusOf(study: Study, solution: StudySolution, choice: FoundDirection, batchNorm: BatchNormMode): Promise<Radius> {
  const runner = runnerOf(study, solution);
  const direction = directionOf(runner, choice);
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
  return measuredOf(await keptWithin(radius, study, solution, choice));
}

/** The record of a curve with each example's loss. @param radius see {@link roundedRadius} */
export async function keptWithin(
  radius: number,
  study: Study,
  solution: StudySolution,
  choice: CurveChoice,
): Promise<Recorded<KeptCurve> & { readonly derived: MeasuredCurve['asymmetry'] }> {
  const { index, batchNorm } = choice;
  const measuring = withCurveExamples(study, solution, choice);
  const direction = await findDirection(study, solution, choice);
  const along = { ...directionInputs(direction), index, batchNorm, seed: DIRECTION_SEED, radius, points: study.scale.points };
  const inputs = { ...inputsOf(measuring, solution, batchNorm), ...along };
  const name = `${pathOf(solution)}/${directionName(direction)}-${index}-${batchNorm}`;
  const what = { name, inputs, code: codeIdentity(__filename, curveOf) };
  return studyRecordWith(study, what, () => curveOf(radius, measuring, solution, direction, batchNorm), asymmetryOfKept(study));
}

async function curveOf(
  radius: number,
  study: Study,
  solution: StudySolution,
  choice: FoundDirection,
  batchNorm: BatchNormMode,
): Promise<KeptCurve> {
  const runner = runnerOf(study, solution);
  const distances = distancesBetween(-radius, radius, study.scale.points);
  return keptCurve(runner, { ...(await examplesOf(study)), direction: directionOf(runner, choice), distances, batchNorm }, study.run);
}

/**
 * The same study with as many examples as a curve gets. At the study's own network, with batch norm re-estimated, sections 3 and 4
 * rest on the same curves: the first (0, 1) direction of each training is drawn large in Figures 2 and 3, and gets the most.
 */
function withCurveExamples(study: Study, { network }: StudySolution, { kind, index, batchNorm }: CurveChoice): Study {
  const { scale } = study;
  if (network !== networkOf(scale, 'main') || batchNorm !== 'reestimate') return study;
  const { train, test } = kind === 'uniform01' && index === 0 ? scale.figureExamples : scale.directionExamples;
  return { ...study, scale: { ...scale, trainExamples: train, testExamples: test } };
}

/** {@link measureCurve} along all the study's directions of one kind. */
export async function measureCurves(
  study: Study,
  solution: StudySolution,
  choice: Omit<CurveChoice, 'index'>,
): Promise<Recorded<MeasuredCurve>[]> {
  const directions = directionCount(study, solution, choice);
  const what = `${solution.network}, seed ${solution.seed}, ${nameOfDirection(choice.kind)}`;
  const radius = await roundedRadius(labelled(study, `${what}, radius`), solution, choice);
  return measureEach(Array(directions).keys(), (index) => {
    const counting = labelled(study, `${what} ${index + 1}/${directions}`);
    return measureWithin(radius, counting, solution, { ...choice, index });
  });
}

/** The same study with progress that names what is being measured. */
export function labelled(study: Study, label: string): Study {
  const { run } = study;
  return { ...study, run: { get signal() { return run.signal; }, onProgress: (progress) => run.onProgress?.({ ...progress, label }) } };
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

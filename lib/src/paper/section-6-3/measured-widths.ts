import { subset } from '../../datasets/batches';
import type { Split } from '../../datasets/dataset';
import { drawDirection } from '../../landscape/directions';
import { distancesBetween } from '../../numbers/distances';
import { type GroupNorm, normsByGroup } from '../../landscape/layer-norms';
import { directionBetween } from '../../landscape/orthogonal';
import { type BatchNormMode, DEFAULT_BATCH_SIZE, returning } from '../../landscape/evaluate-point';
import { type MeasuredRays, measureRays, type Reach, reachAlong } from '../../landscape/rays';
import { RISE_WINDOW } from '../../landscape/width-comparison';
import { dot, moved, norm } from '../../numbers/vector';
import { codeIdentity } from '../../records/code-identity';
import { pathOf } from '../study/curves';
import { DIRECTION_SEED } from '../study/directions';
import { AUGMENTATION_SEED, examplesOf } from '../study/examples';
import { measureEach } from '../study/measure-each';
import type { Json, Recorded } from '../../records/records';
import { runnerOf, type StudySolution } from '../study/solutions';
import { type Study, studyRecord } from '../study/study';
import type { WidthPair } from './width-pairs';

/** Which rays, and where batch norm's statistics come from along them. */
export interface RayChoice {
  /** `gaussian`: isotropic, the same rays at every solution. `filter-normalised`: the same draws, scaled to each solution's filters. */
  readonly kind: 'gaussian' | 'filter-normalised';
  readonly batchNorm: BatchNormMode;
}

/** The rays of both solutions of a pair. */
export interface PairRays {
  readonly pair: WidthPair;
  readonly wide: Recorded<MeasuredRays>;
  readonly narrow: Recorded<MeasuredRays>;
}

/** Rays from one point of the line between the solutions of a pair. */
export interface PositionRays {
  /** α: 0 at the solution that is said to be wider, 1 at the other. */
  readonly position: number;
  readonly rays: Recorded<MeasuredRays>;
}

/** How much a ray has to do with the line between two solutions. */
export interface RayOverlap {
  /** ‖w₁ − w₀‖ */
  readonly distance: number;
  /** |⟨v, u⟩| of each ray with the unit direction u of the line. */
  readonly cosines: readonly number[];
}

const BLOCKS = 10;
const POSITION_POINTS = 4;
/** Share of ‖w‖ at which the search for a ray's reach starts. */
const FIRST_SHARE = 0.125;

/**
 * Rays from both solutions of each pair, in the same directions and on the same examples, up to where the loss around
 * the narrower solution of the first pair has risen by one nat. One record for each solution.
 */
export async function measureWidths(study: Study, pairs: readonly WidthPair[], choice: RayChoice): Promise<PairRays[]> {
  const settings = {
    ...choice,
    count: rayCount(study, choice),
    radius: await commonRadius(study, pairs, choice),
    points: study.scale.rays.points,
  };
  return measureEach(pairs, async (pair) => {
    const [wide, narrow] = await measureEach([pair.wide, pair.narrow], (solution) => measureFrom(study, solution, settings));
    return { pair, wide, narrow };
  });
}

/** Gaussian rays from several points of the line through a pair's solutions, with the loss at these points. One record for each. */
export async function measurePositions(study: Study, pair: WidthPair): Promise<PositionRays[]> {
  const choice: RayChoice = { kind: 'gaussian', batchNorm: 'reestimate' };
  const settings = {
    ...choice,
    count: study.scale.rays.controls,
    radius: await commonRadius(study, [pair], choice),
    points: POSITION_POINTS,
  };
  return measureEach(study.scale.rays.positions, async (position) => (
    { position, rays: await measureFrom(study, pair.wide, settings, { towards: pair.narrow, position }) }
  ));
}

/** ‖w‖ of each group of layers. Recorded. */
export async function measureLayerNorms(study: Study, solution: StudySolution): Promise<Recorded<readonly GroupNorm[]>> {
  const inputs = { network: solution.network, weights: solution.fingerprint };
  const what = { name: `${pathOf(solution)}/norms`, inputs, code: codeIdentity(__filename, layerNormsOf) };
  return studyRecord(study, what, () => Promise.resolve(layerNormsOf(study, solution)));
}

function layerNormsOf(study: Study, solution: StudySolution): readonly GroupNorm[] {
  const runner = runnerOf(study, solution);
  return normsByGroup(runner.getWeights(), runner.layout);
}

/** How far the rays of a pair lead along the line between its solutions. Recorded. */
export async function measureRayOverlap(study: Study, pair: WidthPair): Promise<Recorded<RayOverlap>> {
  const { wide, narrow } = pair;
  const count = study.scale.rays.count;
  const inputs = { network: wide.network, weights: [wide.fingerprint, narrow.fingerprint], kind: 'gaussian', seed: DIRECTION_SEED, count };
  const what = { name: `${pathOf(wide)}/overlap-gaussian`, inputs, code: codeIdentity(__filename, rayOverlapOf) };
  return studyRecord(study, what, () => Promise.resolve(rayOverlapOf(study, pair, count)));
}

function rayOverlapOf(study: Study, { wide, narrow }: WidthPair, count: number): RayOverlap {
  const runner = runnerOf(study, wide);
  const ends = [runner.getWeights(), runnerOf(study, narrow).getWeights()];
  const line = directionBetween(ends[0], ends[1]);
  const ray = (index: number): Float32Array => drawDirection('gaussian', runner.layout, { seed: DIRECTION_SEED, index });
  const cosines = Array.from({ length: count }, (_, index) => Math.abs(dot(line, ray(index))));
  return { distance: norm(ends[0].map((w, i) => w - ends[1][i])), cosines };
}

/** How many rays: all for what the claims rest on, fewer where they are a control. */
function rayCount({ scale: { rays } }: Study, { kind, batchNorm }: RayChoice): number {
  return kind === 'gaussian' && batchNorm === 'reestimate' ? rays.count : rays.controls;
}

/** A point of the line through two solutions. */
interface LinePoint {
  readonly towards: StudySolution;
  readonly position: number;
}

interface FromSettings extends RayChoice {
  readonly count: number;
  readonly radius: number;
  readonly points: number;
}

async function measureFrom(
  study: Study,
  solution: StudySolution,
  settings: FromSettings,
  point?: LinePoint,
): Promise<Recorded<MeasuredRays>> {
  const { kind, batchNorm, count, radius, points } = settings;
  const at = point && { line: { towards: point.towards.fingerprint, position: point.position } };
  const inputs = { ...inputsOf(study, solution, settings), count, radius, points, blocks: BLOCKS, ...at };
  const name = `${pathOf(solution)}/${point ? `position-${point.position}` : 'rays'}-${kind}-${batchNorm}`;
  return studyRecord(study, { name, inputs, code: codeIdentity(__filename, raysFrom) }, () => raysFrom(study, solution, settings, point));
}

async function raysFrom(study: Study, solution: StudySolution, settings: FromSettings, point?: LinePoint): Promise<MeasuredRays> {
  const { kind, batchNorm, count, radius, points } = settings;
  const runner = runnerOf(study, solution);
  return returning(runner, async ({ weights }) => {
    const rays = Array.from({ length: count }, (_, index) => drawDirection(kind, runner.layout, { seed: DIRECTION_SEED, index, weights }));
    if (point) runner.setWeights(onLine(study, weights, point));
    const distances = distancesBetween(0, radius, points + 1).slice(1);
    return measureRays(runner, { ...(await rayExamples(study)), batchNorm, rays, distances, blocks: BLOCKS }, study.run);
  }, study.run);
}

/** w + α·(w' − w). */
function onLine(study: Study, weights: Float32Array, { towards, position }: LinePoint): Float32Array {
  return moved(weights, position, runnerOf(study, towards).getWeights().map((w, i) => w - weights[i]));
}

/** The reach of ray 0 at the narrower of the solutions that fix it, rounded to two digits. */
async function commonRadius(study: Study, [{ reachOf }]: readonly WidthPair[], choice: RayChoice): Promise<number> {
  const reaches = await measureEach(reachOf, async (solution) => (await measureReach(study, solution, choice)).result.distance);
  return Number(Math.min(...reaches).toPrecision(2));
}

async function measureReach(study: Study, solution: StudySolution, choice: RayChoice): Promise<Recorded<Reach>> {
  const rise = RISE_WINDOW[1];
  const inputs = { ...inputsOf(study, solution, choice), rise, firstShare: FIRST_SHARE };
  const name = `${pathOf(solution)}/reach-${choice.kind}-${choice.batchNorm}`;
  return studyRecord(study, { name, inputs, code: codeIdentity(__filename, reachOf) }, () => reachOf(study, solution, choice, rise));
}

async function reachOf(study: Study, solution: StudySolution, choice: RayChoice, rise: number): Promise<Reach> {
  const runner = runnerOf(study, solution);
  const weights = runner.getWeights();
  const ray = drawDirection(choice.kind, runner.layout, { seed: DIRECTION_SEED, index: 0, weights });
  const settings = { ...(await rayExamples(study)), batchNorm: choice.batchNorm };
  return reachAlong(runner, ray, settings, FIRST_SHARE * norm(weights), rise, study.run);
}

async function rayExamples(study: Study): Promise<{ readonly train: Split; readonly batchNormExamples: Split }> {
  const { train, batchNormExamples } = await examplesOf(study);
  return { train: subset(train, study.scale.rays.examples), batchNormExamples };
}

/** What every measurement of rays at a solution depends on. */
function inputsOf(study: Study, solution: StudySolution, { kind, batchNorm }: RayChoice): { readonly [key: string]: Json } {
  return {
    network: solution.network,
    weights: solution.fingerprint,
    dataset: solution.metadata.dataset_fingerprint ?? study.scale.dataset,
    examples: { train: study.scale.rays.examples, batchSize: DEFAULT_BATCH_SIZE },
    kind,
    seed: DIRECTION_SEED,
    batchNorm,
    ...(batchNorm === 'reestimate' && {
      reestimatedOn: { examples: study.scale.batchNormExamples, augmented: true, seed: AUGMENTATION_SEED },
    }),
  };
}

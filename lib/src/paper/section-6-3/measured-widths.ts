import { drawsOf } from '../../landscape/direction-at';
import { drawDirection } from '../../landscape/directions';
import { type GroupNorm, normsByGroup } from '../../landscape/layer-norms';
import { directionBetween } from '../../landscape/orthogonal';
import type { MeasuredRays, Reach } from '../../landscape/rays';
import { dot, norm } from '../../numbers/vector';
import { codeIdentity } from '../../records/code-identity';
import { pathOf } from '../study/curves';
import { DIRECTION_SEED } from '../study/directions';
import { measureEach } from '../study/measure-each';
import type { Recorded } from '../../records/records';
import { runnerOf, type StudySolution } from '../study/solutions';
import { type Study, studyRecord } from '../study/study';
import { measureRaysFrom, measureReach, type RayChoice } from './measured-rays';
import { measureOwnRaysFrom, measureOwnReach } from './own-rays';
import type { WidthPair } from './width-pairs';

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

/** Pairs measured along one choice of rays, and in which unit they are compared. */
export interface WidthView extends RayChoice {
  readonly measured: readonly PairRays[];
  readonly units: 'l' | 'l/‖w‖';
}

/** How much a ray has to do with the line between two solutions. */
export interface RayOverlap {
  /** ‖w₁ − w₀‖ */
  readonly distance: number;
  /** |⟨v, u⟩| of each ray with the unit direction u of the line. */
  readonly cosines: readonly number[];
}

const POSITION_POINTS = 4;

/**
 * Rays from both solutions of each pair, in the same directions and on the same examples, up to where the loss around
 * the narrower solution of the first pair has risen by one nat. One record for each solution.
 */
export async function measureWidths(study: Study, pairs: readonly WidthPair[], choice: RayChoice): Promise<PairRays[]> {
  const { kind, batchNorm } = choice;
  const radius = await commonRadius(study, pairs, choice);
  const walk = { batchNorm, count: rayCount(study, choice), radius, points: study.scale.rays.points };
  const measureFrom = (solution: StudySolution): Promise<Recorded<MeasuredRays>> =>
    typeof kind === 'string' ? measureRaysFrom(study, solution, { kind, ...walk }) : measureOwnRaysFrom(study, solution, { kind, ...walk });
  return measureEach(pairs, async (pair) => {
    const [wide, narrow] = await measureEach([pair.wide, pair.narrow], measureFrom);
    return { pair, wide, narrow };
  });
}

/** Gaussian rays from several points of the line through a pair's solutions, with the loss at these points. One record for each. */
export async function measurePositions(study: Study, pair: WidthPair): Promise<PositionRays[]> {
  const choice = { kind: 'gaussian', batchNorm: 'reestimate' } as const;
  const settings = {
    ...choice,
    count: study.scale.rays.controls,
    radius: await commonRadius(study, [pair], choice),
    points: POSITION_POINTS,
  };
  return measureEach(study.scale.rays.positions, async (position) => (
    { position, rays: await measureRaysFrom(study, pair.wide, settings, { towards: pair.narrow, position }) }
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
  return kind === 'gaussian' && batchNorm === 'reestimate' ? rays.count : drawsOf(kind, rays.controls);
}

/** The reach of ray 0 at the narrower of the solutions that fix it, rounded to two digits. */
async function commonRadius(study: Study, [{ reachOf }]: readonly WidthPair[], { kind, batchNorm }: RayChoice): Promise<number> {
  const measure = (solution: StudySolution): Promise<Recorded<Reach>> =>
    typeof kind === 'string' ? measureReach(study, solution, { kind, batchNorm }) : measureOwnReach(study, solution, { kind, batchNorm });
  const reaches = await measureEach(reachOf, measure);
  return Number(Math.min(...reaches.map(({ result }) => result.distance)).toPrecision(2));
}

import { subset } from '../../datasets/batches';
import type { Split } from '../../datasets/dataset';
import type { OwnDirection } from '../../landscape/direction-at';
import { drawDirection } from '../../landscape/directions';
import { type BatchNormMode, DEFAULT_BATCH_SIZE, returning } from '../../landscape/evaluate-point';
import { type MeasuredRays, measureRays, type Reach, reachAlong } from '../../landscape/rays';
import { RISE_WINDOW } from '../../landscape/width-comparison';
import { distancesBetween } from '../../numbers/distances';
import { moved, norm } from '../../numbers/vector';
import { codeIdentity } from '../../records/code-identity';
import type { Json, Recorded } from '../../records/records';
import { pathOf } from '../study/curves';
import { DIRECTION_SEED } from '../study/directions';
import { AUGMENTATION_SEED, examplesOf } from '../study/examples';
import { runnerOf, type StudySolution } from '../study/solutions';
import { type Study, studyRecord } from '../study/study';

/** Which rays, and where batch norm's statistics come from along them. */
export interface RayChoice {
  /**
   * `gaussian`: isotropic, the same rays at every solution. `filter-normalised`: the same draws, scaled to each solution's filters.
   * One's own: as it is at each solution, one ray for each of its draws, all to the side to which it points.
   */
  readonly kind: 'gaussian' | 'filter-normalised' | OwnDirection;
  readonly batchNorm: BatchNormMode;
}

/** Rays that are drawn when something is measured along them. */
export interface DrawnRayChoice extends RayChoice {
  readonly kind: Exclude<RayChoice['kind'], OwnDirection>;
}

/** Blocks of images over which rises are means. */
export const BLOCKS = 10;
/** Share of ‖w‖ at which the search for a ray's reach starts. */
const FIRST_SHARE = 0.125;

/** A point of the line through two solutions. */
export interface LinePoint {
  readonly towards: StudySolution;
  readonly position: number;
}

/** How many rays, how far they go, and by how many steps. */
export interface Walk {
  readonly count: number;
  readonly radius: number;
  readonly points: number;
}

/** Rays from a solution, or from a point of the line to another, one-sided, as rises over the loss there. Recorded. */
export async function measureRaysFrom(
  study: Study,
  solution: StudySolution,
  settings: DrawnRayChoice & Walk,
  point?: LinePoint,
): Promise<Recorded<MeasuredRays>> {
  const { kind, batchNorm, count, radius, points } = settings;
  const at = point && { line: { towards: point.towards.fingerprint, position: point.position } };
  const inputs = { ...rayInputs(study, solution, kind, batchNorm), count, radius, points, blocks: BLOCKS, ...at };
  const name = `${pathOf(solution)}/${point ? `position-${point.position}` : 'rays'}-${kind}-${batchNorm}`;
  return studyRecord(study, { name, inputs, code: codeIdentity(__filename, raysFrom) }, () => raysFrom(study, solution, settings, point));
}

async function raysFrom(study: Study, solution: StudySolution, settings: DrawnRayChoice & Walk, point?: LinePoint): Promise<MeasuredRays> {
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

/** How far ray 0 goes from a solution until the loss has risen by the end of the window. Recorded. */
export async function measureReach(study: Study, solution: StudySolution, choice: DrawnRayChoice): Promise<Recorded<Reach>> {
  const rise = RISE_WINDOW[1];
  const { kind, batchNorm } = choice;
  const inputs = { ...rayInputs(study, solution, kind, batchNorm), rise, firstShare: FIRST_SHARE };
  const name = `${pathOf(solution)}/reach-${kind}-${batchNorm}`;
  return studyRecord(study, { name, inputs, code: codeIdentity(__filename, reachOf) }, () => reachOf(study, solution, choice, rise));
}

async function reachOf(study: Study, solution: StudySolution, choice: DrawnRayChoice, rise: number): Promise<Reach> {
  const runner = runnerOf(study, solution);
  const weights = runner.getWeights();
  const ray = drawDirection(choice.kind, runner.layout, { seed: DIRECTION_SEED, index: 0, weights });
  const settings = { ...(await rayExamples(study)), batchNorm: choice.batchNorm };
  return reachAlong(runner, ray, settings, FIRST_SHARE * norm(weights), rise, study.run);
}

/** The images of rays. */
export async function rayExamples(study: Study): Promise<{ readonly train: Split; readonly batchNormExamples: Split }> {
  const { train, batchNormExamples } = await examplesOf(study);
  return { train: subset(train, study.scale.rays.examples), batchNormExamples };
}

/** What every measurement of rays at a solution depends on. @param kind by its name */
export function rayInputs(study: Study, solution: StudySolution, kind: string, batchNorm: BatchNormMode): { readonly [key: string]: Json } {
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

import type { OwnDirection } from '../../landscape/direction-at';
import type { BatchNormMode } from '../../landscape/evaluate-point';
import { type MeasuredRays, measureRays, type Reach, reachAlong } from '../../landscape/rays';
import { RISE_WINDOW } from '../../landscape/width-comparison';
import { distancesBetween } from '../../numbers/distances';
import { norm } from '../../numbers/vector';
import { codeIdentity } from '../../records/code-identity';
import type { Recorded } from '../../records/records';
import { pathOf } from '../study/curves';
import { directionInputs, directionOf, findDirection, type FoundDirection } from '../study/directions';
import { measureEach } from '../study/measure-each';
import { runnerOf, type StudySolution } from '../study/solutions';
import { type Study, studyRecord } from '../study/study';
import { BLOCKS, rayExamples, rayInputs, type RayChoice, type Walk } from './measured-rays';

/** Rays along a direction of one's own. */
export interface OwnRayChoice extends RayChoice {
  readonly kind: OwnDirection;
}

/** Share of ‖w‖ at which the search for the reach starts: such a direction may be as steep as the gradient. */
const FIRST_SHARE = 1 / 64;

/** Rays from a solution along the draws of a direction of one's own there, as rises over the loss there. Recorded. */
export async function measureOwnRaysFrom(
  study: Study,
  solution: StudySolution,
  { kind, batchNorm, ...walk }: OwnRayChoice & Walk,
): Promise<Recorded<MeasuredRays>> {
  const directions = await measureEach(Array(walk.count).keys(), (index) => findDirection(study, solution, { kind, index }));
  const inputs = { ...ownInputs(study, solution, directions, batchNorm), ...walk, blocks: BLOCKS };
  const name = `${pathOf(solution)}/rays-${kind.name}-${batchNorm}`;
  const code = codeIdentity(__filename, ownRaysFrom);
  return studyRecord(study, { name, inputs, code }, () => ownRaysFrom(study, solution, directions, { batchNorm, ...walk }));
}

async function ownRaysFrom(
  study: Study,
  solution: StudySolution,
  directions: readonly FoundDirection[],
  { batchNorm, radius, points }: Omit<RayChoice & Walk, 'kind'>,
): Promise<MeasuredRays> {
  const runner = runnerOf(study, solution);
  const rays = directions.map((direction) => directionOf(runner, direction));
  const distances = distancesBetween(0, radius, points + 1).slice(1);
  return measureRays(runner, { ...(await rayExamples(study)), batchNorm, rays, distances, blocks: BLOCKS }, study.run);
}

/** How far the first draw goes from a solution until the loss has risen by the end of the window. Recorded. */
export async function measureOwnReach(study: Study, solution: StudySolution, { kind, batchNorm }: OwnRayChoice): Promise<Recorded<Reach>> {
  const direction = await findDirection(study, solution, { kind, index: 0 });
  const rise = RISE_WINDOW[1];
  const inputs = { ...ownInputs(study, solution, [direction], batchNorm), rise, firstShare: FIRST_SHARE };
  const name = `${pathOf(solution)}/reach-${kind.name}-${batchNorm}`;
  const code = codeIdentity(__filename, ownReachOf);
  return studyRecord(study, { name, inputs, code }, () => ownReachOf(study, solution, direction, { batchNorm, rise }));
}

async function ownReachOf(
  study: Study,
  solution: StudySolution,
  direction: FoundDirection,
  { batchNorm, rise }: { readonly batchNorm: BatchNormMode; readonly rise: number },
): Promise<Reach> {
  const runner = runnerOf(study, solution);
  const settings = { ...(await rayExamples(study)), batchNorm };
  return reachAlong(runner, directionOf(runner, direction), settings, FIRST_SHARE * norm(runner.getWeights()), rise, study.run);
}

function ownInputs(
  study: Study,
  solution: StudySolution,
  found: readonly FoundDirection[],
  batchNorm: BatchNormMode,
): ReturnType<typeof rayInputs> {
  const [{ kind }] = found.map(directionInputs);
  return { ...rayInputs(study, solution, kind, batchNorm), directions: found.map((each) => directionInputs(each).direction ?? null) };
}

import { sha256 } from '../../base/files';
import { classCount } from '../../datasets/datasets';
import { type Cosines, pairwiseCosines } from '../../landscape/cosines';
import { type Direction, nameOfDirection } from '../../landscape/direction-at';
import { type DirectionKind, drawDirection } from '../../landscape/directions';
import type { MeasuredDirection } from '../../landscape/summary';
import { layoutOf, type WeightLayout } from '../../networks/layout';
import { buildNetwork, type Network } from '../../networks/networks';
import { codeIdentity } from '../../records/code-identity';
import { type MeasuredCurve, measureCurves } from '../study/curves';
import { DIRECTION_SEED, directionCount, FIRST_SEED } from '../study/directions';
import { measureEach } from '../study/measure-each';
import type { Recorded } from '../../records/records';
import { isOwn, networkOf, networkToBuild } from '../study/networks';
import type { StudySolution } from '../study/solutions';
import { type Study, studyRecord } from '../study/study';

/** The kinds of direction that section 3 compares. */
export const SECTION_3_KINDS = ['uniform01', 'uniform-symmetric', 'residual', 'ones'] as const;

/** The directions along which a study measures curves in section 3: the paper's, then its own. */
export function section3Directions({ directions }: Study): readonly Direction[] {
  return [...SECTION_3_KINDS, ...directions];
}

/** The measurements of one kind of direction over the solutions of several trainings. */
export interface KindMeasurements {
  /** Of a direction of one's own: its name. */
  readonly kind: string;
  readonly measured: readonly (Recorded<MeasuredCurve> & MeasuredDirection)[];
}

/** Curves along many directions of each kind, at each of the solutions; each curve is a record of its own. */
export async function measureKinds(
  study: Study,
  solutions: readonly StudySolution[],
  kinds: readonly Direction[],
  batchNorm: 'frozen' | 'reestimate' | 'batch',
): Promise<KindMeasurements[]> {
  return measureEach(kinds, async (kind) => {
    const measured = await measureEach(solutions, async (solution) => {
      const curves = await measureCurves(study, solution, { kind, batchNorm });
      return curves.map((curve) => ({ ...curve, seed: solution.seed, asymmetry: curve.result.asymmetry }));
    });
    return { kind: nameOfDirection(kind), measured: measured.flat() };
  });
}

/**
 * Cosines between the directions of one kind that the study's own network is measured along, with as many classes as the
 * study's dataset has; the dataset itself is not needed. Recorded.
 */
export async function directionCosines(study: Study, kind: DirectionKind): Promise<Recorded<Cosines>> {
  const { scale } = study;
  const network = networkOf(scale, 'main');
  const classes = classCount(scale.dataset);
  const count = directionCount(study, { network, seed: FIRST_SEED }, { kind, batchNorm: 'reestimate' });
  const layout = (): WeightLayout => layoutOfBuilt(networkToBuild(scale, network), classes);
  // The project's networks are known by their names.
  const own = isOwn(scale, network) && { layout: sha256(JSON.stringify(layout())) };
  const inputs = { network, ...own, classes, kind, count, seed: DIRECTION_SEED };
  const what = { name: `directions/${network}/cosines-${kind}`, inputs, code: codeIdentity(__filename, cosinesOf) };
  return studyRecord(study, what, () => Promise.resolve(cosinesOf(kind, layout(), count)));
}

function layoutOfBuilt(network: Network, classes: number): WeightLayout {
  const model = buildNetwork(network, classes, 0);
  const layout = layoutOf(model);
  model.dispose();
  return layout;
}

function cosinesOf(kind: DirectionKind, layout: WeightLayout, count: number): Cosines {
  return pairwiseCosines(Array.from({ length: count }, (_, index) => drawDirection(kind, layout, { seed: DIRECTION_SEED, index })));
}

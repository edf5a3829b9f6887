import { measureEach } from '../study/measure-each';
import type { Study } from '../study/study';
import { measureTrace, openTrace, type Trace } from './projections';

export {
  measureNoiseTails as noiseTails, measureRoundCases as rounds, measureRoundSweeps as roundSweeps, measureStationarySgd as stationarySgd,
  measureSymmetric as symmetricRuns,
} from './simulations';

/** Figure 7: the loss along the paper's direction through one training. @throws TrainingError SOLUTION_ABSENT, SNAPSHOTS_ABSENT */
export async function trace(study: Study): Promise<Trace> {
  return measureTrace(study, await openTrace(study), 'uniform01');
}

/**
 * The same along a direction with entries of both signs, and along the study's own, at fewer iterates.
 *
 * @throws TrainingError SOLUTION_ABSENT, SNAPSHOTS_ABSENT
 */
export async function controlTraces(study: Study): Promise<Trace[]> {
  const solution = await openTrace(study);
  return measureEach(['uniform-symmetric', ...study.directions] as const, (kind) => measureTrace(study, solution, kind, true));
}

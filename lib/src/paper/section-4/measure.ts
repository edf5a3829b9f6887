import { nameOfDirection } from '../../landscape/direction-at';
import { measureEach } from '../study/measure-each';
import { networksAtHand, otherNetworks } from '../section-7/networks';
import { convergedSolutions } from '../study/solutions';
import type { Study } from '../study/study';
import { measureNeighbourhood, type Neighbourhood } from './neighbours';
import { measureShift, measureShifts, shiftDirections, type ShiftOfDirection } from './shifts';

export { measureTrainingSets as trainingSets } from './training-sets';

/** Shifts along both kinds of direction, and along the study's own, at every trained seed. @throws TrainingError SOLUTION_ABSENT */
export async function shifts(study: Study): Promise<ShiftOfDirection[]> {
  return measureShifts(study, await convergedSolutions(study), shiftDirections(study));
}

/** The shift along the first (0, 1) direction, and along the study's own, at the first seed of every other network that is trained. */
export async function shiftsElsewhere(study: Study): Promise<ShiftOfDirection[]> {
  const measured = await measureEach(networksAtHand(study, otherNetworks(study)).present, async (network) => {
    const [solution] = await convergedSolutions(study, network);
    return measureEach(['uniform01', ...study.directions] as const, async (kind) => (
      { kind: nameOfDirection(kind), index: 0, solution, record: await measureShift(study, solution, { kind, index: 0 }) }
    ));
  });
  return measured.flat();
}

/** Figure 4, at the first seed. @throws TrainingError SOLUTION_ABSENT */
export async function neighbourhood(study: Study): Promise<Neighbourhood> {
  const [first] = await convergedSolutions(study);
  return measureNeighbourhood(study, first);
}

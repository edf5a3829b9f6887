import { measureEach } from '../study/measure-each';
import { networksAtHand, otherNetworks } from '../section-7/networks';
import { convergedSolutions } from '../study/solutions';
import type { Study } from '../study/study';
import { measureNeighbourhood, type Neighbourhood } from './neighbours';
import { measureShift, measureShifts, SHIFT_KINDS, type ShiftOfDirection } from './shifts';

export { measureTrainingSets as trainingSets } from './training-sets';

/** Shifts along both kinds of direction at every trained seed. @throws TrainingError SOLUTION_ABSENT */
export async function shifts(study: Study): Promise<ShiftOfDirection[]> {
  return measureShifts(study, await convergedSolutions(study), SHIFT_KINDS);
}

/** The shift along the first (0, 1) direction at the first seed of every other network that is trained. */
export async function shiftsElsewhere(study: Study): Promise<ShiftOfDirection[]> {
  const choice = { kind: 'uniform01', index: 0 } as const;
  return measureEach(networksAtHand(study, otherNetworks(study)).present, async (network) => {
    const [solution] = await convergedSolutions(study, network);
    return { ...choice, solution, record: await measureShift(study, solution, choice) };
  });
}

/** Figure 4, at the first seed. @throws TrainingError SOLUTION_ABSENT */
export async function neighbourhood(study: Study): Promise<Neighbourhood> {
  const [first] = await convergedSolutions(study);
  return measureNeighbourhood(study, first);
}

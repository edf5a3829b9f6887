import type { Cosines } from '../../landscape/cosines';
import { FIRST_SEED } from '../study/directions';
import { measureEach, measureTogether } from '../study/measure-each';
import { directionCosines, type KindMeasurements, measureKinds, section3Directions } from './kinds';
import { networkOf, networksOf } from '../study/networks';
import { convergedSolutions, isTrained, trainingCommand } from '../study/solutions';
import type { Study } from '../study/study';

/** What was measured at all trained seeds of one network, batch norm re-estimated. */
export interface NetworkMeasurements {
  readonly network: string;
  readonly kinds: readonly KindMeasurements[];
}

/** A network of Appendix A without any trained solution. */
export interface UntrainedNetwork {
  readonly network: string;
  /** What trains it. */
  readonly command: string;
}

/** Section 3 over networks and seeds (paper, section 3.2 and Appendix A). */
export interface Section3Measurements {
  /** The study's own network first. */
  readonly networks: readonly NetworkMeasurements[];
  readonly untrained: readonly UntrainedNetwork[];
  /** Between the `uniform01` directions of the study's own network. */
  readonly cosines: Cosines;
}

/** The networks of Appendix A at a study's scale: its own, the shallow one, those of other kinds. */
export function appendixNetworks({ scale }: Study): string[] {
  return networksOf(scale, 'main', 'shallow', 'appendix');
}

/**
 * Curves along directions of each kind at every trained seed of every network of Appendix A. A network that is not
 * trained is named with the command that trains it, and left out; only the study's own must be there (at smoke scale it is trained
 * if it is not).
 *
 * @throws TrainingError SOLUTION_ABSENT
 */
export async function measureNetworks(study: Study): Promise<Section3Measurements> {
  const all = appendixNetworks(study);
  const trained = all.filter((network) => network === networkOf(study.scale, 'main') || isTrained(study, { network }));
  const [networks, cosines] = await measureTogether(
    () =>
      measureEach(trained, async (network) => ({
        network,
        kinds: await measureKinds(study, await convergedSolutions(study, network), section3Directions(study), 'reestimate'),
      })),
    () => directionCosines(study, 'uniform01'),
  );
  return {
    networks, cosines: cosines.result,
    untrained: all
      .filter((network) => !trained.includes(network))
      .map((network) => ({ network, command: trainingCommand(study, { network, recipe: study.scale.recipe, seed: FIRST_SEED }) })),
  };
}

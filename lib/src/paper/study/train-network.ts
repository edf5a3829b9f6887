import { seedsOf } from './networks';
import { isComplete, trainForStudy } from './solutions';
import type { Study } from './study';

/**
 * Trains a network by the scale's own recipe at every seed of its row, or goes on with what is not complete.
 *
 * @throws as {@link trainForStudy}; UsageError NETWORK_UNKNOWN if the study has no such network
 */
export async function trainNetwork(study: Study, network: string): Promise<void> {
  for (const seed of seedsOf(study.scale, network)) {
    const training = { network, recipe: study.scale.recipe, seed };
    if (!isComplete(study, training)) await trainForStudy(study, training);
  }
}

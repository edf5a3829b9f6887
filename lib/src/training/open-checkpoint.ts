import type { Dataset } from '../datasets/dataset';
import { createRunner } from '../networks/create-runner';
import { buildNetwork, nameOfNetwork, type Network } from '../networks/networks';
import type { Runner } from '../networks/runner';
import { type Checkpoint, type CheckpointMetadata, loadCheckpoint } from './checkpoint';

/** A network with a checkpoint's weights and statistics, ready to run. */
export interface OpenedCheckpoint {
  readonly runner: Runner;
  readonly metadata: CheckpointMetadata;
  /** As in {@link Checkpoint}. */
  readonly notes?: readonly string[];
}

/**
 * Builds a network, loads a checkpoint into it and returns its runner.
 *
 * @param dataset determines the number of classes and the normalisation of bytes
 * @throws CheckpointError when the file is damaged or belongs to another network; UsageError NETWORK_UNKNOWN
 */
export function openCheckpoint(path: string, network: Network, dataset: Pick<Dataset, 'classes' | 'normalisation'>): OpenedCheckpoint {
  const model = buildNetwork(network, dataset.classes.length, 0);
  try {
    const { weights, statistics, ...told }: Checkpoint = loadCheckpoint(path, model, nameOfNetwork(network));
    const runner = createRunner(model, { normalisation: dataset.normalisation });
    runner.setWeights(weights);
    runner.setStatistics(statistics);
    return { runner, ...told };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

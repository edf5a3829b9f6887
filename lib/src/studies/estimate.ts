import { memoryUse } from '../engine/memory';
import { batchCount, trainingBatches } from '../datasets/batches';
import { createRunner } from '../networks/create-runner';
import { buildNetwork } from '../networks/networks';
import { learningRate, recipe } from '../training/recipes';
import { trainingSplit } from '../training/train';
import { breathe } from '../base/progress';
import { type Study, studyDataset } from './study';
import type { StudyTraining } from './trainings';

/** What a training would take on this machine. */
export interface TrainingEstimate extends StudyTraining {
  /** Measured in training. */
  readonly imagesPerSecond: number;
  /** Of training alone, all phases; tests after epochs come on top. */
  readonly seconds: number;
  /** Resident memory of the whole process after the batches, megabytes. */
  readonly megabytes: number;
}

const WARM_UP = 2;
const MEASURED = 4;

/**
 * Runs a few batches of a training, and says from their speed how long the whole will take and how much memory. The
 * training itself is neither begun nor touched.
 *
 * @throws DatasetError; UsageError NETWORK_UNKNOWN; TrainingError TRAIN_EXAMPLES_TOO_MANY; InterruptedError
 */
export async function estimateTraining(study: Study, training: StudyTraining): Promise<TrainingEstimate> {
  const chosen = recipe(training.recipe);
  const dataset = studyDataset(study.scale);
  const train = trainingSplit(dataset, chosen);
  const runner = createRunner(buildNetwork(training.network, dataset.classes.length, training.seed), { normalisation: dataset.normalisation });
  try {
    const step = { learningRate: learningRate(chosen.schedule, 0), momentum: chosen.momentum, weightDecay: chosen.weightDecay };
    const batches = Math.min(WARM_UP + MEASURED, batchCount(train, chosen.batchSize));
    let [done, images, milliseconds] = [0, 0, 0];
    for await (const batch of trainingBatches(train, { batchSize: chosen.batchSize, seed: training.seed, epoch: 0, augment: chosen.augment })) {
      if (done === batches) break;
      await breathe(study.run.signal);
      const started = performance.now();
      runner.train(batch, step);
      if (done++ < Math.min(WARM_UP, batches - 1)) continue;
      milliseconds += performance.now() - started;
      images += batch.size;
    }
    const imagesPerSecond = (1000 * images) / milliseconds;
    const epochs = chosen.epochs + (chosen.afterSwa?.epochs ?? 0);
    return { ...training, imagesPerSecond, seconds: (epochs * train.count) / imagesPerSecond, megabytes: memoryUse().residentBytes / 1e6 };
  } finally {
    runner.dispose();
    runner.model.dispose();
  }
}

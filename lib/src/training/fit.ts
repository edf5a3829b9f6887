import { UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Dataset } from '../datasets/dataset';
import type { Runner } from '../networks/runner';
import { recipe, type Recipe } from './recipes';
import type { EpochResult, TrainingState } from './state';
import { type SolutionName, train } from './train';

/** Options of {@link fit}; omitted ones take the paper's values. */
export interface FitOptions extends RunOptions {
  /** Epochs of SGD with averaging; SGD from the average then takes a fifth as many. */
  readonly epochs: number;
  /** Determines the order of the examples, and nothing else: the model comes with its own initial weights. */
  readonly seed: number;
  /** Peak of the learning rate. The rate ends at half the peak; SGD from the average uses a hundredth. Default 0.1. */
  readonly learningRate?: number;
  /** Default 128. */
  readonly batchSize?: number;
  /** Default 0.9. */
  readonly momentum?: number;
  /** λ, on all weights. Default 3·10⁻⁴. */
  readonly weightDecay?: number;
  /** Pad by 4, crop at random, mirror at random: for images kept as bytes. Default false. */
  readonly augment?: boolean;
}

/** The flat weights and running statistics of one solution. */
export type FittedSolution = Pick<TrainingState, 'weights' | 'statistics'>;

/** Result of {@link fit}. */
export interface Fitted {
  /** Solutions for `setSolution`, which puts one into the runner. */
  readonly solutions: Readonly<Record<SolutionName, FittedSolution>>;
  readonly history: readonly EpochResult[];
}

/**
 * Trains any model on any dataset in the three phases of the paper's section 6: SGD at a high rate; the average of its last
 * iterates (SWA), with batch norm re-estimated; SGD from the average at a small rate. The lengths keep the proportions of the
 * recipe `laptop`. The runner ends at the last of the three solutions. For other phases write a `Recipe` and call `train`.
 *
 * @throws UsageError EPOCHS_INVALID, STEP_INVALID, BATCH_SIZE_INVALID, AUGMENT_UNSUPPORTED; TrainingError TRAINING_DIVERGED;
 * InterruptedError when `signal` is aborted
 */
export async function fit(runner: Runner, dataset: Dataset, options: FitOptions): Promise<Fitted> {
  const { seed, signal, onProgress } = options;
  const solutions: Partial<Record<SolutionName, FittedSolution>> = {};
  const { history } = await train(runner, dataset, fitRecipe(options), {
    seed, signal, onProgress,
    onSolution: (name, { weights, statistics }) => { solutions[name] = { weights, statistics }; },
  });
  return { solutions: solutions as Fitted['solutions'], history };
}

function fitRecipe({ epochs, learningRate = 0.1, augment = false, ...options }: FitOptions): Recipe {
  const base = recipe('laptop', epochs);
  const { batchSize = base.batchSize, momentum = base.momentum, weightDecay = base.weightDecay } = options;
  const valid = learningRate > 0 && momentum >= 0 && momentum < 1 && weightDecay >= 0;
  if (!valid) {
    const problem = `The learning rate is ${learningRate}, the momentum ${momentum}, the weight decay ${weightDecay}.`;
    throw new UsageError('STEP_INVALID', problem, 'Give a rate above 0, a momentum from 0 to below 1, a decay of at least 0.');
  }
  return {
    ...base, name: 'fit', trainExamples: undefined, batchSize, momentum, weightDecay, augment, testEvery: 1,
    schedule: { ...base.schedule, peak: learningRate },
    afterSwa: { epochs: base.afterSwa?.epochs ?? 1, learningRate: learningRate / 100 },
  };
}

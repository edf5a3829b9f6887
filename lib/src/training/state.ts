import type { WeightAverage } from './swa';

/** `sgd`: the recipe's own epochs; `after-swa`: SGD continued from the average; `done`: nothing left to do. */
export type Phase = 'sgd' | 'after-swa' | 'done';

/** The results of one epoch. */
export interface EpochResult {
  readonly phase: Phase;
  /** Counted from 1 within its phase. */
  readonly epoch: number;
  readonly learningRate: number;
  /** Mean over the epoch's batches, in training mode, while the weights move. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  /** At the epoch's end, with running batch-norm statistics; absent if the recipe does not test then. */
  readonly testLoss?: number;
  readonly testAccuracy?: number;
  /** Models in the average at the epoch's end. */
  readonly averagedModels: number;
  readonly seconds: number;
}

/** The state of a training: everything that an interrupted run needs to end like an uninterrupted one. */
export interface TrainingState {
  readonly phase: Phase;
  /** Number of complete epochs in this phase. */
  readonly epoch: number;
  /** Number of complete batches in the present epoch. */
  readonly batch: number;
  /** Sums over those batches. */
  readonly sums: EpochSums;
  readonly weights: Float32Array;
  /** v, SGD's momentum. */
  readonly momentum: Float32Array;
  /** Running means and variances of batch norm. */
  readonly statistics: Float32Array;
  readonly average?: WeightAverage;
  readonly history: readonly EpochResult[];
}

/** Sums over batches, from which the epoch's means are computed. */
export interface EpochSums {
  /** Mean loss of each batch times its examples. */
  readonly loss: number;
  readonly correct: number;
  readonly examples: number;
  readonly seconds: number;
}

/** The sums at the beginning of an epoch. */
export const NO_SUMS: EpochSums = { loss: 0, correct: 0, examples: 0, seconds: 0 };

import type { EpochResult } from '../../training/state';
import type { SolutionComparison } from '../lines/comparisons';

/** One epoch of SGD continued from SWA. */
export interface AfterSwaEpoch {
  /** From 1. */
  readonly epoch: number;
  /** Mean over the epoch, augmented images, in training mode. */
  readonly trainLoss: number;
  /** At its end, running statistics. */
  readonly testLoss: number;
  /** Whether the published rule keeps this epoch: training loss below SWA's and test loss above SWA's. */
  readonly kept: boolean;
}

/** The phase after SWA beside SWA's own losses, and what depends on which epoch is taken for "SGD". */
export interface AfterSwaPhase {
  readonly epochs: readonly AfterSwaEpoch[];
  /** SWA's losses: on augmented training images and on the test images, re-estimated statistics, inference mode. */
  readonly level: { readonly train: number; readonly test: number };
  readonly keptEpochs: readonly number[];
  /** Test loss minus SWA's: of the last epoch, and the smallest and largest of all epochs and of the kept ones. */
  readonly testDifference: {
    readonly last: number;
    readonly all: readonly [number, number];
    readonly kept: readonly [number, number] | null;
  };
}

/**
 * Applies the selection rule of the authors' code to the history of SGD after SWA (paper, section 6.1). With this rule
 * "SWA has the lower test loss" is true by selection: which epochs pass, and what they would have shown, is told.
 *
 * @param history of the whole training
 * @param comparison of SWA (first) with SGD after SWA
 */
export function afterSwaPhase(history: readonly EpochResult[], comparison: SolutionComparison): AfterSwaPhase {
  const level = { train: comparison.first.augmentedLoss, test: comparison.first.reestimated.test.loss };
  const epochs = history
    .filter(({ phase }) => phase === 'after-swa')
    .map(
      ({ epoch, trainLoss, testLoss = NaN }): AfterSwaEpoch => ({
        epoch,
        trainLoss,
        testLoss,
        kept: trainLoss < level.train && testLoss > level.test,
      }),
    );
  const kept = epochs.filter((epoch) => epoch.kept);
  const range = (some: readonly AfterSwaEpoch[]): readonly [number, number] => {
    const differences = some.map(({ testLoss }) => testLoss - level.test);
    return [Math.min(...differences), Math.max(...differences)];
  };
  return {
    epochs,
    level,
    keptEpochs: kept.map(({ epoch }) => epoch),
    testDifference: { last: (epochs.at(-1)?.testLoss ?? NaN) - level.test, all: range(epochs), kept: kept.length > 0 ? range(kept) : null },
  };
}

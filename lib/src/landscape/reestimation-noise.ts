import type { RunOptions } from '../base/progress';
import type { Split } from '../datasets/dataset';
import type { Runner } from '../networks/runner';
import { type LineEnds, lossLine } from './loss-line';
import { standardDeviation } from '../numbers/statistics';

/** Standard deviations over repeated re-estimations, nats. */
export interface SplitNoise {
  /** Of the loss at the first solution. */
  readonly first: number;
  /** Of the loss at the second solution. */
  readonly second: number;
  /** Of the first solution's loss minus the second's, with the statistics of both from the same examples. */
  readonly difference: number;
}

/** How much the loss depends on the examples from which batch norm was re-estimated. */
export interface ReestimationNoise {
  readonly train: SplitNoise;
  readonly test: SplitNoise;
  readonly repetitions: number;
}

/**
 * The noise floor of re-estimation. The losses at both solutions are measured once for each of several sets of examples for batch
 * norm, such as copies of the same images augmented with other seeds.
 *
 * @param copies at least two, for a standard deviation
 * @throws what `lossLine` throws
 */
export async function reestimationNoise(
  runner: Runner,
  {
    ends,
    train,
    test,
    copies,
  }: { readonly ends: LineEnds; readonly train: Split; readonly test: Split; readonly copies: readonly Split[] },
  { signal, onProgress }: RunOptions = {},
): Promise<ReestimationNoise> {
  const losses: { readonly train: readonly number[]; readonly test: readonly number[] }[] = [];
  for (const [done, batchNormExamples] of copies.entries()) {
    onProgress?.({ label: 're-estimation noise', done, total: copies.length });
    const { curve } = await lossLine(
      runner,
      { ends, positions: [0, 1], train, test, batchNorm: 'reestimate', batchNormExamples },
      { signal },
    );
    losses.push({ train: curve.train.loss, test: curve.test.loss });
  }
  const noiseOf = (split: 'train' | 'test'): SplitNoise => ({
    first: standardDeviation(losses.map((repetition) => repetition[split][0])),
    second: standardDeviation(losses.map((repetition) => repetition[split][1])),
    difference: standardDeviation(losses.map((repetition) => repetition[split][0] - repetition[split][1])),
  });
  return { train: noiseOf('train'), test: noiseOf('test'), repetitions: copies.length };
}

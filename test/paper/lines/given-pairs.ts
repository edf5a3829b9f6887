import type { Estimate } from '../../../lib/src/numbers/statistics';
import type { MeasuredPair } from '../../../lib/src/paper/lines/measured-pairs';

/** A value with an interval of ± `half`. */
export const estimate = (value: number, half = 0.01): Estimate => ({ value, low: value - half, high: value + half });

/** What one training could have given; by default what the paper reports. */
export interface Given {
  readonly network?: string;
  readonly bump?: { readonly height: number; readonly standardError: number };
  /** Losses at α of −0.5, 0, 0.5, 1 and 1.5. */
  readonly curve?: readonly number[];
  readonly minimum?: Estimate;
  readonly gap?: Estimate;
  readonly excess?: readonly Estimate[];
  readonly loss?: { readonly train: Estimate; readonly test: Estimate };
  readonly accuracy?: { readonly train: Estimate; readonly test: Estimate };
  /** McNemar's p of the test accuracies; default 0.01. */
  readonly p?: number;
  readonly secondAccuracy?: { readonly train: number; readonly test: number };
}

/** Such a training, as far as the rules look at it. */
export function pairOf(seed: number, given: Given = {}): MeasuredPair {
  const { bump = { height: 0, standardError: 0 }, minimum = estimate(1.3), gap = estimate(-2), excess = [estimate(0.02), estimate(0.04)], curve = [1, 1, 1, 1, 1] } = given;
  const { loss = { train: estimate(0.03), test: estimate(-0.04) }, accuracy = { train: estimate(-0.01, 0.001), test: estimate(0.005, 0.001) } } = given;
  const { train, test: held } = given.secondAccuracy ?? { train: 0.97, test: 0.8 };
  const split = { bump: { ...bump, position: 0.5 }, minimum, minimumAtEnd: false, rises: excess.map((value, k) => ({ distance: 0.5 * (k + 1), towardsFirst: 0, towardsSecond: 0, excess: value })) };
  const pair = {
    pair: { first: { network: given.network ?? 'net', seed }, second: { network: given.network ?? 'net', seed, weightNorm: 40 } },
    line: { result: { length: 0.6, curve: { distances: [-0.5, 0, 0.5, 1, 1.5], train: { loss: curve }, test: { loss: curve } }, statistics: { train: split, test: split, minimumGap: gap } } },
    comparison: {
      result: {
        loss,
        accuracy: { train: { difference: accuracy.train }, test: { difference: accuracy.test, p: given.p ?? 0.01 } },
        second: { reestimated: { train: { accuracy: train }, test: { accuracy: held } } },
      },
    },
  };
  return pair as unknown as MeasuredPair;
}

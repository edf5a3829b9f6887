import { shapeDifferences } from '../../landscape/stability';
import type { Estimate } from '../../numbers/statistics';
import type { Trace } from './projections';

/** What C14 looks at, for one iterate. */
export interface StabilityPoint {
  readonly epoch: number;
  readonly learningRate: number;
  /** D, see `shapeDifferences`. */
  readonly difference: Estimate;
  /** A of the recentred curve; null where there is none. */
  readonly index: Estimate | null;
}

/** What a trace says about stability. */
export interface Stability {
  readonly points: readonly StabilityPoint[];
  /** How many of the points come early: before a share of the epochs. */
  readonly early: number;
  /** Mean D before, less mean D after; null where there are no points before, or none after. */
  readonly fall: Estimate | null;
}

/** D and A of every iterate of a trace, and whether D falls. @param after so much of the epochs is early */
export function stabilityOf({ projections }: Trace, after: number): Stability {
  const last = projections[projections.length - 1];
  const early = projections.filter(({ epoch }) => epoch < after * last.epoch).length;
  const losses = projections.map(({ measured: { result: { curve, blocks } } }) => ({ loss: curve.train.loss, blocks }));
  const { each, fall } = shapeDifferences(losses, last.measured.result.curve.origin, early);
  const points = projections.map(({ epoch, learningRate, measured: { result: { asymmetry } } }, t): StabilityPoint => {
    const { index } = asymmetry.recentred;
    const interval = asymmetry.uncertainty.index ?? { low: -1, high: 1 };
    return { epoch, learningRate, difference: each[t], index: index === null ? null : { value: index, ...interval } };
  });
  return { points, early, fall };
}

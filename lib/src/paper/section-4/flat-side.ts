import { polylineAt } from '../../numbers/sampled';
import { overSeeds, widerInterval } from '../../numbers/over-clusters';
import { cubicSpline } from '../../numbers/spline';
import { type Estimate, mean } from '../../numbers/statistics';
import type { ShiftOfDirection } from './shifts';

/** How the measured test loss changes by a move from the solution to either side, nats; 95 % intervals over images. */
export interface SideChanges {
  /** How far the move goes, in the unit of the direction. */
  readonly distance: number;
  readonly flat: Estimate;
  readonly sharp: Estimate;
}

/** A change of the test loss at several trainings. */
export interface MeanChange {
  /** Mean over seeds; its interval over images. */
  readonly overImages: Estimate;
  /** From three seeds on. */
  readonly overSeeds: Estimate | null;
}

/** Steps of the curve's grid in the fixed moves beside that of |δ̂|. */
const FIXED_STEPS = [1, 2] as const;

/** The changes by a move of |δ̂|, the size of the fitted shift, then by one and by two steps of the curve's grid. */
export function sideChanges(entry: Pick<ShiftOfDirection, 'record'>): readonly [shift: SideChanges, near: SideChanges, far: SideChanges] {
  const { curve: { distances, origin }, shift: { shift } } = entry.record.result;
  const [near, far] = FIXED_STEPS.map((steps) => changesAt(entry, distances[Math.min(origin + steps, distances.length - 1)]));
  return [changesAt(entry, Math.abs(shift.value)), near, far];
}

/**
 * The test loss at ±l minus that at the solution, sides named by the training curve. Between two points of the grid the loss lies on a
 * cubic spline, and the standard error of the paired difference on the straight line.
 */
function changesAt({ record }: Pick<ShiftOfDirection, 'record'>, distance: number): SideChanges {
  const { curve: { distances, test }, shift: { flatSign } } = record.result;
  const loss = cubicSpline(distances, test.loss);
  const changeAt = (l: number): Estimate => {
    const value = loss(l) - loss(0);
    const half = 1.96 * polylineAt(distances, test.standardErrorToOrigin, l);
    return { value, low: value - half, high: value + half };
  };
  return { distance, flat: changeAt(flatSign * distance), sharp: changeAt(-flatSign * distance) };
}

/** The mean over seeds. They share their test images: its interval over images is as wide as if all seeds erred together. */
export function meanChange(bySeed: readonly Estimate[]): MeanChange {
  const of = (side: keyof Estimate): number => mean(bySeed.map((estimate) => estimate[side]));
  return { overImages: { value: of('value'), low: of('low'), high: of('high') }, overSeeds: overSeeds(bySeed.map(({ value }) => value)) };
}

/** With the wider of its two intervals. */
export function widestOf({ overImages, overSeeds: ofSeeds }: MeanChange): Estimate {
  return ofSeeds === null ? overImages : widerInterval(overImages, ofSeeds);
}

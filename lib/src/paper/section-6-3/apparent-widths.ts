import { meanRise, widthAt, widthDifference } from '../../landscape/ray-widths';
import { WIDTH_LEVEL } from '../../landscape/width-comparison';
import type { Estimate } from '../../numbers/statistics';
import type { PositionRays } from './measured-widths';

/** What the rays say at one point of a line. */
export interface PositionWidth {
  readonly position: number;
  readonly loss: number;
  /** Where the mean rise reaches the level; null: nowhere on the rays. */
  readonly width: number | null;
  /** Width minus that at position 0, paired; null as above. */
  readonly difference: Estimate | null;
}

/**
 * The apparent widths along a line, with paired differences from the one at position 0 (or at the first, without one). None without
 * a position.
 */
export function positionWidths(measured: readonly PositionRays[]): PositionWidth[] {
  if (measured.length === 0) return [];
  const origin = (measured.find(({ position }) => position === 0) ?? measured[0]).rays.result;
  return measured.map(({ position, rays: { result } }) => ({
    position,
    loss: result.loss,
    width: widthAt(result.distances, meanRise(result), WIDTH_LEVEL),
    difference: widthDifference(result, origin, WIDTH_LEVEL),
  }));
}

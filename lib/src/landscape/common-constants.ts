import { FEWEST_INTERVALS, LARGEST_ZETA, type Quadruple } from './definition';

/** Constants of Definition 1 that hold on several curves at once, with the side that is then the flat one. */
export interface CommonConstants extends Quadruple {
  /** +1 if the flat side is +u, −1 if it is −u. */
  readonly flatSign: 1 | -1;
}

/**
 * The constants (r, p, c, ζ) of Definition 1 with the largest c that hold on all curves at once, about one point: Assumption 2 asks
 * that some do at a solution and at all its neighbours. Searched over every r and ζ of the grid, within the limits of `certify`, and
 * both sides; p is the largest slope of all flat sides between ζ and r, c·p the smallest of all sharp ones. Of equal c the one with the
 * largest r and then the smallest ζ is taken.
 *
 * @param step between two distances of the grid
 * @param curves losses at the distances of one even grid, a list for each curve
 * @param centre index of the point about which they are looked at
 * @param noiseFloor the least p: a slope below it cannot be told from 0
 * @returns c at most 1 if no side is steeper on all curves; null where losses are not finite, or the grid is too short
 */
export function commonConstants(
  step: number,
  curves: readonly (readonly number[])[],
  centre: number,
  noiseFloor: number,
): CommonConstants | null {
  const available = Math.min(centre, Math.min(...curves.map(({ length }) => length)) - 1 - centre);
  let best: CommonConstants | null = null;
  for (let intervals = available; intervals > FEWEST_INTERVALS; intervals--) {
    for (let zeta = 1; zeta <= Math.min(Math.floor(LARGEST_ZETA * intervals), intervals - FEWEST_INTERVALS); zeta++) {
      for (const flatSign of [1, -1] as const) {
        const slopes = (sign: number): number[] => curves.flatMap((loss) => outwardSlopes(loss, centre, sign, zeta, intervals, step));
        const slope = Math.max(noiseFloor, ...slopes(flatSign));
        const ratio = Math.max(0, Math.min(...slopes(-flatSign))) / slope;
        if (!Number.isNaN(ratio) && (best === null || ratio > best.ratio * (1 + 1e-9))) {
          best = { radius: intervals * step, slope, ratio, zeta: zeta * step, flatSign };
        }
      }
    }
  }
  return best;
}

/** Rise of the loss per unit of distance on the intervals from ζ to r, walking away from the point. */
function outwardSlopes(loss: readonly number[], centre: number, sign: number, zeta: number, intervals: number, step: number): number[] {
  return Array.from({ length: intervals - zeta }, (_, k) => {
    const near = centre + sign * (zeta + k);
    return (loss[near + sign] - loss[near]) / step;
  });
}

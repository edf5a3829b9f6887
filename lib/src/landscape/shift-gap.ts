import { LandscapeError, UsageError } from '../base/errors';
import { checkDistances, distancesBetween } from '../numbers/distances';
import { finitePart, polylineAt, smallestIndex } from '../numbers/sampled';
import { checkLengths } from '../numbers/vector';

/** Training and test loss along one direction, at the same distances. */
export interface CurvePair {
  /** l, strictly increasing, with 0 inside. */
  readonly distances: readonly number[];
  /** L̂(ŵ + l·u), nats. */
  readonly train: ArrayLike<number>;
  /** L(ŵ + l·u), nats. */
  readonly test: ArrayLike<number>;
}

/** How well a horizontal shift of the test curve makes it match the training curve (paper, Definition 3 and Figure 3). */
export interface ShiftGap {
  /** R: the curves are compared where |l| ≤ R. */
  readonly reach: number;
  /** Shifts δ, ascending, symmetric about 0, in the unit of the distances. */
  readonly shifts: readonly number[];
  /** ξ_δ for each δ, nats: the largest difference over |l| ≤ R. */
  readonly gaps: readonly number[];
  /** For each δ, the root of the mean squared difference over |l| ≤ R, nats; unlike ξ_δ, it is not ruled by the steepest place. */
  readonly residuals: readonly number[];
  /** ξ_0, the gap without a shift, nats. */
  readonly gapUnshifted: number;
  /**
   * δ̂, the shift with the smallest ξ_δ: the best of the grid, refined between its neighbours. If it is positive, the test curve
   * lies towards +u.
   */
  readonly shift: number;
  /** ξ_δ̂ / ξ_0, at most 1. */
  readonly ratio: number;
  /** The shift with the smallest residual, found in the same way. */
  readonly leastSquaresShift: number;
  /** Whether δ̂ lies inside the grid. If not, the best shift may be larger than any that was tried. */
  readonly interior: boolean;
  /**
   * How far ξ_δ/ξ_0 is from falling up to δ̂ and rising after it: the largest rise or fall in the wrong direction; 0 for a single
   * valley.
   */
  readonly defect: number;
}

/** Which shifts are tried, and how far the curves are compared. */
export interface ShiftGapOptions {
  /** R as a share of the curve's half-length r, between 0 and 1; shifts go up to r − R. Default 3/4, the paper's ±3 of ±4. */
  readonly reachShare?: number;
  /** Number of shifts; odd, at least 3. Default 41. */
  readonly shifts?: number;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Steps of the golden-section search. Each leaves 0.62 of the interval, all together a thousandth of it. */
const REFINEMENTS = 15;

/**
 * L', the test curve moved vertically so that its minimum is that of the training curve: L'(l) = L(l) − min L + min L̂, with both
 * minima over the curve (paper, section 4).
 *
 * @throws LandscapeError LENGTHS_DIFFER
 */
export function aligned({ train, test }: Pick<CurvePair, 'train' | 'test'>): Float64Array {
  checkLengths(train, test);
  const lift = smallest(train) - smallest(test);
  return Float64Array.from(test, (loss) => loss + lift);
}

/**
 * The (δ, R)-shift gap of Definition 3 along one direction, nats: ξ_δ = max over |l| ≤ R of |L'(l + δ) − L̂(l)|. Straight lines
 * join the samples of both curves, so the difference is straight between them, and the maximum is exact.
 *
 * @param pair with `test` already {@link aligned}
 * @param shift δ
 * @param reach R
 * @returns NaN if R + |δ| leaves the curve
 * @throws LandscapeError LENGTHS_DIFFER
 */
export function gapAt(pair: CurvePair, shift: number, reach: number): number {
  return Math.max(...knots(pair, shift, reach).map((l) => Math.abs(difference(pair, shift, l))));
}

/**
 * Root mean square of L'(l + δ) − L̂(l) over |l| ≤ R, nats; exact for straight pieces (Simpson's rule on each). Arguments and
 * result as in {@link gapAt}.
 */
export function residualAt(pair: CurvePair, shift: number, reach: number): number {
  const places = knots(pair, shift, reach);
  let integral = 0;
  for (let k = 1; k < places.length; k++) {
    const [from, to] = [difference(pair, shift, places[k - 1]), difference(pair, shift, places[k])];
    integral += ((places[k] - places[k - 1]) * (from ** 2 + from * to + to ** 2)) / 3;
  }
  return Math.sqrt(integral / (2 * reach));
}

/**
 * The shift gap over a grid of positive and negative shifts. With r the largest distance up to which both sides have finite
 * losses, R = `reachShare`·r and |δ| ≤ r − R.
 *
 * @throws UsageError DISTANCES_INVALID; SHIFTS_INVALID for options out of range
 * @throws LandscapeError LENGTHS_DIFFER; CURVE_NOT_FINITE without finite losses on both sides of 0
 */
export function shiftGap(raw: CurvePair, { reachShare = 0.75, shifts: count = 41 }: ShiftGapOptions = {}): ShiftGap {
  if (!(reachShare > 0 && reachShare < 1) || !Number.isInteger(count) || count < 3 || count % 2 === 0) {
    throw new UsageError(
      'SHIFTS_INVALID',
      `${count} shifts with a reach of ${reachShare} of the curve were asked for.`,
      'Give an odd number of at least 3 and a share between 0 and 1.',
    );
  }
  const { pair, radius } = comparable(raw);
  const reach = reachShare * radius;
  const shifts = distancesBetween(reach - radius, radius - reach, count);
  const alignedPair = { ...pair, test: aligned(pair) };
  const [gapOf, residualOf] = [gapAt, residualAt].map((measure) => (shift: number) => measure(alignedPair, shift, reach));
  const [gaps, residuals] = [shifts.map(gapOf), shifts.map(residualOf)];
  const gapUnshifted = gaps[(count - 1) / 2];
  const ratios = gaps.map((gap) => ratioOf(gap, gapUnshifted));
  const best = smallestIndex(gaps);
  const shift = refined(gapOf, shifts, best);
  return {
    reach, shifts, gaps, residuals, gapUnshifted, shift,
    ratio: ratioOf(gapOf(shift), gapUnshifted),
    leastSquaresShift: refined(residualOf, shifts, smallestIndex(residuals)),
    interior: best > 0 && best < count - 1,
    defect: Math.max(defectOf(ratios.slice(0, best + 1)), defectOf(ratios.slice(best).reverse())),
  };
}

/** Golden-section search between the neighbours of the best of a grid; the best itself if the search finds nothing better. */
export function refined(measure: (shift: number) => number, shifts: readonly number[], best: number): number {
  let [low, high] = [shifts[Math.max(0, best - 1)], shifts[Math.min(shifts.length - 1, best + 1)]];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [measure(left), measure(right)];
  for (let step = 0; step < REFINEMENTS; step++) {
    if (atLeft < atRight) {
      [high, right, atRight, left] = [right, left, atLeft, right - GOLDEN * (right - low)];
      atLeft = measure(left);
    } else {
      [low, left, atLeft, right] = [left, right, atRight, left + GOLDEN * (high - left)];
      atRight = measure(right);
    }
  }
  const found = (low + high) / 2;
  return measure(found) < measure(shifts[best]) ? found : shifts[best];
}

/** ξ_δ / ξ_0; 1 if the curves match without a shift, since no shift can then improve the match. */
export function ratioOf(gap: number, gapUnshifted: number): number {
  return gapUnshifted === 0 ? 1 : gap / gapUnshifted;
}

/** How far a list that should fall rises again: its largest rise above the smallest value so far. */
function defectOf(values: readonly number[]): number {
  let lowest = Infinity;
  let defect = 0;
  for (const value of values) {
    lowest = Math.min(lowest, value);
    defect = Math.max(defect, value - lowest);
  }
  return defect;
}

function difference({ distances, train, test }: CurvePair, shift: number, l: number): number {
  return polylineAt(distances, test, l + shift) - polylineAt(distances, train, l);
}

/** The places where the difference may bend, and both ends, ascending. */
export function knots({ distances }: CurvePair, shift: number, reach: number): number[] {
  const inner = [...distances, ...distances.map((distance) => distance - shift)].filter((l) => Math.abs(l) < reach);
  return [-reach, ...inner.sort((a, b) => a - b), reach];
}

/**
 * The curves without all points that lie at least as far from 0 as the nearest loss that is not finite; r is what then remains on
 * both sides.
 *
 * @throws UsageError DISTANCES_INVALID; LandscapeError LENGTHS_DIFFER, CURVE_NOT_FINITE
 */
function comparable({ distances, train, test }: CurvePair): { readonly pair: CurvePair; readonly radius: number } {
  checkDistances(distances);
  checkLengths(distances, train);
  checkLengths(distances, test);
  const { kept } = finitePart(distances, (k) => Number.isFinite(train[k]) && Number.isFinite(test[k]));
  const ends = kept.length > 0 ? [-distances[kept[0]], distances[kept[kept.length - 1]]] : [0, 0];
  const radius = Math.min(...ends);
  if (!(radius > 0)) {
    throw new LandscapeError(
      'CURVE_NOT_FINITE',
      'The curve has no finite losses on both sides of 0.',
      'Measure it on both sides, and check the checkpoint.',
    );
  }
  const part = (values: ArrayLike<number>): number[] => kept.map((k) => values[k]);
  return { pair: { distances: part(distances), train: part(train), test: part(test) }, radius };
}

function smallest(values: ArrayLike<number>): number {
  return values[smallestIndex(values)];
}

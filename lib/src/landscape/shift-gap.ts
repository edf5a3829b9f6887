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

/** How well horizontal shifts of the test curve make it match the training curve (paper, Definition 3 and Figure 3). */
export interface ShiftGap {
  /** R: both curves are compared where |l| ≤ R. */
  readonly reach: number;
  /** δ, ascending, symmetric about 0, in the unit of the distances. */
  readonly shifts: readonly number[];
  /** ξ_δ for each δ, nats. */
  readonly gaps: readonly number[];
  /** Root of the mean squared difference over |l| ≤ R for each δ, nats: not ruled by the steepest place, as ξ_δ is. */
  readonly residuals: readonly number[];
  /** ξ_0, nats. */
  readonly gapUnshifted: number;
  /** δ̂, where ξ_δ is smallest: the best of the grid, refined between its neighbours. Positive: the test curve lies towards +u. */
  readonly shift: number;
  /** ξ_δ̂ / ξ_0, at most 1. */
  readonly ratio: number;
  /** Where the residual is smallest, found in the same way. */
  readonly leastSquaresShift: number;
  /** Whether δ̂ lies inside the grid. If not, the best shift may be larger than was looked for. */
  readonly interior: boolean;
  /** How far ξ_δ/ξ_0 is from falling up to δ̂ and rising after it: its largest move against that, 0 for one valley. */
  readonly defect: number;
}

/** Which shifts are tried, and how far the curves are compared. */
export interface ShiftGapOptions {
  /** R as a share of the curve's half-length r; shifts go up to the rest. Default 3/4, the paper's ±3 of ±4. */
  readonly reachShare?: number;
  /** Number of shifts, odd. Default 41. */
  readonly shifts?: number;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Steps of golden-section search: each leaves 0.62 of the interval, all together a thousandth. */
const REFINEMENTS = 15;

/**
 * L', the test curve moved vertically so that its smallest value is that of the training curve:
 * L'(l) = L(l) − min L + min L̂ (both minima over the curve).
 *
 * @throws LandscapeError LENGTHS_DIFFER
 */
export function aligned({ train, test }: Pick<CurvePair, 'train' | 'test'>): Float64Array {
  checkLengths(train, test);
  const lift = smallest(train) - smallest(test);
  return Float64Array.from(test, (loss) => loss + lift);
}

/**
 * The (δ, R)-shift gap of Definition 3 along one direction, ξ_δ = max over |l| ≤ R of |L'(l + δ) − L̂(l)|, both curves
 * joined by straight lines. The maximum is exact: between the samples of both curves the difference is straight.
 *
 * @param pair with `test` already {@link aligned}
 * @returns NaN if |R| + |δ| leaves the curve
 */
export function gapAt(pair: CurvePair, shift: number, reach: number): number {
  return Math.max(...knots(pair, shift, reach).map((l) => Math.abs(difference(pair, shift, l))));
}

/** Root mean square of L'(l + δ) − L̂(l) over |l| ≤ R, exact for straight pieces (Simpson's rule on each). */
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
 * The shift gap over a grid of shifts, negative ones too. With r the largest distance up to which both sides have
 * finite losses, R = `reachShare`·r and |δ| ≤ r − R.
 *
 * @throws UsageError DISTANCES_INVALID, SHIFTS_INVALID
 * @throws LandscapeError LENGTHS_DIFFER, CURVE_NOT_FINITE without finite losses on both sides of 0
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

/** Golden-section search between the neighbours of the best of a grid; that one itself where nothing better is found. */
function refined(measure: (shift: number) => number, shifts: readonly number[], best: number): number {
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

/** ξ_δ / ξ_0; 1 where the curves match without a shift, so that none can make them match better. */
export function ratioOf(gap: number, gapUnshifted: number): number {
  return gapUnshifted === 0 ? 1 : gap / gapUnshifted;
}

/** By how much a list that should fall rises again at most above what it had fallen to. */
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

/** Where the difference may bend, and both ends, ascending. */
function knots({ distances }: CurvePair, shift: number, reach: number): number[] {
  const inner = [...distances, ...distances.map((distance) => distance - shift)].filter((l) => Math.abs(l) < reach);
  return [-reach, ...inner.sort((a, b) => a - b), reach];
}

/** Without the points that are as far from 0 as the nearest loss that is not finite; r is what then lies on both sides. */
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

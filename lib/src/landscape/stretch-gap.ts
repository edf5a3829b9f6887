import { finitePart, polylineAt } from '../numbers/sampled';
import { type CurvePair, knots, refined, shiftGap, type ShiftGapOptions } from './shift-gap';

/** What is left of the mismatch of two curves by their best fit, as a share of what there is without any: 0 to 1. */
export interface Left {
  /** A horizontal shift of the test curve (Definition 3). */
  readonly shift: number;
  /** A vertical stretch of the test curve about its minimum. */
  readonly stretch: number;
  /** The best shift and stretch together; no more than either alone leaves. */
  readonly both: number;
}

/** How much of the mismatch between training and test curve a shift explains, and how much its rival, a stretch. */
export interface StretchGap {
  /** By the largest difference over |l| ≤ R, as ξ_δ is. */
  readonly largest: Left;
  /** By the root of the mean squared difference over |l| ≤ R. */
  readonly meanSquare: Left;
  /** a ≥ 0, by which the test curve must be stretched to match the training curve best, by the largest difference. */
  readonly stretch: number;
}

/** Heights of both curves above their minima where their difference may bend. */
interface Heights {
  readonly places: readonly number[];
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** How large the difference of a·`test` and `train` is. */
type Measure = (heights: Heights, stretch: number) => number;

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Steps of golden-section search: together they leave 10⁻⁸ of the interval. */
const STEPS = 40;

/**
 * The shift gap beside what a vertical stretch would leave. A test curve that is the training curve moved sideways matches it after a
 * shift, L'(l + δ) = L̂(l); one that is merely lower or higher by a factor matches after a stretch, a·(L'(l) − m) = L̂(l) − m, with m the
 * minimum of both aligned curves. Each has one number to fit, and each moves the test curve onto the same training curve, so that what is
 * left has one scale. Reach and shifts are those of {@link shiftGap}.
 *
 * @throws as {@link shiftGap}
 */
export function stretchGap(raw: CurvePair, options: ShiftGapOptions = {}): StretchGap {
  const { reach, shifts } = shiftGap(raw, options);
  const pair = finite(raw);
  const heights = (shift: number): Heights => heightsOf(pair, shift, reach);
  const fit = (measure: Measure): Left => leftBy(measure, heights, shifts);
  return { largest: fit(largest), meanSquare: fit(rootMeanSquare), stretch: bestStretch(largest, heights(0)) };
}

function leftBy(measure: Measure, heights: (shift: number) => Heights, shifts: readonly number[]): Left {
  const unfitted = measure(heights(0), 1);
  if (unfitted === 0) return { shift: 1, stretch: 1, both: 1 };
  const smallest = (at: (shift: number) => number): number => {
    const values = shifts.map(at);
    return at(refined(at, shifts, values.indexOf(Math.min(...values)))) / unfitted;
  };
  const stretched = (of: Heights): number => measure(of, bestStretch(measure, of));
  const shift = smallest((at) => measure(heights(at), 1));
  const stretch = stretched(heights(0)) / unfitted;
  return { shift, stretch, both: Math.min(smallest((at) => stretched(heights(at))), shift, stretch) };
}

/** The stretch with the smallest difference: golden-section search, for it is convex in the stretch; 1 if nothing better is found. */
function bestStretch(measure: Measure, heights: Heights): number {
  // Beyond it the highest place of the test curve alone differs by more than all of the training curve is high.
  const farthest = (2 * Math.max(...heights.train)) / Math.max(...heights.test);
  if (!Number.isFinite(farthest)) return 1;
  let [low, high] = [0, farthest];
  for (let step = 0; step < STEPS; step++) {
    const [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if (measure(heights, left) < measure(heights, right)) high = right;
    else low = left;
  }
  const found = (low + high) / 2;
  return measure(heights, found) < measure(heights, 1) ? found : 1;
}

function largest({ train, test }: Heights, stretch: number): number {
  return Math.max(...test.map((height, k) => Math.abs(stretch * height - train[k])));
}

/** Exact for straight pieces: Simpson's rule on each. */
function rootMeanSquare({ places, train, test }: Heights, stretch: number): number {
  const differences = test.map((height, k) => stretch * height - train[k]);
  let integral = 0;
  for (let k = 1; k < places.length; k++) {
    const [from, to] = [differences[k - 1], differences[k]];
    integral += ((places[k] - places[k - 1]) * (from ** 2 + from * to + to ** 2)) / 3;
  }
  return Math.sqrt(integral / (places[places.length - 1] - places[0]));
}

function heightsOf(pair: CurvePair, shift: number, reach: number): Heights {
  const places = knots(pair, shift, reach);
  return {
    places,
    train: places.map((l) => polylineAt(pair.distances, pair.train, l)),
    test: places.map((l) => polylineAt(pair.distances, pair.test, l + shift)),
  };
}

/** Where both curves are finite, each counted from its minimum. */
function finite({ distances, train, test }: CurvePair): CurvePair {
  const { kept } = finitePart(distances, (k) => Number.isFinite(train[k]) && Number.isFinite(test[k]));
  const part = (values: ArrayLike<number>): number[] => kept.map((k) => values[k]);
  const heights = (values: number[]): number[] => values.map((loss) => loss - Math.min(...values));
  return { distances: part(distances), train: heights(part(train)), test: heights(part(test)) };
}

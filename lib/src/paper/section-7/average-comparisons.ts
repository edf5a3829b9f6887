import { type AccuracyComparison, type Estimate, mcNemar, mean, standardDeviation } from '../../numbers/statistics';
import type { LineKind } from './average-lines';

/** What was measured for one choice of averaged weights; lists have one entry for each measured epoch. */
export interface LineOutcomes {
  readonly kind: LineKind;
  readonly index: number;
  readonly loss: number[];
  readonly accuracy: number[];
  /** Relative to ‖w‖. */
  readonly distance: number[];
  /** 1 where a test image was classified correctly. */
  readonly correct: Uint8Array[];
}

/** By how much one choice is better than another, judged on the same test images. */
export interface AverageComparison {
  readonly first: LineKind;
  readonly second: LineKind;
  /**
   * Accuracy of the first minus the second, mean over the last third of the epochs and over the choices of random kinds;
   * the interval is over the test images, the epochs being what they are.
   */
  readonly difference: Estimate;
  /** McNemar's test at the last epoch, of the first choice of each kind. */
  readonly atLastEpoch: AccuracyComparison;
}

/** The comparisons that section 7.2 makes, and each kind with the iterate. */
const PAIRS: readonly (readonly [LineKind, LineKind])[] = [
  ['norm', 'random'],
  ['all', 'norm'],
  ['norm', 'filters'],
  ['norm', 'displacement'],
  ['all', 'not-norm'],
  ...(['all', 'norm', 'not-norm', 'gamma', 'beta', 'random', 'filters', 'displacement', 'half'] as const).map(
    (kind) => [kind, 'iterate'] as const,
  ),
];

const NORMAL = 1.959964;

/**
 * Compares the kinds that were measured.
 *
 * @param last which of the measured epochs belong to the last third
 */
export function compareLines(outcomes: readonly LineOutcomes[], last: readonly boolean[]): AverageComparison[] {
  const of = (kind: LineKind): LineOutcomes[] => outcomes.filter((line) => line.kind === kind);
  return PAIRS.filter((pair) => pair.every((kind) => of(kind).length > 0)).map(([first, second]) => {
    const [a, b] = [first, second].map((kind) => meanCorrect(of(kind), last));
    const [final, other] = [first, second].map((kind) => of(kind)[0].correct[last.length - 1]);
    return { first, second, difference: pairedEstimate(a, b), atLastEpoch: mcNemar(final, other) };
  });
}

/** For each test image, how often it was classified correctly over the last epochs and the lines of one kind. */
function meanCorrect(lines: readonly LineOutcomes[], last: readonly boolean[]): Float64Array {
  const counted = lines.flatMap(({ correct }) => correct.filter((_, epoch) => last[epoch]));
  const sums = new Float64Array(counted[0].length);
  for (const correct of counted) correct.forEach((value, i) => { sums[i] += value; });
  return sums.map((sum) => sum / counted.length);
}

function pairedEstimate(a: Float64Array, b: Float64Array): Estimate {
  const differences = a.map((value, i) => value - b[i]);
  const value = mean(differences);
  const half = (NORMAL * standardDeviation(differences)) / Math.sqrt(differences.length);
  return { value, low: value - half, high: value + half };
}

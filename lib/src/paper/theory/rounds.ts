import { UsageError } from '../../base/errors';
import { type Estimate, tInterval } from '../../numbers/statistics';
import { overRuns, type SgdSettings } from './sgd';
import type { Valley } from './valleys';

/**
 * A round (paper, section 5.1): it begins with the first iterate on the flat side after one on the sharp side, and ends just
 * before the next such jump. Places are relative to the minimiser, with the flat side positive.
 */
export interface Round {
  /** w₀, the first flat iterate. */
  readonly first: number;
  /** N, the number of iterates. */
  readonly length: number;
  /** Number of iterates on the sharp side. */
  readonly sharp: number;
  /** S, the sum of all iterates; the round's average is w̄ = S/N. */
  readonly sum: number;
}

/** The whole rounds among iterates. Iterates before the first jump and after the last one belong to no round. */
export function roundsOf(iterates: ArrayLike<number>, minimiser = 0): Round[] {
  const rounds: Round[] = [];
  let begun = -1;
  let [sharp, sum] = [0, 0];
  for (let t = 1; t < iterates.length; t++) {
    const place = iterates[t] - minimiser;
    if (place >= 0 && iterates[t - 1] < minimiser) {
      if (begun >= 0) rounds.push({ first: iterates[begun] - minimiser, length: t - begun, sharp, sum });
      begun = t;
      [sharp, sum] = [0, 0];
    }
    if (place < 0) sharp++;
    sum += place;
  }
  return rounds;
}

/** Statistics of the rounds of several independent runs. Intervals are 95 %, over the runs. */
export interface RoundStatistics {
  /** Number of rounds. */
  readonly rounds: number;
  /** E[w̄]; the average of each round counts once. */
  readonly average: Estimate;
  /** The smallest w̄. */
  readonly smallestAverage: number;
  /** The smallest S. */
  readonly smallestSum: number;
  /** The smallest and the largest w₀. */
  readonly first: readonly [number, number];
  /** E[N]. */
  readonly length: Estimate;
  /** The smallest N. */
  readonly shortest: number;
  /** The largest N. */
  readonly longest: number;
  /** Number of rounds without exactly one sharp iterate. */
  readonly otherThanOneSharp: number;
  /** Mean of all iterates of whole rounds; each iterate counts once. */
  readonly timeAverage: Estimate;
  /** Share of the iterates on the flat side. */
  readonly flatShare: Estimate;
  /** `flatLengths[n]`: number of rounds with n flat iterates. */
  readonly flatLengths: readonly number[];
}

/**
 * Runs SGD several times, and pools the rounds.
 *
 * @param settings of one run; `run` counts the runs from 0
 * @throws UsageError SGD_INVALID
 */
export function measureRounds(valley: Valley, settings: SgdSettings, runs: number): RoundStatistics {
  const byRun = overRuns(valley, settings, runs, (iterates) => roundsOf(iterates, valley.minimiser));
  return summariseRounds(byRun.filter((rounds) => rounds.length > 0));
}

/** More iterates than any run has. */
const LONGEST = 1e8;

/** Statistics of the rounds of each run. @throws UsageError ROUND_INVALID for a round that no run can have */
export function summariseRounds(byRun: readonly (readonly Round[])[]): RoundStatistics {
  const all = byRun.flat();
  const odd = all.find(({ length, sharp }) => !(Number.isInteger(length) && Number.isInteger(sharp) && sharp >= 0 && sharp <= length
    && length <= LONGEST));
  if (odd)
    throw new UsageError(
      'ROUND_INVALID',
      `A round of ${odd.length} iterates with ${odd.sharp} on the sharp side was given.`,
      'Take the rounds of roundsOf.',
    );
  const estimate = (of: (rounds: readonly Round[]) => number): Estimate => tInterval(byRun.map(of));
  const extremes = (of: (round: Round) => number): [number, number] =>
    all.reduce(([low, high], round) => [Math.min(low, of(round)), Math.max(high, of(round))], [Infinity, -Infinity]);
  const total = (rounds: readonly Round[], of: (round: Round) => number): number => rounds.reduce((sum, round) => sum + of(round), 0);
  const iterates = (rounds: readonly Round[]): number => total(rounds, ({ length }) => length);
  const [shortest, longest] = extremes(({ length }) => length);
  const flatLengths = new Array<number>(Math.max(0, longest) + 1).fill(0);
  for (const { length, sharp } of all) flatLengths[length - sharp]++;
  return {
    rounds: all.length,
    average: estimate((rounds) => total(rounds, ({ sum, length }) => sum / length) / rounds.length),
    smallestAverage: extremes(({ sum, length }) => sum / length)[0],
    smallestSum: extremes(({ sum }) => sum)[0],
    first: extremes(({ first }) => first),
    length: estimate((rounds) => iterates(rounds) / rounds.length),
    shortest,
    longest,
    otherThanOneSharp: all.filter(({ sharp }) => sharp !== 1).length,
    timeAverage: estimate((rounds) => total(rounds, ({ sum }) => sum) / iterates(rounds)),
    flatShare: estimate((rounds) => 1 - total(rounds, ({ sharp }) => sharp) / iterates(rounds)),
    flatLengths,
  };
}

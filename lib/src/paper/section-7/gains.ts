import { blockBootstrap } from '../../numbers/block-bootstrap';
import { type Estimate, mean, tInterval } from '../../numbers/statistics';
import type { LineKind } from './average-lines';
import type { MeasuredAverages, NetworkAverages } from './averages';

/** The kinds of Figure 13 at the main network. */
export const SUBSET_KINDS = ['iterate', 'all', 'norm', 'not-norm', 'random', 'displacement'] as const;
/** The same, and those that the shallow network adds. */
export const MORE_SUBSET_KINDS = [...SUBSET_KINDS, 'gamma', 'beta', 'filters'] as const;
/** The kinds of Figure 14, which every network has. */
export const SHALLOW_KINDS = ['iterate', 'all', 'half'] as const;

/** Test accuracy (fractions) or test loss (nats) of a kind at each measured epoch, mean over its random choices. */
export function valuesOf({ lines }: MeasuredAverages, kind: LineKind, of: 'testAccuracy' | 'testLoss'): number[] {
  const own = lines.filter((line) => line.kind === kind).map((line) => line[of]);
  return own.length === 0 ? [] : own[0].map((_, epoch) => mean(own.map((values) => values[epoch])));
}

/** Accuracy of a kind at each measured epoch, mean over its random choices. */
export function accuracyOf(measured: MeasuredAverages, kind: LineKind): number[] {
  return valuesOf(measured, kind, 'testAccuracy');
}

/** Values at the epochs of the last third. */
export function lastThird({ epochs, lastEpochs }: MeasuredAverages, values: readonly number[]): number[] {
  return values.filter((_, i) => lastEpochs.includes(epochs[i]));
}

/** A difference of accuracies, with its two uncertainties. */
export interface AccuracyDifference {
  /**
   * Mean over the last third of the epochs and over seeds; from three seeds on the interval is over seeds, below it resamples epochs
   * in blocks.
   */
  readonly overEpochs: Estimate;
  /** The same with the interval over test images. */
  readonly overImages: Estimate;
  /** How many seeds differ significantly (McNemar, p < 0.05) at the last epoch, in either direction. */
  readonly significant: { readonly positive: number; readonly negative: number; readonly seeds: number };
}

/** By how much one kind of average is more accurate than another at a network; undefined where one was not measured. */
export function accuracyDifference({ measured }: NetworkAverages, first: LineKind, second: LineKind): AccuracyDifference | undefined {
  const comparisons = measured.flatMap(({ result }) => result.comparisons.filter((one) => one.first === first && one.second === second));
  if (comparisons.length === 0) return undefined;
  const series = measured.map(({ result }) => {
    const [a, b] = [first, second].map((kind) => lastThird(result, accuracyOf(result, kind)));
    return a.map((value, i) => value - b[i]);
  });
  // The seeds share their test images, so that their errors add up instead of averaging out.
  const half = mean(comparisons.map(({ difference }) => difference.high - difference.value));
  const value = mean(comparisons.map(({ difference }) => difference.value));
  const significant = comparisons
    .filter(({ atLastEpoch }) => atLastEpoch.p < 0.05)
    .map(({ atLastEpoch }) => Math.sign(atLastEpoch.difference.value));
  return {
    overEpochs: blockBootstrap(series),
    overImages: { value, low: value - half, high: value + half },
    significant: {
      positive: significant.filter((sign) => sign > 0).length,
      negative: significant.filter((sign) => sign < 0).length,
      seeds: comparisons.length,
    },
  };
}

/** What averaging gains at one seed: means over the last third of the epochs. */
export interface AverageGain {
  readonly seed: number;
  /** Accuracy of the average minus that of the iterate. */
  readonly gain: number;
  /** The same half-way between the two. */
  readonly halfGain: number;
  /** ‖w̄ − w‖ / ‖w‖. */
  readonly distance: number;
}

/** The gains of a network at each of its seeds (paper, Figure 14). */
export function averageGainsOf({ measured }: NetworkAverages): AverageGain[] {
  return measured.map(({ seed, result }) => {
    const gain = (kind: LineKind): number =>
      mean(lastThird(result, accuracyOf(result, kind))) - mean(lastThird(result, accuracyOf(result, 'iterate')));
    const distances = result.lines.find(({ kind }) => kind === 'all')?.distance ?? [];
    return { seed, gain: gain('all'), halfGain: gain('half'), distance: mean(lastThird(result, distances)) };
  });
}

/** The gains of two networks at their common seeds. */
export interface GainComparison {
  readonly seeds: readonly number[];
  /** Gain of the first network minus gain of the second, t-interval over seeds. */
  readonly difference: Estimate;
  /** The same where both averages lie as far from their iterates, as the nearer one of the two does. */
  readonly atEqualDistance: Estimate;
}

/** Compares what averaging gains at two networks, seed by seed. Without common seeds the values are NaN, intervals unknown. */
export function compareAverageGains(first: readonly AverageGain[], second: readonly AverageGain[]): GainComparison {
  const pairs = first.flatMap((one) => second.filter(({ seed }) => seed === one.seed).map((other) => [one, other] as const));
  return {
    seeds: pairs.map(([{ seed }]) => seed),
    difference: tInterval(pairs.map(([one, other]) => one.gain - other.gain)),
    atEqualDistance: tInterval(pairs.map(([one, other]) => {
      const distance = Math.min(one.distance, other.distance);
      return gainAt(one, distance) - gainAt(other, distance);
    })),
  };
}

/** The gain at a distance from the iterate, on straight lines between the iterate, the point half-way, and the average. */
export function gainAt({ gain, halfGain, distance }: AverageGain, at: number): number {
  const share = distance > 0 ? at / distance : 1;
  return share <= 0.5 ? 2 * share * halfGain : halfGain + (2 * share - 1) * (gain - halfGain);
}

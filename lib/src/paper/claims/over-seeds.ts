import { type Estimate, tInterval } from '../../numbers/statistics';
import { decideAbove, decideAll, decideBelow, type Verdict } from './claims';
import { FEWEST_RESAMPLED } from '../../numbers/over-clusters';
import { estimateText } from '../../numbers/texts';
import { inWords } from './words';

/** A quantity that was measured at several trainings, each time with an interval over examples. */
export interface SeedEstimates {
  readonly bySeed: readonly Estimate[];
  /** Student's t over the seeds, from three seeds on; null below. */
  readonly overSeeds: Estimate | null;
}

/** Trainings from which on what is said is about new trainings, not only about these. */
export const FEWEST_SEEDS = 3;

/** From how many seeds on an interval is over seeds, and from how many on they are resampled; thresholds of many rules. */
export const SEEDS: SeedThresholds = { fewestSeeds: FEWEST_SEEDS, fewestResampled: FEWEST_RESAMPLED };
type SeedThresholds = Readonly<Record<'fewestSeeds' | 'fewestResampled', number>>;

/** How rules say where intervals over few seeds come from, see {@link overClusters}. */
export function overSeedsText({ fewestSeeds, fewestResampled }: SeedThresholds): string {
  return (
    `Intervals over seeds are Student's t of the seeds' means (seeds resampled only from ${inWords(fewestResampled)} on), which is ` +
    `stricter than resampling ${inWords(fewestSeeds)}.`
  );
}

/** Puts the same quantity of several trainings together. */
export function seedEstimates(bySeed: readonly Estimate[]): SeedEstimates {
  return { bySeed, overSeeds: bySeed.length >= FEWEST_SEEDS ? tInterval(bySeed.map(({ value }) => value)) : null };
}

/**
 * Decides from the interval over seeds where there is one; with fewer than three seeds every training's own interval must
 * agree.
 */
export function decideOverSeeds({ bySeed, overSeeds }: SeedEstimates, side: 'above' | 'below', threshold: number): Verdict {
  const decide = side === 'above' ? decideAbove : decideBelow;
  if (overSeeds !== null) return decide(overSeeds, threshold);
  return decideAll(bySeed.map((estimate) => decide(estimate, threshold)));
}

/** `0.031 (0.02 to 0.042) over 3 seeds`, or below three seeds each training's own interval. */
export function seedText({ bySeed, overSeeds }: SeedEstimates, digits = 3): string {
  if (overSeeds !== null) return `${estimateText(overSeeds, digits)} over ${bySeed.length} seeds`;
  return bySeed.map((estimate) => estimateText(estimate, digits)).join(' and ');
}

import { overSeeds } from '../../numbers/over-clusters';
import type { Estimate } from '../../numbers/statistics';
import { decideAbove, decideAll, decideBelow, type Verdict } from './claims';
import { estimateText } from '../../numbers/texts';

/** A quantity that was measured at several trainings, each time with an interval over examples. */
export interface SeedEstimates {
  readonly bySeed: readonly Estimate[];
  /** See {@link overSeeds}; null below three. */
  readonly overSeeds: Estimate | null;
}

export { FEWEST_SEEDS } from '../../numbers/over-clusters';

/** How rules say where intervals over few seeds come from, see {@link overClusters}. */
export const OVER_SEEDS =
  "Intervals over seeds are Student's t of the seeds' means (seeds resampled only from ten on), which is stricter than resampling three.";

/** Puts the same quantity of several trainings together. */
export function seedEstimates(bySeed: readonly Estimate[]): SeedEstimates {
  return { bySeed, overSeeds: overSeeds(bySeed.map(({ value }) => value)) };
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

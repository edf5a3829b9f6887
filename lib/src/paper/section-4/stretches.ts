import { type Left, stretchGap } from '../../landscape/stretch-gap';
import { overSeeds } from '../../numbers/over-clusters';
import { type Estimate, mean } from '../../numbers/statistics';
import type { ShiftOfDirection } from './shifts';

/** The measures of a mismatch, see `StretchGap`: C30 is decided by the first. */
export const MEASURES = ['largest', 'meanSquare'] as const;
export type Measure = (typeof MEASURES)[number];

/** What shift and stretch leave of the mismatch along one direction. */
export interface StretchOfDirection {
  readonly kind: string;
  readonly index: number;
  readonly seed: number;
  readonly left: Readonly<Record<Measure, Left>>;
  /** a of the best stretch. */
  readonly stretch: number;
}

/** What shift and stretch leave along each direction, computed from the curves on record. */
export function stretchesOf(shifts: readonly ShiftOfDirection[]): StretchOfDirection[] {
  return shifts.map(({ kind, index, solution, record }) => {
    const { distances, train, test } = record.result.curve;
    const { stretch, ...left } = stretchGap({ distances, train: train.loss, test: test.loss });
    return { kind, index, seed: solution.seed, left, stretch };
  });
}

/** A mean over the directions of each seed, then over seeds; without an interval below three seeds. */
export interface OverSeeds {
  readonly mean: number;
  readonly interval: Estimate | null;
}

/** The mean over seeds of what a function gives along the directions of each. */
export function overSeedsOf(stretches: readonly StretchOfDirection[], of: (entry: StretchOfDirection) => number): OverSeeds {
  const seeds = [...new Set(stretches.map(({ seed }) => seed))];
  const bySeed = seeds.map((seed) => mean(stretches.filter((entry) => entry.seed === seed).map(of)));
  return { mean: mean(bySeed), interval: overSeeds(bySeed) };
}

import { type ComparedPair, comparePairs, type MeasuredPair, measurePairs } from '../lines/measured-pairs';
import { measureTogether } from '../study/measure-each';
import type { Study } from '../study/study';
import { batchSizePairs } from './pairs';

/** The pairs of section 6.2, measured. */
export interface Section62 {
  readonly smallLarge: readonly MeasuredPair[];
  readonly sameLarge: readonly MeasuredPair[];
  readonly smallSame: readonly ComparedPair[];
}

/**
 * Lines, noise floors and comparisons with the large-batch solution; small batch and control at their ends only.
 *
 * @throws TrainingError SOLUTION_ABSENT
 */
export async function batchSizes(study: Study): Promise<Section62> {
  const pairs = await batchSizePairs(study);
  const [smallLarge, sameLarge, smallSame] = await measureTogether(
    () => measurePairs(study, pairs.smallLarge),
    () => measurePairs(study, pairs.sameLarge),
    () => comparePairs(study, pairs.smallSame),
  );
  return { smallLarge, sameLarge, smallSame };
}

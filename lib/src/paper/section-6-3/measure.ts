import type { GroupNorm } from '../../landscape/layer-norms';
import type { Recorded } from '../../records/records';
import { type ComparedPair, comparePairs } from '../lines/measured-pairs';
import { measureEach } from '../study/measure-each';
import { inSection, type SectionName, type Study } from '../study/study';
import { CONTROL_RAYS, SECTION_63_RAYS } from './ray-choices';
import { openWidthPairs, type WidthPairKind } from './width-pairs';
import {
  measureLayerNorms, measurePositions, measureRayOverlap, measureWidths, type PairRays, type PositionRays, type RayOverlap,
  type WidthView,
} from './measured-widths';

/** The norms of both solutions of a pair, the one said to be wider first. */
export type PairNorms = readonly [Recorded<readonly GroupNorm[]>, Recorded<readonly GroupNorm[]>];

/** Pairs along each of the study's own directions. */
export interface OwnViews {
  readonly averaging: readonly WidthView[];
  readonly batchSize: readonly WidthView[];
}

/** Figure 11: rays from small and large batch. @throws TrainingError SOLUTION_ABSENT */
export async function batchSizeRays(study: Study): Promise<PairRays[]> {
  return measureWidths(study, await openWidthPairs(study, 'batch size'), SECTION_63_RAYS);
}

/** Appendix H: rays from SWA and SGD. @throws TrainingError SOLUTION_ABSENT */
export async function averagingRays(study: Study): Promise<PairRays[]> {
  return measureWidths(study, await openWidthPairs(study, 'averaging'), SECTION_63_RAYS);
}

/** Which of {@link batchSizeRays}'s solutions generalises better: section 6.2's comparisons. @throws TrainingError SOLUTION_ABSENT */
export async function batchSizeComparisons(study: Study): Promise<ComparedPair[]> {
  return compareWidthPairs(study, 'batch size', '06-2');
}

/** Which of {@link averagingRays}'s solutions generalises better: section 6.1's comparisons. @throws TrainingError SOLUTION_ABSENT */
export async function averagingComparisons(study: Study): Promise<ComparedPair[]> {
  return compareWidthPairs(study, 'averaging', '06-1');
}

/** The control of {@link batchSizeRays}: small batch and unchanged batch, trained equally long. @throws TrainingError SOLUTION_ABSENT */
export async function equallyLongRays(study: Study): Promise<PairRays[]> {
  return measureWidths(study, await openWidthPairs(study, 'batch size, equally long'), SECTION_63_RAYS);
}

/** Both kinds of pair along the rays that only serve as controls. @throws TrainingError SOLUTION_ABSENT */
export async function controlRays(study: Study): Promise<PairRays[][]> {
  const choices = (['averaging', 'batch size'] as const).flatMap((kind) => CONTROL_RAYS.map((choice) => ({ kind, choice })));
  return measureEach(choices, async ({ kind, choice }) => measureWidths(study, await openWidthPairs(study, kind), choice));
}

/**
 * Both kinds of pair along the study's own directions, batch norm re-estimated: rows beside the other views.
 *
 * @throws TrainingError SOLUTION_ABSENT
 */
export async function ownRays(study: Study): Promise<OwnViews> {
  const [averaging, batchSize] = await measureEach(['averaging', 'batch size'] as const, async (kind) => {
    const pairs = await openWidthPairs(study, kind);
    return measureEach(study.directions, async (direction): Promise<WidthView> => {
      const choice = { kind: direction, batchNorm: 'reestimate' } as const;
      return { ...choice, units: 'l', measured: await measureWidths(study, pairs, choice) };
    });
  });
  return { averaging, batchSize };
}

/** ‖w‖ by groups of layers, of SWA and SGD. @throws TrainingError SOLUTION_ABSENT */
export async function averagingNorms(study: Study): Promise<PairNorms[]> {
  return normsOf(study, 'averaging');
}

/** The same of small and large batch. @throws TrainingError SOLUTION_ABSENT */
export async function batchSizeNorms(study: Study): Promise<PairNorms[]> {
  return normsOf(study, 'batch size');
}

/** How far rays lead along the line from SWA to SGD, at the first seed. @throws TrainingError SOLUTION_ABSENT */
export async function rayOverlap(study: Study): Promise<Recorded<RayOverlap>> {
  const [first] = await openWidthPairs(study, 'averaging');
  return measureRayOverlap(study, first);
}

/** Rays from several points of that line. @throws TrainingError SOLUTION_ABSENT */
export async function positionRays(study: Study): Promise<PositionRays[]> {
  const [first] = await openWidthPairs(study, 'averaging');
  return measurePositions(study, first);
}

async function normsOf(study: Study, kind: WidthPairKind): Promise<PairNorms[]> {
  return measureEach(await openWidthPairs(study, kind), async ({ wide, narrow }) => {
    const [first, second] = await measureEach([wide, narrow], (solution) => measureLayerNorms(study, solution));
    return [first, second];
  });
}

/** @param section whose records they are */
async function compareWidthPairs(study: Study, kind: WidthPairKind, section: SectionName): Promise<ComparedPair[]> {
  const pairs = await openWidthPairs(study, kind);
  return comparePairs(inSection(study, section), pairs.map(({ wide, narrow }) => ({ first: wide, second: narrow })));
}

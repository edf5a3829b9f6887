import { type MeasuredPair, measurePairs } from '../lines/measured-pairs';
import { pairsOfNetwork, swaPairs } from '../lines/pairs';
import { FIRST_SEED } from '../study/directions';
import { networkOf } from '../study/networks';
import type { Study } from '../study/study';
import {
  measurePairDerivatives, measurePairMixed, measurePairOffsets, offsetPairs, type PairDerivatives, type PairMixed, type PairOffsets,
} from './pair-measurements';

/** Lines, noise floors and end points of SWA and SGD, of every network and seed. @throws TrainingError SOLUTION_ABSENT */
export async function swaLines(study: Study): Promise<MeasuredPair[]> {
  return measurePairs(study, await swaPairs(study));
}

/** Figure 9: along u_inter ± u_rand, at every seed of the study's own network. @throws TrainingError SOLUTION_ABSENT */
export async function mixed(study: Study): Promise<PairMixed[]> {
  return measurePairMixed(study, pairsOfNetwork(await swaPairs(study), networkOf(study.scale, 'main')));
}

/** Figures 28 to 30: the same at the first seed of every other network. @throws TrainingError SOLUTION_ABSENT */
export async function mixedElsewhere(study: Study): Promise<PairMixed[]> {
  const main = networkOf(study.scale, 'main');
  const pairs = await swaPairs(study);
  return measurePairMixed(study, pairs.filter(({ first }) => first.network !== main && first.seed === FIRST_SEED));
}

/** Where SWA and SGD lie along directions that were drawn without looking at them. @throws TrainingError SOLUTION_ABSENT */
export async function offsets(study: Study): Promise<PairOffsets[]> {
  return measurePairOffsets(study, offsetPairs(study, await swaPairs(study)));
}

/** Directional derivatives at SWA and SGD, of every network and seed. @throws TrainingError SOLUTION_ABSENT */
export async function derivatives(study: Study): Promise<PairDerivatives[]> {
  return measurePairDerivatives(study, await swaPairs(study));
}

import { type LinePair, type MeasuredPair, measureLines, measurePairs } from '../lines/measured-pairs';
import { pairsOfNetwork, seedPairs, swaPairs } from '../lines/pairs';
import { FIRST_SEED } from '../study/directions';
import { networkOf } from '../study/networks';
import type { Study } from '../study/study';
import {
  measurePairCalibrations, measurePairDerivatives, measurePairMixed, measurePairOffsets, measurePairSlopes, offsetPairs,
  type PairCalibration, type PairDerivatives, type PairMixed, type PairOffsets, type PairSlopes,
} from './pair-measurements';

/** Lines, noise floors and end points of SWA and SGD, of every network and seed. @throws TrainingError SOLUTION_ABSENT */
export async function swaLines(study: Study): Promise<MeasuredPair[]> {
  return measurePairs(study, await swaPairs(study));
}

/** The same line between two trainings, if there are two: the positive control of "no bump". @throws TrainingError SOLUTION_ABSENT */
export async function seedLines(study: Study): Promise<LinePair[]> {
  return measureLines(study, await seedPairs(study));
}

/** Test losses after calibration, of both solutions and along their line, at every seed. @throws TrainingError SOLUTION_ABSENT */
export async function calibrations(study: Study): Promise<PairCalibration[]> {
  return measurePairCalibrations(study, await swaPairs(study));
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

/** Directional derivatives at SWA and SGD on augmented images, of every network and seed. @throws TrainingError SOLUTION_ABSENT */
export async function derivatives(study: Study): Promise<PairDerivatives[]> {
  return measurePairDerivatives(study, await swaPairs(study));
}

/** Slopes at SWA and SGD on plain images, at every seed of the study's own network. @throws TrainingError SOLUTION_ABSENT */
export async function plainSlopes(study: Study): Promise<PairSlopes[]> {
  return measurePairSlopes(study, pairsOfNetwork(await swaPairs(study), networkOf(study.scale, 'main')));
}

import { pairsOfNetwork, type SolutionPair } from '../lines/pairs';
import type { Recorded } from '../../records/records';
import { measureEach } from '../study/measure-each';
import { networkOf } from '../study/networks';
import type { Study } from '../study/study';
import { measureMixed, type MixedDirections } from './mixed-directions';
import { type MeasuredDerivatives, measureDerivatives, type MeasuredOffset, measureOffsets } from './measured-offsets';

/** The curves along u_inter ± u_rand of one training. */
export interface PairMixed {
  readonly pair: SolutionPair;
  readonly mixed: Recorded<MixedDirections>;
}

/** The offsets of one pair. */
export interface PairOffsets {
  readonly pair: SolutionPair;
  readonly offsets: Recorded<readonly MeasuredOffset[]>;
}

/** The derivatives of one pair. */
export interface PairDerivatives {
  readonly pair: SolutionPair;
  readonly derivatives: Recorded<MeasuredDerivatives>;
}

/** {@link measureMixed} of several pairs, one after the other. */
export async function measurePairMixed(study: Study, pairs: readonly SolutionPair[]): Promise<PairMixed[]> {
  return measureEach(pairs, async (pair) => ({ pair, mixed: await measureMixed(study, pair) }));
}

/** {@link measureOffsets} of several pairs, one after the other. */
export async function measurePairOffsets(study: Study, pairs: readonly SolutionPair[]): Promise<PairOffsets[]> {
  return measureEach(pairs, async (pair) => ({ pair, offsets: await measureOffsets(study, pair) }));
}

/** {@link measureDerivatives} of several pairs, one after the other. */
export async function measurePairDerivatives(study: Study, pairs: readonly SolutionPair[]): Promise<PairDerivatives[]> {
  return measureEach(pairs, async (pair) => ({ pair, derivatives: await measureDerivatives(study, pair) }));
}

/** The pairs whose offsets are compared: those of the shallow network, if it was trained, because each needs many curves. */
export function offsetPairs(study: Study, pairs: readonly SolutionPair[]): SolutionPair[] {
  const shallow = pairsOfNetwork(pairs, networkOf(study.scale, 'shallow'));
  return shallow.length > 0 ? shallow : pairsOfNetwork(pairs, networkOf(study.scale, 'main'));
}

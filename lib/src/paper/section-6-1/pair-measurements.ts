import { pairsOfNetwork, type SolutionPair } from '../lines/pairs';
import type { Recorded } from '../../records/records';
import { measureEach, measureTogether } from '../study/measure-each';
import { networkOf } from '../study/networks';
import type { Study } from '../study/study';
import { type CalibratedLine, measureCalibratedLine } from './calibrated-line';
import { type Calibration, measureCalibration } from './calibration';
import { measureMixed, type MixedDirections } from './mixed-directions';
import { type MeasuredDerivatives, measureDerivatives, type MeasuredOffset, measureOffsets } from './measured-offsets';
import { measurePlainSlopes, type PlainSlopes } from './plain-slopes';

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

/** The derivatives of one pair, on augmented images. */
export interface PairDerivatives {
  readonly pair: SolutionPair;
  readonly derivatives: Recorded<MeasuredDerivatives>;
}

/** The slopes of one pair, on plain images. */
export interface PairSlopes {
  readonly pair: SolutionPair;
  readonly slopes: Recorded<PlainSlopes>;
}

/** One pair after calibration. */
export interface PairCalibration {
  readonly pair: SolutionPair;
  readonly calibration: Recorded<Calibration>;
  readonly line: Recorded<CalibratedLine>;
}

/** {@link measureMixed} of several pairs, one after the other. */
export async function measurePairMixed(study: Study, pairs: readonly SolutionPair[]): Promise<PairMixed[]> {
  return measureEach(pairs, async (pair) => ({ pair, mixed: await measureMixed(study, pair) }));
}

/** {@link measureOffsets} of several pairs, one after the other. */
export async function measurePairOffsets(study: Study, pairs: readonly SolutionPair[]): Promise<PairOffsets[]> {
  return measureEach(pairs, async (pair) => ({ pair, offsets: await measureOffsets(study, pair) }));
}

/** {@link measureCalibration} and {@link measureCalibratedLine} of several pairs, one after the other. */
export async function measurePairCalibrations(study: Study, pairs: readonly SolutionPair[]): Promise<PairCalibration[]> {
  return measureEach(pairs, async (pair) => {
    const [calibration, line] = await measureTogether(() => measureCalibration(study, pair), () => measureCalibratedLine(study, pair));
    return { pair, calibration, line };
  });
}

/** {@link measureDerivatives} of several pairs, one after the other. */
export async function measurePairDerivatives(study: Study, pairs: readonly SolutionPair[]): Promise<PairDerivatives[]> {
  return measureEach(pairs, async (pair) => ({ pair, derivatives: await measureDerivatives(study, pair) }));
}

/** {@link measurePlainSlopes} of several pairs, one after the other. */
export async function measurePairSlopes(study: Study, pairs: readonly SolutionPair[]): Promise<PairSlopes[]> {
  return measureEach(pairs, async (pair) => ({ pair, slopes: await measurePlainSlopes(study, pair) }));
}

/** The pairs whose offsets are compared: those of the shallow network, if it was trained, because each needs many curves. */
export function offsetPairs(study: Study, pairs: readonly SolutionPair[]): SolutionPair[] {
  const shallow = pairsOfNetwork(pairs, networkOf(study.scale, 'shallow'));
  return shallow.length > 0 ? shallow : pairsOfNetwork(pairs, networkOf(study.scale, 'main'));
}

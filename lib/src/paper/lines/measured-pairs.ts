import type { ReestimationNoise } from '../../landscape/reestimation-noise';
import { comparePair, type SolutionComparison } from './comparisons';
import { measureEach, measureTogether } from '../study/measure-each';
import { type SolutionLine, measureLine, measureNoise } from './solution-lines';
import type { SolutionPair } from './pairs';
import type { Recorded } from '../../records/records';
import type { Study } from '../study/study';

/** Everything that sections 6.1 and 6.2 measure at one pair on the line between its solutions and at its ends. */
export interface MeasuredPair {
  readonly pair: SolutionPair;
  readonly line: Recorded<SolutionLine>;
  readonly noise: Recorded<ReestimationNoise>;
  readonly comparison: Recorded<SolutionComparison>;
}

/** A pair compared at its ends only. */
export type ComparedPair = Pick<MeasuredPair, 'pair' | 'comparison'>;

/** A pair of which only the line is measured. */
export type LinePair = Pick<MeasuredPair, 'pair' | 'line'>;

/** Training accuracy must exceed test accuracy by so much for a claim about generalisation to be testable. */
export const LEAST_GAP = 0.03;

/** Line, noise floor and end-point comparison of several pairs, one after the other; all recorded. */
export async function measurePairs(study: Study, pairs: readonly SolutionPair[]): Promise<MeasuredPair[]> {
  return measureEach(pairs, async (pair) => {
    const [comparison, line, noise] = await measureTogether(
      () => comparePair(study, pair),
      () => measureLine(study, pair),
      () => measureNoise(study, pair),
    );
    return { pair, comparison, line, noise };
  });
}

/** {@link measureLine} of several pairs, one after the other. */
export async function measureLines(study: Study, pairs: readonly SolutionPair[]): Promise<LinePair[]> {
  return measureEach(pairs, async (pair) => ({ pair, line: await measureLine(study, pair) }));
}

/** {@link comparePair} of several pairs, one after the other. */
export async function comparePairs(study: Study, pairs: readonly SolutionPair[]): Promise<ComparedPair[]> {
  return measureEach(pairs, async (pair) => ({ pair, comparison: await comparePair(study, pair) }));
}

/** Training accuracy minus test accuracy of the second solution (SGD, large batch), batch norm re-estimated. */
export function generalisationGap({ comparison }: ComparedPair): number {
  const { train, test } = comparison.result.second.reestimated;
  return train.accuracy - test.accuracy;
}

/** How far apart the two solutions are, relative to the second's own length: ‖Δ‖/‖w‖. */
export function relativeLength({ pair, line }: LinePair): number {
  return line.result.length / pair.second.weightNorm;
}

/** Whether the precondition of claims about generalisation is met: a gap of more than {@link LEAST_GAP}. */
export function isTestable(measured: ComparedPair): boolean {
  return generalisationGap(measured) > LEAST_GAP;
}

/** Groups by network, in the order in which networks first appear. */
export function byNetwork<T extends { readonly pair: SolutionPair }>(
  measured: readonly T[],
): { readonly network: string; readonly members: readonly T[] }[] {
  const networks = [...new Set(measured.map(({ pair }) => pair.first.network))];
  return networks.map((network) => ({ network, members: measured.filter(({ pair }) => pair.first.network === network) }));
}

export * as figures from './figures';
export * from './moving-figures';
export * as tables from './tables';
export type { SolutionComparison, SolutionOutcome } from './comparisons';
export * from './solution-lines';
export { type ComparedPair, comparePairs, type LinePair, type MeasuredPair, measurePairs } from './measured-pairs';
export { pairsOfNetwork, type SolutionPair, swaPairs } from './pairs';
export * from './paper-table-1';
export { decideFlatSide, decideNoBump, decideTestMinimum, decideTrade, type Decision, type PairWords } from './rules';

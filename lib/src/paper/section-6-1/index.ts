export * as figures from './figures';
export * as tables from './tables';
export type { AfterSwaEpoch, AfterSwaPhase } from './after-swa';
export { claimsOfSection61, decideSection61, type Section61 } from './claims';
export * as measure from './measure';
export * from './mixed-directions';
export * from './measured-offsets';
export type { PairDerivatives, PairMixed, PairOffsets } from './pair-measurements';

export * as figures from './figures';
export * as tables from './tables';
export type { AfterSwaEpoch, AfterSwaPhase } from './after-swa';
export { claimsOfSection61, decideSection61, measurePairOffsets, offsetPairs, type PairOffsets, type Section61 } from './claims';
export * from './mixed-directions';
export * from './offsets';

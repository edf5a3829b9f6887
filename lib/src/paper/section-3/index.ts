export * as figures from './figures';
export * as tables from './tables';
export { claimsOfSection3, decideSection3 } from './claims';
export * from './kinds';
export * as measure from './measure';
export type { KindCosines, ScoredSolutions } from './measure';
export type { NetworkMeasurements, Section3Measurements, UntrainedNetwork } from './networks';

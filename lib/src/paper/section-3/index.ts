export * as figures from './figures';
export * as tables from './tables';
export { claimsOfSection3, decideSection3 } from './claims';
export * from './kinds';
export { measureNetworks, type NetworkMeasurements, type Section3Measurements, type UntrainedNetwork } from './networks';

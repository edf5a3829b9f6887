export * as figures from './figures';
export * from './moving-figures';
export * as tables from './tables';
export { claimsOfSection5, decideSection5, type Section5 } from './claims';
export { measureTrace, openTrace, type ProjectedCurve, type Projection, type Trace } from './projections';
export * as measure from './measure';
export {
  CREEPING_RUNS,
  type CreepingCase,
  measureCreeping,
  type RoundsCase,
  type RoundSweep,
  type SimulatedTails,
  SMOOTH_VALLEY,
  SMOOTH_VALLEY_NOISE,
  type StationaryCase,
  SYMMETRIC_RUNS,
  type SymmetricCase,
} from './simulations';

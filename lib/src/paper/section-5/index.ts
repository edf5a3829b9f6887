export * as figures from './figures';
export * as tables from './tables';
export { claimsOfSection5, decideSection5, type Section5 } from './claims';
export { measureTrace, openTrace, type ProjectedCurve, type Projection, type Trace } from './projections';
export * from './simulations';

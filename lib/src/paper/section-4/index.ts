export * as figures from './figures';
export * as tables from './tables';
export { claimsOfSection4, decideSection4, measureSection4, type Section4Measurements } from './claims';
export * as measure from './measure';
export { measureNeighbourhood, type NeighbourCurves, type Neighbourhood, type NeighbourKind, type SolutionCurve } from './neighbours';
export { type DirectionShift, measureShift, measureShifts, SHIFT_KINDS, type ShiftOfDirection } from './shifts';
export { type BoundTrials, checkTheorem1, type GainRow, type Theorem1Checks } from './theorem-1-checks';
export * from './theorem-1-figures';
export type { TrainingSetShifts } from './training-sets';

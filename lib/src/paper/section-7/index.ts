export * as figures from './figures';
export * as tables from './tables';
export type { AverageComparison } from './average-comparisons';
export type { LineKind } from './average-lines';
export { measureAverages, type MeasuredAverage, type MeasuredAverages, measureNetworkAverages, type NetworkAverages } from './averages';
export { claimsOfSection7, decideSection7, measureSection7, type Section7Measurements } from './claims';
export {
  type AverageGain, averageGainsOf, compareAverageGains, type GainComparison, MORE_SUBSET_KINDS, SHALLOW_KINDS, SUBSET_KINDS,
} from './gains';
export { DECIDING_LEVEL, type GroupCurveChoice, type MeasuredGroupCurve, measureGroupCurves, RISE_LEVELS } from './group-curves';
export {
  compareGroups, type GroupComparison, groupKinds, type GroupMeasurements, type MeasuredGroupDirection, measureGroups, type MeasuredPart,
} from './groups';
export * as measure from './measure';
export { chosenWeightsFigure } from './moving-figures';
export * from './networks';
export * from './parameter-counts';

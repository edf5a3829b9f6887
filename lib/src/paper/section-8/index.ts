export * as figures from './figures';
export * as tables from './tables';
export {
  claimsOfSection8,
  decideSection8,
  LOGISTIC_SEEDS,
  type LogisticDirection,
  type LogisticRun,
  type LogisticVersion,
  runLogistic,
  runLogistics,
} from './claims';
export * as measure from './measure';

export * as figures from './figures';
export * as tables from './tables';
export { claimsOfSection8, decideSection8 } from './claims';
export {
  LOGISTIC_SEEDS,
  type LogisticDirection,
  type LogisticRun,
  type LogisticVersion,
  runLogistic,
  runLogistics,
} from './logistic-runs';
export { type JudgedCurve, judgeDrawnCurve } from './drawn-curve';
export * as measure from './measure';
export { steeperAndSteeperFigure } from './moving-figures';

export * from './azuma';
export * from './best-bias';
export {
  asymptoticSlopes as logisticAsymptotes,
  type Descent as LogisticDescent,
  type LogisticData,
  logisticData,
  logisticDescent,
  logisticGradient,
  logisticLoss,
  type LogisticPoint,
  logisticStart,
  type OutwardSlopes,
  outwardSlopes as logisticSlopes,
} from './logistic';
export * from './logistic-shift';
export * from './rounds';
export * from './run-averages';
export * from './several-minima';
export { runningAverage, sgdIterates, type SgdSettings } from './sgd';
export * from './smoothing';
export * from './theorem-1';
export {
  averageBound, creepingAverages, type ExactRounds, exactRounds, firstIterateBounds, type FlatPhase, flatPhase, type GradientBounds,
  piecewiseLinearGradients, type Theorem2Setting,
} from './theorem-2';
export * from './valleys';

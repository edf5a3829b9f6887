export { type CurveChoice, measureCurve, measureCurves, measureRadius } from './curves';
export { DIRECTION_SEED, type DirectionChoice } from './directions';
export { type Score, scoreSolutions, type SolutionScores } from './evaluations';
export { networkOf, networksOf } from './networks';
export * from './provenance';
export {
  convergedSolutions,
  historyOf,
  isTrained,
  openSolution,
  runnerOf,
  type Snapshot,
  snapshotsOf,
  type SolutionChoice,
  type StudySolution,
  trainedSeeds,
} from './solutions';
export { studyDataset } from './study';
export { trainNetwork } from './train-network';

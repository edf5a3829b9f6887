export { type CurveChoice, DIRECTION_SEED, measureCurve, measureCurves, measureRadius } from './curves';
export { type Score, scoreSolutions, type SolutionScores } from './evaluations';
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

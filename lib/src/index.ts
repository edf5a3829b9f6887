export * from './base/errors';
export type { Progress, RunOptions } from './base/progress';
export { type Generator, generator, permutation } from './base/random';
export { project } from './base/project';
export { version } from './base/version';

export { tf } from './engine/tensorflow';
export { type MemoryUse, memoryUse } from './engine/memory';

export * from './datasets/dataset';
export { arrayDataset, type ArrayDatasetOptions, type ArraySplit, normalisationOf } from './datasets/array-dataset';
export { augmentedCopy } from './datasets/augmented';
export * from './datasets/batches';
export { datasetNames, isAvailable, loadDataset } from './datasets/datasets';
export { downloadDataset } from './datasets/download';
export { syntheticDataset, type SyntheticOptions } from './datasets/synthetic';

export * from './networks/layout';
export * from './networks/runner';
export { createRunner, type RunnerOptions } from './networks/create-runner';
export { buildNetwork, networkNames } from './networks/networks';

export * from './training/batch-norm';
export * from './training/checkpoint';
export * from './training/evaluation';
export * from './training/fit';
export * from './training/masked-average';
export * from './training/masks';
export * from './training/open-checkpoint';
export * from './training/over-trainings';
export * from './training/recipes';
export * from './training/run';
export type { EpochResult, Phase, TrainingState } from './training/state';
export * from './training/swa';
export * from './training/train';

export { type Asymmetry, asymmetry, type CentredAsymmetry, isAsymmetric, LEVELS, type LevelWidth, type Sides } from './landscape/asymmetry';
export * from './landscape/asymmetry-uncertainty';
export * from './landscape/block-bootstrap';
export { bootstrap, type BootstrapOptions, clusterBootstrap, pairedBootstrap, percentileInterval } from './landscape/bootstrap';
export * from './landscape/cosines';
export * from './landscape/curve';
export type { CertifiedQuadruple, Quadruple } from './landscape/definition';
export * from './landscape/derivatives';
export * from './landscape/directions';
export { distancesBetween } from './landscape/distances';
export * from './landscape/equal-rise';
export * from './landscape/evaluate-solutions';
export * from './landscape/gradient';
export * from './landscape/group-directions';
export * from './landscape/layer-norms';
export * from './landscape/line';
export * from './landscape/line-statistics';
export * from './landscape/measure-along';
export * from './landscape/measure-directions';
export * from './landscape/measured-shift';
export * from './landscape/neighbours';
export * from './landscape/offset';
export * from './landscape/orthogonal';
export * from './landscape/paired-difference';
export { BATCH_NORM_MODES, type BatchNormMode, type Measurement, presentSolution, type Solution } from './landscape/point';
export { type CurveSamples, samplesOf } from './landscape/profile';
export * from './landscape/radius';
export * from './landscape/rays';
export * from './landscape/reestimation-noise';
export * from './landscape/solution';
export * from './landscape/shift-gap';
export * from './landscape/shifted-gain';
export * from './landscape/spline';
export * from './landscape/stability';
export * from './landscape/statistics';
export * from './landscape/summary';
export * from './landscape/surface';
export * from './landscape/tensor-directions';
export * from './landscape/tight-radius';
export { cosine, dot, moved, norm, normalised } from './landscape/vector';
export * from './landscape/width';
export * from './landscape/width-comparison';

export * from './theory/azuma';
export * from './theory/best-bias';
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
} from './theory/logistic';
export * from './theory/logistic-shift';
export * from './theory/rounds';
export * from './theory/run-averages';
export * from './theory/several-minima';
export * from './theory/sgd';
export * from './theory/smoothing';
export * from './theory/theorem-1';
export * from './theory/theorem-2';
export * from './theory/valleys';

export {
  COLOURS,
  curveGridFigure,
  type CurveGridOptions,
  type CurvePanel,
  directionStatisticsFigure,
  type DirectionStatisticsOptions,
  type DrawnCurve,
  type Figure,
  historyFigure,
  type HistoryOptions,
  intervalRowsFigure,
  intervalsFigure,
  lineGridFigure,
  linePanelsFigure,
  lossCurveFigure,
  type LossCurveOptions,
  makeFigure,
  orderedCurvesFigure,
  overlayFigure,
  pairedScatterFigure,
  raysFigure,
  renderPng,
  savePng,
  surfaceFigure,
  type SurfaceLine,
  type SurfaceOptions,
  type SurfacePoint,
  trajectoryFigure,
  valleyFigure,
  type ValleyOptions,
  widthPositionsFigure,
  type Words,
} from './figures';

export * from './notebook';

export * from './studies/after-swa';
export * from './studies/average-comparisons';
export * from './studies/average-lines';
export * from './studies/averages';
export * from './studies/comparisons';
export { type CurveChoice, DIRECTION_SEED, directionCount, measureCurve, measureCurves, measureRadius } from './studies/curves';
export * from './studies/evaluations';
export * from './studies/group-curves';
export * from './studies/iterates';
export * from './studies/keep';
export * from './studies/line-figures';
export { decideFlatSide, decideNoBump, decideTestMinimum, decideTrade, type Decision, LINE_RULES, type PairWords } from './studies/line-rules';
export * from './studies/line-sizes';
export { baselineRows, differenceRows, lineRows, noiseRows, preconditionRows, table1Rows } from './studies/line-tables';
export * from './studies/lines';
export { type ComparedPair, comparePairs, generalisationGap, isTestable, type MeasuredPair, measurePairs } from './studies/measured-pairs';
export * from './studies/mixed-directions';
export * from './studies/neighbours';
export * from './studies/offsets';
export * from './studies/own-figures';
export * from './studies/own-tables';
export { pairsOf, type SolutionPair, swaPairs } from './studies/pairs';
export * from './studies/paper-table-1';
export * from './studies/parameter-counts';
export { measureTrace, openTrace, type ProjectedCurve, type Projection, type Trace } from './studies/projections';
export * from './studies/provenance';
export { type Json, type Recorded, recorded, type RecordOptions, type StudyRecord } from './studies/records';
export * from './studies/scale';
export * from './studies/section-1-figures';
export * from './studies/section-3';
export * from './studies/section-3-figures';
export * from './studies/section-3-kinds';
export * from './studies/section-3-networks';
export * from './studies/section-3-tables';
export * from './studies/section-4';
export * from './studies/section-4-figures';
export * from './studies/section-4-tables';
export * from './studies/section-5';
export * from './studies/section-5-figures';
export * from './studies/section-5-simulations';
export * from './studies/section-5-tables';
export * from './studies/section-6-1';
export * from './studies/section-6-1-figures';
export * from './studies/section-6-1-tables';
export * from './studies/section-6-2';
export * from './studies/section-6-3';
export * from './studies/section-6-3-figures';
export * from './studies/section-6-3-tables';
export * from './studies/section-7';
export * from './studies/section-7-averages';
export * from './studies/section-7-figures';
export * from './studies/section-7-groups';
export * from './studies/section-7-networks';
export * from './studies/section-7-tables';
export {
  claimsOfSection8,
  decideSection8,
  isClearlyAsymmetric,
  isNearAsymptotes,
  LOGISTIC_SEEDS,
  type LogisticDirection,
  type LogisticRun,
  type LogisticVersion,
  runLogistic,
  runLogistics,
} from './studies/section-8';
export * from './studies/section-8-figures';
export * from './studies/section-8-tables';
export * from './studies/shifts';
export * from './studies/solutions';
export * from './studies/theorem-1-checks';
export * from './studies/theorem-1-figures';
export * from './studies/training-set-shifts';
export * from './studies/trainings';
export { openStudy, type Study, studyDataset, type StudyOptions } from './studies/study';
export * from './studies/width-pairs';
export * from './studies/widths';

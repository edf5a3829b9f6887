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
export { subset, take, trainingBatches, type TrainingBatchesOptions } from './datasets/batches';
export { datasetNames, isAvailable, loadDataset } from './datasets/datasets';
export { downloadDataset } from './datasets/download';
export { syntheticDataset, type SyntheticOptions } from './datasets/synthetic';

export * from './networks/layout';
export * from './networks/runner';
export { createRunner } from './networks/create-runner';
export type { RunnerOptions } from './networks/runner-options';
export { buildNetwork, networkNames } from './networks/networks';

export * from './training/batch-norm';
export * from './training/checkpoint';
export * from './training/evaluation';
export * from './training/fit';
export { loadModel } from './training/load-model';
export { type AverageMeasurement, evaluateMasked, type IterateAndAverage, maskedAverage } from './training/masked-average';
export * from './training/open-checkpoint';
export * from './training/over-trainings';
export { learningRate, type Recipe, recipe, recipeNames, type Schedule } from './training/recipes';
export { trainInFolder, type TrainInFolderOptions, type TrainInFolderResult } from './training/run';
export type { EpochResult, Phase, TrainingState } from './training/state';
export type { WeightAverage } from './training/swa';
export { type SolutionName, train, type TrainOptions } from './training/train';

export { type Asymmetry, asymmetry, type CentredAsymmetry, isAsymmetric, type LevelWidth, type Sides } from './landscape/asymmetry';
export * from './landscape/asymmetry-uncertainty';
export * from './landscape/block-bootstrap';
export { bootstrap, type BootstrapOptions, clusterBootstrap, pairedBootstrap, percentileInterval } from './landscape/bootstrap';
export * from './landscape/cosines';
export * from './landscape/curve';
export * from './landscape/precise-curve';
export * from './landscape/progressive-curve';
export type { CertifiedQuadruple, Quadruple } from './landscape/definition';
export * from './landscape/derivatives';
export { DIRECTION_KINDS, type DirectionDraw, type DirectionKind, drawDirection } from './landscape/directions';
export { distancesBetween } from './landscape/distances';
export * from './landscape/equal-rise';
export * from './landscape/evaluate-solutions';
export * from './landscape/gradient';
export { GROUP_LAWS, groupDirection, type GroupKind, type GroupLaw, groupMask, WEIGHT_GROUPS, type WeightGroup } from './landscape/group-directions';
export * from './landscape/layer-norms';
export { type LineEnds, type LineSettings, type LossLine, lossLine } from './landscape/line';
export { type Bump, type LineStatistics, lineStatistics, type OneSidedRises, type SplitLineStatistics } from './landscape/line-statistics';
export * from './landscape/measure-along';
export * from './landscape/measure-directions';
export { type EstimatedCurve, type MeasuredGain, type MeasuredShift, measuredShift } from './landscape/measured-shift';
export * from './landscape/neighbours';
export { compareOffsets, type OffsetComparison, type OffsetSettings } from './landscape/offset';
export * from './landscape/orthogonal';
export { type ClusterOptions, overClusters } from './landscape/over-clusters';
export * from './landscape/paired-difference';
export { BATCH_NORM_MODES, type BatchNormMode, type Measurement, presentSolution, type Solution } from './landscape/point';
export { type CurveSamples, samplesOf as curveSamples } from './landscape/profile';
export * from './landscape/radius';
export { type MeasuredRays, measureRays, type RaySettings } from './landscape/rays';
export * from './landscape/reestimation-noise';
export * from './landscape/solution';
export { type CurvePair, type ShiftGap, shiftGap, type ShiftGapOptions } from './landscape/shift-gap';
export * from './landscape/shifted-gain';
export { cubicSpline, type Interpolant } from './landscape/spline';
export { type ProjectedLoss, type ShapeDifferences, shapeDifferences } from './landscape/stability';
export * from './landscape/statistics';
export * from './landscape/summary';
export { type LossSurface, lossSurface, type PlanePosition, planePosition, type SurfaceSettings } from './landscape/surface';
export * from './landscape/tensor-directions';
export * from './landscape/tight-radius';
export { cosine, dot, norm, normalised } from './landscape/vector';
export { meanRise, meanRiseEstimate, type RayRises, riseDifference, widthAt, widthDifference, widthEstimate } from './landscape/width';
export { compareWidths, type RayPair, type SeedWidths, type WidthComparison } from './landscape/width-comparison';

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
export {
  averageBound, creepingAverages, type ExactRounds, exactRounds, firstIterateBounds, type FlatPhase, flatPhase, type GradientBounds,
  piecewiseLinearGradients, type Theorem2Setting,
} from './theory/theorem-2';
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

export type { AfterSwaEpoch, AfterSwaPhase } from './studies/after-swa';
export type { AverageComparison } from './studies/average-comparisons';
export type { LineKind } from './studies/average-lines';
export { measureAverages, type MeasuredAverage, type MeasuredAverages, measureNetworkAverages, type NetworkAverages } from './studies/averages';
export type { SolutionComparison, SolutionOutcome } from './studies/comparisons';
export { type CurveChoice, DIRECTION_SEED, measureCurve, measureCurves, measureRadius } from './studies/curves';
export { type Score, scoreSolutions, type SolutionScores } from './studies/evaluations';
export { DECIDING_LEVEL, type GroupCurveChoice, type MeasuredGroupCurve, measureGroupCurves, RISE_LEVELS } from './studies/group-curves';
export * from './studies/keep';
export * from './studies/keep-at';
export * from './studies/keep-fit';
export * from './studies/kept-points';
export * from './studies/line-figures';
export { decideFlatSide, decideNoBump, decideTestMinimum, decideTrade, type Decision, type PairWords } from './studies/line-rules';
export { batchNormBaselineRows, endPointDifferenceRows, lineRows, preconditionRows, reestimationNoiseRows, table1Rows } from './studies/line-tables';
export * from './studies/lines';
export { type ComparedPair, comparePairs, type MeasuredPair, measurePairs } from './studies/measured-pairs';
export * from './studies/mixed-directions';
export { measureNeighbourhood, type NeighbourCurves, type Neighbourhood, type NeighbourKind, type SolutionCurve } from './studies/neighbours';
export * from './studies/offsets';
export * from './studies/own-figures';
export * from './studies/own-tables';
export { pairsOfNetwork, type SolutionPair, swaPairs } from './studies/pairs';
export * from './studies/paper-table-1';
export * from './studies/parameter-counts';
export { measureTrace, openTrace, type ProjectedCurve, type Projection, type Trace } from './studies/projections';
export * from './studies/provenance';
export { type Json, type Recorded, recorded, type RecordOptions, type StudyRecord } from './studies/records';
export type { AverageScale, GroupScale, RayScale, Scale, ScaleName } from './studies/scale';
export * from './studies/section-1-figures';
export { claimsOfSection3, decideSection3 } from './studies/section-3';
export { certifiedRatiosFigure, directionKindsFigure, measuredCurveFigure, networkCurvesFigure } from './studies/section-3-figures';
export * from './studies/section-3-kinds';
export { measureNetworks, type NetworkMeasurements, type Section3Measurements, type UntrainedNetwork } from './studies/section-3-networks';
export * from './studies/section-3-tables';
export { claimsOfSection4, decideSection4, measureSection4, type Section4Measurements } from './studies/section-4';
export * from './studies/section-4-figures';
export * from './studies/section-4-tables';
export { claimsOfSection5, decideSection5, type Section5 } from './studies/section-5';
export * from './studies/section-5-figures';
export * from './studies/section-5-simulations';
export * from './studies/section-5-tables';
export { claimsOfSection61, decideSection61, measurePairOffsets, offsetPairs, type PairOffsets, type Section61 } from './studies/section-6-1';
export * from './studies/section-6-1-figures';
export * from './studies/section-6-1-tables';
export * from './studies/section-6-2';
export { claimsOfSection63, decideSection63, type Section63Measurements, SECTION_63_RAYS } from './studies/section-6-3';
export { apparentWidthFigure, widthFigure, type WidthFigureOptions } from './studies/section-6-3-figures';
export * from './studies/section-6-3-tables';
export { claimsOfSection7, decideSection7, measureSection7, type Section7Measurements } from './studies/section-7';
export {
  type AverageGain, averageGainsOf, compareAverageGains, type GainComparison, MORE_SUBSET_KINDS, SHALLOW_KINDS, SUBSET_KINDS,
} from './studies/section-7-averages';
export * from './studies/section-7-figures';
export {
  compareGroups, type GroupComparison, groupKinds, type GroupMeasurements, type MeasuredGroupDirection, measureDirectionParts, measureGroups,
} from './studies/section-7-groups';
export * from './studies/section-7-networks';
export {
  averageGainRows, averageGainSentence, averageRows, directionPartRows, groupComparisonRows, groupComparisonSentence, groupRows, indexSpreadRows,
  missingTrainingsSentence, normShareRows,
} from './studies/section-7-tables';
export {
  claimsOfSection8, decideSection8, LOGISTIC_SEEDS, type LogisticDirection, type LogisticRun, type LogisticVersion, runLogistic, runLogistics,
} from './studies/section-8';
export * from './studies/section-8-figures';
export * from './studies/section-8-tables';
export { type DirectionShift, measureShift, measureShifts, SHIFT_KINDS, type ShiftChoice, type ShiftOfDirection } from './studies/shifts';
export {
  convergedSolutions, historyOf, isTrained, openSolution, runnerOf, type Snapshot, snapshotsOf, type SolutionChoice, type StudySolution, trainedSeeds,
} from './studies/solutions';
export { type BoundTrials, checkTheorem1, type GainRow, type Theorem1Checks } from './studies/theorem-1-checks';
export * from './studies/theorem-1-figures';
export { measureTrainingSets, type TrainingSetShifts } from './studies/training-set-shifts';
export { openStore, type Store, type StoreOptions } from './studies/store';
export { openStudy, storeOf, type Study, studyDataset, type StudyOptions } from './studies/study';
export { openWidthPairs, type WidthPair, type WidthPairKind } from './studies/width-pairs';
export {
  measureLayerNorms, measurePositions, measureRayOverlap, measureWidths, type PairRays, type PositionRays, type RayChoice, type RayOverlap,
} from './studies/widths';

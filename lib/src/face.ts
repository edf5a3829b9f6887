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
export * from './numbers/block-bootstrap';
export { bootstrap, type BootstrapOptions, clusterBootstrap, pairedBootstrap, percentileInterval } from './numbers/bootstrap';
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
export { type ClusterOptions, overClusters } from './numbers/over-clusters';
export * from './numbers/paired-difference';
export { BATCH_NORM_MODES, type BatchNormMode, type Measurement, presentSolution, type Solution } from './landscape/point';
export { type CurveSamples, samplesOf as curveSamples } from './landscape/profile';
export * from './landscape/radius';
export { type MeasuredRays, measureRays, type RaySettings } from './landscape/rays';
export * from './landscape/reestimation-noise';
export * from './landscape/solution';
export { type CurvePair, type ShiftGap, shiftGap, type ShiftGapOptions } from './landscape/shift-gap';
export * from './landscape/shifted-gain';
export { cubicSpline, type Interpolant } from './numbers/spline';
export { type ProjectedLoss, type ShapeDifferences, shapeDifferences } from './landscape/stability';
export * from './numbers/statistics';
export * from './landscape/summary';
export { type LossSurface, lossSurface, type PlanePosition, planePosition, type SurfaceSettings } from './landscape/surface';
export * from './landscape/tensor-directions';
export * from './landscape/tight-radius';
export { cosine, dot, norm, normalised } from './numbers/vector';
export { meanRise, meanRiseEstimate, type RayRises, riseDifference, widthAt, widthDifference, widthEstimate } from './landscape/width';
export { compareWidths, type RayPair, type SeedWidths, type WidthComparison } from './landscape/width-comparison';

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

export * from './records/keep';
export * from './records/keep-at';
export * from './records/keep-fit';
export * from './records/kept-points';
export { directionRatiosFigure, type FigureWords, measuredAlongFigure } from './figures/measured';
export * from './notebook/measured-rows';
export { type Json, type Recorded, recorded, type RecordOptions, type StudyRecord } from './records/records';
export { openStore, type Store, type StoreOptions } from './records/store';

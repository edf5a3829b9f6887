/** The library by task. Everything else is internal; types follow their functions, at the end. */

// Data.
export { arrayDataset } from './datasets/array-dataset';
export { loadDataset } from './datasets/datasets';
export { downloadDataset } from './datasets/download';
export { syntheticDataset } from './datasets/synthetic';
export { subset, take, trainingBatches } from './datasets/batches';

// A model, and its weights.
export { tf } from './engine/tensorflow';
export { createRunner } from './networks/create-runner';
export { buildNetwork } from './networks/networks';
export { loadModel } from './training/load-model';
export { loadCheckpoint, saveCheckpoint } from './training/checkpoint';

// Training and averaging.
export { fit } from './training/fit';
export { overTrainings } from './training/over-trainings';
export { recipe } from './training/recipes';
export { train } from './training/train';
export { trainInFolder } from './training/run';
export { maskedAverage } from './training/masked-average';
export { reestimateBatchNorm } from './training/batch-norm';
export { evaluate } from './training/evaluation';

// A place and a direction.
export { presentSolution, setSolution } from './training/solution';
export { drawDirection } from './landscape/directions';
export { groupMask } from './landscape/group-directions';
export { orthogonalised } from './landscape/orthogonal';
export { normalised } from './numbers/vector';
export { distancesBetween } from './numbers/distances';
export { planePosition } from './landscape/surface';

// The loss around it.
export { lossCurve } from './landscape/loss-curve';
export { lossLine } from './landscape/loss-line';
export { lossSurface } from './landscape/surface';
export { measureAlong } from './landscape/measure-along';
export { measureDirections } from './landscape/measure-directions';
export { evaluateSolutions } from './landscape/evaluate-solutions';

// Statistics.
export { asymmetry } from './landscape/asymmetry';
export { samplesOf as curveSamples } from './landscape/profile';
export { shiftGap } from './landscape/shift-gap';
export { measuredShift } from './landscape/measured-shift';
export { lineStatistics } from './landscape/line-statistics';
export { compareSolutions } from './landscape/evaluate-solutions';
export { widthAt } from './landscape/ray-widths';
export { mean } from './numbers/statistics';

// Keeping results.
export { openStore } from './records/store';
export { keep } from './records/keep';
export { keepFit } from './records/keep-fit';

// Figures.
export { historyFigure, lossCurveFigure, savePng, slidingFigure, surfaceFigure, valleyFigure } from './figures';
export { directionRatiosFigure, measuredAlongFigure } from './figures/measured';

// A notebook's cell.
export { livePlace, running, show, showTable, showText } from './notebook';
export { evaluationRows, lineStatisticsRows, solutionDifferenceRows, trainingRows } from './notebook/measured-rows';

// The rest.
export { ValleysError } from './base/errors';
export { project } from './base/project';
export { generator } from './base/random';
export { memoryUse } from './engine/memory';

export type {
  CheckpointError, DatasetError, FileError, InterruptedError, LandscapeError, NetworkError, RecordError, SetupError, StudyError,
  TrainingError, UsageError,
} from './base/errors';
export type { Progress, RunOptions } from './base/progress';
export type { Generator } from './base/random';
export type { Batch, Dataset, Labels, Normalisation, Split } from './datasets/dataset';
export type { ArrayDatasetOptions, ArraySplit } from './datasets/array-dataset';
export type { TrainingBatchesOptions } from './datasets/batches';
export type { MemoryUse } from './engine/memory';
export type { SyntheticOptions } from './datasets/synthetic';
export type { WeightEntry, WeightLayout, WeightRole } from './networks/layout';
export type { Network, OwnNetwork } from './networks/networks';
export type { EvaluateResult, Loss, Normalise, Runner, SgdStep, TrainResult } from './networks/runner';
export type { RunnerOptions } from './networks/runner-options';
export type { Checkpoint, CheckpointContent, CheckpointMetadata } from './training/checkpoint';
export type { EvaluateOptions, Evaluation } from './training/evaluation';
export type { FitOptions, Fitted, FittedSolution } from './training/fit';
export type { IterateAndAverage } from './training/masked-average';
export type { Recipe, Schedule } from './training/recipes';
export type { TrainInFolderOptions, TrainInFolderResult } from './training/run';
export type { EpochResult, Phase, TrainingState } from './training/state';
export type { Solution } from './training/solution';
export type { WeightAverage } from './training/swa';
export type { SolutionName, TrainOptions } from './training/train';
export type { Asymmetry, CentredAsymmetry, LevelWidth, Sides } from './landscape/asymmetry';
export type { AsymmetryUncertainty } from './landscape/asymmetry-uncertainty';
export type { CurveLosses, CurveSettings, LossCurve, SplitCurve } from './landscape/curve';
export type { CertifiedQuadruple, Quadruple } from './landscape/definition';
export type { Direction, DirectionData, OwnDirection, OwnDraw } from './landscape/direction-at';
export type { DirectionDraw, DirectionKind } from './landscape/directions';
export type { EvaluationDifference, EvaluationSettings, SolutionEvaluation } from './landscape/evaluate-solutions';
export type { WeightGroup } from './landscape/group-directions';
export type { CurveOptions } from './landscape/loss-curve';
export type { LineEnds, LineSettings, LossLine } from './landscape/loss-line';
export type { Bump, LineStatistics, OneSidedRises, SplitLineStatistics } from './landscape/line-statistics';
export type { AlongSettings, MeasuredCurve } from './landscape/measure-along';
export type { DirectionsSettings, MeasuredKind } from './landscape/measure-directions';
export type { EstimatedCurve, MeasuredGain, MeasuredShift } from './landscape/measured-shift';
export type { BatchNormMode, Measurement } from './landscape/evaluate-point';
export type { PreciseCurve, PreciseCurveOptions, PreciseSplitCurve } from './landscape/precise-curve';
export type { CurveSamples } from './landscape/profile';
export type { CurvePair, ShiftGap, ShiftGapOptions } from './landscape/shift-gap';
export type { DirectionSummary, MeasuredDirection, SeedSummary, SummaryOptions } from './landscape/summary';
export type { LossSurface, PlanePosition, SurfaceSettings } from './landscape/surface';
export type { BootstrapOptions } from './numbers/resample';
export type { Estimate } from './numbers/statistics';
export type {
  DrawnCurve, Figure, HistoryOptions, LossCurveOptions, Slide, SlidingOptions, SurfaceLine, SurfaceOptions, SurfacePoint, ValleyOptions,
  Words,
} from './figures';
export type { FigureWords } from './figures/measured';
export type { Cell, DataFrameLike, DisplayBundle, Row, TableOptions } from './notebook';
export type { InputsAt, PlainInputs } from './records/keep';
export type { Json, Recorded, StudyRecord } from './records/records';
export type { Store, StoreOptions } from './records/store';

import type { Recorded } from 'asymmetric-valleys';
import type { PairMixed, PairOffsets, PairRays, RoundsCase, Section62, SectionName, SolutionPair, StudySolution, Trace, WidthPair } from '../package';
import { calls } from '../calls';
import type { Fixtures } from '../fixtures';

const words = { title: 'A title', caption: 'What to see.' };
const names = { first: 'SWA', second: 'SGD' };
const study = (name: SectionName) => (f: Fixtures): ReturnType<Fixtures['section']> => f.section(name);
const [five, six1, six2, six3] = (['05', '06-1', '06-2', '06-3'] as const).map(study);

const casesOf = (f: Fixtures): Promise<Recorded<RoundsCase[]>> => f.measured('cases', () => f.av.rounds(five(f)));
const tracedOf = (f: Fixtures): Promise<StudySolution> => f.measured('traced', () => f.av.openTrace(five(f)));
const traceOf = (f: Fixtures): Promise<Trace> => f.measured('trace',
  async () => f.av.measureTrace(five(f), await tracedOf(f), 'uniform01'));
const symmetricOf = (f: Fixtures): ReturnType<Fixtures['av']['symmetricRuns']> =>
  f.measured('symmetric', () => f.av.symmetricRuns(five(f)));
const creepingOf = (f: Fixtures): Promise<ReturnType<Fixtures['av']['measureCreeping']>> =>
  f.measured('creeping', () => f.av.measureCreeping());
const measured5 = async (f: Fixtures): Promise<Parameters<Fixtures['av']['decideSection5']>[1]> => ({
  rounds: (await casesOf(f)).result, creeping: await creepingOf(f), symmetric: (await symmetricOf(f)).result, trace: await traceOf(f),
});

const pairsOf = (f: Fixtures): Promise<SolutionPair[]> => f.measured('pairs', () => f.av.swaPairs(six1(f)));
const lines = async (f: Fixtures): ReturnType<Fixtures['av']['measurePairs']> =>
  f.measured('lines', async () => f.av.measurePairs(six1(f), (await pairsOf(f)).slice(0, 3)));
const phasesOf = async (f: Fixtures): Promise<ReturnType<Fixtures['av']['afterSwaPhases']>> =>
  f.measured('phases', async () => f.av.afterSwaPhases(six1(f), await lines(f)));
const mixedOf = (f: Fixtures): Promise<PairMixed[]> => f.measured('mixed', () => f.av.mixed(six1(f)));
const offsetsOf = (f: Fixtures): Promise<PairOffsets[]> => f.measured('offsets', () => f.av.offsets(six1(f)));
const calibrationsOf = (f: Fixtures): ReturnType<Fixtures['av']['calibrations']> => f.measured('calibrations', () => f.av.calibrations(six1(f)));
const derivativesOf = (f: Fixtures): ReturnType<Fixtures['av']['derivatives']> => f.measured('derivatives', () => f.av.derivatives(six1(f)));
const section62 = (f: Fixtures): Promise<Section62> => f.measured('62', () => f.av.batchSizes(six2(f)));

const rays = { kind: 'gaussian', batchNorm: 'reestimate' } as const;
const widthPairs = (f: Fixtures): Promise<WidthPair[]> => f.measured('width pairs', () => f.av.openWidthPairs(six3(f), 'averaging'));
const raysOf = (f: Fixtures): Promise<PairRays[]> => f.measured('rays', async () => f.av.measureWidths(six3(f), await widthPairs(f), rays));
const filterRaysOf = (f: Fixtures): Promise<PairRays[]> => f.measured('filter rays',
  async () => f.av.measureWidths(six3(f), await widthPairs(f), { ...rays, kind: 'filter-normalised' }));
const frozenRaysOf = (f: Fixtures): Promise<PairRays[]> => f.measured('frozen rays',
  async () => f.av.measureWidths(six3(f), await widthPairs(f), { ...rays, batchNorm: 'frozen' }));
const positionsOf = (f: Fixtures): ReturnType<Fixtures['av']['measurePositions']> =>
  f.measured('positions', async () => f.av.measurePositions(six3(f), (await widthPairs(f))[0]));
const viewsOf = async (f: Fixtures): Promise<ReturnType<Fixtures['av']['widthViews']>> =>
  f.measured('views', async () => f.av.widthViews(await raysOf(f), await filterRaysOf(f), await frozenRaysOf(f)));
const norms = (f: Fixtures): Promise<Parameters<Fixtures['av']['layerNormRows']>[1]> => f.measured('norms', async () => {
  const [{ wide, narrow }] = await widthPairs(f);
  return [[await f.av.measureLayerNorms(six3(f), wide), await f.av.measureLayerNorms(six3(f), narrow)] as const];
});

/** Sections 5 and 6. */
export const STUDY_5_6_CALLS = calls({
  rounds: [(f) => [five(f)]],
  roundSweeps: [(f) => [five(f)]],
  noiseTails: [(f) => [five(f)]],
  symmetricRuns: [(f) => [five(f)]],
  stationarySgd: [(f) => [five(f)]],
  measureCreeping: [() => []],
  trace: [(f) => [five(f)]],
  controlTraces: [(f) => [five(f)]],
  openTrace: [(f) => [five(f)]],
  measureTrace: [async (f) => [five(f), await tracedOf(f), 'uniform01', false]],
  sgdRunsFigure: [(f) => [[{ title: 'a', valley: f.valley, settings: { learningRate: 5, noise: 0.05, start: 1, steps: 30, seed: 1 } }],
    words, true]],
  creepingFigure: [(f) => [[{ title: 'a', valley: f.valley, settings: { learningRate: 0.01, noise: 0, start: 1, steps: 30, seed: 1 } }], words]],
  roundFigure: [(f) => [{ valley: f.av.piecewiseLinearValley(1, 10), gradients: f.av.piecewiseLinearGradients(1, 10), learningRate: 0.1,
    noise: 0.5, seed: 1 }, words]],
  sidesText: [(f) => [{ valley: f.valley, settings: { learningRate: 5, noise: 0.05, start: 1, steps: 30, seed: 1 } }]],
  meanGradientText: [(f) => [{ valley: f.valley, settings: { learningRate: 5, noise: 0.05, start: 1, steps: 30, seed: 1 } }]],
  settled: [() => [new Float64Array(20)]],
  roundSweepsFigure: [async (f) => [await f.measured('sweeps', () => f.av.roundSweeps(five(f))), words]],
  flatLengthsFigure: [async (f) => {
    const cases = await casesOf(f);
    return [cases, cases.result.filter(({ ratio, noise }) => noise === 0.5 && (ratio === null || ratio >= 10)), words];
  }],
  noiseTailsFigure: [async (f) => [await f.measured('tails', () => f.av.noiseTails(five(f))), words]],
  smoothingFigure: [(f) => [{ valley: f.valley, settings: { learningRate: 1, momentum: 0.9, noise: 0.3, start: 0, steps: 500, seed: 1 } },
    words]],
  valleyThroughEpochsFigure: [async (f) => [await traceOf(f), words]],
  projectionTracesFigure: [async (f) => [[await traceOf(f)], words]],
  projectionStabilityFigure: [async (f) => [[await traceOf(f)], words]],
  sgdRoundRows: [async (f) => [await casesOf(f)]],
  theorem2LemmaRows: [async (f) => [await casesOf(f)]],
  creepingRows: [async (f) => [await creepingOf(f)]],
  symmetricRows: [async (f) => [await symmetricOf(f)]],
  stationaryRows: [async (f) => [await f.measured('stationary', () => f.av.stationarySgd(five(f)))]],
  decideSection5: [async (f) => [five(f), await measured5(f)]],
  claimsOfSection5: [(f) => [five(f)]],

  swaPairs: [(f) => [six1(f)]],
  pairsOfNetwork: [async (f) => [await pairsOf(f), 'preresnet-20']],
  measurePairs: [async (f) => [six1(f), (await pairsOf(f)).slice(0, 1)]],
  comparePairs: [async (f) => [six1(f), (await pairsOf(f)).slice(0, 1)]],
  measureLine: [async (f) => [six1(f), (await pairsOf(f))[0]]],
  measureNoise: [async (f) => [six1(f), (await pairsOf(f))[0]]],
  measureMixed: [async (f) => [six1(f), (await pairsOf(f))[0]]],
  measureOffsets: [async (f) => [six1(f), (await offsetsOf(f))[0].pair]],
  measureDerivatives: [async (f) => [six1(f), (await pairsOf(f))[0]]],
  preconditionRows: [async (f) => [await lines(f), names]],
  lineRows: [async (f) => [await lines(f)]],
  noBumpText: [async (f) => [await lines(f), await lines(f)]],
  reestimationNoiseRows: [async (f) => [await lines(f), names]],
  batchNormBaselineRows: [async (f) => [await lines(f), names]],
  table1Rows: [async (f) => [await lines(f)]],
  endPointDifferenceRows: [async (f) => [await lines(f)]],
  sideText: [async (f) => [await lines(f), names]],
  walkFigure: [async (f) => [(await lines(f))[0], names, words]],
  linesFigure: [async (f) => [await lines(f), names, words]],
  decideFlatSide: [async (f) => [await lines(f)]],
  decideNoBump: [async (f) => [await lines(f), await lines(f)]],
  decideTestMinimum: [async (f) => [await lines(f)]],
  decideTrade: [async (f) => [await lines(f), names]],
  afterSwaPhases: [async (f) => [six1(f), await lines(f)]],
  afterSwaFigure: [async (f) => [await phasesOf(f), words]],
  afterSwaRows: [async (f) => [await phasesOf(f)]],
  afterSwaText: [async (f) => [await phasesOf(f)]],
  swaLines: [(f) => [six1(f)]],
  seedLines: [(f) => [six1(f)]],
  calibrations: [(f) => [six1(f)]],
  calibrationRows: [async (f) => [await calibrationsOf(f)]],
  plainSlopes: [(f) => [six1(f)]],
  slopeSignSentence: [async (f) => [await f.measured('slopes', () => f.av.plainSlopes(six1(f))), await derivativesOf(f)]],
  plainSlopeRows: [async (f) => [await f.measured('slopes', () => f.av.plainSlopes(six1(f))), await derivativesOf(f)]],
  mixed: [(f) => [six1(f)]],
  mixedElsewhere: [(f) => [six1(f)]],
  mixedFigure: [async (f) => [await mixedOf(f), words]],
  mixedRows: [async (f) => [await mixedOf(f)]],
  mixedText: [async (f) => [await mixedOf(f)]],
  offsets: [(f) => [six1(f)]],
  offsetsFigure: [async (f) => [await offsetsOf(f), words]],
  offsetRows: [async (f) => [await offsetsOf(f)]],
  decideOffsets: [async (f) => [await offsetsOf(f)]],
  derivatives: [(f) => [six1(f)]],
  derivativeRows: [async (f) => [await derivativesOf(f), ({ first }) => first.weights]],
  decideSection61: [async (f) => [six1(f), {
    pairs: await lines(f), seedLines: (await lines(f)).slice(0, 1), calibrations: await calibrationsOf(f), offsets: await offsetsOf(f),
  }]],
  claimsOfSection61: [(f) => [six1(f)]],

  batchSizes: [(f) => [six2(f)]],
  decideSection62: [async (f) => [six2(f), await section62(f)]],
  claimsOfSection62: [(f) => [six2(f)]],

  batchSizeRays: [(f) => [six3(f)]],
  averagingRays: [(f) => [six3(f)]],
  batchSizeComparisons: [(f) => [six3(f)]],
  averagingComparisons: [(f) => [six3(f)]],
  equallyLongRays: [(f) => [six3(f)]],
  controlRays: [(f) => [six3(f)]],
  ownRays: [(f) => [six3(f)]],
  averagingNorms: [(f) => [six3(f)]],
  batchSizeNorms: [(f) => [six3(f)]],
  rayOverlap: [(f) => [six3(f)]],
  positionRays: [(f) => [six3(f)]],
  openWidthPairs: [(f) => [six3(f), 'averaging']],
  measureWidths: [async (f) => [six3(f), (await widthPairs(f)).slice(0, 1), rays]],
  measureLayerNorms: [async (f) => [six3(f), (await widthPairs(f))[0].wide]],
  measureRayOverlap: [async (f) => [six3(f), (await widthPairs(f))[0]]],
  measurePositions: [async (f) => [six3(f), (await widthPairs(f))[0]]],
  widthFigure: [async (f) => [await raysOf(f), { ...words, units: 'l/‖w‖' }]],
  apparentWidthFigure: [async (f) => [(await widthPairs(f))[0], await positionsOf(f), words]],
  layerNormRows: [async (f) => [(await widthPairs(f)).slice(0, 1), await norms(f)]],
  widthViews: [async (f) => [await raysOf(f), await filterRaysOf(f), await frozenRaysOf(f)]],
  widthRows: [async (f) => [await viewsOf(f)]],
  looksText: [async (f) => [{ units: 'l', measured: await raysOf(f) }]],
  rayOverlapText: [async (f) => [(await widthPairs(f))[0], await f.measured('overlap',
    async () => f.av.measureRayOverlap(six3(f), (await widthPairs(f))[0])), 2]],
  apparentWidthRows: [async (f) => [await positionsOf(f)]],
  apparentWidthText: [async (f) => [(await widthPairs(f))[0], await positionsOf(f)]],
  decideSection63: [async (f) => [six3(f), {
    batchSize: await raysOf(f), batchSizeEnds: await lines(f), averaging: await raysOf(f), averagingEnds: await lines(f),
  }]],
  claimsOfSection63: [(f) => [six3(f)]],
});

import type { GroupMeasurements, LogisticRun, NetworkAverages } from '../package';
import { calls } from '../calls';
import type { Fixtures } from '../fixtures';
import { solutionOf } from './studies-3-4';

const words = { title: 'A title', caption: 'What to see.' };
const seven = (f: Fixtures): ReturnType<Fixtures['section']> => f.section('07');

const groupsOf = (f: Fixtures): Promise<GroupMeasurements[]> => f.measured('groups', () => f.av.measureMainGroups(seven(f)));
const partsOf = async (f: Fixtures): ReturnType<Fixtures['av']['directionParts']> => f.measured('parts', () => f.av.directionParts(seven(f)));
const signedOf = async (f: Fixtures): Promise<GroupMeasurements[]> => f.measured('signed', async () =>
  (await f.av.measureGroupControls(seven(f), f.av.groupKinds('uniform-symmetric'),
    { count: seven(f).scale.groups.otherDirections })).flat());
const subsetsOf = (f: Fixtures): Promise<NetworkAverages> => f.measured('subsets',
  () => f.av.measureNetworkAverages(seven(f), f.av.networkOf(seven(f).scale, 'main'), f.av.SUBSET_KINDS));
const withNorm = (f: Fixtures): Promise<NetworkAverages> => f.measured('with norm',
  () => f.av.measureNetworkAverages(seven(f), f.av.networkOf(seven(f).scale, 'shallow'), f.av.SHALLOW_KINDS));
const withoutNorm = (f: Fixtures): Promise<NetworkAverages> => f.measured('without norm',
  () => f.av.measureNetworkAverages(seven(f), f.av.networkOf(seven(f).scale, 'shallow-without-norm'), f.av.SHALLOW_KINDS));
const gainsOf = async (f: Fixtures): Promise<ReturnType<Fixtures['av']['averageGainsOf']>> =>
  f.measured('gains', async () => f.av.averageGainsOf(await withNorm(f)));

const published = (f: Fixtures): readonly LogisticRun[] => f.once('published',
  () => f.given([0, 1, 2].map((seed) => f.av.runLogistic(seed, 'published'))));
const converged = (f: Fixtures): readonly LogisticRun[] => f.once('converged',
  () => f.given([0, 1, 2].map((seed) => f.av.runLogistic(seed, 'converged'))));
const both = (f: Fixtures): readonly (readonly [string, readonly LogisticRun[]])[] =>
  [['published', published(f)], ['converged', converged(f)]];

/** Sections 7 and 8, and what is shown of one's own model. */
export const STUDY_7_8_CALLS = calls({
  measureMainGroups: [(f) => [seven(f), f.av.networkOf(seven(f).scale, 'main')]],
  measureGroups: [async (f) => [seven(f), [await solutionOf(f)], f.av.groupKinds('uniform01'), { count: 2, batchNorm: 'reestimate' }]],
  measureGroupControls: [(f) => [seven(f), f.av.groupKinds('ones'), { count: 1, batchNorm: 'reestimate' }]],
  measureGroupCurves: [async (f) => [seven(f), await solutionOf(f), { law: 'uniform01', group: 'norm', batchNorm: 'reestimate' }, 2]],
  mainGroups: [(f) => [seven(f)]],
  laterGroups: [(f) => [seven(f)]],
  directionParts: [(f) => [seven(f)]],
  gammaAndBeta: [(f) => [seven(f)]],
  frozenGroups: [(f) => [seven(f)]],
  symmetricGroups: [(f) => [seven(f)]],
  onesGroups: [(f) => [seven(f)]],
  signConsistentGroups: [(f) => [seven(f)]],
  subsetAverages: [(f) => [seven(f)]],
  shallowSubsetAverages: [(f) => [seven(f)]],
  averagesWithNorm: [(f) => [seven(f)]],
  averagesWithoutNorm: [(f) => [seven(f)]],
  laterAverages: [(f) => [seven(f)]],
  groupKinds: [() => ['uniform01', ['gamma', 'beta']]],
  networksAtHand: [(f) => [seven(f), ['preresnet-8', 'densenet-bc-40']]],
  otherNetworks: [(f) => [seven(f)]],
  laterNetworks: [(f) => [seven(f)]],
  measureAverages: [async (f) => [seven(f), { network: (await withNorm(f)).network, seed: (await withNorm(f)).measured[0].seed },
    f.av.SHALLOW_KINDS]],
  measureNetworkAverages: [(f) => [seven(f), f.av.networkOf(seven(f).scale, 'main'), f.av.SUBSET_KINDS]],
  measureSection7: [(f) => [seven(f)]],
  normShareRows: [(f) => [f.av.countAllParameters()]],
  groupCurvesFigure: [async (f) => [await groupsOf(f), words]],
  groupPanelsFigure: [async (f) => [[{ title: 'a', groups: await groupsOf(f) }], words]],
  directionPartsFigure: [async (f) => [await partsOf(f), 1000, words]],
  asymmetryIndexFigure: [async (f) => [await groupsOf(f), words]],
  averagesFigure: [async (f) => [[await subsetsOf(f)], ['iterate', 'all'], words]],
  chosenWeightsFigure: [async (f) => [[await subsetsOf(f)], words]],
  averageGainsFigure: [async (f) => [[await subsetsOf(f)], words]],
  averageGainDistanceFigure: [async (f) => [[await withNorm(f), await withoutNorm(f)], words]],
  groupRows: [async (f) => [await groupsOf(f)]],
  groupComparisonRows: [async (f) => [[[(await groupsOf(f))[0], (await groupsOf(f))[1]]], [0.5]]],
  groupComparisonSentence: [async (f) => [(await groupsOf(f))[0], (await groupsOf(f))[1]]],
  compareGroups: [async (f) => [(await groupsOf(f))[0], (await groupsOf(f))[1], 0.5]],
  directionPartsSentence: [async (f) => [await partsOf(f)]],
  averageSharesSentence: [async (f) => [[await subsetsOf(f)]]],
  indexRangesFigure: [async (f) => [await groupsOf(f), words]],
  indexSpreadRows: [async (f) => [await signedOf(f)]],
  averageRows: [async (f) => [[await subsetsOf(f)]]],
  averageGainRows: [async (f) => [await withNorm(f), await withoutNorm(f)]],
  averageGainsOf: [async (f) => [await withNorm(f)]],
  compareAverageGains: [async (f) => [await gainsOf(f), await gainsOf(f)], { givesNaN: true }],
  averageGainSentence: [async (f) => [f.given(f.av.compareAverageGains(await gainsOf(f), await gainsOf(f)))]],
  missingTrainingsSentence: [async (f) => [[await subsetsOf(f)], { present: ['preresnet-8'], absent: [] }]],
  decideSection7: [async (f) => [seven(f), { groups: [await groupsOf(f)], subsets: await subsetsOf(f), withNorm: await withNorm(f),
    withoutNorm: await withoutNorm(f) }]],
  claimsOfSection7: [(f) => [seven(f)]],

  runLogistic: [() => [0, 'published', 'uniform01']],
  runLogistics: [() => ['published', 'uniform01']],
  logisticSurfaceFigure: [(f) => [{ published: published(f)[0], converged: converged(f)[0] }, words]],
  judgeDrawnCurve: [() => [[3, 1, 0, 2, 6], 4]],
  steeperAndSteeperFigure: [() => [words]],
  logisticCurveFigure: [(f) => [{ published: published(f)[0], converged: converged(f)[0] }, words]],
  logisticSeedsFigure: [(f) => [both(f), words]],
  logisticRatiosFigure: [(f) => [both(f), words]],
  logisticRows: [(f) => [both(f)]],
  asymptoteRows: [(f) => [[5, 50], both(f)]],
  decideSection8: [(f) => [converged(f), published(f)]],
  spiralTraining: [(f) => [f.section('08')]],
  spiralDirections: [(f) => [f.section('08')]],
  spiralDifferences: [(f) => [f.section('08')]],
  spiralSurface: [(f) => [f.section('08')]],
  imageTraining: [(f) => [f.section('08')]],
  imageCurves: [(f) => [f.section('08')]],
  claimsOfSection8: [(f) => [f.section('08')]],

  measuredAlongFigure: [async (f) => [await f.measured('along', () =>
    f.av.measureAlong(f.runner, { ...f.images, direction: f.direction, radius: 1, points: 9 })), words]],
  directionRatiosFigure: [async (f) => [await f.measured('ratios',
    () => f.av.measureDirections(f.runner, ['uniform01'], { ...f.images, count: 2, seed: 1, radius: 1, points: 9 })), words]],
  evaluationRows: [async (f) => [await f.measured('scores of fit',
    async () => f.av.evaluateSolutions(f.runner, (await f.fitted).solutions, f.images))]],
  solutionDifferenceRows: [async (f) => [await difference(f)]],
  trainingRows: [async (f) => [[await difference(f), await difference(f)]]],
  lineStatisticsRows: [async (f) => [await f.measured('line statistics', async () => {
    const { swa, 'sgd-after-swa': sgd } = (await f.fitted).solutions;
    return f.av.lineStatistics(await f.av.lossLine(f.runner, { ...f.images, ends: { first: swa, second: sgd },
      positions: f.av.distancesBetween(-1, 2, 13), batchNorm: 'frozen' }));
  })]],
});

async function difference(f: Fixtures): Promise<ReturnType<Fixtures['av']['compareSolutions']>> {
  return f.measured('difference', async () => {
    const { swa, sgd } = await f.av.evaluateSolutions(f.runner, (await f.fitted).solutions, f.images);
    return f.av.compareSolutions(swa, sgd);
  });
}

import { existsSync } from 'node:fs';
import type { InputsAt, Recorded, Store } from 'asymmetric-valleys';
import type { Neighbourhood, Section3Measurements, ShiftOfDirection, StudySolution, Theorem1Checks, TrainingSetShifts } from '../package';
import { type Call, calls } from '../calls';
import type { Fixtures } from '../fixtures';

const words = { title: 'A title', caption: 'What to see.' };
const three = (f: Fixtures): ReturnType<Fixtures['section']> => f.section('03');
const four = (f: Fixtures): ReturnType<Fixtures['section']> => f.section('04');

/** The solution that most figures are about. */
export const solutionOf = (f: Fixtures): Promise<StudySolution> =>
  f.measured('solution', () => f.av.openSolution(three(f), { seed: 1, solution: 'sgd-after-swa' }));

const choice = { kind: 'uniform01', index: 0, batchNorm: 'reestimate' } as const;
const curveOf = async (f: Fixtures): Promise<Awaited<ReturnType<Fixtures['av']['measureCurve']>>> => {
  const solution = await solutionOf(f);
  return f.measured('study curve', () => f.av.measureCurve(three(f), solution, choice));
};
const networksOf = (f: Fixtures): Promise<Section3Measurements> => f.measured('networks', () => f.av.networks(three(f)));
const kindsOf = async (f: Fixtures): Promise<Section3Measurements['networks'][number]['kinds']> => (await networksOf(f)).networks[0].kinds;

const shiftsOf = async (f: Fixtures): Promise<ShiftOfDirection[]> =>
  f.measured('shifts', () => f.av.shifts(four(f)));
const setsOf = (f: Fixtures): Promise<Recorded<TrainingSetShifts[]>> => f.measured('sets', () => f.av.trainingSets(four(f)));
const neighbourhoodOf = (f: Fixtures): Promise<Neighbourhood> =>
  f.measured('neighbourhood', () => f.av.neighbourhood(four(f)));
const theoremOf = (f: Fixtures): Promise<Theorem1Checks> => f.measured('theorem', () => f.av.checkTheorem1());
const measured4 = async (f: Fixtures): Promise<Parameters<Fixtures['av']['decideSection4']>[1]> => ({
  shifts: await shiftsOf(f), elsewhere: [], trainingSets: await setsOf(f), neighbourhood: await neighbourhoodOf(f), theorem: await theoremOf(f),
});

/** Studies at large, and sections 1, 3 and 4. */
export const STUDY_CALLS: readonly Call[] = [...calls({
  openStudy: [(f) => [{ section: '03', scale: 'smoke', dataset: 'synthetic', fresh: false, recordsOnly: true, project: f.study.project,
    run: f.run }]],
  studyDataset: [(f) => [f.study.scale]],
  networkOf: [(f) => [three(f).scale, 'shallow']],
  networksOf: [(f) => [three(f).scale, 'main', 'appendix']],
  // All its seeds are trained.
  trainNetwork: [(f) => [three(f), 'preresnet-20']],
  section3Directions: [(f) => [three(f)]],
  openStore: [(f) => [f.path('')], { use: (store) => store.record({ name: 'own/kept', inputs: 1 }, () => Promise.resolve(1)) }],
  storeOf: [(f) => [f.study], { use: () => undefined }],
  keep: [(f) => [f.av.storeOf(f.study), 'own/kept', f.given({ a: 1 }), () => Promise.resolve({ loss: 0.5 })], { volatile: true, givesNaN: true }],
  keepFit: [(f) => [f.av.storeOf(f.study), 'own/fit', f.runner, f.images, { epochs: 1, seed: 1, batchSize: 12, ...f.run }], { volatile: true, moves: true }],
  openSolution: [(f) => [three(f), { seed: 1, solution: 'sgd-after-swa' }]],
  historyOf: [async (f) => [three(f), await solutionOf(f)]],
  runnerOf: [async (f) => [{ ...three(f), scale: { ...three(f).scale, dataset: 'synthetic' } }, await solutionOf(f)],
    { use: ({ layout }: { layout: { size: number } }) => layout.size }],
  isTrained: [(f) => [three(f), { network: 'preresnet-20' }]],
  trainedSeeds: [(f) => [three(f), { network: 'preresnet-20' }]],
  snapshotsOf: [(f) => [f.section('07'), { network: f.av.networkOf(f.section('07').scale, 'main'), recipe: f.section('07').scale.recipe, seed: 1 }]],
  convergedSolutions: [(f) => [three(f), 'preresnet-20']],
  provenanceText: [async (f) => [await curveOf(f), await solutionOf(f)]],
  provenanceTextOfAll: [async (f) => [[await curveOf(f)]]],
  describeSolution: [async (f) => [await solutionOf(f)]],
  countParameters: [() => ['preresnet-8']],
  countAllParameters: [() => []],

  showAnswers: [(f) => [three(f), () => undefined]],
  biasFigure: [(f) => [f.valley, { shift: 0.6, largest: 0.5 }]],
  sgdStepsFigure: [(f) => [f.valley, { learningRate: 5, noise: 0.05, start: -0.3, steps: 5, seed: 2 }]],
  shiftFigure: [(f) => [f.valley, { shift: 0.6, biased: 0.4 }]],
  minimaFigure: [(f) => [[{ name: 'a', valley: f.valley, minimiser: 0 }], 0.4]],

  scoreSolutions: [async (f) => [three(f), [await solutionOf(f)]]],
  measureRadius: [async (f) => [three(f), await solutionOf(f), 'uniform01', 'reestimate']],
  measureCurve: [async (f) => [three(f), await solutionOf(f), choice]],
  measureCurves: [async (f) => [three(f), await solutionOf(f), { kind: 'uniform01', batchNorm: 'reestimate' }]],
  measureKinds: [async (f) => [three(f), [await solutionOf(f)], ['uniform01', 'ones'], 'reestimate']],
  networks: [(f) => [three(f)]],
  directionCosines: [(f) => [three(f), 'uniform01']],
  scores: [(f) => [three(f)]],
  frozenKinds: [(f) => [three(f)]],
  cosines: [(f) => [three(f)]],
  cosineRows: [async (f) => [await f.measured('cosines', () => f.av.cosines(three(f)))]],
  measuredCurveFigure: [async (f) => [await solutionOf(f), await curveOf(f), words]],
  directionKindsFigure: [async (f) => [await kindsOf(f), words]],
  certifiedRatiosFigure: [async (f) => [await kindsOf(f), words]],
  networkCurvesFigure: [async (f) => [await networksOf(f), words]],
  solutionScoreRows: [async (f) => [[await solutionOf(f)], await f.measured('scores',
    async () => f.av.scoreSolutions(three(f), [await solutionOf(f)]))]],
  asymmetryRows: [async (f) => [await curveOf(f)]],
  directionKindRows: [async (f) => [await kindsOf(f)]],
  networkAsymmetryRows: [async (f) => [await networksOf(f)]],
  asymmetrySentence: [async (f) => [await curveOf(f)]],
  networkSharesSentence: [async (f) => [await networksOf(f)]],
  untrainedText: [async (f) => [await networksOf(f)]],
  decideSection3: [async (f) => [three(f), await networksOf(f)]],
  claimsOfSection3: [(f) => [three(f)]],

  measureShift: [async (f) => [four(f), await solutionOf(f), { kind: 'uniform01', index: 0 }]],
  measureShifts: [async (f) => [four(f), [await solutionOf(f)], ['uniform01']]],
  trainingSets: [(f) => [four(f)]],
  measureNeighbourhood: [async (f) => [four(f), (await neighbourhoodOf(f)).solution]],
  shifts: [(f) => [four(f)]],
  shiftsElsewhere: [(f) => [four(f)]],
  neighbourhood: [(f) => [four(f)]],
  measureSection4: [(f) => [four(f)]],
  checkTheorem1: [() => [1]],
  shiftText: [async (f) => [(await shiftsOf(f))[0]]],
  slidingShiftFigure: [async (f) => [(await shiftsOf(f))[0], words]],
  shiftGapFigure: [async (f) => [(await shiftsOf(f))[0], words]],
  shiftGapsFigure: [async (f) => [await shiftsOf(f), words]],
  shiftRatiosFigure: [async (f) => [await shiftsOf(f), words]],
  shiftSignsFigure: [async (f) => [await shiftsOf(f), words]],
  trainingSetsFigure: [async (f) => [await setsOf(f), words]],
  neighboursFigure: [async (f) => [await neighbourhoodOf(f), words]],
  measuredGainFigure: [async (f) => [await shiftsOf(f), words]],
  testLossFigure: [async (f) => [await shiftsOf(f), words]],
  stretchFigure: [async (f) => [await shiftsOf(f), words]],
  theorem1Figure: [async (f) => [await theoremOf(f), f.valley, words]],
  shiftRows: [async (f) => [await shiftsOf(f)]],
  stretchRows: [async (f) => [await shiftsOf(f)]],
  flatSideRows: [async (f) => [await shiftsOf(f), []]],
  trainingSetRows: [async (f) => [await setsOf(f)]],
  theorem1GainRows: [async (f) => [await theoremOf(f)]],
  theorem1BoundRows: [async (f) => [await theoremOf(f)]],
  bestBiasRows: [async (f) => [await theoremOf(f)]],
  theorem1ConditionRows: [async (f) => [await shiftsOf(f)]],
  neighbourRows: [async (f) => [await neighbourhoodOf(f)]],
  decideSection4: [async (f) => [four(f), await measured4(f)]],
  claimsOfSection4: [(f) => [four(f)]],
}), {
  name: 'keep (at)', volatile: true, takesNaN: true,
  args: (f) => [f.av.storeOf(f.study), 'own/at', { at: f.runner, kind: 'ones' }, () => Promise.resolve({ loss: 0.5 })],
  invoke: (f, args) => f.av.keep(...args as [Store, string, InputsAt, () => Promise<unknown>]),
}];

/** Whether the committed records are here: an installed package has none. */
export const hasRecords = (f: Fixtures): boolean => existsSync(f.av.project().records);

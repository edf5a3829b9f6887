import type { Quadruple } from 'asymmetric-valleys';
import type { LogisticData, PlacedValley, SgdSettings, ShiftModel, Theorem2Setting, Valley } from '../package';
import { calls } from '../calls';
import type { Fixtures } from '../fixtures';

const settings: SgdSettings = { learningRate: 0.5, noise: 0.1, momentum: 0, start: 1, steps: 100, seed: 1 };
const setting: Theorem2Setting = { gradients: { flat: [1, 1], sharp: [-5, -5] }, learningRate: 0.1, noise: 0.5 };
const walls: Quadruple = { radius: 5, slope: 0.1, ratio: 5, zeta: 0 };
const data: LogisticData = { inputs: [-2, -1, 1, 2, 0.5, -0.5], labels: [0, 0, 1, 1, 0, 1] };
const placed = (f: Fixtures): PlacedValley[] => [{ name: 'a', valley: f.valley, minimiser: 0 },
  { name: 'b', valley: f.valley, minimiser: 3 }];
const model = (f: Fixtures): ShiftModel => ({ loss: f.av.separableLoss([f.valley]), shifts: [1], mismatch: () => 0 });
const useValley = (valley: Valley): number[] => [valley.value(0.7), valley.value(-0.7), valley.gradient(0.7), valley.secondDerivative(0.7),
  valley.minimiser];
/** It has a coordinate for each of the most valleys that are tried. */
const useLoss = (loss: (w: never) => number): number[] => [0.5, -0.5].map((w) => loss(new Array<number>(1e5).fill(w) as never));
const useFunction = (loss: (w: number) => number): number[] => [loss(0.5), loss(-0.5)];

/** Valleys in one dimension, SGD on them, the theorems; logistic regression with two parameters. */
export const THEORY_CALLS = calls({
  piecewiseLinearValley: [() => [1, 5], { use: useValley }],
  smoothValley: [() => [0.1, 5, 0.1], { use: useValley }],
  randomGradientValley: [() => [{ flat: [0.5, 1], sharp: [-5, -4], spacing: 0.1, points: 50, seed: 1 }], { use: useValley }],
  severalMinima: [(f) => [placed(f)], { use: useFunction }],
  lossesUnderShift: [(f) => [placed(f), 0.4]],
  bestBias: [(f) => [f.valley, 0.6, 2]],
  smallShiftBias: [(f) => [f.valley, 0.1]],
  sgdIterates: [(f) => [f.valley, settings]],
  runningAverage: [() => [[1, 2, 3]]],
  roundsOf: [(f) => [f.av.sgdIterates(f.valley, settings), f.valley.minimiser]],
  measureRounds: [(f) => [f.av.piecewiseLinearValley(1, 5), settings, 3]],
  summariseRounds: [(f) => [[1, 2].map((seed) => f.av.roundsOf(f.av.sgdIterates(f.av.piecewiseLinearValley(1, 5),
    { ...settings, seed })))]],
  measureRunAverages: [(f) => [f.valley, settings, 3]],
  stationaryState: [(f) => [f.valley, { learningRate: 0.5, noise: 0.1, steps: 100, seed: 1 }, 3]],
  smoothedLoss: [(f) => [f.valley, [-0.1, 0.1]], { use: useFunction }],
  separableLoss: [(f) => [[{ value: f.valley.value }]], { use: useLoss }],
  expectedLoss: [(f) => [model(f), [0.3]]],
  expectedGain: [(f) => [model(f), [0], [0.5]]],
  simulatedGain: [(f) => [model(f), [0], [0.5], { draws: 50, seed: 1 }]],
  gainBound: [(f) => [[f.given(walls)], [0.5], 0.01]],
  biasRange: [(f) => [f.given(walls), 1, 0.01]],
  straightWallGain: [(f) => [f.given(walls), 1, 0.5]],
  azumaBound: [() => [10, 0.5, 1]],
  azumaMargin: [() => [10, 0.5, 0.1]],
  noiseTail: [(f) => [[0.5, 1], f.given({ steps: 10, runs: 20, seed: 1 })]],
  piecewiseLinearGradients: [() => [1, 5]],
  firstIterateBounds: [() => [setting]],
  averageBound: [() => [setting]],
  flatPhase: [() => [setting, 0.01]],
  exactRounds: [() => [1, 5, 0.1]],
  creepingAverages: [() => [1, 5, { learningRate: 0.001, steps: 100, start: 1 }]],
  logisticData: [() => [1]],
  logisticStart: [() => [1]],
  logisticLoss: [(f) => [f.given(data), [1, 0.5]]],
  logisticGradient: [(f) => [f.given(data), [1, 0.5]]],
  logisticDescent: [(f) => [f.given(data), [1, 0.5], { learningRate: 0.1, steps: 10 }]],
  logisticSlopes: [(f) => [f.given(data), [1, 0.5], [0.6, 0.8], 10]],
  logisticAsymptotes: [(f) => [f.given(data), [1, 0.5]]],
  drawTrainingSet: [() => [20, 1]],
  logisticPopulationLoss: [() => [[1, 0.5]]],
  fitLogistic: [(f) => [f.given(data)]],
  logisticShift: [(f) => {
    const set = f.av.drawTrainingSet(20, 1);
    return [set, f.av.fitLogistic(set) ?? [1, 0], [0.6, 0.8]];
  }],
});

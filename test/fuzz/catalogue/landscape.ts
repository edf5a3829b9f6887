import type { CurveSettings, LossLine, PreciseCurve, Solution, Split } from 'asymmetric-valleys';
import { calls } from '../calls';
import type { Fixtures } from '../fixtures';

/** What a measurement on training examples takes, written out as a user does. */
const trainingOnly = (f: Fixtures): { train: Split; batchNorm: 'frozen'; batchNormExamples: Split; batchSize: number } =>
  ({ train: f.train, batchNorm: 'frozen', batchNormExamples: f.train, batchSize: 8 });

const measurement = (f: Fixtures): ReturnType<typeof trainingOnly> & { test: Split } => ({ ...trainingOnly(f), test: f.test });

const curveSettings = (f: Fixtures): CurveSettings =>
  ({ ...measurement(f), batchNorm: 'reestimate', direction: f.direction, distances: f.av.distancesBetween(-1, 1, 5) });

/** A solution of its own, so that its fields are tried too. */
const solution = (f: Fixtures): Solution => ({ weights: f.weights, statistics: f.runner.getStatistics() });

const other = (f: Fixtures): Solution => {
  const weights = f.weights.map((w, i) => w + 0.1 * f.second[i]);
  return { weights, statistics: f.runner.getStatistics() };
};

const lineOf = (f: Fixtures): Promise<LossLine> => f.measured('line', () =>
  f.av.lossLine(f.runner, { ...measurement(f), ends: { first: other(f), second: solution(f) },
    positions: f.av.distancesBetween(-1, 2, 13) }));

const preciseOf = (f: Fixtures): Promise<PreciseCurve> => f.measured('precise',
  () => f.av.preciseCurve(f.runner, { ...curveSettings(f), precision: 0.5 }));

const bowl = (distance: number): Promise<number> => Promise.resolve(0.1 + distance * distance);

/** What measures a network's loss, gradients and solutions. */
export const LANDSCAPE_CALLS = calls({
  lossCurve: [(f) => [f.runner, curveSettings(f), { keepLosses: true, ...f.run }]],
  preciseCurve: [(f) => [f.runner, { ...curveSettings(f), precision: 0.5 }, f.run], { givesNaN: true }],
  preciseSamplesOf: [async (f) => [await preciseOf(f), 'train']],
  progressiveCurve: [(f) => [f.runner, curveSettings(f), { onCurve: () => undefined, ...f.run }]],
  coarseFirst: [() => [[-1, -0.5, 0, 0.5, 1]]],
  measureAlong: [(f) => [f.runner, { ...measurement(f), direction: f.direction, radius: 1, points: 9 }, f.run]],
  measureDirections: [(f) => [f.runner, ['uniform01', 'bn-only'], { ...measurement(f), count: 1, seed: 1, radius: 1, points: 9 }, f.run]],
  lossLine: [(f) => [f.runner, { ...measurement(f), ends: { first: other(f), second: solution(f) }, positions: [-0.5, 0, 0.5, 1, 1.5] },
    f.run]],
  lineStatistics: [async (f) => [await lineOf(f), { seed: 1, replicates: 50 }]],
  lossSurface: [(f) => [f.runner, { ...trainingOnly(f), directions: [f.direction, f.second], first: [-1, 0, 1], second: [-1, 0, 1] },
    f.run], { givesNaN: true }],
  planePosition: [(f) => [f.weights, other(f).weights, [f.direction, f.av.orthogonalised(f.second, [f.direction])]]],
  curveRadius: [(f) => [f.runner, { ...trainingOnly(f), direction: f.direction },
    { start: 0.1, growths: 3, rise: 0.5, multiple: 3, ...f.run }]],
  findRadius: [() => [bowl, 0.1, { growths: 5, rise: 0.5, multiple: 3 }]],
  findTightRadius: [() => [bowl, 0.1, 0.5]],
  tightCurveRadius: [(f) => [f.runner, { ...trainingOnly(f), direction: f.direction }, { start: 0.1, rise: 0.2 }, f.run]],
  measureRays: [(f) => [f.runner, { ...trainingOnly(f), rays: [f.direction, f.second], distances: [0.5, 1], blocks: 4 }, f.run], { givesNaN: true }],
  reestimationNoise: [(f) => [f.runner, { ends: { first: other(f), second: solution(f) }, train: f.train, test: f.test,
    copies: [f.train, f.test] }, f.run]],
  compareOffsets: [(f) => [f.runner, { ...trainingOnly(f), ends: { first: other(f), second: solution(f) }, direction: f.direction,
    radius: 1 }, f.run]],
  neighbourLosses: [(f) => [f.runner, { ...trainingOnly(f), direction: f.direction, distances: [-1, 0, 1] },
    { direction: f.second, norm: 0.1 }, f.run],
  // It measures far out too.
  { givesNaN: true }],
  normOfRise: [(f) => [f.runner, trainingOnly(f), f.direction, 0.1, f.run]],
  evaluateSolutions: [(f) => [f.runner, { here: solution(f), there: other(f) },
    { train: f.train, test: f.test, batchNormExamples: f.train, batchSize: 8, statistics: 'reestimate' }, f.run],
  // At weights of 3e38 the network overflows.
  { givesNaN: true }],
  compareSolutions: [async (f) => {
    const { here, there } = await f.measured('evaluations', () =>
      f.av.evaluateSolutions(f.runner, { here: solution(f), there: other(f) }, f.images));
    return [here, there];
  }],
  setSolution: [(f) => [f.runner, f.asGiven(solution(f))]],
  presentSolution: [(f) => [f.runner]],
  meanGradient: [(f) => [f.runner, f.asGiven(f.train), { normalise: 'running', batchSize: 8, ...f.run }]],
  directionalDerivatives: [(f) => ['uniform01', [Float64Array.from(f.direction), Float64Array.from(f.second)],
    { seed: 1, directions: 3, ...f.run }]],
  cosineWithOnes: [(f) => [f.direction]],
  drawDirection: [(f) => ['filter-normalised', f.layout, { seed: 1, index: 2, weights: f.weights }]],
  groupDirection: [(f) => [{ law: 'sign-consistent', group: 'norm' }, f.layout, { seed: 1, index: 2, weights: f.weights }]],
  groupMask: [(f) => [f.layout, 'norm']],
  tensorDirection: [(f) => [f.layout, { seed: 1, index: 2 }]],
  normsByGroup: [(f) => [f.weights, f.layout]],
  directionBetween: [(f) => [f.weights, other(f).weights]],
  orthogonalised: [(f) => [f.direction, [f.second]]],
  pairwiseCosines: [(f) => [[f.direction, f.second, other(f).weights]], { givesNaN: true }],
  cosine: [(f) => [f.direction, f.second], { givesNaN: true }],
  dot: [(f) => [f.direction, f.second]],
  norm: [(f) => [f.direction]],
  normalised: [(f) => [f.weights]],
});

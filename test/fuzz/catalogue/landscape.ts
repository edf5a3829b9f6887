import type { CurveSettings, LossLine, PreciseCurveOptions, Runner, Solution, Split } from 'asymmetric-valleys';
import { type Call, calls } from '../calls';
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

/** What measures a network's loss, gradients and solutions. */
export const LANDSCAPE_CALLS: readonly Call[] = [...calls({
  lossCurve: [(f) => [f.runner, curveSettings(f), { keepLosses: true, coarseFirst: true, onCurve: () => undefined,
    onPoint: () => undefined, keep: f.path('-points'), ...f.run }]],
  measureAlong: [(f) => [f.runner, { ...measurement(f), direction: f.direction, radius: 1, points: 9 }, f.run]],
  measureDirections: [(f) => [f.runner, ['uniform01', 'bn-only'], { ...measurement(f), count: 1, seed: 1, radius: 1, points: 9 }, f.run]],
  lossLine: [(f) => [f.runner, { ...measurement(f), ends: { first: other(f), second: solution(f) }, positions: [-0.5, 0, 0.5, 1, 1.5] },
    f.run]],
  lineStatistics: [async (f) => [await lineOf(f), { seed: 1, replicates: 50 }]],
  lossSurface: [(f) => [f.runner, { ...trainingOnly(f), directions: [f.direction, f.second], first: [-1, 0, 1], second: [-1, 0, 1] },
    f.run], { givesNaN: true }],
  planePosition: [(f) => [f.weights, other(f).weights, [f.direction, f.av.orthogonalised(f.second, [f.direction])]]],
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
  drawDirection: [(f) => ['filter-normalised', f.layout, { seed: 1, index: 2, weights: f.weights }]],
  groupMask: [(f) => [f.layout, 'norm']],
  orthogonalised: [(f) => [f.direction, [f.second]]],
  normalised: [(f) => [f.weights]],
}), {
  name: 'lossCurve (precision)', givesNaN: true, args: (f) => [f.runner, curveSettings(f), { precision: 0.5, ...f.run }],
  invoke: (f, args) => f.av.lossCurve(...args as [Runner, CurveSettings, PreciseCurveOptions]),
}];

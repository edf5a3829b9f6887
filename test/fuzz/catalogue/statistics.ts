import type { Asymmetry, CertifiedQuadruple, CurveSamples, Estimate, Interpolant, MeasuredDirection, MeasuredShift, RayPair, RayRises } from 'asymmetric-valleys';
import { calls } from '../calls';
import type { Fixtures } from '../fixtures';

const distances = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2];
const steep = distances.map((l) => (l < 0 ? -2 * l : 0.5 * l) + 0.1 * l * l);

/** A valley's curve with the loss of each of eight examples. */
function samples(): CurveSamples {
  const losses = steep.map((loss) => Float32Array.from({ length: 8 }, (_, i) => loss * (1 + 0.05 * (i - 3.5))));
  return { distances, loss: steep, losses, standardErrorToNext: distances.slice(1).map(() => 0.01),
    standardErrorToOrigin: distances.map(() => 0.01) };
}

/** Three rays, each with its rises at three distances in two blocks of examples. */
const first: RayRises = { distances: [1, 2, 3], rises: [[[0.1, 0.3, 0.8], [0.2, 0.4, 0.9]], [[0.2, 0.4, 0.9], [0.1, 0.5, 1.1]],
  [[0.15, 0.4, 0.7], [0.1, 0.3, 0.9]]] };
const second: RayRises = { distances: [1, 2, 3], rises: first.rises.map((ray) => ray.map((blocks) => blocks.map((rise) => 1.3 * rise))) };
const quadruple: CertifiedQuadruple = { radius: 2, slope: 0.5, ratio: 3, zeta: 0.2, noiseFloor: 0.01, sharpSlope: 2, flatSign: 1 };
const values = [0.3, 0.1, 0.4, 0.1, 0.5, 0.9, 0.2, 0.6];
const others = [0.2, 0.2, 0.3, 0.3, 0.1, 0.8, 0.1, 0.7];
const estimate: Estimate = { value: 0.6, low: 0.5, high: 0.7 };
const few = { seed: 1, replicates: 50 };
const meanOf = (sample: readonly unknown[]): number => sample.reduce<number>((sum, x) => sum + (typeof x === 'number' ? x : NaN), 0) / sample.length;
const useCurve = (curve: Interpolant): number[] => [curve(-1.9), curve(0.3), curve(1.9)];
const frame = { centre: 0, flatSign: 1 } as const;

const asymmetryOf = (f: Fixtures): Promise<Asymmetry> => f.measured('asymmetry', () => f.av.asymmetry(samples()));
const directions = async (f: Fixtures): Promise<MeasuredDirection[]> => {
  const asymmetry = await asymmetryOf(f);
  return [1, 1, 2, 2, 3, 3].map((seed) => ({ seed, asymmetry }));
};
const pairs: readonly RayPair[] = [1, 2, 3].map((seed) => ({ seed, first, second, norms: [3, 4] }));

/** What turns measured numbers into statements with an uncertainty. */
export const STATISTICS_CALLS = calls({
  distancesBetween: [() => [-1, 1, 5]],
  asymmetry: [(f) => [f.given(samples())], { takesNaN: true }],
  asymmetryWithUncertainty: [(f) => [f.given(samples()), { ...few, ...f.run }], { takesNaN: true }],
  isAsymmetric: [async (f) => [await asymmetryOf(f), 2]],
  statisticsAtRise: [(f) => [f.given(samples()), 0.5], { takesNaN: true }],
  curveSamples: [async (f) => [await f.curve, 'train']],
  measuredShift: [async (f) => [await f.measured('kept', async () =>
    f.av.lossCurve(f.runner, { ...f.images, direction: f.direction, distances: f.av.distancesBetween(-2, 2, 9), batchNorm: 'frozen' },
    { keepLosses: true })), { ...few, ...f.run }],
  // The bound is NaN where the theorem says nothing.
  { use: (shift: MeasuredShift) => ({ ...shift, gain: { ...shift.gain, bound: null } }) }],
  shiftGap: [() => [{ distances, train: steep, test: steep.map((loss) => loss + 0.1) }, { reachShare: 0.3, shifts: 21 }], { takesNaN: true }],
  shiftedGain: [() => [(l) => l * l, frame, 0.3, 0.2], { givesNaN: true }],
  gainBoundOfCurve: [() => [(l) => l * l, frame, 0.3, 0.2], { givesNaN: true }],
  cubicSpline: [() => [distances, steep], { use: useCurve }],
  shapeDifferences: [(f) => [f.given([1, 1.2, 1.1].map((factor) => (
    { loss: steep.map((loss) => factor * loss), blocks: [1, factor].map((by) => steep.map((loss) => by * loss)) }))), 4, 1, few]],
  compareNeighbours: [(f) => [distances, [steep, steep.map((loss) => 1.1 * loss)], 0, f.asGiven(quadruple)]],
  summariseDirections: [async (f) => [await directions(f), { ...few, ratio: 2 }]],
  asymmetryDifference: [async (f) => [await directions(f), await directions(f), few]],
  blockBootstrap: [() => [[values, others], few]],
  bootstrap: [() => [values, meanOf, few]],
  clusterBootstrap: [() => [[values, others], meanOf, few]],
  pairedBootstrap: [() => [values, others, few]],
  percentileInterval: [() => [values], { givesNaN: true }],
  overClusters: [() => [values, { ...few, within: [0, 1] }]],
  pairedDifference: [() => [values, others]],
  mean: [() => [values], { givesNaN: true }],
  standardDeviation: [() => [values], { givesNaN: true }],
  quantile: [() => [values, 0.9], { givesNaN: true }],
  median: [() => [values], { givesNaN: true }],
  pairedStandardError: [() => [values, others], { givesNaN: true }],
  wilsonInterval: [() => [3, 10]],
  proportionDifference: [(f) => [f.given(estimate), f.given({ value: 0.3, low: 0.2, high: 0.4 })]],
  tInterval: [() => [values]],
  signTest: [() => [[0.1, -0.2, 0.3]]],
  mcNemar: [() => [[1, 0, 1, 1], [0, 0, 1, 0]]],
  meanRise: [(f) => [f.given(first)]],
  meanRiseEstimate: [(f) => [f.given(first), few]],
  riseDifference: [(f) => [f.given(first), f.given(second), few]],
  widthAt: [() => [[1, 2, 3], [0.1, 0.4, 0.9], 0.5]],
  widthDifference: [(f) => [f.given(first), f.given(second), 0.3, few]],
  widthEstimate: [(f) => [f.given(first), 0.3, few]],
  compareWidths: [(f) => [f.given([...pairs]), 'l', few]],
});

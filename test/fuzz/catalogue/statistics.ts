import type { CurveSamples, MeasuredShift } from 'asymmetric-valleys';
import { calls } from '../calls';

const distances = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2];
const steep = distances.map((l) => (l < 0 ? -2 * l : 0.5 * l) + 0.1 * l * l);

/** A valley's curve with the loss of each of eight examples. */
function samples(): CurveSamples {
  const losses = steep.map((loss) => Float32Array.from({ length: 8 }, (_, i) => loss * (1 + 0.05 * (i - 3.5))));
  return { distances, loss: steep, losses, standardErrorToNext: distances.slice(1).map(() => 0.01),
    standardErrorToOrigin: distances.map(() => 0.01) };
}

const values = [0.3, 0.1, 0.4, 0.1, 0.5, 0.9, 0.2, 0.6];
const few = { seed: 1, replicates: 50 };

/** What turns measured numbers into statements with an uncertainty. */
export const STATISTICS_CALLS = calls({
  distancesBetween: [() => [-1, 1, 5]],
  asymmetry: [(f) => [f.given(samples())], { takesNaN: true }],
  curveSamples: [async (f) => [await f.curve, 'train']],
  measuredShift: [async (f) => [await f.measured('kept', async () =>
    f.av.lossCurve(f.runner, { ...f.images, direction: f.direction, distances: f.av.distancesBetween(-2, 2, 9), batchNorm: 'frozen' },
    { keepLosses: true })), { ...few, ...f.run }],
  // The bound is NaN where the theorem says nothing.
  { use: (shift: MeasuredShift) => ({ ...shift, gain: { ...shift.gain, bound: null } }) }],
  shiftGap: [() => [{ distances, train: steep, test: steep.map((loss) => loss + 0.1) }, { reachShare: 0.3, shifts: 21 }], { takesNaN: true }],
  mean: [() => [values], { givesNaN: true }],
  widthAt: [() => [[1, 2, 3], [0.1, 0.4, 0.9], 0.5]],
});

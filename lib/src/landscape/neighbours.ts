import { LandscapeError, UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { bootstrap } from '../numbers/bootstrap';
import { type CertifiedQuadruple, satisfiesDefinition } from './definition';
import { evaluateHere, type Measurement, moveTo, returning } from './point';
import { profileOf } from './profile';
import { type Estimate, mean, standardDeviation } from '../numbers/statistics';
import { moved, norm } from '../numbers/vector';

/** A point near the solution: ŵ + norm·direction. */
export interface Adjustment {
  /** v/‖v‖, of length 1; orthogonal to u for Assumption 2. */
  readonly direction: Float32Array;
  readonly norm: number;
}

/** How the training loss is measured around a solution. */
export type TrainingMeasurement = Omit<Measurement, 'test'>;

/**
 * The training loss along u from a neighbour of the runner's present weights, which are put back: L̂(ŵ + v + l·u) at each
 * distance l (paper, Assumption 2 and Figure 4). Batch norm starts from the solution's statistics.
 *
 * @param adjustment v; left out: the curve through the solution itself
 * @returns each example's loss at every distance; NaN or infinite where it overflows
 * @throws LandscapeError; InterruptedError
 */
export async function neighbourLosses(
  runner: Runner,
  measurement: TrainingMeasurement & { readonly direction: Float32Array; readonly distances: readonly number[] },
  adjustment: Adjustment | undefined,
  { signal, onProgress }: RunOptions = {},
): Promise<Float32Array[]> {
  const { direction, distances, train } = measurement;
  return returning(runner, async (origin) => {
    const weights = adjustment === undefined ? origin.weights : moved(origin.weights, adjustment.norm, adjustment.direction);
    const losses: Float32Array[] = [];
    for (const [done, distance] of distances.entries()) {
      onProgress?.({ label: 'neighbour', done, total: distances.length });
      await moveTo(runner, { ...origin, weights }, direction, distance, measurement, { signal });
      losses.push((await evaluateHere(runner, train, measurement, { signal })).losses);
    }
    return losses;
  }, { signal });
}

const START = 0.005;
const MOST_DOUBLINGS = 16;
const BISECTIONS = 4;

/**
 * The norm at which a neighbour's training loss lies above the solution's by a given share, found by doubling and halving
 * to a few percent; the runner's weights are put back.
 *
 * @param direction of length 1
 * @param rise such as 0.1 for 10 %
 * @throws UsageError RISE_INVALID; LandscapeError RISE_NOT_REACHED; InterruptedError
 */
export async function normOfRise(
  runner: Runner,
  measurement: TrainingMeasurement,
  direction: Float32Array,
  rise: number,
  { signal }: RunOptions = {},
): Promise<number> {
  if (!(rise > 0 && Number.isFinite(rise)))
    throw new UsageError('RISE_INVALID', `A rise of ${rise} was asked for.`, 'Give a share above 0, such as 0.1.');
  return returning(
    runner,
    async (origin) => {
      const lossAt = async (length: number): Promise<number> => {
        await moveTo(runner, origin, direction, length, measurement, { signal });
        return (await evaluateHere(runner, measurement.train, measurement, { signal })).loss;
      };
      const target = (1 + rise) * (await lossAt(0));
      let low = 0;
      let high = START * (norm(origin.weights) || 1);
      for (let doublings = 0; (await lossAt(high)) < target; doublings++, [low, high] = [high, 2 * high]) {
        if (doublings < MOST_DOUBLINGS) continue;
        throw new LandscapeError(
          'RISE_NOT_REACHED',
          `At norm ${high} the loss has not risen by ${100 * rise} %.`,
          'Ask for a smaller rise, or give another direction.',
        );
      }
      for (let k = 0; k < BISECTIONS; k++) {
        const middle = (low + high) / 2;
        if ((await lossAt(middle)) < target) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    },
    { signal },
  );
}

/** The curves of several neighbours, on the distances of the solution's own. */
export interface NeighbourComparison {
  readonly neighbours: number;
  /** How many pass the test of Definition 1 with the solution's constants, 10 % slack. */
  readonly asymmetric: number;
  /** Largest standard deviation over the neighbours at any distance, relative to their mean rise at r; with 95 % interval. */
  readonly spread: Estimate;
}

/** By what share slopes may be worse at neighbours, see {@link compareNeighbours}. */
export const SLACK = 0.1;

/**
 * Whether neighbours keep the solution's asymmetry: its certified quadruple, with the flat slope's bound 10 % higher and
 * the sharp slope's 10 % lower, must hold on every curve about the same point; and how much the curves differ.
 *
 * @param centre l of the solution's own minimum, about which `quadruple` was certified
 * @param curves training losses at `distances`, one list for each neighbour
 */
export function compareNeighbours(
  distances: readonly number[],
  curves: readonly (readonly number[])[],
  centre: number,
  quadruple: CertifiedQuadruple,
): NeighbourComparison {
  const { radius, zeta, flatSign, sharpSlope } = quadruple;
  const slope = (1 + SLACK) * Math.max(quadruple.slope, quadruple.noiseFloor);
  const slack = { radius, zeta, slope, ratio: ((1 - SLACK) * sharpSlope) / slope };
  const centreIndex = nearestIndex(distances, centre);
  const sharpEnd = nearestIndex(distances, centre - flatSign * radius);
  const spreadOf = (sample: readonly (readonly number[])[]): number => {
    const rise = mean(sample.map((curve) => curve[sharpEnd] - curve[centreIndex]));
    return Math.max(...distances.map((_, k) => standardDeviation(sample.map((curve) => curve[k])))) / rise;
  };
  return {
    neighbours: curves.length,
    asymmetric: curves.filter((loss) => satisfiesDefinition(profileOf({ distances, loss }), centreIndex, slack, flatSign)).length,
    spread: bootstrap(curves, spreadOf, { replicates: 1000 }),
  };
}

function nearestIndex(distances: readonly number[], at: number): number {
  return distances.reduce((nearest, distance, k) => (Math.abs(distance - at) < Math.abs(distances[nearest] - at) ? k : nearest), 0);
}

import { LandscapeError, UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { bootstrap } from '../numbers/resample';
import { type CertifiedQuadruple, satisfiesDefinition } from './definition';
import { distanceOfRise, narrowed, searchAlong } from './distance-of-rise';
import { type Measurement, returning, trainLossesAlong } from './evaluate-point';
import { about, profileOf } from './profile';
import { type Estimate, mean, standardDeviation } from '../numbers/statistics';
import { moved, norm } from '../numbers/vector';

/** A neighbour ŵ + v of the solution ŵ: v = norm·direction. */
export interface Adjustment {
  /** v/‖v‖; orthogonal to u for Assumption 2. */
  readonly direction: Float32Array;
  /** ‖v‖. */
  readonly norm: number;
}

/** How the training loss is measured around a solution. */
export type TrainingMeasurement = Omit<Measurement, 'test'>;

/**
 * The training loss along u from a neighbour of the runner's present weights ŵ: L̂(ŵ + v + l·u) at each distance l (paper,
 * Assumption 2 and Figure 4). Batch norm starts from the solution's statistics. The runner's weights and statistics are restored.
 *
 * @param adjustment v; undefined gives the curve through the solution itself
 * @returns `losses[k][i]`, the loss of example i at the k-th distance, nats; NaN or infinite where it overflows
 * @throws LandscapeError LENGTHS_DIFFER; what `evaluateTrainPoint` throws
 */
export async function neighbourLosses(
  runner: Runner,
  measurement: TrainingMeasurement & { readonly direction: Float32Array; readonly distances: readonly number[] },
  adjustment: Adjustment | undefined,
  run: RunOptions = {},
): Promise<Float32Array[]> {
  return returning(runner, ({ weights, statistics }) => {
    const neighbour = adjustment === undefined ? weights : moved(weights, adjustment.norm, adjustment.direction);
    return trainLossesAlong(runner, { weights: neighbour, statistics }, measurement, run);
  }, run);
}

const START = 0.005;
const MOST_DOUBLINGS = 16;
const BISECTIONS = 4;

/**
 * The norm ‖v‖ at which a neighbour's training loss lies above the solution's by a given share, found to a few percent by
 * doubling and halving. The runner's weights and statistics are restored.
 *
 * @param direction v/‖v‖
 * @param rise above 0, such as 0.1 for 10 %
 * @throws UsageError RISE_INVALID; LandscapeError RISE_NOT_REACHED if the loss does not rise that far; what `evaluateTrainPoint`
 * throws
 */
export async function normOfRise(
  runner: Runner,
  measurement: TrainingMeasurement,
  direction: Float32Array,
  rise: number,
  run: RunOptions = {},
): Promise<number> {
  if (!(rise > 0 && Number.isFinite(rise)))
    throw new UsageError('RISE_INVALID', `A rise of ${rise} was asked for.`, 'Give a share above 0, such as 0.1.');
  const progress = { label: 'norm of a neighbour', total: MOST_DOUBLINGS + BISECTIONS + 2 };
  return searchAlong(runner, { ...measurement, direction }, run, progress, async (loss, { weights }) => {
    const target = (1 + rise) * (await loss(0));
    const hasRisen = async (length: number): Promise<boolean> => !((await loss(length)) < target);
    const bracket = await distanceOfRise(hasRisen, { start: START * (norm(weights) || 1), growth: 2, most: MOST_DOUBLINGS });
    if (!bracket.reached) {
      throw new LandscapeError(
        'RISE_NOT_REACHED',
        `At norm ${bracket.outside} the loss has not risen by ${100 * rise} %.`,
        'Ask for a smaller rise, or give another direction.',
      );
    }
    const middle = (low: number, high: number): number => (low + high) / 2;
    const { inside, outside } = await narrowed(hasRisen, bracket, BISECTIONS, middle);
    return middle(inside, outside);
  });
}

/** How the curves of several neighbours compare with the solution's, at the same distances. */
export interface NeighbourComparison {
  readonly neighbours: number;
  /** How many neighbours pass the test of Definition 1 with the solution's constants and 10 % slack. */
  readonly asymmetric: number;
  /**
   * The largest standard deviation over the neighbours at any distance, relative to their mean rise at r on the sharp side; with
   * its 95 % interval over neighbours.
   */
  readonly spread: Estimate;
}

/** Share by which slopes may be worse at neighbours, see {@link compareNeighbours}. */
export const SLACK = 0.1;

/**
 * Whether neighbours keep the solution's asymmetry (paper, Assumption 2; claim C7), and how much the curves differ. On every
 * curve, the solution's certified quadruple must hold about the same point, with the bound of the flat slope 10 % higher and that
 * of the sharp slope 10 % lower.
 *
 * @param centre l of the solution's own minimum, about which `quadruple` was certified
 * @param curves training losses at `distances`, one list for each neighbour
 * @throws UsageError SAMPLE_EMPTY without a curve; what `profileOf` throws
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
  const read = curves.map((loss) => about(profileOf({ distances, loss }), centre));
  const rises = read.map((curve) => curve.loss[curve.centre - flatSign * Math.round(radius / curve.step)] - curve.loss[curve.centre]);
  const spreadOf = (sample: readonly number[]): number =>
    Math.max(...distances.map((_, k) => standardDeviation(sample.map((i) => curves[i][k])))) / mean(sample.map((i) => rises[i]));
  return {
    neighbours: curves.length,
    asymmetric: read.filter((curve) => satisfiesDefinition(curve, curve.centre, slack, flatSign)).length,
    spread: bootstrap([...curves.keys()], spreadOf, { replicates: 1000 }),
  };
}

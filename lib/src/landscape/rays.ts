import { UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { checkDistances } from '../numbers/distances';
import { distanceOfRise, type LossAlong, searchAlong } from './distance-of-rise';
import { evaluateTrainPoint, type Measurement, returning } from './evaluate-point';
import { type RayRises, widthAt } from './ray-widths';

/** What {@link measureRays} measures. */
export interface RaySettings extends Omit<Measurement, 'test'> {
  /** v, flat, each with ‖v‖ = 1. */
  readonly rays: readonly Float32Array[];
  /** l, ascending, all above 0. */
  readonly distances: readonly number[];
  /** Number of blocks of consecutive examples of the training split; it must divide the number of examples. Default 10. */
  readonly blocks?: number;
}

/** Rises along rays, and the loss at the point itself. */
export interface MeasuredRays extends RayRises {
  /** f(w), nats. */
  readonly loss: number;
}

/** In the search of {@link findReach}: the factor by which the distance grows, and the most growths. */
const [GROWTH, MOST_GROWTHS] = [1.5, 10];
/** Digits of a rise that are kept; the loss itself is a float32. */
const DIGITS = 6;

/**
 * The training loss along rays from the runner's present weights, one-sided, as rises over the loss there (paper, section 6.3 and
 * Appendix H). The runner's weights and statistics are restored at the end, whatever happens.
 *
 * @throws UsageError DISTANCES_INVALID; BLOCKS_INVALID if the blocks do not divide the examples; what `evaluateTrainPoint` throws
 * @throws InterruptedError when `signal` is aborted
 */
export async function measureRays(runner: Runner, settings: RaySettings, { signal, onProgress }: RunOptions = {}): Promise<MeasuredRays> {
  const { rays, distances, train, blocks = 10 } = settings;
  checkDistances([0, ...distances]);
  checkBlocks(train.count, blocks);
  return returning(runner, async (origin) => {
    const lossesAt = async (ray: Float32Array, distance: number): Promise<Float32Array> =>
      (await evaluateTrainPoint(runner, origin, ray, distance, settings, { signal })).losses;
    const start = await lossesAt(rays[0], 0);
    const rises: number[][][] = [];
    for (const [index, ray] of rays.entries()) {
      const atDistances: number[][] = [];
      for (const [k, distance] of distances.entries()) {
        onProgress?.({ label: 'rays', done: index * distances.length + k, total: rays.length * distances.length });
        atDistances.push(blockRises(await lossesAt(ray, distance), start, blocks));
      }
      rises.push(Array.from({ length: blocks }, (_, block) => atDistances.map((values) => values[block])));
    }
    return { distances: [...distances], rises, loss: start.reduce((sum, loss) => sum + loss, 0) / start.length };
  }, { signal });
}

/** How far a ray goes until the loss has risen far enough. */
export interface Reach {
  /** l at which the loss has risen by the wanted amount; if it never did, the largest finite distance tried. */
  readonly distance: number;
  /** Whether the loss rose by the wanted amount. */
  readonly reached: boolean;
}

/**
 * How far a ray goes until the loss has risen by `rise`. From `start` the distance grows by half of itself until the loss has
 * risen, at most 10 times; the place in between is then found as in `widthAt`. A loss that is not finite counts as risen too far:
 * the reach is then the last distance with a finite loss.
 *
 * @param loss f(w + l·v)
 * @param start first distance, above 0
 * @param rise nats, above 0
 * @throws UsageError REACH_INVALID for a start or rise that is not above 0
 */
export async function findReach(loss: LossAlong, start: number, rise: number): Promise<Reach> {
  if (!(start > 0 && Number.isFinite(start) && rise > 0)) {
    throw new UsageError('REACH_INVALID', `A reach from ${start} to a rise of ${rise} was asked for.`, 'Give a start and a rise above 0.');
  }
  const atOrigin = await loss(0);
  const distances: number[] = [];
  const rises: number[] = [];
  const hasRisen = async (distance: number): Promise<boolean> => {
    const risen = (await loss(distance)) - atOrigin;
    if (!Number.isFinite(risen)) return true;
    distances.push(distance);
    rises.push(risen);
    return risen >= rise;
  };
  await distanceOfRise(hasRisen, { start, growth: GROWTH, most: MOST_GROWTHS });
  const width = widthAt(distances, rises, rise);
  return { distance: width ?? distances.at(-1) ?? start, reached: width !== null };
}

/**
 * {@link findReach} for the training loss along one ray from the runner's present weights. The runner's weights and statistics
 * are restored.
 *
 * @throws UsageError REACH_INVALID; what `evaluateTrainPoint` throws
 */
export async function reachAlong(
  runner: Runner,
  ray: Float32Array,
  settings: Omit<Measurement, 'test'>,
  start: number,
  rise: number,
  run: RunOptions = {},
): Promise<Reach> {
  const progress = { label: 'reach of a ray', total: MOST_GROWTHS + 2 };
  return searchAlong(runner, { ...settings, direction: ray }, run, progress, (loss) => findReach(loss, start, rise));
}

/** Mean difference of the losses in each block of consecutive examples, nats. */
function blockRises(losses: Float32Array, start: Float32Array, blocks: number): number[] {
  const size = losses.length / blocks;
  return Array.from({ length: blocks }, (_, block) => {
    let sum = 0;
    for (let i = block * size; i < (block + 1) * size; i++) sum += losses[i] - start[i];
    return Number((sum / size).toPrecision(DIGITS));
  });
}

function checkBlocks(examples: number, blocks: number): void {
  if (Number.isInteger(blocks) && blocks >= 1 && examples % blocks === 0) return;
  throw new UsageError(
    'BLOCKS_INVALID',
    `${examples} examples cannot be divided into ${blocks} equal blocks.`,
    'Give a number of blocks that divides the number of examples.',
  );
}

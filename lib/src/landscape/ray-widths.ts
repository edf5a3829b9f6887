import { UsageError } from '../base/errors';
import { type BootstrapOptions, intervalOfKnown, percentileInterval, replicated, timesDrawn } from '../numbers/resample';
import { distancesBetween } from '../numbers/distances';
import type { Estimate } from '../numbers/statistics';

/**
 * How the loss rises along several rays from one point (paper, section 6.3). Rises can be paired if they were measured along the
 * same rays and on the same blocks of examples.
 */
export interface RayRises {
  /** l, ascending, all above 0; at 0 the rise is 0. */
  readonly distances: readonly number[];
  /**
   * `rises[ray][block][k]`: the mean of f(w + l_k·v) − f(w) over one block of examples, nats; NaN or ∞ where a loss is. All
   * blocks have the same size.
   */
  readonly rises: readonly (readonly (readonly number[])[])[];
}

/** R(l), the mean of f(w + l·v) − f(w) over rays v and examples, nats, at each distance. @throws UsageError RAYS_INVALID */
export function meanRise(rays: RayRises): number[] {
  checkRays(rays);
  return weightedMean(rays, rays.rises.map(() => 1), rays.rises[0].map(() => 1));
}

/** The rise along each single ray, nats: `[ray][k]`. @throws UsageError RAYS_INVALID */
export function riseOfEachRay(rays: RayRises): number[][] {
  checkRays(rays);
  return rays.rises.map((blocks) => meanRise({ ...rays, rises: [blocks] }));
}

/**
 * The apparent width: the distance at which a rise first reaches a level. Between two distances √R counts as straight, so that
 * the width of a quadratic R = h·l²/2 is exactly √(2·level/h), however coarse the grid.
 *
 * @param distances ascending, all above 0
 * @param rise R at each distance, nats; R(0) = 0
 * @param level nats, above 0
 * @returns null if the rise does not reach the level, or is not finite where it first exceeds it
 */
export function widthAt(distances: readonly number[], rise: readonly number[], level: number): number | null {
  const k = rise.findIndex((value) => value >= level);
  if (k < 0 || !Number.isFinite(rise[k])) return null;
  const [from, low] = k === 0 ? [0, 0] : [distances[k - 1], signedRoot(rise[k - 1])];
  return from + ((distances[k] - from) * (Math.sqrt(level) - low)) / (signedRoot(rise[k]) - low);
}

/**
 * R at each distance, nats, with its 95 % interval. Each replicate draws rays and blocks of examples with replacement, the same
 * blocks for all rays. The interval says nothing about other trainings.
 *
 * @throws UsageError RAYS_INVALID, REPLICATES_INVALID
 */
export function meanRiseEstimate(rays: RayRises, options: BootstrapOptions = {}): Estimate[] {
  const replicates = resampledRises(rays, options);
  return meanRise(rays).map((value, k) => ({ value, ...percentileInterval(replicates.map((replicate) => replicate[k])) }));
}

/**
 * R of the first minus R of the second at each distance, nats, with its 95 % interval. The difference is paired, ray by ray and
 * block by block, so that what the two share cancels.
 *
 * @throws UsageError RAYS_UNPAIRED, RAYS_INVALID, REPLICATES_INVALID
 */
export function riseDifference(first: RayRises, second: RayRises, options: BootstrapOptions = {}): Estimate[] {
  checkPaired(first, second);
  const rises = first.rises.map((blocks, ray) =>
    blocks.map((values, block) => values.map((value, k) => value - second.rises[ray][block][k])),
  );
  return meanRiseEstimate({ distances: first.distances, rises }, options);
}

/**
 * Width of the first minus width of the second, with its 95 % interval, paired as in {@link riseDifference}: each replicate uses
 * the same rays and blocks for both. Null if one of the mean rises does not reach the level, or if in more than 5 % of the
 * replicates one does not.
 *
 * @param level nats, above 0
 * @throws UsageError RAYS_UNPAIRED, RAYS_INVALID, REPLICATES_INVALID
 */
export function widthDifference(first: RayRises, second: RayRises, level: number, options: BootstrapOptions = {}): Estimate | null {
  checkPaired(first, second);
  const widthsOf = (rays: RayRises): (number | null)[] =>
    [meanRise(rays), ...resampledRises(rays, options)].map((rise) => widthAt(rays.distances, rise, level));
  const others = widthsOf(second);
  const [value, ...replicates] = widthsOf(first).map((width, i) => {
    const other = others[i];
    return width === null || other === null ? null : width - other;
  });
  const interval = intervalOfKnown(replicates);
  return value === null || interval === null ? null : { value, ...interval };
}

/** The same rises with distances in another unit, such as ‖w‖ for relative distances l/‖w‖. */
export function inUnitsOf(unit: number, rays: RayRises): RayRises {
  return { ...rays, distances: rays.distances.map((distance) => distance / unit) };
}

/**
 * Several rises at common distances: evenly spaced, as many as the first has, up to where the shortest ends. Between the measured
 * distances √|rise| counts as straight, as in {@link widthAt}.
 *
 * @throws UsageError RAYS_INVALID
 */
export function onCommonDistances(all: readonly RayRises[]): RayRises[] {
  all.forEach(checkRays);
  const end = Math.min(...all.map(({ distances }) => distances[distances.length - 1]));
  const distances = distancesBetween(0, end, all[0].distances.length + 1).slice(1);
  return all.map((rays) => ({
    distances,
    rises: rays.rises.map((blocks) => blocks.map((rise) => distances.map((distance) => riseBetween(rays.distances, rise, distance)))),
  }));
}

function riseBetween(distances: readonly number[], rise: readonly number[], distance: number): number {
  const above = distances.findIndex((known) => known >= distance);
  const k = above < 0 ? distances.length - 1 : above;
  const [from, low] = k === 0 ? [0, 0] : [distances[k - 1], signedRoot(rise[k - 1])];
  const root = low + ((signedRoot(rise[k]) - low) * (distance - from)) / (distances[k] - from);
  return Math.sign(root) * root ** 2;
}

function signedRoot(value: number): number {
  return Math.sign(value) * Math.sqrt(Math.abs(value));
}

function resampledRises(rays: RayRises, options: BootstrapOptions): number[][] {
  checkRays(rays);
  return replicated('bootstrap/rays', options, (source) =>
    weightedMean(rays, timesDrawn(rays.rises.length, source), timesDrawn(rays.rises[0].length, source)),
  );
}

function weightedMean({ distances, rises }: RayRises, rayWeights: ArrayLike<number>, blockWeights: ArrayLike<number>): number[] {
  const sums = distances.map(() => 0);
  rises.forEach((blocks, ray) => blocks.forEach((values, block) => {
    const weight = rayWeights[ray] * blockWeights[block];
    if (weight > 0) values.forEach((value, k) => (sums[k] += weight * value));
  }));
  return sums.map((sum) => sum / (rises.length * rises[0].length));
}

function checkRays({ distances, rises }: RayRises): void {
  const ascending = distances.every((distance, k) => distance > (k === 0 ? 0 : distances[k - 1]));
  const blocks = rises[0]?.length ?? 0;
  if (
    distances.length > 0 &&
    ascending &&
    blocks > 0 &&
    rises.every((ray) => ray.length === blocks && ray.every((values) => values.length === distances.length))
  )
    return;
  throw new UsageError(
    'RAYS_INVALID',
    `Rises along ${rises.length} rays at ${distances.length} distances do not fit together.`,
    'Give distances above 0 that ascend, at least one ray, and the same blocks and distances for every ray.',
  );
}

function checkPaired(first: RayRises, second: RayRises): void {
  checkRays(first);
  checkRays(second);
  const shape = ({ rises }: RayRises): string => `${rises.length} rays, ${rises[0]?.length ?? 0} blocks`;
  if (shape(first) === shape(second) && first.distances.join() === second.distances.join()) return;
  throw new UsageError(
    'RAYS_UNPAIRED',
    `Rises (${shape(first)}) cannot be paired with others (${shape(second)}): rays, blocks or distances differ.`,
    'Measure both along the same rays on the same examples, and bring them to the same distances with onCommonDistances.',
  );
}

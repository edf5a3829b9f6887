import { UsageError } from '../base/errors';
import { type BootstrapOptions, drawn, percentileInterval, replicated } from '../numbers/resample';
import { type Estimate, mean } from '../numbers/statistics';
import { checkLengths } from '../numbers/vector';

/** The loss along one direction from an iterate. All iterates share their distances and examples. */
export interface ProjectedLoss {
  /** Mean loss at each distance, nats. */
  readonly loss: readonly number[];
  /** `blocks[b][k]`: mean loss of the b-th block of examples at the k-th distance, nats; blocks are what is resampled. */
  readonly blocks: readonly (readonly number[])[];
}

/**
 * Mean losses over blocks of consecutive examples: a small stand-in for each example's loss that keeps the iterates paired.
 *
 * @param losses `losses[k][i]`, the loss of example i at the k-th distance
 * @param blocks number of blocks
 * @returns `[b][k]`, the mean of the b-th block at the k-th distance
 */
export function blockMeans(losses: readonly Float32Array[], blocks: number): number[][] {
  return Array.from({ length: blocks }, (_, b) => losses.map((atPoint) => {
    const [from, to] = [b, b + 1].map((edge) => Math.round((edge * atPoint.length) / blocks));
    return mean(atPoint.subarray(from, to));
  }));
}

/**
 * g(l) = L(w + l·u) − L(w): how the loss projected on u rises from an iterate, whatever its level.
 *
 * @param loss at each distance
 * @param origin index of the distance 0
 */
export function riseOf(loss: readonly number[], origin: number): number[] {
  return loss.map((value) => value - loss[origin]);
}

/**
 * How far the projected losses of a training differ in shape from the last one (paper, section 5, Figure 7). Intervals are 95 %,
 * over examples.
 */
export interface ShapeDifferences {
  /** D of each iterate; 0 for the last. */
  readonly each: readonly Estimate[];
  /**
   * How far D falls: its mean over the iterates before `from` minus its mean over those from there on, without the last. Null if
   * there are none before, or none after.
   */
  readonly fall: Estimate | null;
}

/**
 * D = ‖g_t − g_T‖∞ / ‖g_T‖∞ for every iterate t of a training with last iterate T (claim C14; g as in {@link riseOf}). Blocks of
 * examples are resampled, the same ones for all iterates. Noise makes a largest difference only larger, so D tends to be too
 * large.
 *
 * @param origin index of the distance 0
 * @param from index of the first iterate that counts as late
 * @param options `replicates` is 500 by default
 * @throws UsageError PLACE_INVALID if `from` is no index of an iterate, or `origin` none of a distance; REPLICATES_INVALID
 * @throws LandscapeError LENGTHS_DIFFER unless all iterates have the same numbers of losses and blocks, and each block one loss
 * for each distance
 */
export function shapeDifferences(
  iterates: readonly ProjectedLoss[],
  origin: number,
  from: number,
  options: BootstrapOptions = {},
): ShapeDifferences {
  const { seed = 0, replicates = 500 } = options;
  const { loss: places } = iterates[0] ?? { loss: [] };
  if (!(Number.isInteger(from) && from in iterates && Number.isInteger(origin) && origin in places)) {
    const remedy = `Give an origin below ${places.length} and a first late iterate below ${iterates.length}.`;
    throw new UsageError('PLACE_INVALID', `Origin ${origin} and first late iterate ${from} of ${iterates.length} were given.`, remedy);
  }
  for (const { loss, blocks } of iterates) {
    checkLengths(loss, places);
    checkLengths(blocks, iterates[0].blocks);
    for (const block of blocks) checkLengths(block, places);
  }
  const fallOf = (differences: readonly number[]): number => mean(differences.slice(0, from)) - mean(differences.slice(from, -1));
  const hasFall = from > 0 && from < iterates.length - 1;
  const measured = differencesOf(
    iterates.map(({ loss }) => loss),
    origin,
  );
  const resamples = replicated('bootstrap/blocks', { seed, replicates }, (source) => {
    const sample = drawn([...iterates[0].blocks.keys()], source);
    return differencesOf(
      iterates.map(({ loss, blocks }) => loss.map((_, k) => mean(sample.map((b) => blocks[b][k])))),
      origin,
    );
  });
  return {
    each: measured.map((value, t) => ({ value, ...percentileInterval(resamples.map((resample) => resample[t])) })),
    fall: hasFall ? { value: fallOf(measured), ...percentileInterval(resamples.map(fallOf)) } : null,
  };
}

function differencesOf(losses: readonly (readonly number[])[], origin: number): number[] {
  const rises = losses.map((loss) => riseOf(loss, origin));
  const last = rises[rises.length - 1];
  const size = Math.max(...last.map(Math.abs));
  return rises.map((rise) => Math.max(...rise.map((value, k) => Math.abs(value - last[k]))) / size);
}

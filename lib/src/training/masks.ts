import { UsageError } from '../base/errors';
import { generator, permutation } from '../base/random';
import type { WeightLayout } from '../networks/layout';
import { filtersOf } from '../networks/weight-filters';

/** A random choice of weights: its candidates and its seed. Each `index` makes another choice from the same seed. */
export interface MaskDraw {
  /** 1 where a weight may be chosen, 0 elsewhere. */
  readonly candidates: ArrayLike<number>;
  readonly seed: number;
  readonly index: number;
}

/**
 * Chooses `count` single weights at random.
 *
 * @returns 1 where a weight is chosen, 0 elsewhere
 * @throws UsageError MASK_TOO_LARGE if there are fewer candidates
 */
export function randomMask(draw: MaskDraw, count: number): Float32Array {
  const order = randomOrder(draw, 'weights');
  if (count > order.length) {
    throw new UsageError('MASK_TOO_LARGE', `${count} weights were to be chosen from ${order.length}.`, 'Choose fewer, or from more.');
  }
  return maskOf(draw.candidates.length, order.slice(0, count));
}

/**
 * Chooses whole filters of kernels at random until `count` weights are reached. A filter computes one output, see `filterAxes` of
 * the layout's entries. Filters that would exceed `count` are skipped: a few weights may be missing, never too many.
 */
export function filterMask(draw: MaskDraw, layout: WeightLayout, count: number): Float32Array {
  const filters = layout.entries.flatMap((entry) => {
    if (!draw.candidates[entry.offset]) return [];
    const { count: own, of } = filtersOf(entry);
    const places = Array.from({ length: own }, (): number[] => []);
    for (let i = 0; own > 0 && i < entry.size; i++) places[of(i)].push(entry.offset + i);
    return places;
  });
  const chosen: number[] = [];
  for (const filter of permutation(generator(draw.seed, `mask/filters/${draw.index}`), filters.length)) {
    if (chosen.length + filters[filter].length <= count) chosen.push(...filters[filter]);
  }
  return maskOf(draw.candidates.length, chosen);
}

/**
 * Chooses single weights at random until their `amounts` sum to `target`: as many as needed to match another group in squared
 * displacement instead of in number.
 *
 * @param amounts one for every weight, not negative
 * @throws UsageError MASK_TOO_LARGE if all candidates together do not reach the target
 */
export function amountMask(draw: MaskDraw, amounts: ArrayLike<number>, target: number): Float32Array {
  const order = randomOrder(draw, 'amounts');
  let sum = 0;
  const end = order.findIndex((weight) => (sum += amounts[weight]) >= target);
  if (end < 0) {
    throw new UsageError('MASK_TOO_LARGE', `All candidates together reach ${sum} of ${target}.`, 'Choose from more weights.');
  }
  return maskOf(draw.candidates.length, order.slice(0, end + 1));
}

function randomOrder({ candidates, seed, index }: MaskDraw, what: string): Uint32Array {
  const places = Uint32Array.from(Array.from(candidates, (_, i) => i).filter((i) => candidates[i] === 1));
  return permutation(generator(seed, `mask/${what}/${index}`), places.length).map((i) => places[i]);
}

function maskOf(length: number, chosen: ArrayLike<number>): Float32Array {
  const mask = new Float32Array(length);
  for (let i = 0; i < chosen.length; i++) mask[chosen[i]] = 1;
  return mask;
}

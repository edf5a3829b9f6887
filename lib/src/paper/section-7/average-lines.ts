import { groupMask, groupSize } from '../../landscape/group-directions';
import type { WeightLayout } from '../../networks/layout';
import type { IterateAndAverage } from '../../training/masked-average';
import { amountMask, filterMask, randomMask } from '../../training/masks';

/**
 * Which weights come from the average, the others staying those of the iterate (paper, Figure 13).
 *
 * - `iterate`: none, SGD's iterate itself. `all`: SWA.
 * - `norm`: γ and β, the paper's SWA-BN. `gamma`, `beta`: one half of them. `not-norm`: all others.
 * - `random`: as many of the others as there are γ and β, the paper's SWA-Non-BN. `filters`: whole filters, as many
 *   weights or a few fewer. `displacement`: so many of the others that they lie as far from the iterate as γ and β do.
 * - `half`: all weights half-way from the iterate to the average.
 */
export const LINE_KINDS = ['iterate', 'all', 'norm', 'not-norm', 'gamma', 'beta', 'random', 'filters', 'displacement', 'half'] as const;

/** One of {@link LINE_KINDS}. */
export type LineKind = (typeof LINE_KINDS)[number];

/** One choice of weights: of random kinds there are several. */
export interface AverageLine {
  readonly kind: LineKind;
  readonly index: number;
  /** m: 1 where the weight comes from the average, 0 elsewhere. */
  readonly mask: Float32Array;
}

/** Further random controls have so many choices. */
const FEW = 2;

/** Random choices are drawn once for each network, never anew at an epoch. */
export const MASK_SEED = 0;

/**
 * The masks of some kinds, drawn once for a whole training.
 *
 * @param subsets how many choices of `random`; of `filters` and `displacement` at most two
 * @param amounts for `displacement`: each weight's squared distance between iterate and average, summed over the epochs
 */
export function averageLines(kinds: readonly LineKind[], layout: WeightLayout, subsets: number, amounts: Float64Array): AverageLine[] {
  return kinds.flatMap((kind) => {
    const count = kind === 'random' ? subsets : kind === 'filters' || kind === 'displacement' ? Math.min(subsets, FEW) : 1;
    return Array.from({ length: count }, (_, index) => ({ kind, index, mask: maskOf(kind, index, layout, amounts) }));
  });
}

/** Whether a choice has any meaning in a network: those about γ and β need a norm layer. */
export function hasLine(kind: LineKind, layout: WeightLayout): boolean {
  return kind === 'iterate' || kind === 'all' || kind === 'half' || groupSize(layout, 'norm') > 0;
}

/** Adds each weight's squared distance between iterate and average to `amounts`. */
export function addSquaredDistances(amounts: Float64Array, { weights, average }: IterateAndAverage): void {
  for (let i = 0; i < amounts.length; i++) amounts[i] += (average[i] - weights[i]) ** 2;
}

function maskOf(kind: LineKind, index: number, layout: WeightLayout, amounts: Float64Array): Float32Array {
  const draw = { candidates: groupMask(layout, 'not-norm'), seed: MASK_SEED, index };
  switch (kind) {
    case 'iterate':
      return new Float32Array(layout.size);
    case 'all':
      return groupMask(layout, 'all');
    case 'half':
      return new Float32Array(layout.size).fill(0.5);
    case 'random':
      return randomMask(draw, groupSize(layout, 'norm'));
    case 'filters':
      return filterMask(draw, layout, groupSize(layout, 'norm'));
    case 'displacement': {
      const norm = groupMask(layout, 'norm');
      return amountMask(draw, amounts, amounts.reduce((sum, amount, i) => sum + norm[i] * amount, 0));
    }
    default:
      return groupMask(layout, kind);
  }
}

import type { WeightEntry, WeightLayout } from '../networks/layout';
import { checkLengths, norm } from '../numbers/vector';

/** The norm of one group of weights. */
export interface GroupNorm {
  /** `conv1`, `layer1`, `fc`, … for kernels and biases; `batch norm γ`, `batch norm β`, `other norms`. */
  readonly group: string;
  /** ‖w_group‖. */
  readonly norm: number;
  /** Number of weights. */
  readonly weights: number;
}

/**
 * ‖w‖ of each group of weights, in the layout's order: the kernels and biases of each part of the network, named by the first
 * word of their layers' names (so a stage counts as one part), all γ of batch norm, all β of batch norm, and other norms. The
 * loss of a network with batch norm does not change when the kernels before a batch norm grow, so the apparent width grows with
 * these norms (paper, section 6.3).
 *
 * @param weights flat, as long as the layout
 * @throws LandscapeError LENGTHS_DIFFER
 */
export function normsByGroup(weights: ArrayLike<number>, layout: WeightLayout): GroupNorm[] {
  checkLengths(weights, { length: layout.size });
  const groups = new Map<string, { squares: number; weights: number }>();
  for (const entry of layout.entries) {
    const sum = groups.get(groupOf(entry)) ?? { squares: 0, weights: 0 };
    const part = Array.from({ length: entry.size }, (_, i) => weights[entry.offset + i]);
    groups.set(groupOf(entry), { squares: sum.squares + norm(part) ** 2, weights: sum.weights + entry.size });
  }
  return [...groups].map(([group, { squares, weights: count }]) => ({ group, norm: Math.sqrt(squares), weights: count }));
}

function groupOf({ layer, role }: WeightEntry): string {
  if (role === 'batch-norm-gamma') return 'batch norm γ';
  if (role === 'batch-norm-beta') return 'batch norm β';
  return role === 'other-norm' ? 'other norms' : layer.split('.')[0];
}

import { UsageError } from '../base/errors';
import type { WeightEntry, WeightLayout } from '../networks/layout';
import { type DirectionDraw, drawDirection, masked } from './directions';
import { normalised } from '../numbers/vector';

/**
 * The groups of weights along which section 7 of the paper looks.
 *
 * - `all`: every trainable weight.
 * - `norm`: γ and β of all norm layers, the paper's "BN parameters". If a network has group norm or layer norm in place of batch
 *   norm, these are theirs: the same places in the same network.
 * - `gamma`, `beta`: one half of `norm` each.
 * - `not-norm`: all others, the paper's "non-BN parameters".
 * - `convolution`, `classifier`: the two parts of `not-norm`; the biases of a layer belong to the same part as its kernel.
 */
export const WEIGHT_GROUPS = ['all', 'norm', 'gamma', 'beta', 'not-norm', 'convolution', 'classifier'] as const;

/** One of {@link WEIGHT_GROUPS}. */
export type WeightGroup = (typeof WEIGHT_GROUPS)[number];

/**
 * The laws from which the entries of a group are drawn. `DIRECTION_KINDS` describes them for directions over all weights; with
 * `sign-consistent`, every weight of the group grows away from 0 along +u.
 */
export const GROUP_LAWS = ['uniform01', 'uniform-symmetric', 'ones', 'sign-consistent'] as const;

/** One of {@link GROUP_LAWS}. */
export type GroupLaw = (typeof GROUP_LAWS)[number];

/** A law for the entries of one group; all other entries are 0. */
export interface GroupKind {
  readonly law: GroupLaw;
  readonly group: WeightGroup;
}

/**
 * Draws a direction u, ‖u‖ = 1, that moves one group of weights only (paper, section 7.1 and Appendix I). It is the group's part
 * of the direction over all weights with the same law, seed and index, divided by its length. So directions of one index along
 * different groups are parts of one draw, and can be compared in pairs.
 *
 * @returns flat float32 vector in the layout's order
 * @throws UsageError DIRECTION_UNKNOWN, GROUP_UNKNOWN; DIRECTION_NEEDS_WEIGHTS for `sign-consistent` without weights
 * @throws LandscapeError DIRECTION_GROUP_ABSENT for a group that the network lacks; DIRECTION_ZERO, LENGTHS_DIFFER
 */
export function groupDirection({ law, group }: GroupKind, layout: WeightLayout, draw: DirectionDraw): Float32Array {
  checkLaw(law);
  return normalised(groupPart(drawDirection(law, layout, draw), layout, group), `The ${law} direction of the group ${group}`);
}

/**
 * The part of a vector that belongs to one group: its entries there, 0 elsewhere; not normalised. A step along a part of a
 * direction moves the group's weights exactly as far as the same step along the whole direction.
 *
 * @returns float32, as long as the vector
 * @throws UsageError GROUP_UNKNOWN; LandscapeError DIRECTION_GROUP_ABSENT, LENGTHS_DIFFER
 */
export function groupPart(vector: ArrayLike<number>, layout: WeightLayout, group: WeightGroup): Float32Array {
  return Float32Array.from(masked(vector, layout, memberOf(layout, group), group));
}

/** Number of weights in a group; 0 if the network lacks it. @throws UsageError GROUP_UNKNOWN */
export function groupSize(layout: WeightLayout, group: WeightGroup): number {
  return layout.entries.filter(memberOf(layout, group)).reduce((sum, { size }) => sum + size, 0);
}

/** A mask as long as the layout: 1 where a weight belongs to the group, 0 elsewhere. @throws UsageError GROUP_UNKNOWN */
export function groupMask(layout: WeightLayout, group: WeightGroup): Float32Array {
  const mask = new Float32Array(layout.size);
  for (const { offset, size } of layout.entries.filter(memberOf(layout, group))) mask.fill(1, offset, offset + size);
  return mask;
}

/** Whether an entry is γ or β of a norm layer of any kind. */
function isNorm({ role }: Pick<WeightEntry, 'role'>): boolean {
  return role === 'batch-norm-gamma' || role === 'batch-norm-beta' || role === 'other-norm';
}

function memberOf(layout: WeightLayout, group: WeightGroup): (entry: WeightEntry) => boolean {
  const convolutions = new Set(layout.entries.filter(({ role, shape }) => role === 'kernel' && shape.length > 2).map(({ layer }) => layer));
  switch (group) {
    case 'all':
      return () => true;
    case 'norm':
      return isNorm;
    case 'gamma':
    case 'beta':
      return (entry) => isNorm(entry) && entry.name.endsWith(`.${group}`);
    case 'not-norm':
      return (entry) => !isNorm(entry);
    case 'convolution':
      return (entry) => !isNorm(entry) && convolutions.has(entry.layer);
    case 'classifier':
      return (entry) => !isNorm(entry) && !convolutions.has(entry.layer);
    default:
      throw new UsageError(
        'GROUP_UNKNOWN',
        `There is no group of weights "${String(group)}".`,
        `Choose one of ${WEIGHT_GROUPS.join(', ')}.`,
      );
  }
}

function checkLaw(law: GroupLaw): void {
  if (GROUP_LAWS.includes(law)) return;
  throw new UsageError(
    'DIRECTION_UNKNOWN',
    `A group's direction cannot be drawn by "${String(law)}".`,
    `Choose one of ${GROUP_LAWS.join(', ')}.`,
  );
}

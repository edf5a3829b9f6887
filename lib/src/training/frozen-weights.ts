import { CheckpointError } from '../base/errors';
import type { tf } from '../engine/tensorflow';
import type { WeightLayout } from '../networks/layout';
import { namedVariables, readVariables, statisticsVariables, trainableVariables } from '../networks/variables';
import type { StoredTensor } from './safetensors';
import { namesIn, type TensorOptions, vectorOf } from './tensor-names';

/** Frozen weights with their statistics; the model's flat vectors omit them because they do not change. */
export interface FrozenWeights {
  readonly layout: WeightLayout;
  /** The model's values, in the order of the layout. */
  readonly values: Float32Array;
}

/** Reads a model's frozen weights. */
export function frozenWeights(model: tf.LayersModel): FrozenWeights {
  const moving = new Set([...trainableVariables(model), ...statisticsVariables(model)].map(({ variable }) => variable));
  const frozen = namedVariables(model).filter(({ variable }) => !moving.has(variable));
  let offset = 0;
  const entries = frozen.map(({ layer, name, variable }) => {
    const shape = variable.shape as number[];
    const entry = { name: `${layer}.${name}`, layer, shape, offset, size: shape.reduce((a, b) => a * b, 1), role: 'other' as const };
    offset += entry.size;
    return entry;
  });
  return { layout: { entries, size: offset }, values: readVariables(frozen) };
}

/**
 * Refuses a file whose frozen weights differ from the model's: its other weights then belong to another function. Frozen weights
 * missing from the file count as equal.
 *
 * @throws CheckpointError CHECKPOINT_FROZEN, and those of `vectorOf`
 */
export function checkFrozen(
  { layout, values }: FrozenWeights,
  tensors: ReadonlyMap<string, StoredTensor>,
  source: string,
  options: TensorOptions,
): void {
  const names = namesIn(layout, options.style ?? 'torch');
  const stored = vectorOf(layout, tensors, source, { ...options, absent: 'zero' });
  for (const [i, { layer, offset, size }] of layout.entries.entries()) {
    const same = (value: number, at: number): boolean => value === values[offset + at];
    if (!tensors.has(names[i]) || stored.subarray(offset, offset + size).every(same)) continue;
    throw new CheckpointError(
      'CHECKPOINT_FROZEN',
      `${source}: tensor "${names[i]}" differs from the frozen layer "${layer}" of the model.`,
      'Load it while the layers are trainable, write it to the model (writeToModel), then freeze them.',
    );
  }
}

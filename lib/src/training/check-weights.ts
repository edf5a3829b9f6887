import { CheckpointError } from '../base/errors';
import type { tf } from '../engine/tensorflow';
import { layoutOf, statisticsLayoutOf } from '../networks/layout';
import type { NameStyle } from './match-names';
import { namesIn, refuseNotFinite } from './tensor-names';

/**
 * Refuses weights that are not finite, and negative variances: their square root is NaN, which a ReLU turns into 0, so the loss
 * would look like that of a bad network. For vectors in the order of the model's layouts.
 *
 * @param source the file's name in errors, such as its path
 * @throws CheckpointError CHECKPOINT_NOT_FINITE, CHECKPOINT_VARIANCE
 */
export function checkWeights(
  model: tf.LayersModel,
  weights: Float32Array,
  statistics: Float32Array,
  source: string,
  style: NameStyle = 'torch',
): void {
  for (const [layout, flat] of [
    [layoutOf(model), weights],
    [statisticsLayoutOf(model), statistics],
  ] as const) {
    for (const [i, { name, offset, size }] of layout.entries.entries()) {
      const values = flat.subarray(offset, offset + size);
      refuseNotFinite(values, namesIn(layout, style)[i], source);
      if (!name.endsWith('moving_variance') || values.every((variance) => variance >= 0)) continue;
      throw new CheckpointError(
        'CHECKPOINT_VARIANCE',
        `${source}: tensor "${namesIn(layout, style)[i]}" holds a negative variance.`,
        'The file is damaged; choose another one.',
      );
    }
  }
}

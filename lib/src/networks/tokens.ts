import { UsageError } from '../base/errors';
import type { Normalisation } from '../datasets/dataset';
import type { tf } from '../engine/tensorflow';
import { modelNodes } from './model-graph';

/**
 * Refuses bytes that a normalisation would change before an embedding looks them up: they are tokens, not an image.
 *
 * @throws UsageError TOKENS_NORMALISED
 */
export function checkTokens(model: tf.LayersModel, normalisation: Normalisation | undefined): void {
  if (normalisation === undefined) return;
  const embedding = modelNodes(model).find(
    ({ layer, inputs }) => layer.getClassName() === 'Embedding' && inputs.every((input) => input.layer.getClassName() === 'InputLayer'),
  );
  if (embedding === undefined) return;
  throw new UsageError(
    'TOKENS_NORMALISED',
    `Layer "${embedding.layer.name}" looks up whole numbers, and bytes are normalised like those of an image before it gets them.`,
    'Give the tokens as an Int32Array or a Float32Array.',
  );
}

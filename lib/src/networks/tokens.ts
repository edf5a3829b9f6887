import { UsageError } from '../base/errors';
import type { Normalisation } from '../datasets/dataset';
import type { tf } from '../engine/tensorflow';
import { modelNodes } from './model-graph';

/**
 * Refuses bytes that an embedding would look up after a normalisation changed them: they are tokens, not an image.
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
    `Layer "${embedding.layer.name}" looks up whole numbers, but bytes are first normalised like those of an image.`,
    'Give the tokens as an Int32Array or a Float32Array.',
  );
}

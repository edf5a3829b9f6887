import type { tf } from '../engine/tensorflow';

/**
 * Number of multiply-adds for one example in a model's convolutions and dense layers; the rest (norms, activations, sums) is
 * omitted, as is usual. A training step takes about three times as many: forward, and backward to the inputs and to the weights.
 */
export function multiplyAdds(model: tf.LayersModel): number {
  return model.layers.map(ofLayer).reduce((sum, count) => sum + count, 0);
}

function ofLayer(layer: tf.layers.Layer): number {
  const kernel = layer.getWeights()[0]?.shape;
  const [, height, width] = layer.outputShape as readonly number[];
  switch (layer.getClassName()) {
    case 'Dense':
      return product(kernel);
    case 'Conv2D':
    case 'DepthwiseConv2D':
      return height * width * product(kernel);
    default:
      return 0;
  }
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((a, b) => a * b, 1);
}

import { type Generator, generator } from '../base/random';
import type { tf } from '../engine/tensorflow';
import { layoutOf, type WeightEntry, type WeightLayout } from './layout';
import { trainableVariables, writeVariables } from './variables';

/**
 * Initial γ of batch norm: 1, or drawn from N(0, 0.1²), so that half of the channels start with a negative γ (Li et al., "Exploring
 * and Exploiting the Asymmetric Valley of Deep Neural Networks", NeurIPS 2024).
 */
export type GammaStart = 'one' | 'symmetric';

const SYMMETRIC_DEVIATION = 0.1;

/**
 * Initial weights of the published code. Convolutions: normal, mean 0, variance 2/(k²·filters) (He, fan-out), biases 0. Dense
 * layers, as PyTorch's default: weights and biases uniform on ±1/√inputs. Norms: γ = 1, β = 0. Each tensor has its own random
 * stream, named after the tensor, so networks that share a layer start it alike.
 */
export function initialWeights(layout: WeightLayout, seed: number, gamma: GammaStart = 'one'): Float32Array {
  const weights = new Float32Array(layout.size);
  for (const entry of layout.entries) {
    const draw = distributionOf(entry, layout, generator(seed, `initial/${entry.name}`), gamma);
    for (let i = 0; i < entry.size; i++) weights[entry.offset + i] = draw();
  }
  return weights;
}

/** Sets a model's {@link initialWeights}, and returns the model. */
export function initialise(model: tf.LayersModel, seed: number, gamma?: GammaStart): tf.LayersModel {
  writeVariables(trainableVariables(model), initialWeights(layoutOf(model), seed, gamma));
  return model;
}

function distributionOf(entry: WeightEntry, layout: WeightLayout, source: Generator, gamma: GammaStart): () => number {
  if (entry.role === 'batch-norm-gamma' && gamma === 'symmetric') return () => SYMMETRIC_DEVIATION * source.normal();
  if (entry.name.endsWith('.gamma')) return () => 1;
  const kernel = layout.entries.find(({ layer, role }) => layer === entry.layer && role === 'kernel');
  if (!kernel || entry.role === 'batch-norm-beta' || entry.role === 'other-norm') return () => 0;
  const isDense = kernel.shape.length === 2;
  if (isDense) {
    const bound = 1 / Math.sqrt(kernel.shape[0]);
    return () => bound * (2 * source.uniform() - 1);
  }
  if (entry.role === 'bias') return () => 0;
  const [height, width, , filters] = kernel.shape;
  const deviation = Math.sqrt(2 / (height * width * filters));
  return () => deviation * source.normal();
}

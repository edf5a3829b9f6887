import { UsageError } from '../base/errors';
import { tf } from '../engine/tensorflow';
import { initialise } from './initialise';
import { apply, classifier, makeParts, type Norm, type Parts } from './parts';

/** Settings of a {@link densenetBc}. */
export interface DensenetSettings {
  /** Number of weighted layers: 6n + 4, n dense layers in each of three blocks. */
  readonly depth: number;
  /** k, the channels that each dense layer adds; default 12. */
  readonly growth?: number;
  /** Default `batch`. */
  readonly norm?: Norm;
  readonly classes: number;
  readonly seed: number;
}

/**
 * DenseNet-BC (Huang et al. 2017) for 32×32×3 images: each dense layer reads all earlier outputs of its block through a 1×1
 * convolution to 4k channels; transitions halve the channels and the sides. No dropout. The paper's "DenseNet-100" has depth 100
 * and k = 12. Layers are named as in the public PyTorch implementation. The output is logits.
 *
 * @throws UsageError NETWORK_DEPTH if no whole number of layers gives that depth
 */
export function densenetBc({ depth, growth = 12, norm = 'batch', classes, seed }: DensenetSettings): tf.LayersModel {
  const layers = (depth - 4) / 6;
  if (!Number.isInteger(layers) || layers < 1) {
    throw new UsageError('NETWORK_DEPTH', `A DenseNet-BC cannot have depth ${depth}.`, 'Choose a depth of 6n + 4.');
  }
  const parts = makeParts(norm);
  const images = tf.input({ shape: [32, 32, 3], name: 'images' });
  let x = parts.convolution(images, { name: 'conv1', filters: 2 * growth, size: 3 });
  for (const block of [1, 2, 3]) {
    for (let index = 0; index < layers; index++) x = denseLayer(parts, x, `dense${block}.${index}`, growth);
    if (block < 3) x = transition(parts, x, `trans${block}`);
  }
  const outputs = classifier(parts.activate(x, 'bn'), classes);
  return initialise(tf.model({ inputs: images, outputs, name: `densenet-bc-${depth}` }), seed);
}

function denseLayer(parts: Parts, x: tf.SymbolicTensor, name: string, growth: number): tf.SymbolicTensor {
  let y = parts.activate(x, `${name}.bn1`);
  y = parts.convolution(y, { name: `${name}.conv1`, filters: 4 * growth, size: 1 });
  y = parts.activate(y, `${name}.bn2`);
  y = parts.convolution(y, { name: `${name}.conv2`, filters: growth, size: 3 });
  return apply(tf.layers.concatenate({ name: `${name}.concatenate` }), [x, y]);
}

function transition(parts: Parts, x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  const filters = Math.floor((x.shape[3] as number) / 2);
  const y = parts.convolution(parts.activate(x, `${name}.bn1`), { name: `${name}.conv1`, filters, size: 1 });
  return apply(tf.layers.averagePooling2d({ name: `${name}.pool`, poolSize: 2, strides: 2 }), y);
}

import { tf } from '../engine/tensorflow';
import { initialise } from './initialise';

/**
 * Logistic regression with two parameters: one input x, the probability σ(wx + b) of class 1. Its loss is binary cross-entropy, and
 * a plot shows its whole landscape. w and b start uniform on (−1, 1).
 */
export function logistic(seed: number): tf.LayersModel {
  const x = tf.input({ shape: [1], name: 'x' });
  const outputs = tf.layers
    .dense({ name: 'fc', units: 1, activation: 'sigmoid', kernelInitializer: 'zeros' })
    .apply(x) as tf.SymbolicTensor;
  return initialise(tf.model({ inputs: x, outputs, name: 'logistic' }), seed);
}

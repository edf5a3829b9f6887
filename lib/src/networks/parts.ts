import { tf } from '../engine/tensorflow';
import { GroupNormalization } from './group-norm';

/**
 * The norm in place of the paper's batch norm. `group`: 8 groups of channels; `layer`: one group, over all channels and positions
 * of an example; `none`: no norm, and convolutions with biases.
 */
export type Norm = 'batch' | 'group' | 'layer' | 'none';

/** One convolution of an image network, see {@link Parts}. */
export interface ConvolutionSettings {
  readonly name: string;
  readonly filters: number;
  /** Side of the kernel, 1 or 3. */
  readonly size: 1 | 3;
  readonly stride?: 1 | 2;
}

/** The parts of the image networks, for one kind of norm. */
export interface Parts {
  /** Norm (if any), then ReLU: they precede each convolution of a pre-activation network. */
  activate(x: tf.SymbolicTensor, normName: string): tf.SymbolicTensor;
  /** Convolution padded as in PyTorch: 3×3 with one pixel of zeros on every side, at any stride. */
  convolution(x: tf.SymbolicTensor, settings: ConvolutionSettings): tf.SymbolicTensor;
}

const EPSILON = 1e-5;
const GROUPS = 8;

/** The parts with this norm; convolutions have biases only without a norm. */
export function makeParts(norm: Norm): Parts {
  return {
    activate: (x, normName) => apply(tf.layers.reLU({ name: normName.replace(/bn/, 'relu') }), normalise(x, normName, norm)),
    convolution: (x, settings) => convolution(x, settings, norm === 'none'),
  };
}

/** Average over all positions, then one dense layer named `fc`: the model's logits. */
export function classifier(x: tf.SymbolicTensor, classes: number): tf.SymbolicTensor {
  const pooled = apply(tf.layers.globalAveragePooling2d({ name: 'avgpool' }), x);
  return apply(tf.layers.dense({ name: 'fc', units: classes, kernelInitializer: 'zeros' }), pooled);
}

/** A layer's output for symbolic inputs, without TensorFlow.js's types for other cases. */
export function apply(layer: tf.layers.Layer, inputs: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  return layer.apply(inputs) as tf.SymbolicTensor;
}

function convolution(x: tf.SymbolicTensor, { name, filters, size, stride = 1 }: ConvolutionSettings, useBias: boolean): tf.SymbolicTensor {
  // With stride 2, TensorFlow's `same` pads after the image only.
  const padded = size === 3 && stride === 2 ? apply(tf.layers.zeroPadding2d({ name: `${name}.padding`, padding: [1, 1] }), x) : x;
  const padding = padded === x && size === 3 ? 'same' : 'valid';
  return apply(
    tf.layers.conv2d({ name, filters, kernelSize: size, strides: stride, padding, useBias, kernelInitializer: 'zeros' }),
    padded,
  );
}

function normalise(x: tf.SymbolicTensor, name: string, norm: Norm): tf.SymbolicTensor {
  switch (norm) {
    case 'batch':
      return apply(tf.layers.batchNormalization({ name, epsilon: EPSILON, momentum: 0.9 }), x);
    case 'group':
      return apply(new GroupNormalization({ name, groups: GROUPS, epsilon: EPSILON }), x);
    case 'layer':
      return apply(new GroupNormalization({ name, groups: 1, epsilon: EPSILON }), x);
    case 'none':
      return x;
  }
}

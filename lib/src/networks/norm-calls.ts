import { NetworkError } from '../base/errors';
import { tf } from '../engine/tensorflow';

/** A replacement for a layer's `call`. */
export type Call = (inputs: tf.Tensor | tf.Tensor[], kwargs?: unknown) => tf.Tensor | tf.Tensor[];

/** The batch statistics of batch-norm layers: the means, then the unbiased variances of each. */
export type Measured = Map<tf.layers.Layer, readonly number[]>;

interface NormSettings {
  /** Keras writes a list of one axis. */
  readonly axis: number | readonly number[];
  readonly epsilon: number;
}

/** The first of a layer's inputs. */
export function firstOf(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0] : inputs;
}

/** Batch norm with the batch's own mean and biased variance; stores the batch statistics in `measured`. */
export function normaliseByBatch(layer: tf.layers.Layer, measured: Measured): Call {
  const { epsilon } = settingsOf(layer);
  return (inputs) =>
    tf.tidy(() => {
      if (measured.has(layer)) {
        throw new NetworkError(
          'BATCH_NORM_SHARED',
          `Batch-norm layer "${layer.name}" is used twice.`,
          'Use a separate layer at each place, so that each has its own statistics.',
        );
      }
      const x = firstOf(inputs);
      const [channelAxis] = axesOf(layer, x.rank);
      const { mean, variance } = tf.moments(x, x.shape.map((_, axis) => axis).filter((axis) => axis !== channelAxis), true);
      const count = x.size / x.shape[channelAxis];
      const unbiased = variance.mul(count / Math.max(count - 1, 1));
      measured.set(layer, [...mean.dataSync(), ...unbiased.dataSync()]);
      const scaled = multiply(x.sub(mean).mul(variance.add(epsilon).rsqrt()), weightOf(layer, 'gamma')?.reshape(mean.shape));
      return plus(scaled, weightOf(layer, 'beta')?.reshape(mean.shape));
    });
}

/**
 * Inference of a norm layer by operations with gradients, number for number as TensorFlow.js computes it. TensorFlow.js's own batch
 * norm has no gradient without γ or β, or if the channels are not last. Undefined if its own suffices.
 */
export function normaliseWithGradient(layer: tf.layers.Layer): Call | undefined {
  const isComplete = weightOf(layer, 'gamma') !== undefined && weightOf(layer, 'beta') !== undefined;
  const rank = (layer.outputShape as tf.Shape).length;
  switch (layer.getClassName()) {
    case 'BatchNormalization':
      return isComplete && axesOf(layer, rank)[0] === rank - 1
        ? undefined
        : (inputs) => tf.tidy(() => byRunningStatistics(layer, firstOf(inputs)));
    case 'LayerNormalization':
      return isComplete ? undefined : (inputs) => tf.tidy(() => byExample(layer, firstOf(inputs)));
    default:
      return undefined;
  }
}

function byRunningStatistics(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  const [channelAxis] = axesOf(layer, x.rank);
  const [mean, variance] = ['moving_mean', 'moving_variance'].map((name) => weightOf(layer, name) as tf.Tensor1D);
  const [gamma, beta] = [weightOf(layer, 'gamma') ?? tf.onesLike(mean), weightOf(layer, 'beta') ?? tf.zerosLike(mean)] as tf.Tensor1D[];
  const { epsilon } = settingsOf(layer);
  if (channelAxis === x.rank - 1 && x.rank <= 4) return tf.batchNorm(x, mean, variance, beta, gamma, epsilon);
  const shape = x.shape.map((length, axis) => (axis === channelAxis ? length : 1));
  const wide = (value: tf.Tensor): tf.Tensor => value.reshape(shape);
  return x.sub(wide(mean)).mul(wide(variance).add(epsilon).rsqrt().mul(wide(gamma))).add(wide(beta));
}

function byExample(layer: tf.layers.Layer, x: tf.Tensor): tf.Tensor {
  const axes = axesOf(layer, x.rank);
  const { mean, variance } = tf.moments(x, axes, true);
  const wide = (value: tf.Tensor | undefined): tf.Tensor | undefined =>
    value?.reshape(x.shape.map((length, axis) => (axes.includes(axis) ? length : 1)));
  const factor = multiply(variance.add(settingsOf(layer).epsilon).rsqrt(), wide(weightOf(layer, 'gamma')));
  return plus(x.sub(mean).mul(factor), wide(weightOf(layer, 'beta')));
}

function settingsOf(layer: tf.layers.Layer): NormSettings {
  return layer.getConfig() as unknown as NormSettings;
}

/** The axes along which a norm layer has weights, counted from the first. */
function axesOf(layer: tf.layers.Layer, rank: number): number[] {
  const { axis } = settingsOf(layer);
  return [axis].flat().map((each) => (each < 0 ? each + rank : each));
}

function weightOf(layer: tf.layers.Layer, name: string): tf.Tensor | undefined {
  return layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`))?.read();
}

function multiply(x: tf.Tensor, factor: tf.Tensor | undefined): tf.Tensor {
  return factor ? x.mul(factor) : x;
}

function plus(x: tf.Tensor, summand: tf.Tensor | undefined): tf.Tensor {
  return summand ? x.add(summand) : x;
}

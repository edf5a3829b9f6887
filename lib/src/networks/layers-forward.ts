import { NetworkError } from '../base/errors';
import { tf } from '../engine/tensorflow';
import { FINAL_ACTIVATIONS } from './compiled/plan';
import type { Loss, Normalise } from './runner';
import { batchNormLayers } from './variables';

/** A forward pass with plain TensorFlow.js. */
export interface LayersForward {
  /** [batch, number of logits] */
  readonly logits: tf.Tensor2D;
  /** With `batch`: mean and unbiased variance of each batch-norm layer's input, in the order of the statistics' layout. */
  readonly measured: Float32Array;
}

interface Override {
  readonly target: object;
  readonly property: string;
  readonly value: unknown;
}

type Call = (inputs: tf.Tensor | tf.Tensor[]) => tf.Tensor;

/**
 * Makes the forward pass of any model with one input and one row of logits per example. Dropout is off, a final softmax
 * or sigmoid is left away. TensorFlow.js has no call for "this batch's statistics, but no dropout and no update", so
 * `batch` lends the batch-norm layers another `call` for the time of the pass.
 *
 * @throws NetworkError LOSS_MISMATCH, BATCH_NORM_WRAPPED
 */
export function layersForward(model: tf.LayersModel, loss: Loss): (x: tf.Tensor, normalise: Normalise) => LayersForward {
  const layers = batchNormLayers(model);
  const movingMeans = model.weights.filter(({ originalName }) => originalName.endsWith('/moving_mean'));
  if (movingMeans.length !== layers.length) {
    throw new NetworkError('BATCH_NORM_WRAPPED', `Model "${model.name}" has batch norm inside of another layer.`, 'Make it a layer of the model.');
  }
  const withoutActivation = overridesOfOutput(model, loss);
  return (x, normalise) => {
    const measured = new Map<tf.layers.Layer, readonly number[]>();
    const byBatch = normalise === 'batch' ? layers.map((layer) => ({ target: layer, property: 'call', value: normaliseByBatch(layer, measured) })) : [];
    const logits = overriding([...withoutActivation, ...byBatch], () => model.apply(x, { training: false }) as tf.Tensor2D);
    return { logits, measured: Float32Array.from(layers.flatMap((layer) => measured.get(layer) ?? [])) };
  };
}

/** Batch norm with the batch's own mean and biased variance; what it measured goes into `measured`. */
function normaliseByBatch(layer: tf.layers.Layer, measured: Map<tf.layers.Layer, readonly number[]>): Call {
  const settings = layer.getConfig() as { readonly axis: number; readonly epsilon: number };
  const weight = (name: string): tf.Tensor | undefined => layer.weights.find(({ originalName }) => originalName.endsWith(`/${name}`))?.read();
  return (inputs) =>
    tf.tidy(() => {
      if (measured.has(layer)) {
        throw new NetworkError('BATCH_NORM_SHARED', `Batch-norm layer "${layer.name}" is used twice.`, 'Give each place a layer of its own, so that its statistics mean one thing.');
      }
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const channelAxis = settings.axis < 0 ? settings.axis + x.rank : settings.axis;
      const { mean, variance } = tf.moments(x, x.shape.map((_, axis) => axis).filter((axis) => axis !== channelAxis), true);
      const count = x.size / x.shape[channelAxis];
      const unbiased = variance.mul(count / Math.max(count - 1, 1));
      measured.set(layer, [...mean.dataSync(), ...unbiased.dataSync()]);
      const scaled = multiply(x.sub(mean).mul(variance.add(settings.epsilon).rsqrt()), weight('gamma')?.reshape(mean.shape));
      const beta = weight('beta')?.reshape(mean.shape);
      return beta ? scaled.add(beta) : scaled;
    });
}

function multiply(x: tf.Tensor, factor: tf.Tensor | undefined): tf.Tensor {
  return factor ? x.mul(factor) : x;
}

/** What makes the model's output logits: the losses take these, for they stay exact where probabilities round to 0. */
function overridesOfOutput(model: tf.LayersModel, loss: Loss): readonly Override[] {
  let layer = model.outputs[0].sourceLayer;
  while (layer instanceof tf.LayersModel) layer = layer.outputs[0].sourceLayer;
  const isSoftmaxLayer = layer.getClassName() === 'Softmax';
  const activation = isSoftmaxLayer ? 'softmax' : activationOf(layer)?.getClassName();
  if (activation === undefined || !Object.hasOwn(FINAL_ACTIVATIONS, activation)) return [];
  if (FINAL_ACTIVATIONS[activation] !== loss) {
    throw new NetworkError('LOSS_MISMATCH', `Layer "${layer.name}" ends in ${activation}, which does not go with ${loss}.`, `Use ${FINAL_ACTIVATIONS[activation]}, or end the model in logits.`);
  }
  if (isSoftmaxLayer) {
    const identity: Call = (inputs) => (Array.isArray(inputs) ? inputs[0] : inputs);
    return [{ target: layer, property: 'call', value: identity }];
  }
  const linear = activationOf(tf.layers.activation({ activation: 'linear' }));
  return [{ target: layer, property: 'activation', value: linear }];
}

function activationOf(layer: tf.layers.Layer): tf.serialization.Serializable | undefined {
  return (layer as { readonly activation?: tf.serialization.Serializable }).activation;
}

/** Runs `body` while some properties have other values, then puts everything back. */
function overriding<Result>(overrides: readonly Override[], body: () => Result): Result {
  const before = overrides.map(({ target, property }) => Object.getOwnPropertyDescriptor(target, property));
  try {
    for (const { target, property, value } of overrides) Object.defineProperty(target, property, { value, configurable: true, writable: true, enumerable: true });
    return body();
  } finally {
    overrides.forEach(({ target, property }, i) => {
      const own = before[i];
      if (own) Object.defineProperty(target, property, own);
      else delete (target as Record<string, unknown>)[property];
    });
  }
}

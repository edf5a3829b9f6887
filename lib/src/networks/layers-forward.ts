import { NetworkError, ValleysError } from '../base/errors';
import { tf } from '../engine/tensorflow';
import { isOnlyActivation, type Measure } from './final-activation';
import { type Call, firstOf, type Measured, normaliseByBatch, normaliseWithGradient } from './norm-calls';
import { poolAtOnePlace } from './pooling-calls';
import type { Normalise } from './runner';
import { batchNormLayers, isBatchNorm, layersOf, partsOf } from './variables';

/** A forward pass with plain TensorFlow.js. */
export interface LayersForward {
  /** [batch, number of logits] */
  readonly logits: tf.Tensor2D;
  /** With `batch`: mean and unbiased variance of each batch-norm layer's input, in the order of the statistics' layout. */
  readonly measured: Float32Array;
}

/** The passes of one model. */
export interface LayersPasses {
  /** @throws NetworkError BATCH_NORM_SHARED */
  forward(x: tf.Tensor, normalise: Normalise): LayersForward;
  /** The result of `model.predict`, without memory from one call to the next. */
  predict(x: tf.Tensor): tf.Tensor;
  /**
   * Turns an error within `work` into one with a code that names the layer, found by running the work again. Errors of the library
   * stay as they are.
   */
  explained(error: unknown, work: () => unknown): unknown;
}

interface Override {
  readonly target: object;
  readonly property: string;
  readonly value: unknown;
}

/**
 * Makes the passes of any model with one input and one row of logits per example. Dropout is off, a final softmax or sigmoid is
 * removed, recurrent layers begin each pass without memory. TensorFlow.js has no call for "this batch's statistics, but no dropout
 * and no update", so `batch` replaces the `call` of the batch-norm layers during the pass; frozen ones keep their running
 * statistics, as in Keras.
 *
 * @throws NetworkError BATCH_NORM_WRAPPED
 */
export function layersPasses(model: tf.LayersModel, { activated }: Measure): LayersPasses {
  const found = layersOf(model);
  const norms = found.filter(({ layer }) => isBatchNorm(layer));
  const trained = batchNormLayers(model);
  const movingMeans = new Set(model.weights.filter(({ originalName }) => originalName.endsWith('/moving_mean')));
  if (movingMeans.size !== norms.length) {
    throw new NetworkError(
      'BATCH_NORM_WRAPPED',
      `Model "${model.name}" has batch norm inside of another layer.`,
      'Make it a layer of the model.',
    );
  }
  const layers = found.map(({ layer }) => layer);
  const forgetting = layers.flatMap(withParts).filter(({ stateful }) => stateful).flatMap(withoutMemory);
  const always = [
    ...forgetting,
    ...(activated ? [withoutActivation(activated)] : []),
    ...layers.flatMap((layer) => calling(layer, normaliseWithGradient(layer) ?? poolAtOnePlace(layer))),
  ];
  const watched: { at?: tf.layers.Layer } = {};
  let watching = false;
  const apply = (overrides: readonly Override[], x: tf.Tensor): tf.Tensor =>
    overriding(overrides, () =>
      overriding(watching ? layers.map((layer) => watch(layer, watched)) : [], () => model.apply(x, { training: false }) as tf.Tensor),
    );
  return {
    forward: (x, normalise) => {
      const measured: Measured = new Map();
      const byBatch = normalise === 'batch' ? trained.flatMap((layer) => calling(layer, normaliseByBatch(layer, measured))) : [];
      const logits = apply([...always, ...byBatch], x) as tf.Tensor2D;
      return { logits, measured: Float32Array.from(trained.flatMap((layer) => measured.get(layer) ?? [])) };
    },
    predict: (x) => apply(forgetting, x),
    explained: (error, work) => {
      if (error instanceof ValleysError) return error;
      watching = true;
      try {
        work();
      } catch {
        // The work fails as before; now `watched` knows the layer.
      } finally {
        watching = false;
      }
      const { at } = watched;
      const where = at ? `layer "${at.name}" (${at.getClassName()}) of model "${model.name}"` : `model "${model.name}"`;
      const said = (error instanceof Error ? error.message : String(error)).split('\n')[0];
      const remedy = 'Replace the layer or its settings; a model that only lacks a gradient can be evaluated, but not trained.';
      return new NetworkError('MODEL_FAILED', `TensorFlow.js could not run ${where}: ${said}${/[.!?]$/.test(said) ? '' : '.'}`, remedy, {
        cause: error,
      });
    },
  };
}

function withParts(layer: tf.layers.Layer): tf.layers.Layer[] {
  return [layer, ...partsOf(layer).flatMap(withParts)];
}

/** Makes a stateful recurrent layer forget between batches, and take batches of any size. */
function withoutMemory(layer: tf.layers.Layer): Override[] {
  const { inputSpec } = layer as { readonly inputSpec?: readonly { readonly shape?: tf.Shape }[] };
  const anySize = inputSpec?.map((spec) => (spec.shape ? { ...spec, shape: [null, ...spec.shape.slice(1)] } : spec));
  return [
    { target: layer, property: '_stateful', value: false },
    ...(anySize ? [{ target: layer, property: 'inputSpec', value: anySize }] : []),
  ];
}

/** Makes the model's output logits: the losses take logits, which stay exact where probabilities round to 0. */
function withoutActivation(layer: tf.layers.Layer): Override {
  if (isOnlyActivation(layer)) return { target: layer, property: 'call', value: firstOf };
  const { activation } = tf.layers.activation({ activation: 'linear' }) as tf.layers.Layer & { readonly activation: unknown };
  return { target: layer, property: 'activation', value: activation };
}

function calling(layer: tf.layers.Layer, call: Call | undefined): Override[] {
  return call ? [{ target: layer, property: 'call', value: call }] : [];
}

/** Makes the layer record itself when its own work begins, forward and backward. */
function watch(layer: tf.layers.Layer, watched: { at?: tf.layers.Layer }): Override {
  const call = layer.call.bind(layer);
  const noted = tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => {
      watched.at = layer;
      return dy.clone();
    },
  }));
  const value: Call = (inputs, kwargs) => {
    watched.at = layer;
    const outputs = call(inputs, kwargs as Parameters<typeof call>[1]);
    return Array.isArray(outputs) ? outputs : noted(outputs);
  };
  return { target: layer, property: 'call', value };
}

/** Runs `body` while some properties have other values, then restores them. */
function overriding<Result>(overrides: readonly Override[], body: () => Result): Result {
  const before: (PropertyDescriptor | undefined)[] = [];
  try {
    for (const { target, property, value } of overrides) {
      before.push(Object.getOwnPropertyDescriptor(target, property));
      Object.defineProperty(target, property, { value, configurable: true, writable: true, enumerable: true });
    }
    return body();
  } finally {
    // The last first: a property may have been replaced twice.
    for (let i = before.length - 1; i >= 0; i--) {
      const [{ target, property }, own] = [overrides[i], before[i]];
      if (own) Object.defineProperty(target, property, own);
      else delete (target as Record<string, unknown>)[property];
    }
  }
}

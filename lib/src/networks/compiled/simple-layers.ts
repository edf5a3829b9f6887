import type { GraphTensor } from '../../engine/graph-types';
import { ACTIVATIONS, leakyRelu } from '../../engine/operations/activations';
import { addBias, addBiasesLast, matrixProduct } from '../../engine/operations/dense';
import { add } from '../../engine/operations/elementwise';
import { averagePooling, globalMaxPooling, maxPooling, type PoolingGeometry } from '../../engine/operations/pooling';
import { concatenate, mean, reshape } from '../../engine/operations/shape';
import { activate, type LayerWriter, pair, requireChannelsLast } from './layer-writer';
import type { PlannedLayer } from './planned-layer';
import { UncompilableError } from './uncompilable';

/** On rows of numbers; tensors of more axes are not compiled. */
export const denseLayer: LayerWriter = ({ graph, weight }, layer, [x]) => {
  if (x.shape.length !== 2) {
    throw new UncompilableError(
      `Layer "${layer.name}" is dense on a tensor of ${x.shape.length} axes; the compiler takes 2: flatten before it.`,
    );
  }
  const y = matrixProduct(graph, x, weight(layer, 'kernel'));
  return activate(graph, layer, layer.settings.useBias === false ? y : addBias(graph, y, weight(layer, 'bias')));
};

/** An activation as a layer of its own. */
export const activationLayer: LayerWriter = ({ graph }, layer, [x]) => activate(graph, layer, x);

/** Without a limit, or limited to 6. */
export const reluLayer: LayerWriter = ({ graph }, layer, [x]) => {
  const { maxValue } = layer.settings;
  if (maxValue === undefined || maxValue === null) return ACTIVATIONS.relu(graph, x);
  if (maxValue === 6) return ACTIVATIONS.relu6(graph, x);
  throw new UncompilableError(`Layer "${layer.name}" cuts off at ${maxValue}; the compiler knows 6 or no limit.`);
};

/** max(x, αx); α is 0.3 if the layer does not say. */
export const leakyReluLayer: LayerWriter = ({ graph }, layer, [x]) => leakyRelu(graph, x, layer.settings.alpha ?? 0.3);

/** TensorFlow.js supports this layer for α = 1 only. */
export const eluLayer: LayerWriter = ({ graph }, _, [x]) => ACTIVATIONS.elu(graph, x);

/** The sum of tensors of one shape. */
export const addLayer: LayerWriter = ({ graph, readers }, layer, inputs) => {
  requireEqualShapes(layer, inputs);
  return readers(layer) > 1 ? addBiasesLast(graph, inputs) : inputs.reduce((sum, next) => add(graph, sum, next));
};

/** Along any axis but that of the batch. */
export const concatenateLayer: LayerWriter = ({ graph }, layer, inputs) => {
  const rank = layer.shape.length;
  const given = typeof layer.settings.axis === 'number' ? layer.settings.axis : -1;
  if (given < -1)
    throw new UncompilableError(
      `Layer "${layer.name}" joins along axis ${given}; TensorFlow.js treats every negative axis as the last one.`,
    );
  const axis = given === -1 ? rank - 1 : given;
  if (axis === 0) throw new UncompilableError(`Layer "${layer.name}" joins along the batch.`);
  return concatenate(graph, inputs, axis);
};

/** Channels last. */
export const averagePoolingLayer: LayerWriter = ({ graph }, layer, [x]) => averagePooling(graph, x, poolingGeometry(layer));

/** Channels last. */
export const maxPoolingLayer: LayerWriter = ({ graph }, layer, [x]) => maxPooling(graph, x, poolingGeometry(layer));

/** The mean of each channel; channels last. */
export const globalAveragePoolingLayer: LayerWriter = ({ graph }, layer, [x]) => {
  requireChannelsLast(layer);
  return mean(graph, x, [1, 2], false);
};

/** The maximum of each channel; channels last. */
export const globalMaxPoolingLayer: LayerWriter = ({ graph }, layer, [x]) => {
  requireChannelsLast(layer);
  return globalMaxPooling(graph, x);
};

/** If channels come first, TensorFlow.js moves them last before it flattens. */
export const flattenLayer: LayerWriter = (context, layer, inputs) => {
  requireChannelsLast(layer);
  return reshapeLayer(context, layer, inputs);
};

/** The same numbers in the layer's shape. */
export const reshapeLayer: LayerWriter = ({ graph }, layer, [x]) => reshape(graph, x, layer.shape);

/** Dropout is off, so that the loss depends on the weights alone: the layer returns its input. */
export const identityLayer: LayerWriter = (_, __, [x]) => x;

function poolingGeometry(layer: PlannedLayer): PoolingGeometry {
  requireChannelsLast(layer);
  const { poolSize, strides, padding } = layer.settings;
  return { size: pair(poolSize), strides: pair(strides ?? poolSize), padding: padding === 'same' ? 'SAME' : 'VALID' };
}

function requireEqualShapes(layer: PlannedLayer, inputs: readonly GraphTensor[]): void {
  if (inputs.every((input) => input.shape.join() === inputs[0].shape.join())) return;
  throw new UncompilableError(`Layer "${layer.name}" adds tensors of different shapes.`);
}

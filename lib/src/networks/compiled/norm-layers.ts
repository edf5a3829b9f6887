import type { GraphTensor } from '../../engine/graph-types';
import { batchNorm } from '../../engine/operations/batch-norm';
import { depthwiseConvolution } from '../../engine/operations/convolution';
import { addBias } from '../../engine/operations/dense';
import { add, inverseSquareRoot, multiply, subtract } from '../../engine/operations/elementwise';
import { groupStandardise, standardise } from '../../engine/operations/group-norm';
import { reshape } from '../../engine/operations/shape';
import type { LayerWriter, WriterContext } from './layer-writer';
import type { PlannedLayer } from './planned-layer';
import { UncompilableError } from './uncompilable';

const DEFAULT_EPSILON = 1e-3;

/** By the batch's statistics or the running ones, over all axes but the last; where it is folded, the convolution before it does this. */
export const batchNormLayer: LayerWriter = (context, layer, [x]) => {
  requireLastAxis(layer);
  if (x.shape.length !== 2 && x.shape.length !== 4) {
    throw new UncompilableError(`Layer "${layer.name}" normalises a tensor of ${x.shape.length} axes; the compiler takes 2 or 4.`);
  }
  if (context.isFolded(layer)) return x;
  return context.normalise === 'batch' ? byBatch(context, layer, x) : byRunningStatistics(context, layer, x);
};

/** Each example by itself, over its last axes. */
export const layerNormLayer: LayerWriter = (context, layer, [x]) => {
  const axes = axesOf(layer).map((axis) => (axis < 0 ? axis + x.shape.length : axis)).sort((a, b) => a - b);
  if (axes.some((axis, i) => axis !== x.shape.length - axes.length + i) || axes[0] === 0) {
    throw new UncompilableError(`Layer "${layer.name}" normalises over axes ${axes.join(', ')}; the compiler takes the last ones.`);
  }
  return scaled(context, layer, standardise(context.graph, x, axes, layer.settings.epsilon ?? DEFAULT_EPSILON));
};

/** Each example by itself, over groups of its channels; channels last. */
export const groupNormLayer: LayerWriter = (context, layer, [x]) => {
  const { groups, epsilon } = layer.settings;
  const channels = x.shape[x.shape.length - 1];
  if (groups === undefined || channels % groups !== 0) {
    throw new UncompilableError(`Layer "${layer.name}" cannot share ${channels} channels among ${groups} groups.`);
  }
  return scaled(context, layer, groupStandardise(context.graph, x, groups, epsilon ?? DEFAULT_EPSILON));
};

/** Batch norm with running statistics as one multiplication and one addition per channel: γ·(x − m)/√(v + ε) + β = factor·x + shift. */
export function inferenceTransform(
  context: WriterContext,
  layer: PlannedLayer,
): { readonly factor: GraphTensor; readonly shift: GraphTensor } {
  const { graph } = context;
  const variance = context.statistic(layer, 'moving_variance');
  const deviation = inverseSquareRoot(graph, add(graph, variance, graph.floats(layer.settings.epsilon ?? DEFAULT_EPSILON)));
  const factor = layer.settings.scale === false ? deviation : multiply(graph, context.weight(layer, 'gamma'), deviation);
  const mean = multiply(graph, factor, context.statistic(layer, 'moving_mean'));
  const beta = layer.settings.center === false ? graph.floats(new Float32Array(mean.shape[0])) : context.weight(layer, 'beta');
  return { factor, shift: subtract(graph, beta, mean) };
}

function byBatch(context: WriterContext, layer: PlannedLayer, x: GraphTensor): GraphTensor {
  const { graph } = context;
  const channels = x.shape[x.shape.length - 1];
  const gamma = layer.settings.scale === false ? graph.floats(new Float32Array(channels).fill(1)) : context.weight(layer, 'gamma');
  const beta = layer.settings.center === false ? graph.floats(new Float32Array(channels)) : context.weight(layer, 'beta');
  const images = x.shape.length === 4 ? x : reshape(graph, x, [-1, 1, 1, channels]);
  const { output, mean, variance } = batchNorm(graph, images, gamma, beta, layer.settings.epsilon ?? DEFAULT_EPSILON);
  context.measured(layer, mean, variance);
  return x.shape.length === 4 ? output : reshape(graph, output, x.shape);
}

function byRunningStatistics(context: WriterContext, layer: PlannedLayer, x: GraphTensor): GraphTensor {
  const { graph } = context;
  const { factor, shift } = inferenceTransform(context, layer);
  if (x.shape.length === 2) return addBias(graph, multiply(graph, x, factor), shift);
  // A 1×1 depthwise convolution is a multiplication per channel; TensorFlow fuses it with the addition and a ReLU.
  const kernel = reshape(graph, factor, [1, 1, x.shape[3], 1]);
  return addBias(graph, depthwiseConvolution(graph, x, kernel, { strides: [1, 1], dilations: [1, 1], padding: 'VALID' }), shift);
}

function scaled(context: WriterContext, layer: PlannedLayer, x: GraphTensor): GraphTensor {
  const { graph } = context;
  const y = layer.settings.scale === false ? x : multiply(graph, x, context.weight(layer, 'gamma'));
  return layer.settings.center === false ? y : add(graph, y, context.weight(layer, 'beta'));
}

function requireLastAxis(layer: PlannedLayer): void {
  const [axis] = axesOf(layer);
  if (axis === -1 || axis === layer.shape.length - 1) return;
  throw new UncompilableError(`Layer "${layer.name}" normalises over axis ${axis}; the compiler takes the last one.`);
}

function axesOf(layer: PlannedLayer): number[] {
  const axis = layer.settings.axis ?? -1;
  return typeof axis === 'number' ? [axis] : [...axis];
}

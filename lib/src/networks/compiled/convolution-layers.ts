import type { Graph } from '../../engine/graph';
import type { GraphTensor } from '../../engine/graph-types';
import { type ConvolutionGeometry, convolution, depthwiseConvolution, type ExplicitPadding } from '../../engine/operations/convolution';
import { addBias } from '../../engine/operations/dense';
import { add, multiply } from '../../engine/operations/elementwise';
import { pad, reshape } from '../../engine/operations/shape';
import { activate, type LayerWriter, pair, requireChannelsLast, type WriterContext } from './layer-writer';
import { inferenceTransform } from './norm-layers';
import type { PlannedLayer } from './planned-layer';
import { UncompilableError } from './uncompilable';

type Convolve = (graph: Graph, x: GraphTensor, kernel: GraphTensor, geometry: ConvolutionGeometry) => GraphTensor;

/** Channels last; with the padding before it and the batch norm after it, where the plan folds them into it. */
export const convolutionLayer: LayerWriter = (context, layer, [x]) => {
  const kernel = context.weight(layer, 'kernel');
  return convolve(context, layer, x, kernel, kernel.shape.slice(3), convolution);
};

/** The same for each channel by itself: not dilated, and with the same strides down and across. */
export const depthwiseConvolutionLayer: LayerWriter = (context, layer, [x]) => {
  const { strides, dilationRate } = layer.settings;
  if (Math.max(...pair(dilationRate)) > 1) throw new UncompilableError(`Layer "${layer.name}" is a dilated depthwise convolution.`);
  if (pair(strides)[0] !== pair(strides)[1]) throw new UncompilableError(`Layer "${layer.name}" has other strides down than across.`);
  const kernel = context.weight(layer, 'depthwise_kernel');
  return convolve(context, layer, x, kernel, kernel.shape.slice(2), depthwiseConvolution);
};

/** Where it is folded, the convolution after it pads. */
export const zeroPaddingLayer: LayerWriter = (context, layer, [x]) => {
  requireChannelsLast(layer);
  if (context.isFolded(layer)) return x;
  const { top, bottom, left, right } = paddingOf(layer);
  return pad(context.graph, x, [[0, 0], [top, bottom], [left, right], [0, 0]]);
};

/** `channels`: the last axes of the kernel, which number the output channels. */
function convolve(
  context: WriterContext,
  layer: PlannedLayer,
  x: GraphTensor,
  kernel: GraphTensor,
  channels: readonly number[],
  write: Convolve,
): GraphTensor {
  requireChannelsLast(layer);
  const { graph } = context;
  const bias = layer.settings.useBias === false ? undefined : context.weight(layer, 'bias');
  const geometry = geometryOf(context, layer);
  const norm = context.batchNormAfter(layer);
  if (norm === undefined) {
    const y = write(graph, x, kernel, geometry);
    return activate(graph, layer, bias ? addBias(graph, y, bias) : y);
  }
  const { factor, shift } = inferenceTransform(context, norm);
  const folded = multiply(graph, kernel, channels.length === 1 ? factor : reshape(graph, factor, channels));
  return addBias(graph, write(graph, x, folded, geometry), bias ? add(graph, multiply(graph, bias, factor), shift) : shift);
}

function geometryOf(context: WriterContext, layer: PlannedLayer): ConvolutionGeometry {
  const { strides, dilationRate, padding } = layer.settings;
  const before = context.paddingBefore(layer);
  if (before === undefined && padding !== 'same' && padding !== 'valid') {
    throw new UncompilableError(`Layer "${layer.name}" has the padding ${String(padding)}; the compiler takes same and valid.`);
  }
  return {
    strides: pair(strides),
    dilations: pair(dilationRate),
    padding: before ? paddingOf(before) : padding === 'same' ? 'SAME' : 'VALID',
  };
}

function paddingOf(layer: PlannedLayer): ExplicitPadding {
  const [[top, bottom], [left, right]] = layer.settings.padding as readonly (readonly number[])[];
  return { top, bottom, left, right };
}

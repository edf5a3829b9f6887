import type { Graph } from '../../engine/graph';
import type { GraphTensor } from '../../engine/graph-types';
import type { Normalise } from '../runner';
import { convolutionLayer, depthwiseConvolutionLayer, zeroPaddingLayer } from './convolution-layers';
import type { LayerWriter, WriterContext } from './layer-writer';
import { batchNormLayer, groupNormLayer, layerNormLayer } from './norm-layers';
import type { NetworkPlan } from './plan';
import type { PlannedLayer } from './planned-layer';
import * as simple from './simple-layers';
import { UncompilableError } from './uncompilable';

/** The layers that the compiler supports, by class. */
const WRITERS: Readonly<Record<string, LayerWriter>> = {
  Activation: simple.activationLayer,
  Add: simple.addLayer,
  AveragePooling2D: simple.averagePoolingLayer,
  BatchNormalization: batchNormLayer,
  Concatenate: simple.concatenateLayer,
  Conv2D: convolutionLayer,
  Dense: simple.denseLayer,
  DepthwiseConv2D: depthwiseConvolutionLayer,
  Dropout: simple.identityLayer,
  ELU: simple.eluLayer,
  Flatten: simple.flattenLayer,
  GlobalAveragePooling2D: simple.globalAveragePoolingLayer,
  GlobalMaxPooling2D: simple.globalMaxPoolingLayer,
  GroupNormalization: groupNormLayer,
  LayerNormalization: layerNormLayer,
  LeakyReLU: simple.leakyReluLayer,
  MaxPooling2D: simple.maxPoolingLayer,
  ReLU: simple.reluLayer,
  Reshape: simple.reshapeLayer,
  ZeroPadding2D: zeroPaddingLayer,
};

/** Finds a weight or statistic for the forward pass, by layer and TensorFlow.js's name. */
export type Lookup = (layer: string, name: string) => GraphTensor;

/** A forward pass in a graph. */
export interface ForwardPass {
  /** [batch, number of logits] */
  readonly logits: GraphTensor;
  /** The batch statistics of each batch-norm layer; empty with running statistics. */
  readonly measured: ReadonlyMap<string, { readonly mean: GraphTensor; readonly variance: GraphTensor }>;
}

/** Writes a forward pass from `x` to the logits. @throws UncompilableError for an unsupported layer or setting */
export function writeForward(
  graph: Graph,
  plan: NetworkPlan,
  x: GraphTensor,
  normalise: Normalise,
  weights: Lookup,
  statistics: Lookup,
): ForwardPass {
  const measured = new Map<string, { mean: GraphTensor; variance: GraphTensor }>();
  const folded = new Set([...plan.paddings.values(), ...(normalise === 'running' ? plan.batchNorms.values() : [])]);
  const context: WriterContext = {
    graph,
    normalise,
    weight: (layer, name) => weights(layer.name, name),
    statistic: (layer, name) => statistics(layer.name, name),
    measured: (layer, mean, variance) => measured.set(layer.name, { mean, variance }),
    readers: ({ name }) => plan.layers.filter(({ inputs }) => inputs.includes(name)).length,
    paddingBefore: (layer) => plan.paddings.get(layer.name),
    batchNormAfter: (layer) => (normalise === 'running' ? plan.batchNorms.get(layer.name) : undefined),
    isFolded: (layer) => folded.has(layer),
  };
  const outputs = new Map<string, GraphTensor>();
  for (const layer of plan.layers) {
    outputs.set(layer.name, layer.className === 'InputLayer' ? x : writerOf(layer)(context, layer, inputsOf(layer, outputs)));
  }
  return { logits: outputs.get(plan.output) as GraphTensor, measured };
}

function writerOf(layer: PlannedLayer): LayerWriter {
  if (Object.hasOwn(WRITERS, layer.className)) return WRITERS[layer.className];
  throw new UncompilableError(`Layer "${layer.name}" is of class ${layer.className}, which the compiler does not know.`);
}

function inputsOf(layer: PlannedLayer, outputs: ReadonlyMap<string, GraphTensor>): GraphTensor[] {
  return layer.inputs.map((name) => outputs.get(name) as GraphTensor);
}

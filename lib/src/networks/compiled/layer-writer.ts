import type { Graph } from '../../engine/graph';
import type { GraphTensor } from '../../engine/graph-types';
import { ACTIVATIONS } from '../../engine/operations/activations';
import type { Normalise } from '../runner';
import type { PlannedLayer } from './planned-layer';
import { UncompilableError } from './uncompilable';

/** Everything that a layer needs to write itself into a graph. */
export interface WriterContext {
  readonly graph: Graph;
  readonly normalise: Normalise;
  /** A trainable weight of a layer, by its name in TensorFlow.js, such as `kernel`. */
  weight(layer: PlannedLayer, name: string): GraphTensor;
  /** A running statistic: `moving_mean` or `moving_variance`. */
  statistic(layer: PlannedLayer, name: string): GraphTensor;
  /** Reports the batch statistics of a batch-norm layer: mean and unbiased variance. */
  measured(layer: PlannedLayer, mean: GraphTensor, variance: GraphTensor): void;
  /** Number of layers that read the layer's output. */
  readers(layer: PlannedLayer): number;
  /** The zero padding that this convolution computes. */
  paddingBefore(layer: PlannedLayer): PlannedLayer | undefined;
  /** The batch norm that this convolution computes; only with running statistics. */
  batchNormAfter(layer: PlannedLayer): PlannedLayer | undefined;
  /** Whether a convolution computes this layer, so that nothing is left to write. */
  isFolded(layer: PlannedLayer): boolean;
}

/** Writes one kind of layer; returns its output. @throws UncompilableError for an unsupported setting */
export type LayerWriter = (context: WriterContext, layer: PlannedLayer, inputs: readonly GraphTensor[]) => GraphTensor;

/** Applies the activation given as a setting of a layer. */
export function activate(graph: Graph, layer: PlannedLayer, x: GraphTensor): GraphTensor {
  const name = layer.settings.activation ?? 'linear';
  const activation = Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  if (!activation) throw new UncompilableError(`Layer "${layer.name}" has the activation ${name}, which the compiler does not know.`);
  return activation(graph, x);
}

/** @throws UncompilableError unless images have their channels last */
export function requireChannelsLast(layer: PlannedLayer): void {
  const format = layer.settings.dataFormat ?? 'channelsLast';
  if (format !== 'channelsLast')
    throw new UncompilableError(`Layer "${layer.name}" has the data format ${format}; the compiler takes channelsLast.`);
}

/** A pair of numbers such as strides, [vertical, horizontal]. */
export function pair(values: readonly number[] | undefined): [number, number] {
  return [values?.[0] ?? 1, values?.[1] ?? values?.[0] ?? 1];
}

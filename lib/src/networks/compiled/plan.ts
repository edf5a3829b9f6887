import { NetworkError } from '../../base/errors';
import type { Shape } from '../../engine/graph-types';
import type { tf } from '../../engine/tensorflow';
import { type Measure, measureOf } from '../final-activation';
import { type ModelNode, modelNodes } from '../model-graph';
import type { Loss } from '../runner';
import { layersOf } from '../variables';
import { foldNeighbours } from './fold';
import type { LayerSettings, PlannedLayer } from './planned-layer';
import { UncompilableError } from './uncompilable';

/** A model as a list of layers, each after the layers that it reads. */
export interface NetworkPlan {
  readonly layers: readonly PlannedLayer[];
  /** Name of the layer whose output is the logits, without a final softmax or sigmoid. */
  readonly output: string;
  /** Shape of one example. */
  readonly inputShape: Shape;
  /** Number of logits. */
  readonly logits: number;
  readonly loss: Loss;
  /** Zero paddings by the name of the convolution that computes them, and their names. */
  readonly paddings: ReadonlyMap<string, PlannedLayer>;
  /** Batch-norm layers by the name of the convolution that computes them with running statistics. */
  readonly batchNorms: ReadonlyMap<string, PlannedLayer>;
}

/**
 * Reads a model's layers in order of computation. One logit means binary cross-entropy unless `loss` says otherwise.
 *
 * @throws UncompilableError for several inputs or outputs, layers used twice, frozen weights
 */
export function planNetwork(model: tf.LayersModel, loss?: Loss): NetworkPlan {
  if (model.inputs.length !== 1) throw new UncompilableError(`The model has ${model.inputs.length} inputs; the compiler takes one.`);
  if (model.outputs.length !== 1) throw new UncompilableError(`The model has ${model.outputs.length} outputs; the compiler takes one.`);
  const nodes = modelNodes(model);
  const last = nodes[nodes.length - 1];
  const shape = shapeOf(last.tensor);
  if (shape.length !== 2) throw new UncompilableError(`The output of layer "${last.layer.name}" is not one row of logits per example.`);
  const measure = measured(nodes, loss);
  const layers = plannedLayers(model, nodes, measure.activated);
  const output = layers[layers.length - 1].name;
  return {
    layers,
    output,
    inputShape: shapeOf(model.inputs[0]).slice(1),
    logits: shape[1],
    loss: measure.loss,
    ...foldNeighbours(layers, output),
  };
}

function measured(nodes: readonly ModelNode[], loss?: Loss): Measure {
  try {
    return measureOf(nodes, loss);
  } catch (error) {
    throw error instanceof NetworkError ? new UncompilableError(error.message) : error;
  }
}

function plannedLayers(model: tf.LayersModel, nodes: readonly ModelNode[], activated?: tf.layers.Layer): PlannedLayer[] {
  const found = new Map(layersOf(model).map((each) => [each.layer, each]));
  const nameOf = ({ layer }: ModelNode): string => found.get(layer)?.name ?? layer.name;
  const seen = new Set<string>();
  return nodes.map((node) => {
    const { layer, tensor, inputs } = node;
    const name = nameOf(node);
    if (seen.has(name)) throw new UncompilableError(`Layer "${name}" is used more than once (shared weights).`);
    seen.add(name);
    if (layer.weights.length > 0 && (found.get(layer)?.frozen ?? !layer.trainable))
      throw new UncompilableError(`Layer "${name}" is frozen (trainable: false).`);
    const settings = layer.getConfig() as LayerSettings;
    const planned = { name, className: layer.getClassName(), settings, inputs: inputs.map(nameOf), shape: shapeOf(tensor) };
    return layer === activated ? withoutActivation(planned) : planned;
  });
}

/** The losses take logits, so a final softmax or sigmoid is removed, whether it is a layer or a layer's setting. */
function withoutActivation(planned: PlannedLayer): PlannedLayer {
  const className = planned.className === 'Softmax' ? 'Activation' : planned.className;
  return { ...planned, className, settings: { ...planned.settings, activation: 'linear' } };
}

function shapeOf(tensor: tf.SymbolicTensor): Shape {
  const shape = tensor.shape.map((length, axis) => (axis === 0 ? -1 : length));
  if (shape.some((length) => length === null)) {
    throw new UncompilableError(`Layer "${tensor.sourceLayer.name}" has an axis of unknown length (${tensor.shape.join(', ')}).`);
  }
  return shape as number[];
}

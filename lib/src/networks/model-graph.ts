import { tf } from '../engine/tensorflow';

/** One use of a layer on the way from a model's input to its output. */
export interface ModelNode {
  readonly layer: tf.layers.Layer;
  /** What the layer gives here. */
  readonly tensor: tf.SymbolicTensor;
  /** The uses whose outputs it takes. */
  readonly inputs: readonly ModelNode[];
}

/** One place where a model stands in another: what its inputs are given, what was found in it, and the models in it. */
interface Place {
  readonly given: ReadonlyMap<tf.SymbolicTensor, ModelNode>;
  readonly found: Map<tf.SymbolicTensor, ModelNode>;
  readonly opened: Map<string, Place>;
}

/**
 * The uses of layers that a model's first output depends on, each after those it takes its input from; the last is the
 * output. Models within the model are opened, at any depth, so that no node is a model.
 */
export function modelNodes(model: tf.LayersModel): ModelNode[] {
  const nodes: ModelNode[] = [];
  const placeOf = (given: Place['given']): Place => ({ given, found: new Map(), opened: new Map() });

  /** The place of a model that gives `tensor`: one for all of the outputs that it has there. */
  const within = (inner: tf.LayersModel, tensor: tf.SymbolicTensor, place: Place): Place => {
    const key = `${inner.id}/${tensor.nodeIndex}`;
    const made = place.opened.get(key) ?? placeOf(new Map(inner.inputs.map((input, i) => [input, visit(tensor.inputs[i], place)])));
    place.opened.set(key, made);
    return made;
  };

  const visit = (tensor: tf.SymbolicTensor, place: Place): ModelNode => {
    const known = place.given.get(tensor) ?? place.found.get(tensor);
    if (known) return known;
    const layer = tensor.sourceLayer;
    const node = layer instanceof tf.LayersModel ? visit(outputOf(layer, tensor), within(layer, tensor, place)) : used(tensor, place);
    place.found.set(tensor, node);
    return node;
  };

  const used = (tensor: tf.SymbolicTensor, place: Place): ModelNode => {
    const node = { layer: tensor.sourceLayer, tensor, inputs: tensor.inputs.map((input) => visit(input, place)) };
    nodes.push(node);
    return node;
  };

  visit(model.outputs[0], placeOf(new Map()));
  return nodes;
}

/** The tensor within a model that it gives as `tensor`. */
function outputOf(model: tf.LayersModel, tensor: tf.SymbolicTensor): tf.SymbolicTensor {
  return model.outputs[tensor.outputTensorIndex ?? 0];
}

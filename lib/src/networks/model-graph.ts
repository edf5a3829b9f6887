import { tf } from '../engine/tensorflow';

/** One use of a layer on the way from a model's input to its output. */
export interface ModelNode {
  readonly layer: tf.layers.Layer;
  /** The layer's output here. */
  readonly tensor: tf.SymbolicTensor;
  /** The uses whose outputs it reads. */
  readonly inputs: readonly ModelNode[];
}

/** One use of a model within another: the nodes given to its inputs, the nodes found in it, and the models opened in it. */
interface Place {
  readonly given: ReadonlyMap<tf.SymbolicTensor, ModelNode>;
  readonly found: Map<tf.SymbolicTensor, ModelNode>;
  readonly opened: Map<string, Place>;
}

/**
 * The uses of layers on which a model's first output depends, each after its inputs; the last is the output. Models within the
 * model are opened, at any depth, so no node is a model.
 */
export function modelNodes(model: tf.LayersModel): ModelNode[] {
  const nodes: ModelNode[] = [];
  const placeOf = (given: Place['given']): Place => ({ given, found: new Map(), opened: new Map() });

  /** The use of a model that produces `tensor`: one for all of its outputs there. */
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

/** The tensor inside a model that becomes its output `tensor`. */
function outputOf(model: tf.LayersModel, tensor: tf.SymbolicTensor): tf.SymbolicTensor {
  return model.outputs[tensor.outputTensorIndex ?? 0];
}

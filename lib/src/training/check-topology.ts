import { tf } from '../engine/tensorflow';
import { type Config, isModel, isObject, requireKnownSettings, UntranslatableError } from './keras-topology';

/**
 * Checks what TensorFlow.js takes on trust: all classes are known, each name occurs once, and each layer's inputs can be computed
 * before it. An unknown name would make TensorFlow.js wait for ever.
 *
 * @throws UntranslatableError
 */
export function checkTopology(model: unknown): void {
  if (!isObject(model) || !isModel(model)) throw new UntranslatableError('It contains no model.');
  // In early versions the configuration of a sequential model is its list of layers.
  const config = Array.isArray(model.config) ? { layers: model.config as unknown[] } : model.config;
  if (!isObject(config) || !Array.isArray(config.layers) || config.layers.length === 0)
    throw new UntranslatableError('It has no list of layers.');
  const layers = config.layers.map((layer: unknown, i) => {
    if (!isObject(layer) || typeof layer.class_name !== 'string' || !(isObject(layer.config) || Array.isArray(layer.config)))
      throw new UntranslatableError(`Layer ${i} has no class and configuration.`);
    if (isModel(layer)) checkTopology(layer);
    else if (!Object.hasOwn(classes(), layer.class_name)) throw new UntranslatableError(`TensorFlow.js has no layer ${layer.class_name}.`);
    else if (isObject(layer.config)) requireKnownSettings(layer.class_name, layer.config);
    return layer as Config & { readonly class_name: string; readonly config: Config };
  });
  if (model.class_name !== 'Sequential') checkGraph(layers, config);
}

function classes(): object {
  return tf.serialization.SerializationMap.getMap().classNameMap;
}

/** Uses the layers in turn, as TensorFlow.js does, until no layer is left that can be used. */
function checkGraph(layers: readonly (Config & { readonly class_name: string; readonly config: Config })[], config: Config): void {
  const uses = new Map<string, number>();
  const waiting: { readonly name: string; readonly inputs: readonly (readonly [string, number])[] }[] = [];
  for (const layer of layers) {
    const { name } = layer;
    if (typeof name !== 'string' || name !== layer.config.name || uses.has(name))
      throw new UntranslatableError(`Layer ${JSON.stringify(name)} has two names, or two layers have this one.`);
    // Input layers, and models within the model, count as used once.
    uses.set(name, layer.class_name === 'InputLayer' || isModel(layer) ? 1 : 0);
    if (!Array.isArray(layer.inbound_nodes)) throw new UntranslatableError(`Layer "${name}" does not tell its inputs.`);
    for (const node of layer.inbound_nodes as unknown[]) {
      if (!Array.isArray(node) || node.length === 0) throw new UntranslatableError(`Layer "${name}" does not tell its inputs.`);
      waiting.push({ name, inputs: node.map((tensor) => referenceOf(tensor, name)) });
    }
  }
  const isThere = ([name, node]: readonly [string, number]): boolean => (uses.get(name) ?? 0) > node;
  for (
    let ready = waiting.findIndex(({ inputs }) => inputs.every(isThere));
    ready >= 0;
    ready = waiting.findIndex(({ inputs }) => inputs.every(isThere))
  ) {
    const [{ name }] = waiting.splice(ready, 1);
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  if (waiting.length > 0)
    throw new UntranslatableError(
      `The inputs of layer "${waiting[0].name}" are nowhere: ${waiting[0].inputs.map(([name]) => JSON.stringify(name)).join(', ')}.`,
    );
  for (const end of ['input_layers', 'output_layers']) {
    const tensors = config[end];
    if (!Array.isArray(tensors) || tensors.length === 0) throw new UntranslatableError(`It has no ${end}.`);
    const lost = tensors.map((tensor) => referenceOf(tensor, end)).find((tensor) => !isThere(tensor));
    if (lost) throw new UntranslatableError(`Its ${end} name "${lost[0]}", which is nowhere.`);
  }
}

function referenceOf(tensor: unknown, layer: string): readonly [string, number] {
  const [name, node, index] = Array.isArray(tensor) ? tensor as unknown[] : [];
  if (typeof name !== 'string' || !isCount(node) || !isCount(index))
    throw new UntranslatableError(`Layer "${layer}" does not tell its inputs.`);
  return [name, node];
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

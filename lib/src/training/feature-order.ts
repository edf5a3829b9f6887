import { tf } from '../engine/tensorflow';
import { namedVariables } from '../networks/variables';
import { isIdentity, positions } from './positions';

/**
 * The weights whose features PyTorch orders differently after a flatten. TensorFlow flattens height, width, channels; PyTorch
 * channels, height, width.
 */
export interface FeatureOrders {
  /** By the name of a weight (`WeightEntry.name`): for each of PyTorch's indices along its first axis, the index here. */
  readonly orders: ReadonlyMap<string, Uint32Array>;
  /** The layer at which flattened features meet others: no order of its own weights makes PyTorch compute the same. */
  readonly unknownAt?: string;
}

/** One use of a layer; models within the model are unfolded. */
interface LayerUse {
  readonly layer: tf.layers.Layer;
  readonly inputs: readonly LayerUse[];
  readonly shape: readonly (number | null)[];
}

/** A model, or one within it, and the sources of its inputs. */
interface Frame {
  readonly inputs: ReadonlyMap<tf.SymbolicTensor, LayerUse>;
  readonly uses: Map<tf.SymbolicTensor, LayerUse>;
}

/** The layout of a feature map in PyTorch: channels moved from the last axis to the first, or as here. */
type Layout = 'channels moved' | 'same';

/** Layers that leave each feature in its place. */
const KEEPS_PLACES = new Set([
  'Activation', 'ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU', 'Softmax', 'Dropout', 'SpatialDropout1D', 'SpatialDropout2D',
  'GaussianNoise', 'GaussianDropout', 'AlphaDropout', 'BatchNormalization', 'LayerNormalization', 'Masking', 'Rescaling',
  'Add', 'Average', 'Maximum', 'Minimum', 'Multiply', 'Subtract',
]);

const ONE_PER_FEATURE = new Set(['BatchNormalization', 'LayerNormalization', 'PReLU']);

/**
 * Finds the weights that run along flattened features: the rows of a dense kernel, and γ, β and statistics of a norm. A series
 * (`[length, features]`) counts as an image only if a convolution (`…1D`) produces it: outputs of recurrent layers and embeddings
 * have the same layout in PyTorch as here.
 */
export function featureOrders(model: tf.LayersModel): FeatureOrders {
  const found = new Map<string, Uint32Array | undefined>();
  const tracer = new Tracer();
  const uses = tracer.usesOf(model);
  const owners = new Map(namedVariables(model).map((weight) => [weight.variable, weight]));
  for (const use of uses) {
    const order = use.layer.weights.length > 0 && use.inputs.length > 0 ? tracer.orderOf(use.inputs[0]) : undefined;
    const className = use.layer.getClassName();
    if (order !== undefined && className !== 'Dense' && !ONE_PER_FEATURE.has(className)) tracer.unknownAt ??= use.layer.name;
    for (const variable of use.layer.weights) {
      const weight = owners.get(variable);
      if (weight === undefined || (className === 'Dense' && weight.name !== 'kernel')) continue;
      const name = `${weight.layer}.${weight.name}`;
      // A layer that is used twice has one set of weights for both uses.
      if (found.has(name) && !equal(found.get(name), order)) tracer.unknownAt ??= use.layer.name;
      found.set(name, order);
    }
  }
  if (tracer.unknownAt !== undefined) return { orders: new Map(), unknownAt: tracer.unknownAt };
  return { orders: new Map([...found].flatMap(([name, order]) => (order ? [[name, order] as const] : []))) };
}

/** Follows features backwards from their use to their flatten. */
class Tracer {
  unknownAt?: string;
  private readonly known = new Map<LayerUse, Uint32Array | undefined>();

  usesOf(model: tf.LayersModel): LayerUse[] {
    const frame: Frame = { inputs: new Map(), uses: new Map() };
    const found = new Set<LayerUse>();
    // A model without an input shape has no outputs yet, and no weights either.
    const waiting = ((model.outputs as tf.SymbolicTensor[] | undefined) ?? []).map((output) => useOf(output, frame));
    for (let use = waiting.pop(); use; use = waiting.pop()) {
      if (found.has(use)) continue;
      found.add(use);
      waiting.push(...use.inputs);
    }
    return [...found];
  }

  /** For each feature in PyTorch's order, its place here; undefined if both orders are the same, or if features are mixed. */
  orderOf(use: LayerUse): Uint32Array | undefined {
    if (use.shape.length !== 2) return undefined;
    if (!this.known.has(use)) this.known.set(use, this.findOrder(use));
    return this.known.get(use);
  }

  private findOrder({ layer, inputs }: LayerUse): Uint32Array | undefined {
    const className = layer.getClassName();
    if (className === 'Flatten' || className === 'Reshape') {
      return inputs[0].shape.length > 2
        ? flattenedOrder(inputs[0], layer.getConfig().dataFormat === 'channelsFirst')
        : this.orderOf(inputs[0]);
    }
    if (className === 'Concatenate') return this.joined(inputs);
    if (!KEEPS_PLACES.has(className)) return undefined;
    const orders = inputs.map((input) => this.orderOf(input));
    if (orders.some((order) => !equal(order, orders[0]))) this.unknownAt ??= layer.name;
    return orders[0];
  }

  private joined(inputs: readonly LayerUse[]): Uint32Array | undefined {
    const orders = inputs.map((input) => this.orderOf(input));
    if (orders.every((order) => order === undefined)) return undefined;
    let before = 0;
    return Uint32Array.from(inputs.flatMap(({ shape }, i) => {
      const size = shape[1] as number;
      const own = Array.from({ length: size }, (_, feature) => before + (orders[i]?.[feature] ?? feature));
      before += size;
      return own;
    }));
  }
}

function useOf(tensor: tf.SymbolicTensor, frame: Frame): LayerUse {
  const known = frame.inputs.get(tensor) ?? frame.uses.get(tensor);
  if (known) return known;
  const layer = tensor.sourceLayer;
  const inputs = tensor.inputs.map((input) => useOf(input, frame));
  const use = layer instanceof tf.LayersModel ? useWithin(layer, tensor, inputs) : { layer, inputs, shape: tensor.shape };
  frame.uses.set(tensor, use);
  return use;
}

function useWithin(model: tf.LayersModel, tensor: tf.SymbolicTensor, inputs: readonly LayerUse[]): LayerUse {
  const frame: Frame = { inputs: new Map(model.inputs.map((input, i) => [input, inputs[i]])), uses: new Map() };
  return useOf(model.outputs[tensor.outputTensorIndex ?? 0], frame);
}

function flattenedOrder(map: LayerUse, movesChannelsLast: boolean): Uint32Array | undefined {
  const sizes = map.shape.slice(1) as number[];
  const axes = sizes.map((_, axis) => axis);
  const here = movesChannelsLast ? [...axes.slice(1), 0] : axes;
  const there = layoutOf(map) === 'channels moved' ? [axes.length - 1, ...axes.slice(0, -1)] : axes;
  const order = positions(here.map((axis) => sizes[axis]), there.map((axis) => here.indexOf(axis)));
  return isIdentity(order) ? undefined : order;
}

/** Taken from the nearest earlier layer that defines its channel axis; an input image has its channels last. */
function layoutOf(map: LayerUse): Layout {
  for (let use = map; ; use = use.inputs[0]) {
    const { dataFormat } = use.layer.getConfig() as { readonly dataFormat?: unknown };
    const className = use.layer.getClassName();
    if (typeof dataFormat === 'string') return dataFormat === 'channelsFirst' ? 'same' : 'channels moved';
    if (className.endsWith('1D') && !KEEPS_PLACES.has(className)) return 'channels moved';
    const isImage = use.shape.length > 3;
    if (use.inputs.length === 0) return isImage ? 'channels moved' : 'same';
    // These layers define the order of their outputs themselves.
    if (className === 'Reshape' || className === 'Permute') return 'same';
    if (!isImage && !KEEPS_PLACES.has(className)) return 'same';
  }
}

function equal(a: Uint32Array | undefined, b: Uint32Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((place, i) => place === b[i]));
}

import { NetworkError } from '../base/errors';
import { tf } from '../engine/tensorflow';

/** A variable of a model, with its layer. */
export interface ModelVariable {
  /** Name of the layer; for a layer of a model within the model, after that model's name and a slash. */
  readonly layer: string;
  /** Class of the layer, or of the part of it that has the variable, such as `Conv2D`. */
  readonly className: string;
  /** Name within the layer, such as `kernel`. */
  readonly name: string;
  readonly variable: tf.LayerVariable;
}

/** A layer of a model, at any depth. */
export interface FoundLayer {
  /** Name of the layer; for a layer of a model within the model, after that model's name and a slash. */
  readonly name: string;
  readonly layer: tf.layers.Layer;
  /** Whether the layer, or a model that contains it, is not trainable: its weights stay, and batch norm keeps its statistics. */
  readonly frozen: boolean;
}

/** The trainable variables in the order of `model.layers`, within a layer in TensorFlow.js's own order. */
export function trainableVariables(model: tf.LayersModel): ModelVariable[] {
  return layersOf(model).flatMap((found) => (found.frozen ? [] : modelVariables(found, found.layer.trainableWeights)));
}

/** All variables by name, frozen ones and running statistics included, layer by layer. */
export function namedVariables(model: tf.LayersModel): ModelVariable[] {
  return layersOf(model).flatMap((found) => modelVariables(found, found.layer.weights));
}

/** The running statistics: for each unfrozen batch-norm layer its `moving_mean`, then its `moving_variance`. */
export function statisticsVariables(model: tf.LayersModel): ModelVariable[] {
  return batchNormsOf(model)
    .flatMap((found) => modelVariables(found, found.layer.weights))
    .filter(({ name }) => name === 'moving_mean' || name === 'moving_variance');
}

/** The unfrozen batch-norm layers, in the order of the model's layers. */
export function batchNormLayers(model: tf.LayersModel): tf.layers.Layer[] {
  return batchNormsOf(model).map(({ layer }) => layer);
}

function batchNormsOf(model: tf.LayersModel): FoundLayer[] {
  return layersOf(model).filter(({ layer, frozen }) => isBatchNorm(layer) && !frozen);
}

/** Layers in the order of the model's layers; a model within the model is replaced by its layers. Each occurs once. */
export function layersOf(model: tf.LayersModel): FoundLayer[] {
  const seen = new Set<tf.layers.Layer>();
  const within = (container: tf.LayersModel, prefix: string, frozen: boolean): FoundLayer[] =>
    container.layers.flatMap((layer) => {
      if (seen.has(layer)) return [];
      seen.add(layer);
      const found = { name: prefix + layer.name, layer, frozen: frozen || !layer.trainable };
      return layer instanceof tf.LayersModel ? within(layer, `${found.name}/`, found.frozen) : [found];
    });
  return within(model, '', !model.trainable);
}

/** Whether a layer is batch norm. */
export function isBatchNorm(layer: tf.layers.Layer): boolean {
  return layer.getClassName() === 'BatchNormalization';
}

/** The layers inside a layer: the one that a wrapper such as `timeDistributed` wraps, the cells of a recurrent one. */
export function partsOf(layer: tf.layers.Layer): tf.layers.Layer[] {
  const { layer: wrapped, forwardLayer, backwardLayer, cell, cells } = layer as tf.layers.Layer & Parts;
  const inner = layer instanceof tf.LayersModel ? layer.layers : [];
  return [wrapped, forwardLayer, backwardLayer, cell, ...(Array.isArray(cells) ? cells : []), ...inner].filter(
    (part) => part instanceof tf.layers.Layer,
  );
}

/** The properties in which TensorFlow.js keeps the parts of a layer. */
type Parts = Readonly<Partial<Record<'layer' | 'forwardLayer' | 'backwardLayer' | 'cell', tf.layers.Layer> & { cells: tf.layers.Layer[] }>>;

/** Values of the variables, one after the other. @throws NetworkError DISPOSED */
export function readVariables(variables: readonly ModelVariable[]): Float32Array {
  const values = variables.map(({ variable }) => valueOf(variable).dataSync());
  const flat = new Float32Array(values.reduce((size, { length }) => size + length, 0));
  let offset = 0;
  for (const value of values) {
    flat.set(value, offset);
    offset += value.length;
  }
  return flat;
}

/** Sets the variables from the result of {@link readVariables}. @throws NetworkError DISPOSED */
export function writeVariables(variables: readonly ModelVariable[], flat: Float32Array): void {
  let offset = 0;
  for (const { variable } of variables) {
    const size = tf.util.sizeFromShape(variable.shape as number[]);
    const values = flat.slice(offset, offset + size);
    tf.tidy(() => assign(variable, tf.tensor(values, variable.shape as number[])));
    offset += size;
  }
}

/** Runs `body` while the variables hold other values, then restores their own, even after an error. @throws NetworkError DISPOSED */
export function withValues<Result>(variables: readonly ModelVariable[], flat: Float32Array, body: () => Result): Result {
  const own = variables.map(({ variable }) => tf.clone(valueOf(variable)));
  try {
    writeVariables(variables, flat);
    return body();
  } finally {
    variables.forEach(({ variable }, i) => assign(variable, own[i]));
    tf.dispose(own);
  }
}

/** Unlike `LayerVariable.write`, this ignores the layer's constraints: landscapes have points that violate them. */
function assign(variable: tf.LayerVariable, value: tf.Tensor): void {
  valueOf(variable).assign(value);
}

/** @throws NetworkError DISPOSED; TensorFlow.js itself would throw a plain error */
function valueOf(variable: tf.LayerVariable): tf.Variable {
  const { val } = variable as unknown as { readonly val: tf.Variable };
  if (val.isDisposed) throw new NetworkError('DISPOSED', 'The model of this runner has been disposed of.', 'Build or load it again.');
  return val;
}

function modelVariables({ name: layerName, layer }: FoundLayer, variables: readonly tf.LayerVariable[]): ModelVariable[] {
  const short = variables.map(({ originalName }) => originalName.split('/').at(-1) ?? originalName);
  return variables.map((variable, i) => {
    // Bidirectional recurrent layers have two kernels; there the longer name identifies each.
    const unique = short.indexOf(short[i]) === short.lastIndexOf(short[i]);
    const className = ownerOf(variable, layer).getClassName();
    return { layer: layerName, className, name: unique ? short[i] : variable.originalName, variable };
  });
}

/** Every variable of the model, each once. */
export function allVariables(model: tf.LayersModel): tf.Variable[] {
  return [...new Set(layersOf(model).flatMap(({ layer }) => layer.weights.map((variable) => variable.read() as tf.Variable)))];
}

/** The innermost part of a layer that has the variable. */
function ownerOf(variable: tf.LayerVariable, layer: tf.layers.Layer): tf.layers.Layer {
  const part = partsOf(layer).find(({ weights }) => weights.includes(variable));
  return part ? ownerOf(variable, part) : layer;
}

import { tf } from '../engine/tensorflow';

/** A variable of a model and where it belongs. */
export interface ModelVariable {
  /** Name of the layer; layers of a model within the model carry its name and a slash before theirs. */
  readonly layer: string;
  /** Such as `Conv2D`. */
  readonly className: string;
  /** Name within the layer, such as `kernel`. */
  readonly name: string;
  readonly variable: tf.LayerVariable;
}

interface FoundLayer {
  readonly name: string;
  readonly layer: tf.layers.Layer;
}

/** The trainable variables in the order of `model.layers`, within a layer in TensorFlow.js's own order. */
export function trainableVariables(model: tf.LayersModel): ModelVariable[] {
  return layersOf(model).flatMap((found) => modelVariables(found, found.layer.trainableWeights));
}

/** The running statistics: for each batch-norm layer its `moving_mean`, then its `moving_variance`. */
export function statisticsVariables(model: tf.LayersModel): ModelVariable[] {
  return layersOf(model)
    .filter(({ layer }) => isBatchNorm(layer))
    .flatMap((found) => modelVariables(found, found.layer.weights))
    .filter(({ name }) => name === 'moving_mean' || name === 'moving_variance');
}

/** The batch-norm layers in the order of the model's layers. */
export function batchNormLayers(model: tf.LayersModel): tf.layers.Layer[] {
  return layersOf(model).map(({ layer }) => layer).filter(isBatchNorm);
}

/** Values of the variables, one after the other. */
export function readVariables(variables: readonly ModelVariable[]): Float32Array {
  const values = variables.map(({ variable }) => variable.read().dataSync());
  const flat = new Float32Array(values.reduce((size, { length }) => size + length, 0));
  let offset = 0;
  for (const value of values) {
    flat.set(value, offset);
    offset += value.length;
  }
  return flat;
}

/** Sets the variables from what {@link readVariables} gave. */
export function writeVariables(variables: readonly ModelVariable[], flat: Float32Array): void {
  let offset = 0;
  for (const { variable } of variables) {
    const size = tf.util.sizeFromShape(variable.shape as number[]);
    const values = flat.slice(offset, offset + size);
    tf.tidy(() => assign(variable, tf.tensor(values, variable.shape as number[])));
    offset += size;
  }
}

/** Runs `body` while the variables hold other values; then they hold their own again, whatever happens. */
export function withValues<Result>(variables: readonly ModelVariable[], flat: Float32Array, body: () => Result): Result {
  const own = variables.map(({ variable }) => tf.clone(variable.read()));
  try {
    writeVariables(variables, flat);
    return body();
  } finally {
    variables.forEach(({ variable }, i) => assign(variable, own[i]));
    tf.dispose(own);
  }
}

/** Unlike `LayerVariable.write`, this leaves the layer's constraints aside: landscapes have points that violate them. */
function assign(variable: tf.LayerVariable, value: tf.Tensor): void {
  (variable.read() as tf.Variable).assign(value);
}

/** Layers in order, those of models within the model in its place, each once. */
function layersOf(model: tf.LayersModel, prefix = '', seen = new Set<tf.layers.Layer>()): FoundLayer[] {
  return model.layers.flatMap((layer) => {
    if (seen.has(layer)) return [];
    seen.add(layer);
    const name = prefix + layer.name;
    return layer instanceof tf.LayersModel ? layersOf(layer, `${name}/`, seen) : [{ name, layer }];
  });
}

function isBatchNorm(layer: tf.layers.Layer): boolean {
  return layer.getClassName() === 'BatchNormalization';
}

function modelVariables({ name: layerName, layer }: FoundLayer, variables: readonly tf.LayerVariable[]): ModelVariable[] {
  const short = variables.map(({ originalName }) => originalName.split('/').at(-1) ?? originalName);
  const className = layer.getClassName();
  return variables.map((variable, i) => {
    // Two-way recurrent layers have two kernels; there the longer name tells which.
    const unique = short.indexOf(short[i]) === short.lastIndexOf(short[i]);
    return { layer: layerName, className, name: unique ? short[i] : variable.originalName, variable };
  });
}

/** Every variable of the model, each once. */
export function allVariables(model: tf.LayersModel): tf.Variable[] {
  return [...new Set(layersOf(model).flatMap(({ layer }) => layer.weights.map((variable) => variable.read() as tf.Variable)))];
}

/** JSON objects as in a `model.json`. */
export type Config = Record<string, unknown>;

/** A part of a model that TensorFlow.js cannot read, or would read as another function. */
export class UntranslatableError extends Error {}

/** Keras 3's classes of `a + b` and the like; TensorFlow.js has layers of the same names. */
const OPERATIONS = new Set(['Add', 'Multiply', 'Maximum', 'Minimum']);
/** Activations that Keras 3 computes differently than TensorFlow.js under the same name, or names differently. */
const ACTIVATIONS: Readonly<Record<string, string | undefined>> = { silu: 'swish', hard_sigmoid: undefined };
/** Settings that change the function; TensorFlow.js ignores them. */
const UNKNOWN_SETTINGS: Readonly<Record<string, readonly (readonly [key: string, harmless: unknown])[]>> = {
  ReLU: [['negative_slope', 0], ['threshold', 0]],
  BatchNormalization: [['renorm', false]],
  LayerNormalization: [['rms_scaling', false]],
  GlobalAveragePooling1D: [['keepdims', false]],
  GlobalAveragePooling2D: [['keepdims', false]],
  GlobalMaxPooling1D: [['keepdims', false]],
  GlobalMaxPooling2D: [['keepdims', false]],
  Conv1D: [['groups', 1]],
  Conv2D: [['groups', 1]],
  Conv3D: [['groups', 1]],
  Conv2DTranspose: [['output_padding', null]],
  Conv3DTranspose: [['output_padding', null]],
};
/** All others are slow or unknown to TensorFlow.js; the weights are loaded anyway. */
const KNOWN_INITIALIZERS = new Set([
  'Zeros',
  'Ones',
  'Constant',
  'RandomUniform',
  'RandomNormal',
  'TruncatedNormal',
  'VarianceScaling',
  'GlorotUniform',
  'GlorotNormal',
  'HeNormal',
  'HeUniform',
]);

/** Whether a value is a JSON object, no list. */
export function isObject(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws UntranslatableError for a setting that TensorFlow.js would ignore, computing another function */
export function requireKnownSettings(className: string, config: Config): void {
  for (const [key, harmless] of UNKNOWN_SETTINGS[className] ?? []) {
    if (config[key] !== undefined && config[key] !== null && config[key] !== harmless) {
      throw new UntranslatableError(
        `Layer "${String(config.name)}" (${className}) has ${key}: ${JSON.stringify(config[key])}, which TensorFlow.js lacks.`,
      );
    }
  }
}

/** Whether a layer is a model itself. */
export function isModel({ class_name }: Config): boolean {
  return ['Sequential', 'Functional', 'Model'].includes(String(class_name));
}

/** Whether Keras 3 wrote a model's topology: its layers name their module, its inputs their `batch_shape`. */
export function isOfKeras3(topology: Config): boolean {
  if (typeof topology.keras_version === 'string') return Number.parseInt(topology.keras_version, 10) >= 3;
  return /"(?:registered_name|batch_shape|__keras_tensor__)"/.test(JSON.stringify(topology));
}

/**
 * Translates the configuration of a Keras 3 model into Keras 2's form, which TensorFlow.js reads.
 *
 * @throws UntranslatableError
 */
export function fromKeras3(model: Config): Config {
  const config = asObject(model.config, 'The model has no configuration');
  if (!Array.isArray(config.layers)) throw new UntranslatableError('The model has no list of layers.');
  if (model.class_name === 'Sequential')
    return { class_name: 'Sequential', config: { name: config.name, layers: sequentialLayers(config) } };
  const within = new Map(
    config.layers.flatMap((layer) => (isObject(layer) && isModel(layer) ? [[layer.name, layer.class_name] as const] : [])),
  );
  // Unlike Keras 3, TensorFlow.js counts the definition of a model within the model as its first use.
  const reference = (tensor: unknown, counted: readonly unknown[] = []): unknown[] => {
    const [name, node, index] = Array.isArray(tensor) ? tensor as unknown[] : [];
    return [name, Number(node) + (within.has(name) && !counted.includes(within.get(name)) ? 1 : 0), index];
  };
  const layers = config.layers.map((layer: unknown) => {
    const given = asObject(layer, 'A layer is no object');
    const nodes = Array.isArray(given.inbound_nodes) ? given.inbound_nodes as unknown[] : [];
    return {
      ...translatedLayer(given),
      name: given.name,
      inbound_nodes: nodes.map((node) => inboundNode(node, String(given.name), reference)),
    };
  });
  // At a model's inputs and outputs Keras 3 counts this way too, except for sequential models.
  const ends = (tensors: unknown): unknown[][] =>
    (Array.isArray(tensors) && Array.isArray(tensors[0]) ? tensors : [tensors]).map((tensor) => reference(tensor, ['Functional', 'Model']));
  return {
    class_name: 'Functional',
    config: { name: config.name, layers, input_layers: ends(config.input_layers), output_layers: ends(config.output_layers) },
  };
}

/** A sequential model without an input layer stores its input shape beside its layers. */
function sequentialLayers(config: Config): Config[] {
  const layers = (config.layers as unknown[]).map((layer) => translatedLayer(asObject(layer, 'A layer is no object')));
  const [first] = layers;
  if (
    first !== undefined &&
    isObject(first.config) &&
    first.config.batch_input_shape === undefined &&
    config.build_input_shape !== undefined
  ) {
    first.config.batch_input_shape = config.build_input_shape;
  }
  return layers;
}

function translatedLayer(layer: Config): Config {
  const className = String(layer.class_name);
  if (isModel(layer)) return fromKeras3(layer);
  const given = asObject(layer.config, `Layer ${className} has no configuration`);
  const name = String(given.name);
  if (String(layer.module).startsWith('keras.src.ops') && !OPERATIONS.has(className))
    throw new UntranslatableError(`"${name}" is the operation ${className}, not a layer.`);
  const config = Object.fromEntries(
    Object.entries(given)
      .filter(([key]) => key !== 'backward_layer')
      .map(([key, value]) => [key, translatedSetting(key, value, name)]),
  );
  if (config.batch_shape !== undefined) {
    config.batch_input_shape = config.batch_shape;
    delete config.batch_shape;
  }
  // TensorFlow.js derives the backward layer from the forward one, and puts `forward_` before its name.
  if (className === 'Bidirectional' && isObject(config.layer) && isObject(config.layer.config))
    config.layer.config.name = String(config.layer.config.name).replace(/^forward_/, '');
  if (className === 'LeakyReLU') config.alpha = config.negative_slope;
  return { class_name: className, config };
}

function translatedSetting(key: string, value: unknown, layer: string): unknown {
  if (key === 'dtype') return isObject(value) && isObject(value.config) ? plainType(value.config.name) : plainType(value);
  if (key.endsWith('activation')) return activation(value, layer);
  if (!isObject(value)) return value;
  if (key.endsWith('initializer'))
    return KNOWN_INITIALIZERS.has(String(value.class_name)) ? plain(value) : { class_name: 'Zeros', config: {} };
  if (key.endsWith('regularizer')) return { class_name: 'L1L2', config: { l1: 0, l2: 0, ...(isObject(value.config) && value.config) } };
  // A layer within a layer, such as that of TimeDistributed.
  if (key === 'layer') return translatedLayer(value);
  return 'class_name' in value ? plain(value) : value;
}

/** A mixed-precision policy keeps its weights as 32-bit floats. */
function plainType(name: unknown): unknown {
  return typeof name === 'string' && /^(?:mixed_)?(?:b?float16|float64)$/.test(name) ? 'float32' : name;
}

function plain({ class_name, config }: Config): Config {
  return { class_name, config };
}

function activation(value: unknown, layer: string): unknown {
  const name = isObject(value) && value.class_name === 'function' ? value.config : value;
  if (typeof name !== 'string') {
    if (name === null || name === undefined) return name;
    throw new UntranslatableError(`Layer "${layer}" has a layer as its activation.`);
  }
  if (!Object.hasOwn(ACTIVATIONS, name)) return name;
  if (ACTIVATIONS[name] === undefined)
    throw new UntranslatableError(`Layer "${layer}" has the activation ${name}, which Keras 3 computes otherwise than TensorFlow.js.`);
  return ACTIVATIONS[name];
}

/** The tensors on which a layer is called: turns `{args, kwargs}` into a list of `[layer, node, index, kwargs]`. */
function inboundNode(node: unknown, layer: string, reference: (tensor: unknown) => unknown[]): unknown[] {
  // The last versions of Keras 2 wrote Keras 3's layers into a graph of their own form.
  if (Array.isArray(node)) return node as unknown[];
  const { args, kwargs } = asObject(node, `Layer "${layer}" does not tell its inputs`);
  if (!Array.isArray(args)) throw new UntranslatableError(`Layer "${layer}" does not tell its inputs.`);
  const settings = Object.entries(isObject(kwargs) ? kwargs : {}).filter(([, value]) => value !== null);
  if (settings.some(([key, value]) => key !== 'training' || typeof value !== 'boolean'))
    throw new UntranslatableError(`Layer "${layer}" is called with ${settings.map(([key]) => key).join(', ')}.`);
  return args.flat().map((argument: unknown) => {
    if (!isObject(argument) || argument.class_name !== '__keras_tensor__' || !isObject(argument.config))
      throw new UntranslatableError(`Layer "${layer}" is called with something other than outputs of layers.`);
    return [...reference(argument.config.keras_history), Object.fromEntries(settings)];
  });
}

function asObject(value: unknown, problem: string): Config {
  if (!isObject(value)) throw new UntranslatableError(`${problem}.`);
  return value;
}

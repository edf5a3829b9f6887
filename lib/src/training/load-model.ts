import { dirname, join } from 'node:path';
import { CheckpointError } from '../base/errors';
import { readFile } from '../base/files';
import { tf } from '../engine/tensorflow';
import { namedVariables } from '../networks/variables';
import { buildModel } from './build-model';
import { checkTopology } from './check-topology';
import { fileKind, folderKind } from './file-kinds';
import { type Config, fromKeras3, isObject, isOfKeras3, UntranslatableError } from './keras-topology';

/** TensorFlow.js's description of a weight. */
type WeightSpec = Parameters<typeof tf.io.decodeWeights>[1][number];

/** A model's numbers, and the description of each weight. */
interface Weights {
  readonly specs: WeightSpec[];
  readonly data: ArrayBuffer;
}

const FROM_KERAS_3 =
  'It comes from Keras 3: store it again with tf_keras (TF_USE_LEGACY_KERAS=1); or build it here and read its weights with ' +
  'loadCheckpoint, after Python has stored them by ' +
  "safetensors.numpy.save_file({w.path: w.numpy() for w in model.weights}, 'weights.safetensors').";
const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint8: 1, uint16: 2, bool: 1 };

/**
 * Loads a TensorFlow.js model from its `model.json`, with the weights beside it. Unlike `tf.loadLayersModel`, it also loads models
 * of Keras 3, and refuses a damaged model at once.
 *
 * @param path of `model.json`
 * @throws CheckpointError MODEL_UNREADABLE; FileError
 */
export async function loadModel(path: string): Promise<tf.LayersModel> {
  const file = path.replace(/^file:\/\//, '');
  const { modelTopology, ...rest } = readJson(file);
  const weights = readWeights(rest.weightsManifest, file);
  const topology = isObject(modelTopology) ? modelTopology : {};
  const config = isObject(topology.model_config) ? topology.model_config : topology;
  const keras3 = isOfKeras3(topology);
  try {
    const readable = keras3 ? fromKeras3(config) : config;
    checkTopology(readable);
    return await buildModel(readable, (model) => (keras3 ? fill(model, weights) : fillByName(model, weights)));
  } catch (cause) {
    if (cause instanceof CheckpointError) throw cause;
    const problem = `${file} cannot be read as a TensorFlow.js model: ${(cause as Error).message.replace(/[.\s]*$/, '')}.`;
    throw new CheckpointError(
      'MODEL_UNREADABLE',
      problem,
      keras3 ? FROM_KERAS_3 : 'Name the model.json of a layers model, with its weights beside it.',
      { cause },
    );
  }
}

function readJson(file: string): Config {
  const folder = folderKind(file);
  if (folder) throw unreadable(`${file} is ${folder.what}`, folder.remedy);
  const bytes = readFile(file);
  let found: unknown;
  try {
    found = JSON.parse(bytes.toString());
  } catch {
    found = undefined;
  }
  if (isObject(found) && isObject(found.modelTopology) && found.format !== 'graph-model') return found;
  const kind = fileKind(bytes, file);
  throw unreadable(
    kind ? `${file} is ${kind.what}, not the model.json of a layers model` : `${file} is not the model.json of a TensorFlow.js model`,
    kind?.remedy,
  );
}

/** Reads all files of the manifest, one after the other, and checks their length against the weights that they should hold. */
function readWeights(manifest: unknown, file: string): Weights {
  if (
    !Array.isArray(manifest) ||
    !manifest.every((group) => isObject(group) && Array.isArray(group.paths) && Array.isArray(group.weights))
  ) {
    throw unreadable(`${file} has no list of its weights`);
  }
  const groups = manifest as readonly { readonly paths: readonly unknown[]; readonly weights: readonly unknown[] }[];
  const specs = groups.flatMap(({ weights }) => weights.map((weight) => checkedSpec(weight, file)));
  const expected = specs.reduce((sum, spec) => sum + sizeOf(spec), 0);
  const parts = groups.flatMap(({ paths }) => paths.map((part) => {
    if (typeof part !== 'string') throw unreadable(`${file} does not name the files of its weights`);
    return readFile(join(dirname(file), part));
  }));
  const bytes = Buffer.concat(parts);
  if (bytes.length !== expected)
    throw unreadable(
      `${file}: the files of its weights have ${bytes.length} bytes instead of ${expected}`,
      'Copy them again from where they came.',
    );
  return { specs, data: new Uint8Array(bytes).buffer };
}

function checkedSpec(weight: unknown, file: string): WeightSpec {
  const { name, shape, dtype, quantization } = isObject(weight) ? weight : {};
  const stored = isObject(quantization) ? quantization.dtype : dtype;
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (typeof name !== 'string' || !isShape || typeof dtype !== 'string' || typeof stored !== 'string' || !Object.hasOwn(BYTES, stored)) {
    throw unreadable(`${file}: weight ${JSON.stringify(name)} has no name, shape and number format that can be read`);
  }
  return weight as unknown as WeightSpec;
}

function sizeOf({ shape, dtype, quantization }: WeightSpec): number {
  return shape.reduce((a, b) => a * b, 1) * BYTES[quantization?.dtype ?? dtype];
}

/** Sets a model's weights from TensorFlow.js's. */
function fillByName(model: tf.LayersModel, { specs, data }: Weights): void {
  // Not from the returned object: of two weights with one name it holds only one.
  tf.tidy(() => {
    const decoded = tf.io.decodeWeights(data, specs);
    // Keras may store an optimizer's numbers beside the weights.
    const own = specs.filter(({ group }) => group !== 'optimizer').map(({ name }) => [name, decoded[name]] as const);
    model.loadWeights(Object.fromEntries(own));
  });
}

/** Sets a model's weights from Keras 3's. */
function fill(model: tf.LayersModel, { specs, data }: Weights): void {
  tf.tidy(() => {
    const decoded = tf.io.decodeWeights(data, specs);
    const unused = new Set(Object.keys(decoded));
    for (const { layer, name, variable } of namedVariables(model)) {
      const found = weightOf(`${layer}/${name}`.split('/'), unused);
      unused.delete(found);
      const [shape, stored] = [variable.shape, decoded[found].shape].map((sizes) => sizes.join('×'));
      if (stored !== shape) throw new UntranslatableError(`weight "${found}" is ${stored} instead of ${shape}`);
      (variable.read() as tf.Variable).assign(decoded[found]);
    }
    if (unused.size > 0) throw new UntranslatableError(`it has a weight "${[...unused][0]}" that belongs to no layer`);
  });
}

/**
 * Finds the name of a weight in Keras 3. It contains the layer's name, with a recurrent layer's cell between layer and weight, and
 * before it the name of the sequential model that contains the layer, if any.
 */
function weightOf(path: readonly string[], names: ReadonlySet<string>): string {
  const [parent = '', layer = '', own = ''] = ['', ...path].slice(-3);
  // Keras 3 also names the kernel of a depthwise convolution `kernel`.
  const owns = own === 'depthwise_kernel' ? [own, 'kernel'] : [own];
  const fitting = [...names]
    .map((name) => name.split('/'))
    .filter((parts) => owns.includes(parts.at(-1) ?? '') && parts.slice(-3, -1).includes(layer));
  const beneath = fitting.filter((parts) => parts.includes(parent));
  // A functional model does not put its name before those of its layers.
  const shortest = Math.min(...fitting.map((parts) => parts.length));
  const chosen = beneath.length > 0 ? beneath : fitting.filter((parts) => parts.length === shortest);
  if (chosen.length !== 1)
    throw new UntranslatableError(`it has ${chosen.length === 0 ? 'no weight' : 'several weights'} "${layer}/${own}"`);
  return chosen[0].join('/');
}

function unreadable(problem: string, remedy = 'Name the model.json of a layers model, with its weights beside it.'): CheckpointError {
  return new CheckpointError('MODEL_UNREADABLE', `${problem}.`, remedy);
}

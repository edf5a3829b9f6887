/** A tensor's name with its layer's, as files write it (`dense_Dense1.weight`), and its shape. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A layer, as the names of its tensors describe it. */
interface NamedLayer {
  readonly name: string;
  /** The name without its counter: `dense` for `dense_Dense12`, and for Keras's `dense_11`. */
  readonly stem: string;
  readonly counters: readonly number[];
  /** The names of its tensors, with their shapes. */
  readonly tensors: string;
}

/** `dense_Dense12`, `batch_normalization_BatchNormalization3`. */
const TENSORFLOW = /^([a-z]\w*)_([A-Z]\w*?)(\d+)$/;
/** TensorFlow.js's and Keras's names for nameless models. */
const MODELS = /^(model|sequential|functional)_?(\d*)$/;
const KERAS = /^([a-z]\w*?)(?:_(\d+))?$/;

/** Whether TensorFlow.js made up the name of a layer in one of these names. */
export function hasMadeUpNames(tensors: Iterable<string>): boolean {
  return [...tensors].some((name) => name.split('.').some((part) => TENSORFLOW.test(part)));
}

/**
 * Matches the layers of a file with those of a model if TensorFlow.js or Keras made up their names, which count through the
 * process. Layers of one class are matched in the order of their counters. Undefined unless the match is certain: as many layers of
 * each class, with tensors of the same names and shapes, in the order of the model. Other names stay as they are.
 *
 * @param model the model's tensors by their names in a file of it, in the model's order; @param file the tensors of the file, in
 * its order
 * @param keras snake-case class names, if the file names its tensors as Keras does; its `dense_1` may be a user's name elsewhere
 * @returns the model's name of each layer, by the file's name
 */
export function matchAutomatic(
  model: readonly NamedTensor[],
  file: readonly NamedTensor[],
  keras: ReadonlySet<string> = new Set(),
): Map<string, string> | undefined {
  const [ours, theirs] = [layersOf(model, keras), layersOf(file, keras)];
  if (ours.length !== theirs.length) return undefined;
  // Python sorts by name; a file in another order is one of ours, with its layers in the order of the model.
  const sorted = file.every(({ name }, i) => i === 0 || file[i - 1].name < name);
  const matched = new Map<string, string>();
  for (const stem of new Set(ours.map((layer) => layer.stem))) {
    const [own, their] = [ours, theirs].map((layers) => layers.filter((layer) => layer.stem === stem));
    const [ownCounted, theirCounted] = [own, their].map((layers) => [...layers].sort(byCounters));
    const fits = own.length === their.length && ownCounted.every(({ tensors }, i) => tensors === theirCounted[i].tensors);
    if (!fits || !(sorted || own.every((layer, i) => theirCounted[ownCounted.indexOf(layer)] === their[i]))) return undefined;
    ownCounted.forEach((layer, i) => matched.set(theirCounted[i].name, layer.name));
  }
  return matched;
}

function layersOf(tensors: readonly NamedTensor[], keras: ReadonlySet<string>): NamedLayer[] {
  const found = new Map<string, string[]>();
  for (const { name, shape } of tensors) {
    const end = name.lastIndexOf('.');
    const layer = name.slice(0, Math.max(end, 0));
    // Keras 3 names it `kernel`.
    const own = name.slice(end + 1).replace(/^depthwise_kernel$/, 'kernel');
    found.set(layer, [...(found.get(layer) ?? []), `${own} ${shape.join('×')}`]);
  }
  return [...found].map(([name, parts]) => {
    const counted = name.split('.').map((part) => withoutCounter(part, keras));
    return {
      name,
      stem: counted.map(([stem]) => stem).join('.'),
      counters: counted.map(([, counter]) => counter),
      tensors: parts.sort().join(),
    };
  });
}

function withoutCounter(part: string, keras: ReadonlySet<string>): readonly [stem: string, counter: number] {
  const [, stem, className, counter] = TENSORFLOW.exec(part) ?? [];
  if (className !== undefined && snakeCase(className) === stem) return [stem, Number(counter)];
  const [, modelStem, modelCounter] = MODELS.exec(part) ?? [];
  if (modelStem !== undefined) return ['model', Number(modelCounter)];
  const [, kerasStem, kerasCounter = '0'] = KERAS.exec(part) ?? [];
  return kerasStem !== undefined && keras.has(kerasStem) ? [kerasStem, Number(kerasCounter)] : [part, 0];
}

/** The class in the spelling of TensorFlow.js's and Keras's names: `Conv2D` is `conv2d`, `BatchNormalization` `batch_normalization`. */
export function snakeCase(className: string): string {
  return className.replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2').replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

function byCounters(a: NamedLayer, b: NamedLayer): number {
  const differs = a.counters.findIndex((counter, i) => counter !== b.counters[i]);
  return differs < 0 ? 0 : a.counters[differs] - b.counters[differs];
}

import fc from 'fast-check';
import { tf } from '../../lib/src/engine/tensorflow';
import { GroupNormalization } from '../../lib/src/networks/group-norm';

const l = tf.layers;

/** Layers of the compiler, by what they are here. */
const KINDS = [
  'convolution', 'depthwise', 'dense', 'batch norm', 'layer norm', 'group norm', 'activation', 'relu', 'leaky', 'elu',
  'max pooling', 'average pooling', 'padding', 'dropout', 'reshape', 'flatten', 'global average', 'global max',
] as const;

const ACTIVATIONS = ['linear', 'relu', 'relu6', 'elu', 'selu', 'sigmoid', 'tanh', 'softplus', 'softsign', 'swish', 'mish', 'gelu', 'gelu_new'] as const;

/** One layer: its kind, and numbers from which its settings are taken. */
interface LayerPart {
  readonly kind: (typeof KINDS)[number];
  readonly numbers: readonly number[];
}

/** Two branches of the same input that are joined. */
interface BranchPart {
  readonly kind: 'add' | 'concatenate';
  readonly numbers: readonly number[];
  readonly left: readonly Part[];
  readonly right: readonly Part[];
}

/** A model within the model. */
interface InnerPart {
  readonly kind: 'model';
  readonly inner: readonly Part[];
}

type Part = LayerPart | BranchPart | InnerPart;

/** A model as data, so that a failing one can be made smaller. What does not fit where it stands is passed over. */
export interface Recipe {
  readonly shape: readonly number[];
  readonly parts: readonly Part[];
  readonly end: { readonly units: number; readonly activated: boolean; readonly tail: number; readonly pool: number; readonly useBias: boolean };
  readonly examples: number;
  readonly seed: number;
}

const numbers = fc.array(fc.nat(11), { minLength: 10, maxLength: 10 });

const parts = fc.letrec<{ part: Part; list: Part[]; layer: LayerPart; branch: BranchPart; inner: InnerPart }>((tie) => ({
  layer: fc.record({ kind: fc.constantFrom(...KINDS), numbers }),
  branch: fc.record({ kind: fc.constantFrom('add' as const, 'concatenate' as const), numbers, left: tie('list'), right: tie('list') }),
  inner: fc.record({ kind: fc.constant('model' as const), inner: tie('list') }),
  part: fc.oneof({ maxDepth: 2 }, { arbitrary: tie('layer'), weight: 10 }, { arbitrary: tie('branch'), weight: 2 }, { arbitrary: tie('inner'), weight: 1 }),
  list: fc.array(tie('part'), { maxLength: 3 }),
})).part;

/** Random models of image or row inputs. */
export const recipes: fc.Arbitrary<Recipe> = fc.record({
  shape: fc.oneof(
    { arbitrary: fc.tuple(fc.integer({ min: 3, max: 8 }), fc.integer({ min: 3, max: 8 }), fc.integer({ min: 1, max: 4 })), weight: 4 },
    { arbitrary: fc.tuple(fc.integer({ min: 2, max: 8 })), weight: 1 },
  ),
  parts: fc.array(parts, { maxLength: 6 }),
  end: fc.record({ units: fc.integer({ min: 1, max: 4 }), activated: fc.boolean(), tail: fc.nat(3), pool: fc.nat(2), useBias: fc.boolean() }),
  examples: fc.integer({ min: 2, max: 5 }),
  seed: fc.nat(1000),
});

/** Names are given in order, so that two builds are alike. */
class Builder {
  #count = 0;

  name(what: string): string {
    return `${what.replaceAll(' ', '_')}${this.#count++}`;
  }

  apply(x: tf.SymbolicTensor, list: readonly Part[]): tf.SymbolicTensor {
    return list.reduce((tensor, part) => this.#part(tensor, part), x);
  }

  #part(x: tf.SymbolicTensor, part: Part): tf.SymbolicTensor {
    if ('left' in part) return this.#branch(x, part);
    if (!('inner' in part)) return this.layer(x, part);
    const input = tf.input({ shape: x.shape.slice(1), name: this.name('input') });
    const output = this.apply(input, part.inner);
    if (output === input) return x;
    return tf.model({ inputs: input, outputs: output, name: this.name('model') }).apply(x) as tf.SymbolicTensor;
  }

  #branch(x: tf.SymbolicTensor, { kind, numbers: [, axis], left, right }: BranchPart): tf.SymbolicTensor {
    const [a, b] = [this.apply(x, left), this.apply(x, right)];
    const isSame = a.shape.join() === b.shape.join();
    if (kind === 'add' && isSame) return l.add({ name: this.name('add') }).apply([a, b]) as tf.SymbolicTensor;
    const along = a.shape.length - 1 - (isSame ? axis % (a.shape.length - 1) : 0);
    const fits = a.shape.length === b.shape.length && a.shape.every((length, i) => i === along || length === b.shape[i]);
    if (!fits) return a;
    return l.concatenate({ name: this.name('concatenate'), axis: axis % 2 ? along : along - a.shape.length }).apply([a, b]) as tf.SymbolicTensor;
  }

  layer(x: tf.SymbolicTensor, { kind, numbers: n }: LayerPart): tf.SymbolicTensor {
    const layer = layerOf(kind, n, x.shape as number[], this.name(kind));
    return layer ? (layer.apply(x) as tf.SymbolicTensor) : x;
  }
}

const oneOf = <T>(values: readonly T[], n: number): T => values[n % values.length];
const activationOf = (n: number): 'linear' => oneOf(ACTIVATIONS, n) as 'linear';

/** A layer with settings from `n` for inputs of `shape`, the batch first; undefined where the kind does not fit. */
function layerOf(kind: LayerPart['kind'], n: readonly number[], shape: readonly number[], name: string): tf.layers.Layer | undefined {
  const isImage = shape.length === 4;
  const last = shape.length - 1;
  if (isImage) {
    const image = imageLayerOf(kind, n, shape, name);
    if (image) return image;
  }
  switch (kind) {
    case 'dense':
      return isImage ? undefined : l.dense({ name, units: 1 + (n[0] % 5), useBias: n[1] % 3 > 0, activation: activationOf(n[2]) });
    case 'batch norm':
      // One case in twelve normalises another axis than the last, which the compiler leaves to plain TensorFlow.js.
      return l.batchNormalization({ name, axis: oneOf<unknown>([-1, last, [last], -1, last, [last], -1, last, [last], -1, last, 1], n[0]) as number, scale: n[1] % 3 > 0, center: n[2] % 3 > 0, epsilon: oneOf([1e-3, 1e-2], n[3]) });
    case 'layer norm':
      return l.layerNormalization({ name, axis: oneOf<number | number[]>([-1, last, shape.slice(1).map((_, i) => i + 1)], n[0]), scale: n[1] % 3 > 0, center: n[2] % 3 > 0, epsilon: 1e-2 });
    case 'group norm':
      return new GroupNormalization({ name, groups: oneOf([1, 2, 3, 4].filter((groups) => shape[last] % groups === 0), n[0]), epsilon: 1e-2 });
    case 'activation':
      return l.activation({ name, activation: activationOf(n[0]) });
    case 'relu':
      return l.reLU({ name, maxValue: oneOf([undefined, 6, undefined, 6, 2], n[0]) });
    case 'leaky':
      return l.leakyReLU({ name, alpha: oneOf([undefined, 0.1, 0], n[0]) });
    case 'elu':
      return l.elu({ name });
    case 'dropout':
      return l.dropout({ name, rate: 0.5 });
    case 'reshape':
      return l.reshape({ name, targetShape: reshaped(shape.slice(1), n[0]) });
    default:
      return undefined;
  }
}

function imageLayerOf(kind: LayerPart['kind'], n: readonly number[], [, height, width, channels]: readonly number[], name: string): tf.layers.Layer | undefined {
  const padding = oneOf(['same', 'valid'] as const, n[4]);
  const size: [number, number] = [Math.min(1 + (n[0] % 3), height), Math.min(1 + (n[1] % 3), width)];
  const strides: [number, number] = [1 + (n[2] % 2), 1 + (n[3] % 2)];
  const convolved = { name, kernelSize: size, padding, useBias: n[5] % 2 > 0, activation: n[6] % 2 ? activationOf(n[7]) : undefined };
  // One case in six: plain TensorFlow.js has no gradient then.
  const isDilated = n[9] % 6 === 5 && 2 * size[0] - 1 <= height && 2 * size[1] - 1 <= width;
  switch (kind) {
    case 'convolution':
      return l.conv2d({ ...convolved, filters: 1 + (n[8] % 4), ...(isDilated ? { dilationRate: 2 } : { strides }) });
    case 'depthwise':
      // One case in four has other strides down than across, which the compiler leaves to plain TensorFlow.js.
      return l.depthwiseConv2d({ ...convolved, depthMultiplier: 1 + (n[8] % 2), strides: n[9] % 4 ? [strides[0], strides[0]] : strides });
    case 'max pooling':
      return l.maxPooling2d({ name, poolSize: size, strides: n[5] % 2 ? strides : undefined, padding });
    case 'average pooling':
      return l.averagePooling2d({ name, poolSize: size, strides: n[5] % 2 ? strides : undefined, padding });
    case 'padding':
      return l.zeroPadding2d({ name, padding: [[n[0] % 3, n[1] % 3], [n[2] % 3, n[3] % 3]] });
    case 'global average':
      return l.globalAveragePooling2d({ name });
    case 'global max':
      return l.globalMaxPooling2d({ name });
    case 'flatten':
      return l.flatten({ name });
    case 'reshape':
      return l.reshape({ name, targetShape: oneOf([[width, height, channels], [1, height * width, channels], [height, width * channels, 1], [height * width * channels]], n[0]) });
    default:
      return undefined;
  }
}

function reshaped([length]: readonly number[], n: number): number[] {
  return oneOf([[1, 1, length], [1, length, 1], length % 2 ? [length] : [2, length / 2, 1]], n);
}

/** Builds the model of a recipe; each call gives the same one. */
export function buildRecipe({ shape, parts: list, end }: Recipe): tf.LayersModel {
  const builder = new Builder();
  const input = tf.input({ shape: [...shape], name: builder.name('input') });
  const body = builder.apply(input, list);
  const row = body.shape.length === 4 ? builder.layer(body, { kind: oneOf(['flatten', 'global average', 'global max'] as const, end.pool), numbers: [] }) : body;
  const activation = end.activated ? (end.units === 1 ? 'sigmoid' : 'softmax') : undefined;
  const logits = l.dense({ name: builder.name('out'), units: end.units, useBias: end.useBias, activation }).apply(row);
  const tail = oneOf<readonly tf.layers.Layer[]>([[], [l.dropout({ name: 'tail', rate: 0.3 })], [l.activation({ name: 'tail', activation: 'linear' })], [l.reshape({ name: 'tail', targetShape: [end.units] })]], end.tail);
  return tf.model({ inputs: input, outputs: tail.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, logits as tf.SymbolicTensor), name: 'random' });
}

import { UsageError } from '../base/errors';
import { exampleSize } from './batches';
import type { Dataset, Normalisation, Split } from './dataset';
import { fingerprint } from './shared-memory';

/** Your own examples, one label each. */
export interface ArraySplit {
  /**
   * All numbers in one array, as in {@link Split}; clamped bytes count as bytes, float64 becomes float32. Or a list of examples,
   * each a list of floats (images row by row, channels last).
   */
  readonly inputs: Uint8Array | Uint8ClampedArray | Float32Array | Float64Array | readonly ArrayLike<number>[];
  readonly labels: ArrayLike<number>;
}

/** Arguments of {@link arrayDataset}. */
export interface ArrayDatasetOptions {
  /** Names the dataset in records and checkpoints. */
  readonly name: string;
  readonly classes: readonly string[];
  /** Shape of one example, such as [28, 28, 1]. */
  readonly shape: readonly number[];
  readonly train: ArraySplit;
  readonly test: ArraySplit;
  /**
   * For bytes, one value per channel (the last dimension); default {@link normalisationOf} the training inputs. A normalisation
   * given here belongs to the fingerprint.
   */
  readonly normalisation?: Normalisation;
  readonly note?: string;
}

/**
 * Makes a dataset from your own arrays, without copying bytes and 32-bit floats. Bytes are normalised channel by channel; floats
 * are used as they are.
 *
 * @throws UsageError SHAPE_INVALID, CLASSES_INVALID, LABELS_INVALID, INPUTS_INVALID, NORMALISATION_INVALID
 */
export function arrayDataset(options: ArrayDatasetOptions): Dataset {
  const { name, classes, shape, note } = options;
  if (shape.length === 0 || !shape.every((length) => Number.isInteger(length) && length >= 1)) {
    throw new UsageError('SHAPE_INVALID', `The shape of an example is [${shape.join(', ')}].`, 'Give whole numbers of at least 1.');
  }
  if (classes.length < 2 || classes.length > 65_536) {
    throw new UsageError('CLASSES_INVALID', `There are ${classes.length} classes.`, 'Give from 2 to 65,536 class names.');
  }
  const train = arraySplit('train', options.train, shape, classes.length);
  const test = arraySplit('test', options.test, shape, classes.length);
  const channels = shape[shape.length - 1];
  const normalisation = options.normalisation ?? (train.inputs instanceof Uint8Array ? normalisationOf(train.inputs, channels) : undefined);
  checkNormalisation([train, test], channels, normalisation);
  return {
    name,
    classes,
    train,
    test,
    fingerprint: fingerprint(train, test, options.normalisation),
    ...(normalisation && { normalisation }),
    ...(note && { note }),
  };
}

/**
 * Mean and standard deviation of each channel of bytes divided by 255, over all examples and positions. A constant channel gets the
 * deviation 1.
 *
 * @param inputs bytes, channels last
 */
export function normalisationOf(inputs: Uint8Array, channels: number): Normalisation {
  const [sums, squares] = [new Float64Array(channels), new Float64Array(channels)];
  inputs.forEach((byte, i) => {
    sums[i % channels] += byte / 255;
    squares[i % channels] += (byte / 255) ** 2;
  });
  const places = inputs.length / channels;
  const mean = Array.from(sums, (sum) => sum / places);
  const deviation = Array.from(squares, (square, channel) => Math.sqrt(Math.max(0, square / places - mean[channel] ** 2)));
  return { mean, deviation: deviation.map((value) => (value > 1e-6 ? value : 1)) };
}

function arraySplit(which: string, { inputs: given, labels }: ArraySplit, shape: readonly number[], classes: number): Split {
  const inputs = inOneRow(which, given, exampleSize({ shape }));
  const count = labels?.length;
  if (!Number.isInteger(count))
    throw new UsageError(
      'LABELS_INVALID',
      `The labels of the ${which} split are not a list.`,
      'Give an array with one whole number per example; from a tensor: await labels.data().',
    );
  if (count === 0) throw new UsageError('LABELS_INVALID', `The ${which} split has no labels.`, 'Give at least one example.');
  if (inputs.length !== count * exampleSize({ shape })) {
    const problem = `The ${which} split has ${inputs.length} input values for ${count} labels and the shape [${shape.join(', ')}].`;
    throw new UsageError('INPUTS_INVALID', problem, `Give ${count * exampleSize({ shape })} values.`);
  }
  for (let i = 0; i < count; i++) {
    if (Number.isInteger(labels[i]) && labels[i] >= 0 && labels[i] < classes) continue;
    throw new UsageError(
      'LABELS_INVALID',
      `Label ${i} of the ${which} split is ${labels[i]}.`,
      `Labels are whole numbers, 0 … ${classes - 1}.`,
    );
  }
  if (inputs instanceof Float32Array) {
    const bad = inputs.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new UsageError('INPUTS_INVALID', `Input value ${bad} of the ${which} split is ${inputs[bad]}.`, 'Inputs must be finite.');
  }
  return { inputs, labels: (classes > 256 ? Uint16Array : Uint8Array).from(labels), count, shape };
}

/** Converts the inputs to one array of bytes or 32-bit floats. */
function inOneRow(which: string, inputs: ArraySplit['inputs'], size: number): Uint8Array | Float32Array {
  if (inputs instanceof Uint8Array || inputs instanceof Float32Array) return inputs;
  if (inputs instanceof Uint8ClampedArray) return new Uint8Array(inputs.buffer, inputs.byteOffset, inputs.length);
  if (inputs instanceof Float64Array) return Float32Array.from(inputs);
  if (!Array.isArray(inputs)) {
    throw new UsageError(
      'INPUTS_INVALID',
      `The inputs of the ${which} split are neither numbers nor a list of examples.`,
      'Give bytes, floats or a list; from a tensor: await inputs.data().',
    );
  }
  return joined(which, inputs as readonly ArrayLike<number>[], size);
}

function joined(which: string, examples: readonly ArrayLike<number>[], size: number): Float32Array {
  const wrong = examples.findIndex((example) => example.length !== size);
  if (wrong >= 0) {
    const found = examples[wrong].length === undefined ? 'not a list of numbers' : `a list of ${examples[wrong].length} numbers`;
    throw new UsageError(
      'INPUTS_INVALID',
      `Example ${wrong} of the ${which} split is ${found}.`,
      `The shape asks for a list of ${size} numbers; to give all examples in one array, use a Float32Array.`,
    );
  }
  const inputs = new Float32Array(examples.length * size);
  examples.forEach((example, i) => inputs.set(example, i * size));
  return inputs;
}

function checkNormalisation(splits: readonly Split[], channels: number, normalisation: Normalisation | undefined): void {
  const bytes = splits.filter((split) => split.inputs instanceof Uint8Array).length;
  if (bytes === 1) throw new UsageError('INPUTS_INVALID', 'One split holds bytes and the other floats.', 'Give both in the same form.');
  if (normalisation === undefined) return;
  if (bytes === 0)
    throw new UsageError(
      'NORMALISATION_INVALID',
      'A normalisation is given, but the inputs are floats.',
      'Leave it out: floats are used as they are.',
    );
  const { mean, deviation } = normalisation;
  const valid =
    [mean, deviation].every((values) => values.length === channels && values.every(Number.isFinite)) && deviation.every((d) => d > 0);
  if (!valid)
    throw new UsageError(
      'NORMALISATION_INVALID',
      `The normalisation does not fit ${channels} channels.`,
      'Give a finite mean and a positive deviation for each.',
    );
}

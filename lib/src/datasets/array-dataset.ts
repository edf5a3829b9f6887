import { UsageError } from '../base/errors';
import { exampleSize } from './batches';
import type { Dataset, Normalisation, Split } from './dataset';
import { fingerprint } from './shared-memory';

/** Examples of one's own: `inputs` as in {@link Split}, one label each. */
export interface ArraySplit {
  readonly inputs: Uint8Array | Float32Array;
  readonly labels: ArrayLike<number>;
}

export interface ArrayDatasetOptions {
  /** Names the dataset in records and checkpoints. */
  readonly name: string;
  readonly classes: readonly string[];
  /** Shape of one example, such as [28, 28, 1]. */
  readonly shape: readonly number[];
  readonly train: ArraySplit;
  readonly test: ArraySplit;
  /** Required for bytes, one value per channel (the last dimension); floats are used as they are. */
  readonly normalisation?: Normalisation;
  readonly note?: string;
}

/**
 * A dataset from arrays of one's own. The inputs are not copied.
 *
 * @throws UsageError SHAPE_INVALID, CLASSES_INVALID, LABELS_INVALID, INPUTS_INVALID, NORMALISATION_INVALID
 */
export function arrayDataset(options: ArrayDatasetOptions): Dataset {
  const { name, classes, shape, normalisation, note } = options;
  if (shape.length === 0 || !shape.every((length) => Number.isInteger(length) && length >= 1)) {
    throw new UsageError('SHAPE_INVALID', `The shape of an example is [${shape.join(', ')}].`, 'Give whole numbers of at least 1.');
  }
  if (classes.length < 2 || classes.length > 256) {
    throw new UsageError('CLASSES_INVALID', `There are ${classes.length} classes.`, 'Give from 2 to 256 class names.');
  }
  const train = arraySplit('train', options.train, shape, classes.length);
  const test = arraySplit('test', options.test, shape, classes.length);
  checkNormalisation([train, test], shape[shape.length - 1], normalisation);
  return { name, classes, train, test, fingerprint: fingerprint(train, test), ...(normalisation && { normalisation }), ...(note && { note }) };
}

function arraySplit(which: string, { inputs, labels }: ArraySplit, shape: readonly number[], classes: number): Split {
  const count = labels.length;
  if (count === 0) throw new UsageError('LABELS_INVALID', `The ${which} split has no labels.`, 'Give at least one example.');
  if (inputs.length !== count * exampleSize({ shape })) {
    const problem = `The ${which} split has ${inputs.length} input values for ${count} labels and the shape [${shape.join(', ')}].`;
    throw new UsageError('INPUTS_INVALID', problem, `It takes ${count * exampleSize({ shape })}.`);
  }
  for (let i = 0; i < count; i++) {
    if (Number.isInteger(labels[i]) && labels[i] >= 0 && labels[i] < classes) continue;
    throw new UsageError('LABELS_INVALID', `Label ${i} of the ${which} split is ${labels[i]}.`, `Labels are whole numbers, 0 … ${classes - 1}.`);
  }
  if (inputs instanceof Float32Array) {
    const bad = inputs.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new UsageError('INPUTS_INVALID', `Input value ${bad} of the ${which} split is ${inputs[bad]}.`, 'Inputs must be finite.');
  }
  return { inputs, labels: Uint8Array.from(labels), count, shape };
}

function checkNormalisation(splits: readonly Split[], channels: number, normalisation: Normalisation | undefined): void {
  const bytes = splits.filter((split) => split.inputs instanceof Uint8Array).length;
  if (bytes === 1) throw new UsageError('INPUTS_INVALID', 'One split holds bytes and the other floats.', 'Give both in the same form.');
  if ((bytes === 0) !== (normalisation === undefined)) {
    const problem = bytes === 0 ? 'There is a normalisation, but the inputs are floats.' : 'The inputs are bytes, but there is no normalisation.';
    throw new UsageError('NORMALISATION_INVALID', problem, 'Bytes need one; floats are used as they are.');
  }
  if (normalisation === undefined) return;
  const { mean, deviation } = normalisation;
  const valid = [mean, deviation].every((values) => values.length === channels && values.every(Number.isFinite)) && deviation.every((d) => d > 0);
  if (!valid) throw new UsageError('NORMALISATION_INVALID', `The normalisation does not fit ${channels} channels.`, 'Give a finite mean and a positive deviation for each.');
}

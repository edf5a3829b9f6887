import { UsageError } from '../base/errors';
import type { Batch } from '../datasets/dataset';
import { sizeOf } from '../engine/graph-types';
import { absoluteSum, firstNoNumber, firstNotFinite, isNumberArray, shown } from './numbers';
import type { Normalise } from './runner';

const sums = new WeakMap<Batch['inputs'], number>();

/** Σ|x| over the inputs of a batch from {@link checkedBatch}; undefined for bytes. */
export function absoluteSumOf(inputs: Batch['inputs']): number | undefined {
  return sums.get(inputs);
}

/**
 * Checks a batch and converts it to the runners' form: bytes or finite 32-bit floats, integer labels. Other arrays of numbers are
 * converted. Whether the batch fits the network is checked later.
 *
 * @throws UsageError BATCH_INVALID, BATCH_SHAPE, BATCH_SIZE, INPUTS_INVALID, INPUTS_NOT_FINITE, LABELS_INVALID
 */
export function checkedBatch(given: Batch): Batch {
  if (typeof given !== 'object' || given === null || given.inputs === undefined) {
    throw new UsageError(
      'BATCH_INVALID',
      'The given batch has no inputs.',
      'Give { inputs, labels, size, shape }; `take` and `trainingBatches` make batches from a split.',
    );
  }
  const { size, shape } = given;
  // `every` skips holes, and takes minutes for a list that has only a length.
  if (!Array.isArray(shape) || firstNoNumber(shape) >= 0 || !shape.every((length) => Number.isInteger(length) && length >= 1)) {
    throw new UsageError(
      'BATCH_SHAPE',
      `The shape of the batch's examples is ${shown(shape)}.`,
      'Give the shape of one example, such as [32, 32, 3].',
    );
  }
  if (!Number.isInteger(size) || size < 1) {
    throw new UsageError(
      'BATCH_SIZE',
      `The size of the batch is ${shown(size)}.`,
      'Make batches of at least one example with `take` or `trainingBatches`.',
    );
  }
  const inputs = checkedInputs(given.inputs);
  if (inputs.length === size * sizeOf(shape)) refuseOneHot(given.labels, size);
  const labels = checkedLabels(given.labels);
  return inputs === given.inputs && labels === given.labels ? given : { inputs, labels, size, shape };
}

/** @throws UsageError NORMALISE_UNKNOWN */
export function checkNormalise(given: Normalise): void {
  if (given === 'running' || given === 'batch') return;
  throw new UsageError(
    'NORMALISE_UNKNOWN',
    `Batch norm cannot use ${shown(given)}.`,
    'Give "running", the stored statistics, or "batch", those of the batch itself.',
  );
}

function checkedInputs(given: unknown): Batch['inputs'] {
  if (given instanceof Uint8Array) return given;
  if (given instanceof Uint8ClampedArray) return new Uint8Array(given.buffer, given.byteOffset, given.length);
  if (!isNumberArray(given)) {
    throw new UsageError(
      'INPUTS_INVALID',
      'The inputs of the batch are not an array of numbers.',
      'Give a Float32Array or bytes; from a tensor: await inputs.data().',
    );
  }
  const noNumber = firstNoNumber(given);
  if (noNumber >= 0) {
    throw new UsageError(
      'INPUTS_INVALID',
      `Input value ${noNumber} of the batch is ${shown(given[noNumber])}.`,
      'Give all numbers of all examples in one flat array.',
    );
  }
  const values = given instanceof Float32Array ? given : Float32Array.from(given);
  const sum = absoluteSum(values);
  sums.set(values, sum);
  if (Number.isFinite(sum)) return values;
  const bad = firstNotFinite(values);
  throw new UsageError(
    'INPUTS_NOT_FINITE',
    `Input value ${bad} of the batch is ${given[bad]}.`,
    'Inputs must be finite 32-bit numbers: clean the data first.',
  );
}

/** Refuses one-hot labels, as Keras takes them. */
function refuseOneHot(labels: unknown, size: number): void {
  if (!isNumberArray(labels) || labels.length <= size || labels.length % size !== 0) return;
  throw new UsageError(
    'LABELS_INVALID',
    `The batch has ${labels.length / size} labels for each of its ${size} examples.`,
    'Give one whole number per example, not a one-hot row.',
  );
}

function checkedLabels(given: unknown): Batch['labels'] {
  if (given instanceof Uint8Array) return given;
  if (!isNumberArray(given))
    throw new UsageError('LABELS_INVALID', 'The labels of the batch are not an array of numbers.', 'Give one whole number per example.');
  for (let i = 0; i < given.length; i++) {
    const label: unknown = given[i];
    if (Number.isInteger(label) && (label as number) >= 0 && (label as number) < 2 ** 31) continue;
    throw new UsageError(
      'LABELS_INVALID',
      `Label ${i} of the batch is ${shown(label)}.`,
      'Labels are whole numbers from 0 on, one for each example.',
    );
  }
  return (given instanceof Int32Array ? given : Int32Array.from(given)) as unknown as Batch['labels'];
}

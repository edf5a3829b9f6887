import assert from 'node:assert/strict';
import test from 'node:test';
import { readContracts } from '../../lib/src/contracts/contract';
import { guarded } from '../../lib/src/contracts/face';
import { arrayDataset } from '../../lib/src/datasets/array-dataset';
import { subset, take, trainingBatches } from '../../lib/src/datasets/batches';
import type { Split } from '../../lib/src/datasets/dataset';
import { evaluate } from '../../lib/src/training/evaluation';

/** Six examples of four numbers in three classes, as they should be. */
const INPUTS = Array.from({ length: 24 }, (_, i) => Math.fround(Math.sin(i)));
const LABELS = [0, 1, 2, 0, 1, 2];
const GOOD: Split = { inputs: Float32Array.from(INPUTS), labels: Uint8Array.from(LABELS), count: 6, shape: [4] };

/** Takes any split, and gives it back: what stands behind the contract of `take`. */
const contracts = readContracts();
const through = (split: unknown): Split => {
  let seen: Split | undefined;
  const inner = { take: (given: Split) => { seen = given; return take(given, [0]); } };
  guarded(inner as unknown as { take: (split: unknown, indices: number[]) => unknown }, contracts, () => undefined).take?.(split, [0]);
  assert.ok(seen);
  return seen;
};

const TAKEN: Readonly<Record<string, unknown>> = {
  'labels in a plain array': { ...GOOD, labels: LABELS },
  'labels of 32-bit integers': { ...GOOD, labels: Int32Array.from(LABELS) },
  'labels of whole floats': { ...GOOD, labels: Float32Array.from(LABELS) },
  'float64 inputs': { ...GOOD, inputs: Float64Array.from(INPUTS) },
  'inputs in a plain array': { ...GOOD, inputs: INPUTS },
  'integer inputs': { ...GOOD, inputs: Int32Array.from(INPUTS, (x) => Math.round(100 * x)) },
  'inputs of clamped bytes': { ...GOOD, inputs: Uint8ClampedArray.from(INPUTS, (x) => 100 + 100 * x) },
};

test('what can be converted without loss is converted', () => {
  for (const [what, split] of Object.entries(TAKEN)) {
    const { inputs, labels } = through(split);
    assert.ok(inputs instanceof Float32Array || inputs instanceof Uint8Array, what);
    assert.ok(labels instanceof Uint8Array || labels instanceof Int32Array, what);
    assert.deepEqual([...inputs], Array.from((split as Split).inputs), what);
    assert.deepEqual([...labels], LABELS, what);
  }
  assert.equal(through(GOOD), GOOD, 'nothing is copied that is right already');
});

test('labels beyond 255 are kept', () => {
  const labels = [0, 999, 300, 257, 65_535, 70_000];
  const split = through({ ...GOOD, labels });
  assert.deepEqual([...split.labels], labels);
  assert.deepEqual([...take(split, [1, 5]).labels], [999, 70_000]);
  assert.deepEqual([...subset(split, 2).labels], [0, 999]);
});

const with0 = (change: (values: number[]) => void, values: readonly number[]): number[] => {
  const copy = [...values];
  change(copy);
  return copy;
};

const REFUSED: readonly (readonly [string, string, unknown])[] = [
  ['INPUTS_INVALID', 'a NaN among the inputs', { ...GOOD, inputs: Float32Array.from(with0((v) => { v[3] = NaN; }, INPUTS)) }],
  ['INPUTS_INVALID', 'an infinite input', { ...GOOD, inputs: with0((v) => { v[3] = -Infinity; }, INPUTS) }],
  ['INPUTS_INVALID', 'an input that is null', { ...GOOD, inputs: [...INPUTS.slice(1), null] }],
  ['INPUTS_INVALID', 'inputs with a hole', { ...GOOD, inputs: with0((v) => { delete v[3]; }, INPUTS) }],
  ['INPUTS_INVALID', 'too few inputs', { ...GOOD, inputs: Float32Array.from(INPUTS.slice(1)) }],
  ['INPUTS_INVALID', 'a float64 too large for 32 bits', { ...GOOD, inputs: Float64Array.from([...INPUTS.slice(1), 1e300]) }],
  ['INPUTS_INVALID', 'a shape that lacks the channel', { ...GOOD, inputs: new Uint8Array(6 * 4 * 3), shape: [2, 2] }],
  ['INPUTS_INVALID', 'a tensor', { ...GOOD, inputs: { data: () => Promise.resolve(GOOD.inputs) } }],
  ['SHAPE_INVALID', 'a shape with a zero', { ...GOOD, shape: [4, 0] }],
  ['SHAPE_INVALID', 'no shape', { ...GOOD, shape: [] }],
  ['LABELS_INVALID', 'one-hot labels', { ...GOOD, labels: Uint8Array.from(LABELS.flatMap((label) => [0, 1, 2].map((k) => Number(k === label)))) }],
  ['LABELS_INVALID', 'a label of −1', { ...GOOD, labels: [-1, ...LABELS.slice(1)] }],
  ['LABELS_INVALID', 'a label of 0.5', { ...GOOD, labels: [0.5, ...LABELS.slice(1)] }],
  ['LABELS_INVALID', 'a label that is null', { ...GOOD, labels: [null, ...LABELS.slice(1)] }],
  ['LABELS_INVALID', 'a label that is NaN', { ...GOOD, labels: [NaN, ...LABELS.slice(1)] }],
  ['LABELS_INVALID', 'targets of a regression', { ...GOOD, labels: Float32Array.from(LABELS, (label) => 0.37 * label) }],
  ['LABELS_INVALID', 'targets below 0', { ...GOOD, labels: Float64Array.from(LABELS, (label) => -5 - label) }],
  ['LABELS_INVALID', 'targets that are NaN', { ...GOOD, labels: Float32Array.from(LABELS, () => NaN) }],
  ['LABELS_INVALID', 'labels that are texts', { ...GOOD, labels: LABELS.map(String) }],
  ['LABELS_INVALID', 'too many labels', { ...GOOD, labels: [...LABELS, 0] }],
  ['LABELS_INVALID', 'labels in a column', { ...GOOD, labels: LABELS.map((label) => [label]) }],
  ['ARGUMENT_MISSING', 'no count', { inputs: GOOD.inputs, labels: GOOD.labels, shape: [4] }],
  ['ARGUMENT_MISSING', 'no labels', { inputs: GOOD.inputs, count: 6, shape: [4] }],
  ['ARGUMENT_INVALID', 'a promise', Promise.resolve(GOOD)],
  ['EXAMPLES_INVALID', 'a count of 0', { ...GOOD, count: 0 }],
  ['EXAMPLES_INVALID', 'an infinite count', { ...GOOD, count: Infinity }],
];

test('what is no split is refused, whatever is wrong with it', () => {
  for (const [code, what, split] of REFUSED) assert.throws(() => through(split), { code }, what);
});

test('every function that takes a split refuses a wrong one', async () => {
  const face = guarded({ subset, take, trainingBatches, evaluate }, contracts, () => undefined);
  const runner = { getWeights: () => 0, setWeights: () => 0, evaluate: () => assert.fail('reached the runner'), layout: {} };
  for (const [code, what, split] of REFUSED) {
    const bad = split as Split;
    assert.throws(() => face.subset?.(bad, 1), { code }, what);
    assert.throws(() => face.trainingBatches?.(bad, { batchSize: 2, seed: 1, epoch: 0, augment: false }), { code }, what);
    await assert.rejects(async () => face.evaluate?.(runner as never, bad), { code }, what);
  }
});

test('a dataset takes the integers of a tensor, as await tensor.data() gives them', () => {
  const face = guarded({ arrayDataset }, contracts, () => undefined);
  const ids = Int32Array.from({ length: 24 }, (_, i) => 3 * i);
  const examples = { inputs: ids, labels: Int32Array.from(LABELS) };
  const dataset = face.arrayDataset?.({ name: 'ids', classes: ['a', 'b', 'c'], shape: [4], train: examples as never, test: examples as never });
  assert.deepEqual([...(dataset?.train.inputs ?? [])], [...ids]);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { UsageError } from '../../lib/src/base/errors';
import { arrayDataset, type ArrayDatasetOptions } from '../../lib/src/datasets/array-dataset';

const bytes: ArrayDatasetOptions = {
  name: 'mine',
  classes: ['a', 'b', 'c'],
  shape: [2, 2, 1],
  train: { inputs: Uint8Array.from({ length: 12 }, (_, i) => i), labels: [0, 2, 1] },
  test: { inputs: new Uint8Array(4), labels: [1] },
  normalisation: { mean: [0.5], deviation: [0.25] },
};
const floats: ArrayDatasetOptions = {
  ...bytes, shape: [2], normalisation: undefined,
  train: { inputs: Float32Array.from([1, -1, 2, 0.5]), labels: [0, 1] }, test: { inputs: new Float32Array(2), labels: Uint8Array.of(2) },
};

test('arrays become a dataset without a copy of the inputs', () => {
  for (const options of [bytes, floats]) {
    const dataset = arrayDataset(options);
    assert.equal(dataset.train.inputs, options.train.inputs);
    assert.deepEqual([...dataset.train.labels], [...Array.from(options.train.labels)]);
    assert.deepEqual([dataset.train.count, dataset.test.count], [options.train.labels.length, 1]);
    assert.deepEqual(dataset.normalisation, options.normalisation);
    assert.match(dataset.fingerprint, /^[0-9a-f]{64}$/);
  }
  assert.notEqual(arrayDataset(bytes).fingerprint, arrayDataset({ ...bytes, train: { ...bytes.train, labels: [0, 1, 1] } }).fingerprint);
});

const cases: [code: string, change: Partial<ArrayDatasetOptions>][] = [
  ['SHAPE_INVALID', { shape: [] }],
  ['SHAPE_INVALID', { shape: [2, 0, 1] }],
  ['CLASSES_INVALID', { classes: ['a'] }],
  ['CLASSES_INVALID', { classes: new Array<string>(257).fill('x') }],
  ['LABELS_INVALID', { train: { inputs: new Uint8Array(4), labels: [3] } }],
  ['LABELS_INVALID', { train: { inputs: new Uint8Array(4), labels: [-1] } }],
  ['LABELS_INVALID', { train: { inputs: new Uint8Array(4), labels: [0.5] } }],
  ['LABELS_INVALID', { test: { inputs: new Uint8Array(0), labels: [] } }],
  ['INPUTS_INVALID', { test: { inputs: new Uint8Array(5), labels: [0] } }],
  ['INPUTS_INVALID', { test: { inputs: new Float32Array(4), labels: [0] } }],
  ['INPUTS_INVALID', { ...floats, test: { inputs: Float32Array.of(1, NaN), labels: [0] } }],
  ['NORMALISATION_INVALID', { normalisation: undefined }],
  ['NORMALISATION_INVALID', { ...floats, normalisation: bytes.normalisation }],
  ['NORMALISATION_INVALID', { normalisation: { mean: [0.5, 0.5], deviation: [1, 1] } }],
  ['NORMALISATION_INVALID', { normalisation: { mean: [0.5], deviation: [0] } }],
  ['NORMALISATION_INVALID', { normalisation: { mean: [NaN], deviation: [1] } }],
];

test('bad arrays are refused with a code and a remedy', () => {
  for (const [code, change] of cases) {
    assert.throws(() => arrayDataset({ ...bytes, ...change }), (error) => error instanceof UsageError && error.code === code && error.remedy.length > 0, `${code} ${JSON.stringify(change)}`);
  }
});

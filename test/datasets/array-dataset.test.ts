import assert from 'node:assert/strict';
import test from 'node:test';
import { UsageError } from '../../lib/src/base/errors';
import { arrayDataset, type ArrayDatasetOptions, normalisationOf } from '../../lib/src/datasets/array-dataset';

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

test('the same bytes seen in another way are another dataset', () => {
  const prints = [undefined, bytes.normalisation, { mean: [0.5], deviation: [0.5] }, { mean: [0.25], deviation: [0.25] }].map((normalisation) => arrayDataset({ ...bytes, normalisation }).fingerprint);
  assert.equal(new Set(prints).size, prints.length);
  assert.equal(arrayDataset(bytes).fingerprint, prints[1]);
});

test('a list of examples is the same dataset as its numbers one after the other', () => {
  const listed = arrayDataset({ ...floats, train: { inputs: [[1, -1], Float64Array.of(2, 0.5)], labels: [0, 1] } });
  assert.deepEqual(listed, arrayDataset(floats));
});

test('clamped bytes are the same bytes, float64 becomes float32', () => {
  const clamped = { inputs: Uint8ClampedArray.from(bytes.train.inputs as Uint8Array), labels: [0, 2, 1] };
  assert.deepEqual(arrayDataset({ ...bytes, train: clamped }), arrayDataset(bytes));
  const doubles = { inputs: Float64Array.of(1, -1, 2, 0.5), labels: [0, 1] };
  assert.deepEqual(arrayDataset({ ...floats, train: doubles }), arrayDataset(floats));
});

test('what JavaScript lets through is refused with a remedy too', () => {
  const wrong = (train: unknown, code: string, says: RegExp): void => {
    assert.throws(() => arrayDataset({ ...floats, train: train as ArrayDatasetOptions['train'] }), (error) => error instanceof UsageError && error.code === code && says.test(error.message));
  };
  wrong({ inputs: { shape: [2, 2] }, labels: [0, 1] }, 'INPUTS_INVALID', /from a tensor: await inputs\.data\(\)/);
  wrong({ inputs: [1, 2, 3, 4], labels: [0, 1] }, 'INPUTS_INVALID', /Example 0 .* not a list of numbers.*Float32Array/);
  wrong({ inputs: [[1, 2], [3, 4]], labels: { shape: [2] } }, 'LABELS_INVALID', /not a list/);
  wrong({ inputs: [[1, 2], [3, 4]] }, 'LABELS_INVALID', /not a list/);
});

test('bytes without a normalisation get that of the training inputs: mean 0 and deviation 1 in every channel', () => {
  const inputs = Uint8Array.of(0, 7, 51, 7, 102, 7, 255, 7);
  const { normalisation } = arrayDataset({ ...bytes, shape: [1, 2, 2], normalisation: undefined, train: { inputs, labels: [0, 1] }, test: bytes.test });
  assert.ok(normalisation);
  const { mean, deviation } = normalisation;
  const seen = [0, 51, 102, 255].map((byte) => (byte / 255 - mean[0]) / deviation[0]);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(sum(seen)) < 1e-12 && Math.abs(sum(seen.map((value) => value ** 2)) - 4) < 1e-12);
  assert.ok(Math.abs(mean[1] - 7 / 255) < 1e-12);
  assert.equal(deviation[1], 1, 'a channel that is the same everywhere');
  assert.deepEqual(normalisation, normalisationOf(inputs, 2));
});

const cases: [code: string, change: Partial<ArrayDatasetOptions>][] = [
  ['SHAPE_INVALID', { shape: [] }],
  ['SHAPE_INVALID', { shape: [2, 0, 1] }],
  ['CLASSES_INVALID', { classes: ['a'] }],
  ['CLASSES_INVALID', { classes: new Array<string>(65_537).fill('x') }],
  ['LABELS_INVALID', { train: { inputs: new Uint8Array(4), labels: [3] } }],
  ['LABELS_INVALID', { train: { inputs: new Uint8Array(4), labels: [-1] } }],
  ['LABELS_INVALID', { train: { inputs: new Uint8Array(4), labels: [0.5] } }],
  ['LABELS_INVALID', { test: { inputs: new Uint8Array(0), labels: [] } }],
  ['INPUTS_INVALID', { test: { inputs: new Uint8Array(5), labels: [0] } }],
  ['INPUTS_INVALID', { test: { inputs: new Float32Array(4), labels: [0] } }],
  ['INPUTS_INVALID', { ...floats, test: { inputs: Float32Array.of(1, NaN), labels: [0] } }],
  ['INPUTS_INVALID', { ...floats, train: { inputs: [[1, 2], [3]], labels: [0, 1] } }],
  ['INPUTS_INVALID', { ...floats, train: { inputs: [[1, 2], [3, Infinity]], labels: [0, 1] } }],
  ['INPUTS_INVALID', { ...floats, train: { inputs: [[1, 2]], labels: [0, 1] } }],
  ['NORMALISATION_INVALID', { ...floats, normalisation: bytes.normalisation }],
  ['NORMALISATION_INVALID', { normalisation: { mean: [0.5, 0.5], deviation: [1, 1] } }],
  ['NORMALISATION_INVALID', { normalisation: { mean: [0.5], deviation: [0] } }],
  ['NORMALISATION_INVALID', { normalisation: { mean: [NaN], deviation: [1] } }],
];

test('bad arrays are refused with a code and a remedy', () => {
  for (const [code, change] of cases) {
    assert.throws(() => arrayDataset({ ...bytes, ...change }), (error) => error instanceof UsageError && error.code === code && error.remedy.length > 0, `${code} ${JSON.stringify(change).slice(0, 200)}`);
  }
});

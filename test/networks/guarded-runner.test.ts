import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ValleysError } from '../../lib/src/base/errors';
import type { Batch } from '../../lib/src/datasets/dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import type { Normalise, Runner, SgdStep } from '../../lib/src/networks/runner';
import { chain, randomBatch, randomState } from './small-models';

const KINDS = ['compiled', 'layers'] as const;
const VECTORS = ['Weights', 'Momentum', 'Statistics'] as const;
const STEP = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 };
const SIZE = 6;

function runnerOfKind(kind: 'compiled' | 'layers'): Runner {
  const l = tf.layers;
  const layers = [l.dense({ units: 5, name: 'hidden' }), l.batchNormalization({ name: 'bn' }), l.reLU({ name: 'relu' }), l.dense({ units: 3, name: 'out' })];
  const runner = createRunner(chain([4], layers), { kind });
  const { weights, statistics } = randomState(runner);
  runner.setWeights(weights);
  runner.setStatistics(statistics);
  return runner;
}

const runners = KINDS.map(runnerOfKind);
const batch = randomBatch([4], SIZE, 3);
const state = (runner: Runner): Float32Array[] => VECTORS.map((what) => runner[`get${what}`]());

/** What must be refused with one of the codes, and change nothing. */
function refused(runner: Runner, codes: readonly string[], call: () => unknown): void {
  const before = state(runner);
  assert.throws(call, (error) => error instanceof ValleysError && codes.includes(error.code) && error.remedy.length > 10 && !error.message.includes('\n'));
  assert.deepEqual(state(runner), before);
}

/** Every method that takes a batch. */
const USES: readonly (readonly [string, (runner: Runner, given: Batch) => unknown])[] = [
  ['train', (runner, given) => runner.train(given, STEP)],
  ['evaluate', (runner, given) => runner.evaluate(given, 'running')],
  ['batchStatistics', (runner, given) => runner.batchStatistics(given)],
  ['gradient', (runner, given) => runner.gradient(given, 'batch')],
];

const inputs = batch.inputs as Float32Array;
const but = (values: ArrayLike<number>, index: number, value: unknown): unknown[] => Array.from(values, (x, i): unknown => (i === index ? value : x));

const WRONG_BATCHES: readonly (readonly [string, readonly string[], unknown])[] = [
  ['nothing', ['BATCH_INVALID'], undefined],
  ['no inputs', ['BATCH_INVALID'], { ...batch, inputs: undefined }],
  ['a tensor', ['INPUTS_INVALID'], { ...batch, inputs: tf.zeros([SIZE, 4]) }],
  ['a list for each example', ['INPUTS_INVALID'], { ...batch, inputs: Array.from({ length: SIZE }, () => [1, 2, 3, 4]) }],
  ['a null', ['INPUTS_INVALID'], { ...batch, inputs: but(inputs, 5, null) }],
  ['a string', ['INPUTS_INVALID'], { ...batch, inputs: but(inputs, 5, '1') }],
  ['NaN', ['INPUTS_NOT_FINITE'], { ...batch, inputs: Float32Array.from(but(inputs, 23, NaN) as number[]) }],
  ['infinity', ['INPUTS_NOT_FINITE'], { ...batch, inputs: Float32Array.from(but(inputs, 0, -Infinity) as number[]) }],
  ['more than float32 holds', ['INPUTS_NOT_FINITE'], { ...batch, inputs: but(inputs, 7, 1e39) }],
  ['big integers', ['INPUTS_INVALID'], { ...batch, inputs: new BigInt64Array(24) }],
  ['too few inputs', ['BATCH_SIZE'], { ...batch, inputs: inputs.subarray(1) }],
  ['no labels', ['LABELS_INVALID'], { ...batch, labels: undefined }],
  ['a label too large', ['LABEL_RANGE'], { ...batch, labels: Uint8Array.of(0, 1, 2, 0, 1, 3) }],
  ['a negative label', ['LABELS_INVALID'], { ...batch, labels: [0, 1, 2, 0, 1, -1] }],
  ['a fraction as label', ['LABELS_INVALID'], { ...batch, labels: Float32Array.of(0, 1, 2, 0, 1, 0.37) }],
  ['NaN as label', ['LABELS_INVALID'], { ...batch, labels: [0, 1, 2, 0, 1, NaN] }],
  ['one-hot labels', ['LABELS_INVALID'], { ...batch, labels: new Uint8Array(18) }],
  ['too few labels', ['BATCH_SIZE'], { ...batch, labels: [0, 1] }],
  ['no size', ['BATCH_SIZE'], { ...batch, size: undefined }],
  ['a size of NaN', ['BATCH_SIZE'], { ...batch, size: NaN }],
  ['no shape', ['BATCH_SHAPE'], { ...batch, shape: undefined }],
  ['another shape', ['BATCH_SHAPE'], { ...batch, shape: [2, 2] }],
];

for (const runner of runners) {
  for (const [method, use] of USES) {
    test(`${runner.kind}, ${method}: a wrong batch is refused and changes nothing`, () => {
      for (const [, codes, given] of WRONG_BATCHES) refused(runner, codes, () => use(runner, given as Batch));
    });
  }

  test(`${runner.kind}: other arrays of the same numbers give the same`, () => {
    const expected = runner.evaluate(batch, 'running');
    const same: readonly [unknown, unknown][] = [
      [Array.from(inputs), Array.from(batch.labels)], [Float64Array.from(inputs), Int32Array.from(batch.labels)], [inputs, Float32Array.from(batch.labels)],
      [inputs, Uint16Array.from(batch.labels)],
    ];
    for (const [values, labels] of same) assert.deepEqual(runner.evaluate({ ...batch, inputs: values, labels } as Batch, 'running'), expected);
  });

  test(`${runner.kind}: vectors of other arrays are taken, wrong ones refused with the layer's name`, () => {
    for (const what of VECTORS) {
      const set = (values: unknown): void => runner[`set${what}`](values as Float32Array);
      const values = runner[`get${what}`]();
      for (const same of [Array.from(values), Float64Array.from(values), values]) {
        set(same);
        assert.deepEqual(runner[`get${what}`](), values);
      }
      const code = `${what.toUpperCase()}_NOT_FINITE`;
      for (const wrong of [NaN, Infinity, -Infinity, 1e39, null, undefined, '1', {}]) {
        for (const index of [0, values.length - 1]) refused(runner, [code], () => set(but(values, index, wrong)));
      }
      refused(runner, ['VECTOR_INVALID'], () => set(tf.zeros([values.length])));
      refused(runner, ['VECTOR_INVALID'], () => set(undefined));
      refused(runner, ['WRONG_LENGTH'], () => set(Array.from(values).slice(1)));
    }
    assert.throws(() => runner.setWeights(but(runner.getWeights(), 25, NaN) as unknown as Float32Array), /place 0 of bn\.gamma/);
    refused(runner, ['VARIANCE_NEGATIVE'], () => runner.setStatistics(Float32Array.from(but(runner.getStatistics(), 5, -0.1) as number[])));
    runner.setStatistics(Float32Array.from(but(runner.getStatistics(), 0, -0.1) as number[]));
  });

  test(`${runner.kind}: what a step leaves out is 0; what it misspells or makes no number is refused`, () => {
    const start = state(runner);
    const after = (step: SgdStep): Float32Array[] => {
      VECTORS.forEach((what, i) => runner[`set${what}`](start[i]));
      runner.train(batch, step);
      return state(runner);
    };
    assert.deepEqual(after({ learningRate: 0.1 }), after({ learningRate: 0.1, momentum: 0, weightDecay: 0 }));
    for (const key of ['learningRate', 'momentum', 'weightDecay']) {
      for (const value of [NaN, Infinity, null, '0.1']) refused(runner, ['STEP_INVALID'], () => runner.train(batch, { ...STEP, [key]: value }));
    }
    for (const step of [undefined, {}, { momentum: 0.9 }]) refused(runner, ['STEP_INVALID'], () => runner.train(batch, step as SgdStep));
    assert.throws(() => runner.train(batch, { ...STEP, weightdecay: 0.1 } as SgdStep), { code: 'STEP_INVALID', message: /Did you mean weightDecay/ });
  });

  test(`${runner.kind}: batch norm's statistics are "running" or "batch"`, () => {
    for (const normalise of [undefined, 'frozen', 'Batch', true]) {
      refused(runner, ['NORMALISE_UNKNOWN'], () => runner.evaluate(batch, normalise as Normalise));
      refused(runner, ['NORMALISE_UNKNOWN'], () => runner.gradient(batch, normalise as Normalise));
    }
  });

  test(`${runner.kind}: whatever is given, it is taken or refused with a code`, () => {
    const anything = fc.oneof(fc.anything(), fc.array(fc.double()), fc.float32Array(), fc.constant(batch), fc.constant(STEP));
    const given = fc.record({ inputs: fc.oneof(fc.constant(inputs), anything), labels: fc.oneof(fc.constant(batch.labels), anything), size: fc.oneof(fc.constant(SIZE), anything), shape: fc.oneof(fc.constant([4]), anything) });
    const method = fc.constantFrom('train', 'evaluate', 'batchStatistics', 'gradient', 'setWeights', 'setMomentum', 'setStatistics');
    fc.assert(fc.property(method, fc.oneof(anything, given), anything, (name, first, second) => {
      try {
        (runner[name] as (...args: unknown[]) => unknown)(first, second);
      } catch (error) {
        assert.ok(error instanceof ValleysError, `${name}: ${String(error)}`);
      }
    }), { numRuns: 300, seed: 7 });
  });
}

test('after its disposal a runner refuses every call, and a second disposal does nothing', () => {
  for (const runner of runners) {
    runner.dispose();
    runner.dispose();
    for (const [, use] of USES) assert.throws(() => use(runner, batch), { code: 'DISPOSED' });
    for (const what of VECTORS) assert.throws(() => runner[`get${what}`](), { code: 'DISPOSED' });
    assert.throws(() => runner.writeToModel(), { code: 'DISPOSED' });
  }
});

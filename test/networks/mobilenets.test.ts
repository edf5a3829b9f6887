import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import type { Runner } from '../../lib/src/networks/runner';
import { lossesOfProbabilities } from './predicted';
import { chain, randomBatch, randomState, relativeDifference } from './small-models';

const l = tf.layers;
/** Odd by even: `same` pads both differently. */
const SHAPE = [7, 8, 2];
const CLASSES = 4;

type Padding = readonly [readonly [number, number], readonly [number, number]];
const PADDINGS: readonly (Padding | undefined)[] = [undefined, [[0, 1], [0, 1]], [[1, 1], [1, 1]], [[2, 0], [1, 3]]];

const head = (): tf.layers.Layer[] => [l.globalAveragePooling2d({ name: 'pool' }), l.dense({ name: 'out', units: CLASSES, activation: 'softmax' })];
const pad = (name: string, [rows, columns]: Padding): tf.layers.Layer => l.zeroPadding2d({ name, padding: [[...rows], [...columns]] });
const norm = (name: string): tf.layers.Layer => l.batchNormalization({ name, axis: [3] as unknown as number });
const relu6 = (name: string): tf.layers.Layer => l.reLU({ name, maxValue: 6 });

/** Compiled and plain TensorFlow.js in one state, which is that of the model too. */
function bothIn(model: tf.LayersModel): readonly [Runner, Runner] {
  const runners = [createRunner(model, { kind: 'compiled' }), createRunner(model, { kind: 'layers' })] as const;
  const { weights, statistics } = randomState(runners[0]);
  for (const runner of runners) {
    runner.setWeights(weights);
    runner.setStatistics(statistics);
  }
  runners[0].writeToModel();
  return runners;
}

function agree(model: tf.LayersModel, what: string): void {
  const [compiled, layers] = bothIn(model);
  const batch = randomBatch(SHAPE, 5, CLASSES);
  const near = (actual: Float32Array, expected: Float32Array, of: string): void => {
    const difference = relativeDifference(actual, expected);
    assert.ok(difference < 1e-4, `${of} of ${what}: off by ${difference.toExponential(1)}`);
  };
  near(compiled.evaluate(batch, 'running').losses, Float32Array.from(lossesOfProbabilities(model, batch)), 'losses');
  for (const mode of ['running', 'batch'] as const) near(compiled.gradient(batch, mode).gradient, layers.gradient(batch, mode).gradient, `gradient, ${mode},`);
  near(compiled.batchStatistics(batch), layers.batchStatistics(batch), 'statistics');
  for (const runner of [compiled, layers]) runner.dispose();
}

for (const kind of ['depthwise', 'convolution'] as const) {
  for (const normed of [true, false]) {
    test(`${kind}${normed ? ' before batch norm' : ''}, after zero padding or none, padded itself or not, with stride 1 and 2`, () => {
      for (const zeros of PADDINGS) {
        for (const padding of ['valid', 'same'] as const) {
          for (const strides of [1, 2]) {
            const settings = { name: 'convolved', kernelSize: 3, strides, padding, useBias: !normed };
            const convolved = kind === 'depthwise' ? l.depthwiseConv2d({ ...settings, depthMultiplier: 2 }) : l.conv2d({ ...settings, filters: 3 });
            const layers = [...(zeros ? [pad('pad', zeros)] : []), convolved, ...(normed ? [norm('bn')] : []), relu6('relu'), ...head()];
            agree(chain(SHAPE, layers), `zeros ${JSON.stringify(zeros ?? null)}, ${padding}, stride ${strides}`);
          }
        }
      }
    });
  }
}

const point = (name: string, filters: number): tf.layers.Layer => l.conv2d({ name, filters, kernelSize: 1, padding: 'same', useBias: false });
const depthwise = (name: string, strides: number): tf.layers.Layer => l.depthwiseConv2d({ name, kernelSize: 3, strides, padding: strides === 2 ? 'valid' : 'same', useBias: false });
const HALVING: Padding = [[0, 1], [0, 1]];

test("the first generation's blocks: depthwise, then pointwise, the softmax of a 1×1 convolution reshaped", () => {
  const block = (i: number, filters: number, strides: number): tf.layers.Layer[] => [
    ...(strides === 2 ? [pad(`pad${i}`, HALVING)] : []), depthwise(`dw${i}`, strides), norm(`dw${i}_bn`), relu6(`dw${i}_relu`), point(`pw${i}`, filters), norm(`pw${i}_bn`), relu6(`pw${i}_relu`),
  ];
  const stem = [pad('pad0', HALVING), l.conv2d({ name: 'conv1', filters: 3, kernelSize: 3, strides: 2, useBias: false }), norm('conv1_bn'), relu6('conv1_relu')];
  const end = [
    l.globalAveragePooling2d({ name: 'pool' }), l.reshape({ name: 'as-image', targetShape: [1, 1, 6] }), l.dropout({ name: 'dropout', rate: 1e-3 }),
    l.conv2d({ name: 'preds', filters: CLASSES, kernelSize: 1, padding: 'same' }), l.activation({ name: 'softmax', activation: 'softmax' }), l.reshape({ name: 'row', targetShape: [CLASSES] }),
  ];
  agree(chain(SHAPE, [...stem, ...block(1, 4, 1), ...block(2, 6, 2), ...end]), 'the network');
});

test("the second generation's blocks: wide inside, narrow outside, added to what they began with", () => {
  const through = (x: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]): tf.SymbolicTensor => layers.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);
  const block = (x: tf.SymbolicTensor, i: number, filters: number, strides: number): tf.SymbolicTensor => {
    const wide = [point(`expand${i}`, 6), norm(`expand${i}_bn`), relu6(`expand${i}_relu`), ...(strides === 2 ? [pad(`pad${i}`, HALVING)] : [])];
    const y = through(x, [...wide, depthwise(`dw${i}`, strides), norm(`dw${i}_bn`), relu6(`dw${i}_relu`), point(`project${i}`, filters), norm(`project${i}_bn`)]);
    return x.shape.join() === y.shape.join() ? (l.add({ name: `add${i}` }).apply([x, y]) as tf.SymbolicTensor) : y;
  };
  const input = tf.input({ shape: [...SHAPE] });
  const body = block(block(block(input, 1, 3, 2), 2, 3, 1), 3, 4, 1);
  agree(tf.model({ inputs: input, outputs: through(body, head()) }), 'the network');
});

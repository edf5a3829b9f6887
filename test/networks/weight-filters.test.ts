import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import { drawDirection } from '../../lib/src/landscape/directions';
import { layoutOf } from '../../lib/src/networks/layout';
import { chain } from './small-models';

const l = tf.layers;

/** What the index of a number in its tensor is in the output that the number makes; undefined: it makes none of its own. */
type OutputOf = (index: readonly number[]) => string | undefined;

const last: OutputOf = (index) => String(index.at(-1));
const none: OutputOf = () => undefined;
const beforeLast: OutputOf = (index) => String(index.at(-2));
const lastTwo: OutputOf = (index) => index.slice(-2).join();

const CASES: readonly { readonly what: string; readonly shape: readonly number[]; readonly layer: () => tf.layers.Layer; readonly outputs: Readonly<Record<string, OutputOf>> }[] = [
  { what: 'dense', shape: [4], layer: () => l.dense({ units: 3 }), outputs: { kernel: last, bias: none } },
  { what: 'convolution along a line', shape: [6, 2], layer: () => l.conv1d({ filters: 3, kernelSize: 2 }), outputs: { kernel: last, bias: none } },
  { what: 'convolution of images', shape: [5, 5, 2], layer: () => l.conv2d({ filters: 3, kernelSize: [2, 3] }), outputs: { kernel: last, bias: none } },
  { what: 'convolution of volumes', shape: [4, 4, 4, 2], layer: () => l.conv3d({ filters: 3, kernelSize: 2 }), outputs: { kernel: last, bias: none } },
  { what: 'transposed convolution', shape: [4, 4, 3], layer: () => l.conv2dTranspose({ filters: 5, kernelSize: 2 }), outputs: { kernel: beforeLast, bias: none } },
  { what: 'transposed convolution of volumes', shape: [3, 3, 3, 2], layer: () => l.conv3dTranspose({ filters: 4, kernelSize: 2 }) as tf.layers.Layer, outputs: { kernel: beforeLast, bias: none } },
  { what: 'depthwise convolution', shape: [5, 5, 3], layer: () => l.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }), outputs: { depthwise_kernel: lastTwo, bias: none } },
  { what: 'separable convolution', shape: [5, 5, 3], layer: () => l.separableConv2d({ filters: 4, kernelSize: 2, depthMultiplier: 2 }), outputs: { depthwise_kernel: lastTwo, pointwise_kernel: last, bias: none } },
  { what: 'embedding', shape: [3], layer: () => l.embedding({ inputDim: 6, outputDim: 4 }), outputs: { embeddings: last } },
  { what: 'recurrent layer, its gates side by side', shape: [3, 2], layer: () => l.lstm({ units: 3 }) as tf.layers.Layer, outputs: { kernel: last, recurrent_kernel: last, bias: none } },
  { what: 'transposed convolution at each time', shape: [2, 3, 3, 2], layer: () => l.timeDistributed({ layer: l.conv2dTranspose({ filters: 3, kernelSize: 2 }) }), outputs: { kernel: beforeLast, bias: none } },
  { what: 'batch norm', shape: [4, 4, 3], layer: () => l.batchNormalization(), outputs: { gamma: none, beta: none } },
  { what: 'layer norm over two axes', shape: [4, 3], layer: () => l.layerNormalization({ axis: [1, 2] }), outputs: { gamma: none, beta: none } },
  { what: 'PReLU', shape: [4, 3], layer: () => l.prelu({ alphaInitializer: 'ones' }), outputs: { alpha: none } },
];

/** The index of each number of a tensor, in order. */
function indices([length, ...rest]: readonly number[]): number[][] {
  if (length === undefined) return [[]];
  return Array.from({ length }, (_, i) => indices(rest).map((index) => [i, ...index])).flat();
}

/** Norm of each output's numbers, worked out one number at a time. */
function normsOf(values: Float32Array, shape: readonly number[], outputOf: OutputOf): Map<string, number> {
  const squares = new Map<string, number>();
  indices(shape).forEach((index, i) => {
    const output = outputOf(index);
    if (output !== undefined) squares.set(output, (squares.get(output) ?? 0) + values[i] ** 2);
  });
  return new Map([...squares].map(([output, square]) => [output, Math.sqrt(square)]));
}

for (const { what, shape, layer, outputs } of CASES) {
  test(`a filter-normalised direction has the weights' norm for each output of ${what}`, () => {
    const made = layer();
    const isFlat = (made.computeOutputShape([null, ...shape]) as tf.Shape).length === 2;
    const model = chain(shape, [made, ...(isFlat ? [] : [l.flatten()]), l.dense({ units: 2, name: 'out' })]);
    const layout = layoutOf(model);
    const weights = Float32Array.from({ length: layout.size }, (_, i) => Math.sin(3 * i + 1) * (1 + (i % 7)));
    const direction = drawDirection('filter-normalised', layout, { seed: 1, weights });
    const own = layout.entries.filter((entry) => entry.layer !== 'out');
    assert.deepEqual(own.map(({ name }) => name.split(/[./]/).at(-1)).sort(), Object.keys(outputs).sort());
    const ratios: number[] = [];
    for (const entry of [...own, ...layout.entries.filter(({ name }) => name === 'out.kernel')]) {
      const outputOf = entry.layer === 'out' ? last : outputs[entry.name.split(/[./]/).at(-1) as string];
      const part = (vector: Float32Array): Float32Array => vector.subarray(entry.offset, entry.offset + entry.size);
      const [found, expected] = [normsOf(part(direction), entry.shape, outputOf), normsOf(part(weights), entry.shape, outputOf)];
      if (expected.size === 0) assert.ok(part(direction).every((value) => value === 0), entry.name);
      for (const [output, norm] of expected) ratios.push((found.get(output) ?? 0) / norm);
    }
    for (const ratio of ratios) assert.ok(Math.abs(ratio / ratios[0] - 1) < 1e-5, `${ratio} is not ${ratios[0]}`);
  });
}

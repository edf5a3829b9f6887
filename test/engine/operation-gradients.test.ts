import test from 'node:test';
import { ACTIVATIONS, leakyRelu } from '../../lib/src/engine/operations/activations';
import { batchNorm } from '../../lib/src/engine/operations/batch-norm';
import { type ConvolutionGeometry, convolution, depthwiseConvolution } from '../../lib/src/engine/operations/convolution';
import { addBias, addBiasesLast, matrixProduct } from '../../lib/src/engine/operations/dense';
import { add, errorFunction, inverseSquareRoot, multiply, scale, square, subtract } from '../../lib/src/engine/operations/elementwise';
import { groupStandardise, standardise } from '../../lib/src/engine/operations/group-norm';
import { batchMean, binaryCrossEntropy, softmaxCrossEntropy } from '../../lib/src/engine/operations/losses';
import { averagePooling, globalMaxPooling, maxPooling } from '../../lib/src/engine/operations/pooling';
import { concatenate, mean, pad, reshape } from '../../lib/src/engine/operations/shape';
import { awayFromZero, checkGradient, type OperationCase, positive, spread } from './finite-differences';

const plain: ConvolutionGeometry = { strides: [1, 1], dilations: [1, 1], padding: 'SAME' };
const around = { top: 1, bottom: 1, left: 1, right: 1 };
const uneven = { top: 2, bottom: 0, left: 1, right: 2 };

const GEOMETRIES: Readonly<Record<string, ConvolutionGeometry>> = {
  'same padding': plain,
  'same padding, stride 2': { ...plain, strides: [2, 2] },
  'no padding': { ...plain, padding: 'VALID' },
  'explicit padding, stride 2': { ...plain, strides: [2, 2], padding: around },
  'uneven explicit padding': { ...plain, padding: uneven },
  'explicit padding, last columns never read': { ...plain, strides: [4, 4], padding: { top: 1, bottom: 0, left: 1, right: 0 } },
};

const UNEVEN_STEPS: Readonly<Record<string, ConvolutionGeometry>> = {
  'other strides down than across': { ...plain, strides: [1, 2] },
  'dilated': { ...plain, dilations: [2, 2], padding: 'VALID' },
};

const KINKED = ['relu', 'relu6', 'selu', 'elu', 'softsign'];

const CASES: readonly OperationCase[] = [
  ...Object.entries({ ...GEOMETRIES, ...UNEVEN_STEPS }).map(([name, geometry]): OperationCase => ({
    name: `convolution, ${name}`,
    shapes: [[-1, 6, 5, 2], [3, 3, 2, 3]],
    write: (graph, [x, kernel]) => convolution(graph, x, kernel, geometry),
  })),
  { name: 'convolution, 1×1, stride 2', shapes: [[-1, 4, 4, 3], [1, 1, 3, 2]], write: (graph, [x, w]) => convolution(graph, x, w, { ...plain, strides: [2, 2] }) },
  ...Object.entries(GEOMETRIES).map(([name, geometry]): OperationCase => ({
    name: `depthwise convolution, ${name}`,
    shapes: [[-1, 6, 5, 2], [3, 3, 2, 2]],
    write: (graph, [x, kernel]) => depthwiseConvolution(graph, x, kernel, geometry),
  })),
  { name: 'depthwise convolution, 1×1', shapes: [[-1, 3, 3, 4], [1, 1, 4, 1]], write: (graph, [x, w]) => depthwiseConvolution(graph, x, w, { ...plain, padding: 'VALID' }) },
  { name: 'matrix product', shapes: [[-1, 4], [4, 5]], write: (graph, [x, w]) => matrixProduct(graph, x, w) },
  { name: 'bias of rows', shapes: [[-1, 4], [4]], write: (graph, [x, b]) => addBias(graph, x, b) },
  { name: 'bias of images', shapes: [[-1, 2, 3, 4], [4]], write: (graph, [x, b]) => addBias(graph, x, b) },
  {
    name: 'sum with biases last',
    shapes: [[-1, 2, 4], [4], [-1, 2, 4], [4], [-1, 2, 4]],
    write: (graph, [a, biasOfA, b, biasOfB, c]) => addBiasesLast(graph, [addBias(graph, a, biasOfA), addBias(graph, b, biasOfB), c]),
  },
  { name: 'sum', shapes: [[-1, 4], [-1, 4]], write: (graph, [a, b]) => add(graph, a, b) },
  { name: 'sum, broadcast on the left', shapes: [[4], [-1, 2, 4]], write: (graph, [a, b]) => add(graph, a, b) },
  { name: 'difference, broadcast inside', shapes: [[-1, 3, 4], [-1, 1, 4]], write: (graph, [a, b]) => subtract(graph, a, b) },
  { name: 'difference, broadcast on both sides', shapes: [[-1, 1, 4], [3, 1]], write: (graph, [a, b]) => subtract(graph, a, b) },
  { name: 'product', shapes: [[-1, 4], [-1, 4]], write: (graph, [a, b]) => multiply(graph, a, b) },
  { name: 'product, broadcast', shapes: [[-1, 3, 4], [4]], write: (graph, [a, b]) => multiply(graph, a, b) },
  { name: 'product of a tensor with itself', shapes: [[-1, 4]], write: (graph, [a]) => multiply(graph, a, a) },
  { name: 'scale', shapes: [[-1, 4]], write: (graph, [a]) => scale(graph, a, -2.5) },
  { name: 'square', shapes: [[-1, 4]], write: (graph, [a]) => square(graph, a) },
  { name: 'inverse square root', shapes: [[-1, 4]], value: positive, write: (graph, [a]) => inverseSquareRoot(graph, a) },
  { name: 'error function', shapes: [[-1, 4]], write: (graph, [a]) => errorFunction(graph, a) },
  ...Object.entries(ACTIVATIONS).map(([name, activation]): OperationCase => ({
    name,
    shapes: [[-1, 8]],
    value: KINKED.includes(name) ? awayFromZero : undefined,
    write: (graph, [x]) => activation(graph, scale(graph, x, 1)),
  })),
  { name: 'leaky relu', shapes: [[-1, 8]], value: awayFromZero, write: (graph, [x]) => leakyRelu(graph, x, 0.2) },
  {
    name: 'batch norm',
    shapes: [[-1, 2, 3, 2], [2], [2]],
    write: (graph, [x, gamma, beta]) => batchNorm(graph, x, gamma, beta, 1e-2).output,
  },
  { name: 'layer norm over channels', shapes: [[-1, 2, 5]], write: (graph, [x]) => standardise(graph, x, [2], 1e-2) },
  { name: 'layer norm over all', shapes: [[-1, 2, 2, 3]], write: (graph, [x]) => standardise(graph, x, [1, 2, 3], 1e-2) },
  { name: 'group norm', shapes: [[-1, 2, 2, 4]], write: (graph, [x]) => groupStandardise(graph, x, 2, 1e-2) },
  { name: 'average pooling', shapes: [[-1, 4, 5, 2]], write: (graph, [x]) => averagePooling(graph, x, { size: [2, 2], strides: [2, 2], padding: 'VALID' }) },
  { name: 'average pooling, same padding', shapes: [[-1, 5, 5, 2]], write: (graph, [x]) => averagePooling(graph, x, { size: [3, 3], strides: [2, 2], padding: 'SAME' }) },
  { name: 'max pooling', shapes: [[-1, 4, 5, 2]], value: spread, write: (graph, [x]) => maxPooling(graph, x, { size: [2, 2], strides: [2, 2], padding: 'VALID' }) },
  { name: 'max pooling, same padding', shapes: [[-1, 3, 3, 2]], value: spread, write: (graph, [x]) => maxPooling(graph, x, { size: [3, 3], strides: [2, 2], padding: 'SAME' }) },
  { name: 'global max pooling', shapes: [[-1, 3, 3, 2]], value: spread, write: (graph, [x]) => globalMaxPooling(graph, x) },
  { name: 'mean over pixels', shapes: [[-1, 3, 2, 4]], write: (graph, [x]) => mean(graph, x, [1, 2], false) },
  { name: 'mean, axes kept', shapes: [[-1, 3, 4]], write: (graph, [x]) => mean(graph, x, [2], true) },
  { name: 'reshape', shapes: [[-1, 2, 3]], write: (graph, [x]) => square(graph, reshape(graph, x, [-1, 6])) },
  { name: 'zero padding', shapes: [[-1, 2, 3, 2]], write: (graph, [x]) => pad(graph, x, [[0, 0], [1, 2], [0, 1], [0, 0]]) },
  { name: 'concatenate channels', shapes: [[-1, 2, 3], [-1, 2, 1], [-1, 2, 2]], write: (graph, parts) => concatenate(graph, parts, 2) },
  { name: 'concatenate rows', shapes: [[-1, 2, 3], [-1, 1, 3]], write: (graph, parts) => concatenate(graph, parts, 1) },
  { name: 'mean over the batch', shapes: [[-1]], write: (graph, [x]) => batchMean(graph, x) },
  {
    name: 'softmax cross-entropy',
    shapes: [[-1, 5]],
    write: (graph, [logits]) => softmaxCrossEntropy(graph, logits, graph.ints([3, 0, 4])),
  },
  {
    name: 'binary cross-entropy',
    shapes: [[-1, 1]],
    write: (graph, [logits]) => binaryCrossEntropy(graph, logits, graph.ints([1, 0, 1])),
  },
];

for (const operation of CASES) {
  test(`the gradient of ${operation.name} is that of finite differences`, () => checkGradient(operation));
}

test('where paths join, gradients add up; what the output does not depend on gets zeros', () => {
  checkGradient({
    name: 'joining paths',
    shapes: [[-1, 3], [-1, 3], [2]],
    write: (graph, [x, y]) => {
      const product = multiply(graph, x, y);
      return add(graph, add(graph, product, square(graph, product)), x);
    },
  });
});

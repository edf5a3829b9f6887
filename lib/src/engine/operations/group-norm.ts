import type { Graph } from '../graph';
import type { GraphTensor, Shape } from '../graph-types';
import { add, inverseSquareRoot, multiply, square, subtract } from './elementwise';
import { mean } from './shape';

const FLOAT = { type: 'float' } as const;
const INT = { type: 'int' } as const;

/** (x − mean)/√(variance + ε) of each example, over the given axes (of known length, without the batch). */
export function standardise(graph: Graph, x: GraphTensor, axes: readonly number[], epsilon: number): GraphTensor {
  const centred = subtract(graph, x, mean(graph, x, axes, true));
  const variance = mean(graph, square(graph, centred), axes, true);
  return multiply(graph, centred, inverseSquareRoot(graph, add(graph, variance, graph.floats(epsilon))));
}

/**
 * Group normalisation without γ and β (Wu and He, 2018): takes consecutive channels as a group and standardises the group over all
 * its pixels, example by example. With y = s·(x − m) the gradient is s·(g − ⟨g⟩ − y·⟨g·y⟩), where ⟨·⟩ is the group's mean.
 *
 * @param x [batch, …, channels]
 */
export function groupStandardise(graph: Graph, x: GraphTensor, groups: number, epsilon: number): GraphTensor {
  const channels = x.shape[x.shape.length - 1];
  const flat = [-1, x.shape.slice(1, -1).reduce((a, b) => a * b, 1), channels];
  const write = (operation: string, a: GraphTensor, b: GraphTensor): GraphTensor => graph.add(operation, [a, b], { T: FLOAT }, a.shape);
  const reshaped = (value: GraphTensor, shape: Shape): GraphTensor =>
    graph.add('Reshape', [value, graph.ints(shape)], { T: FLOAT, Tshape: INT }, shape);
  const ofGroup = groupMeans(graph, flat, groups);

  const pixels = reshaped(x, flat);
  const centred = write('Sub', pixels, ofGroup(pixels));
  const variance = ofGroup(graph.add('Square', [centred], { T: FLOAT }, flat));
  const scale = graph.add('Rsqrt', [write('AddV2', variance, graph.floats(epsilon))], { T: FLOAT }, variance.shape);
  const standardised = write('Mul', centred, scale);
  return graph.record(reshaped(standardised, x.shape), [x], (gradient) => [
    () => {
      const given = reshaped(gradient, flat);
      const along = write('Mul', standardised, ofGroup(write('Mul', given, standardised)));
      return reshaped(write('Mul', write('Sub', write('Sub', given, ofGroup(given)), along), scale), x.shape);
    },
  ]);
}

/**
 * The mean over all pixels and channels of each group, repeated for each of its channels: [batch, pixels, channels] to [batch, 1,
 * channels].
 */
function groupMeans(graph: Graph, [, , channels]: Shape, groups: number): (x: GraphTensor) => GraphTensor {
  // Averages over pixels first, then over channels by a small matrix product: TensorFlow is slow at means over axes that are not
  // adjacent.
  const size = channels / groups;
  const sameGroup = Float32Array.from({ length: channels ** 2 }, (_, i) =>
    Math.floor(i / channels / size) === Math.floor((i % channels) / size) ? 1 / size : 0,
  );
  const matrix = graph.floats(sameGroup, [channels, channels]);
  return (x) => {
    const perChannel = graph.add('Mean', [x, graph.ints([1])], { T: FLOAT, Tidx: INT, keep_dims: { bool: false } }, [-1, channels]);
    const perGroup = graph.add('MatMul', [perChannel, matrix], { T: FLOAT, transpose_a: { bool: false }, transpose_b: { bool: false } }, [
      -1,
      channels,
    ]);
    return graph.add('Reshape', [perGroup, graph.ints([-1, 1, channels])], { T: FLOAT, Tshape: INT }, [-1, 1, channels]);
  };
}

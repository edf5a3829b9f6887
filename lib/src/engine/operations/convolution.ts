import type { Graph } from '../graph';
import type { Attributes, GraphTensor, Shape } from '../graph-types';
import { cut, pad, shapeOf } from './shape';

/** Zeros around an image before a convolution, in pixels. */
export interface ExplicitPadding {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * How a kernel moves over an image. `SAME` follows TensorFlow: if the number of zeros is odd, the extra one comes after the image,
 * so a 3×3 kernel with stride 2 pads an even image only at the bottom and right (PyTorch pads both sides).
 */
export interface ConvolutionGeometry {
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padding: 'SAME' | 'VALID' | ExplicitPadding;
}

/**
 * Two-dimensional convolution.
 *
 * @param x images [batch, height, width, channels in]
 * @param kernel [height, width, channels in, channels out]
 */
export function convolution(graph: Graph, x: GraphTensor, kernel: GraphTensor, geometry: ConvolutionGeometry): GraphTensor {
  const attributes = convolutionAttributes(geometry);
  const y = graph.add('Conv2D', [x, kernel], attributes, [...windowed(x.shape, kernel.shape, geometry), kernel.shape[3]]);
  const paddings = zerosAround(x.shape, kernel.shape, y.shape, geometry);
  return graph.record(y, [x, kernel], (gradient) => {
    if (paddings === undefined) return convolutionGradients(graph, x, kernel, gradient, attributes);
    const padded = pad(graph, x, paddings);
    const [input, filter] = convolutionGradients(graph, padded, kernel, gradient, convolutionAttributes({ ...geometry, padding: 'VALID' }));
    return [() => cut(graph, input(), paddings.map(([before]) => before), x.shape), filter];
  });
}

function convolutionGradients(
  graph: Graph,
  x: GraphTensor,
  kernel: GraphTensor,
  gradient: GraphTensor,
  attributes: Attributes,
): [() => GraphTensor, () => GraphTensor] {
  return [
    () => graph.add('Conv2DBackpropInput', [shapeOf(graph, x), kernel, gradient], attributes, x.shape),
    () => graph.add('Conv2DBackpropFilter', [x, shapeOf(graph, kernel), gradient], attributes, kernel.shape),
  ];
}

/**
 * The zeros that an explicitly padded convolution reads around an image. TensorFlow has fast gradients for `SAME` and `VALID` only:
 * with real zeros around the image the convolution is `VALID`. Undefined if the padding is not explicit, or if the kernel does not
 * reach the image's last rows or columns.
 */
function zerosAround(
  input: Shape,
  kernel: Shape,
  output: Shape,
  { strides, dilations, padding }: ConvolutionGeometry,
): [number, number][] | undefined {
  if (typeof padding === 'string') return undefined;
  const along = (axis: 0 | 1, before: number): [number, number] => {
    const reached = (output[1 + axis] - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
    return [before, reached - before - input[1 + axis]];
  };
  const paddings: [number, number][] = [[0, 0], along(0, padding.top), along(1, padding.left), [0, 0]];
  return paddings.every(([, after]) => after >= 0) ? paddings : undefined;
}

/**
 * Convolves each channel by itself. TensorFlow has no gradient for dilations, and not everywhere one for strides that differ
 * between rows and columns.
 *
 * @param x images [batch, height, width, channels]
 * @param kernel [height, width, channels, multiplier]: output channel c·multiplier + k is channel c by kernel k
 */
export function depthwiseConvolution(graph: Graph, x: GraphTensor, kernel: GraphTensor, geometry: ConvolutionGeometry): GraphTensor {
  const { padding } = geometry;
  if (typeof padding !== 'string') {
    // TensorFlow would fuse a following bias or ReLU into an operation that loses the explicit padding and ends the process.
    const zeros: [number, number][] = [[0, 0], [padding.top, padding.bottom], [padding.left, padding.right], [0, 0]];
    return depthwiseConvolution(graph, pad(graph, x, zeros), kernel, { ...geometry, padding: 'VALID' });
  }
  const attributes = convolutionAttributes(geometry);
  const shape = [...windowed(x.shape, kernel.shape, geometry), kernel.shape[2] * kernel.shape[3]];
  const y = graph.add('DepthwiseConv2dNative', [x, kernel], attributes, shape);
  return graph.record(y, [x, kernel], (gradient) => [
    () => graph.add('DepthwiseConv2dNativeBackpropInput', [shapeOf(graph, x), kernel, gradient], attributes, x.shape),
    () => graph.add('DepthwiseConv2dNativeBackpropFilter', [x, shapeOf(graph, kernel), gradient], attributes, kernel.shape),
  ]);
}

function convolutionAttributes({ strides, dilations, padding }: ConvolutionGeometry): Attributes {
  const common: Attributes = {
    T: { type: 'float' },
    strides: { ints: [1, ...strides, 1] },
    dilations: { ints: [1, ...dilations, 1] },
    data_format: { string: 'NHWC' },
  };
  if (typeof padding === 'string') return { ...common, padding: { string: padding } };
  const { top, bottom, left, right } = padding;
  return { ...common, padding: { string: 'EXPLICIT' }, explicit_paddings: { ints: [0, 0, top, bottom, left, right, 0, 0] } };
}

/** Batch size, height and width after a kernel has moved over images of shape `input`. */
function windowed(input: Shape, kernel: Shape, { strides, dilations, padding }: ConvolutionGeometry): number[] {
  const along = (axis: 0 | 1, before: number, after: number): number => {
    if (padding === 'SAME') return Math.ceil(input[1 + axis] / strides[axis]);
    const span = (kernel[axis] - 1) * dilations[axis] + 1;
    return Math.floor((input[1 + axis] + before + after - span) / strides[axis]) + 1;
  };
  const { top, bottom, left, right } = typeof padding === 'string' ? { top: 0, bottom: 0, left: 0, right: 0 } : padding;
  return [input[0], along(0, top, bottom), along(1, left, right)];
}

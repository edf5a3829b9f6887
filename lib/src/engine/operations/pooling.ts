import type { Graph } from '../graph';
import type { Attributes, GraphTensor, Shape } from '../graph-types';
import { reshape, shapeOf } from './shape';

/** How a pooling window moves. With `SAME`, averages count only the pixels inside the image. */
export interface PoolingGeometry {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'SAME' | 'VALID';
}

/** Mean over each window of images [batch, height, width, channels]. */
export function averagePooling(graph: Graph, x: GraphTensor, geometry: PoolingGeometry): GraphTensor {
  const attributes = poolingAttributes(geometry);
  const y = graph.add('AvgPool', [x], attributes, pooledShape(x.shape, geometry));
  return graph.record(y, [x], (gradient) => [() => graph.add('AvgPoolGrad', [shapeOf(graph, x), gradient], attributes, x.shape)]);
}

/** Largest value of each window of images [batch, height, width, channels]. */
export function maxPooling(graph: Graph, x: GraphTensor, geometry: PoolingGeometry): GraphTensor {
  const attributes = poolingAttributes(geometry);
  const y = graph.add('MaxPool', [x], attributes, pooledShape(x.shape, geometry));
  return graph.record(y, [x], (gradient) => [() => graph.add('MaxPoolGrad', [x, y, gradient], attributes, x.shape)]);
}

/** Largest value over height and width: [batch, channels]. */
export function globalMaxPooling(graph: Graph, x: GraphTensor): GraphTensor {
  const [batch, height, width, channels] = x.shape;
  const pooled = maxPooling(graph, x, { size: [height, width], strides: [1, 1], padding: 'VALID' });
  return reshape(graph, pooled, [batch, channels]);
}

function poolingAttributes({ size, strides, padding }: PoolingGeometry): Attributes {
  return {
    T: { type: 'float' },
    ksize: { ints: [1, ...size, 1] },
    strides: { ints: [1, ...strides, 1] },
    padding: { string: padding },
    data_format: { string: 'NHWC' },
  };
}

function pooledShape([batch, height, width, channels]: Shape, { size, strides, padding }: PoolingGeometry): Shape {
  const along = (length: number, axis: 0 | 1): number =>
    padding === 'SAME' ? Math.ceil(length / strides[axis]) : Math.floor((length - size[axis]) / strides[axis]) + 1;
  return [batch, along(height, 0), along(width, 1), channels];
}

import assert from 'node:assert/strict';
import { generator } from '../../lib/src/base/random';
import { gradients } from '../../lib/src/engine/gradients';
import { Graph } from '../../lib/src/engine/graph';
import { type GraphTensor, type Shape, sizeOf } from '../../lib/src/engine/graph-types';
import { scale } from '../../lib/src/engine/operations/elementwise';
import { type Feed, openSession } from '../../lib/src/engine/session';

/** One operation to check: shapes of its inputs (−1 in a graph becomes `BATCH`), and how it is written. */
export interface OperationCase {
  readonly name: string;
  readonly shapes: readonly Shape[];
  readonly write: (graph: Graph, inputs: readonly GraphTensor[]) => GraphTensor;
  /** Values of an input, given a standard normal draw; keeps away from kinks and poles. */
  readonly value?: (normal: number, index: number) => number;
}

/** The number of examples that −1 stands for. */
export const BATCH = 3;

/** Far enough from 0 that a step of the differences does not cross it. */
export const awayFromZero = (normal: number): number => normal + Math.sign(normal) * 0.3;

/** Well above 0. */
export const positive = (normal: number): number => 0.5 + Math.abs(normal);

/** All distinct by far more than a step of the differences, in a scrambled order. */
export const spread = (_: number, index: number): number => ((index * 37) % 101) * 0.5 - 25;

const STEP = 0.04;
const TOLERANCE = 3e-4;

/**
 * Compares the gradient of Σ c·y (c random) with respect to every element of every input with central differences of
 * fourth order; the sum is taken in double precision.
 */
export function checkGradient({ name, shapes, write, value = (normal) => normal }: OperationCase): void {
  const draw = generator(7, name);
  const graph = new Graph();
  const inputs = shapes.map((shape) => graph.placeholder(shape));
  const y = write(graph, inputs);
  const seed = graph.placeholder(y.shape);
  // TensorFlow refuses to fetch what is fed, which the gradient of a sum would be.
  const wanted = gradients(graph, y, scale(graph, seed, 1), inputs);
  const session = openSession(graph);
  try {
    const known = (shape: Shape): number[] => shape.map((length) => (length === -1 ? BATCH : length));
    const data = shapes.map((shape) => Float32Array.from({ length: sizeOf(known(shape)) }, (_, i) => value(draw.normal(), i)));
    const feeds = (): Feed[] => inputs.map((tensor, i) => ({ tensor, shape: known(tensor.shape), data: data[i] }));
    const first = session.run(feeds(), [y])[0];
    assert.equal(first.length, sizeOf(known(y.shape)), `${name}: the output has the declared shape`);
    const weights = Float32Array.from(first, () => draw.normal());
    const sum = (): number => Array.from(session.run(feeds(), [y])[0]).reduce((total, element, i) => total + element * weights[i], 0);
    const found = session.run([...feeds(), { tensor: seed, shape: known(y.shape), data: weights }], wanted);
    data.forEach((values, input) => {
      assert.equal(found[input].length, values.length);
      const expected = Array.from(values, (_, i) => derivative(values, i, sum));
      const size = Math.max(1, ...expected.map(Math.abs));
      expected.forEach((slope, i) => {
        const difference = Math.abs(slope - found[input][i]);
        assert.ok(difference <= TOLERANCE * size, `${name}: input ${input}, element ${i}: ${found[input][i]} for ${slope}`);
      });
    });
  } finally {
    session.dispose();
  }
}

function derivative(values: Float32Array, i: number, f: () => number): number {
  const centre = values[i];
  const at = (step: number): { readonly x: number; readonly f: number } => {
    values[i] = centre + step;
    return { x: values[i], f: f() };
  };
  const [a, b, c, d] = [-2, -1, 1, 2].map((steps) => at(steps * STEP));
  values[i] = centre;
  // The abscissae are rounded to floats, so the differences divide by the steps that were really taken.
  const near = (c.f - b.f) / (c.x - b.x);
  const far = (d.f - a.f) / (d.x - a.x);
  return (4 * near - far) / 3;
}

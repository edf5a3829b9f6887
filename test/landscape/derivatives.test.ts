import assert from 'node:assert/strict';
import test from 'node:test';
import { cosineWithOnes, directionalDerivatives } from '../../lib/src/landscape/derivatives';
import { drawDirection } from '../../lib/src/landscape/directions';
import { meanGradient } from '../../lib/src/landscape/gradient';
import { tensorDirection } from '../../lib/src/landscape/tensor-directions';
import { dot, norm } from '../../lib/src/numbers/vector';
import { fakeSplit, functionRunner } from './fake-runner';

const layout = {
  size: 60,
  entries: [['a.kernel', 0, 20], ['b.kernel', 20, 30], ['c.gamma', 50, 10]].map(([name, offset, size]) => ({
    name: String(name), layer: String(name)[0], shape: [Number(size)], offset: Number(offset), size: Number(size), role: 'kernel' as const,
  })),
};
const gradients = [0, 1].map((j) => Float64Array.from({ length: layout.size }, (_, i) => Math.sin(i + j) + 0.2));

for (const kind of ['uniform01', 'uniform-symmetric', 'gaussian'] as const) {
  test(`streamed ${kind} directions are those that are drawn one by one`, async () => {
    const values = await directionalDerivatives(kind, gradients, { seed: 3, directions: 4 });
    for (let index = 0; index < 4; index++) {
      const direction = drawDirection(kind, layout, { seed: 3, index });
      gradients.forEach((gradient, j) => assert.ok(Math.abs(values[j][index] - dot(gradient, direction)) < 1e-6));
    }
  });
}

test('the cosine with (1, …, 1) foretells how many (0, 1) directions point up the slope', async () => {
  assert.ok(Math.abs(cosineWithOnes([3, 3, 3]) - 1) < 1e-12);
  assert.ok(Math.abs(cosineWithOnes([1, -1])) < 1e-12);
  const gradient = Float64Array.from({ length: 400 }, (_, i) => Math.cos(i) + 0.02);
  const [values] = await directionalDerivatives('uniform01', [gradient], { seed: 0, directions: 2000 });
  const share = values.filter((value) => value > 0).length / 2000;
  // Φ(√1200 · cosine) with cosine ≈ 0.027: Φ(0.94) ≈ 0.83.
  const expected = Math.sqrt(1200) * cosineWithOnes(gradient);
  const normalShare = 0.5 * (1 + Math.sign(expected) * Math.sqrt(1 - Math.exp((-2 / Math.PI) * expected ** 2)));
  assert.ok(Math.abs(share - normalShare) < 0.04, `${share}, expected ${normalShare}`);
});

test('the mean gradient is that of the mean loss, whatever the batches, and moves nothing', async () => {
  const runner = functionRunner([0.5, -1], (weights, example) => example * weights[0] ** 2 + weights[1]);
  const split = fakeSplit(7, 2, (i) => i);
  const gradient = await meanGradient(runner, split, { batchSize: 3 });
  assert.ok(Math.abs(gradient[0] - 3) < 1e-4 && Math.abs(gradient[1] - 1) < 1e-4, String(gradient));
  assert.deepEqual([...runner.getWeights()], [0.5, -1]);
});

test('directions on different tensors are orthogonal, of length 1 and positive', () => {
  const directions = [0, 1, 2].map((index) => tensorDirection(layout, { seed: 0, index }));
  assert.deepEqual(directions.map(({ tensor }) => tensor).sort(), ['a.kernel', 'b.kernel', 'c.gamma']);
  for (const { direction, entry } of directions) {
    assert.ok(Math.abs(norm(direction) - 1) < 1e-6);
    direction.forEach((value, i) => assert.equal(value > 0, i >= entry.offset && i < entry.offset + entry.size));
    for (const other of directions) if (other.direction !== direction) assert.equal(dot(direction, other.direction), 0);
  }
  assert.throws(() => tensorDirection(layout, { seed: 0, index: 3 }), { code: 'TENSOR_ABSENT' });
});

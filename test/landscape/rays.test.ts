import assert from 'node:assert/strict';
import test from 'node:test';
import { findReach, measureRays, reachAlong } from '../../lib/src/landscape/rays';
import { normsByGroup } from '../../lib/src/landscape/layer-norms';
import { meanRise } from '../../lib/src/landscape/ray-widths';
import { fakeRunner, fakeSplit } from './fake-runner';

const train = fakeSplit(12, 3, (example, coordinate) => Math.sin(3 * example + coordinate));
const start = [0.5, -0.25, 1];
const rays = [Float32Array.of(1, 0, 0), Float32Array.of(0, 0.6, 0.8)];

/** The fake runner's mean loss over some examples, in float64, with the statistic 0.5. */
function lossAt(weights: readonly number[], from = 0, to = train.count): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const value = weights.reduce((dot, w, j) => dot + w * train.inputs[3 * i + j], 0);
    sum += (value - 0.5) ** 2 + 0.1 * weights.reduce((size, w) => size + Math.abs(w), 0);
  }
  return sum / (to - from);
}

const at = (ray: Float32Array, distance: number): number[] => start.map((w, i) => w + distance * ray[i]);

test('rises are those of the loss, ray by ray and block by block, and the runner is put back', async () => {
  const runner = fakeRunner(start);
  const measured = await measureRays(runner, { rays, distances: [0.5, 2], train, batchNorm: 'frozen', blocks: 3, batchSize: 5 });
  assert.ok(Math.abs(measured.loss - lossAt(start)) < 1e-5);
  rays.forEach((ray, r) => measured.distances.forEach((distance, k) => {
    for (let block = 0; block < 3; block++) {
      const [from, to] = [4 * block, 4 * block + 4];
      const expected = lossAt(at(ray, distance), from, to) - lossAt(start, from, to);
      assert.ok(Math.abs(measured.rises[r][block][k] - expected) < 1e-5, `ray ${r}, block ${block}`);
    }
    const whole = meanRise({ ...measured, rises: [measured.rises[r]] })[k];
    assert.ok(Math.abs(whole - (lossAt(at(ray, distance)) - lossAt(start))) < 1e-5);
  }));
  assert.deepEqual([...runner.getWeights()], start);
  assert.deepEqual([...runner.getStatistics()], [0.5]);
});

test('with re-estimated statistics the statistic is renewed at every point', async () => {
  const settings = { rays, distances: [1], train, blocks: 1 };
  const frozen = await measureRays(fakeRunner(start), { ...settings, batchNorm: 'frozen' });
  const renewed = await measureRays(fakeRunner(start), { ...settings, batchNorm: 'reestimate' });
  assert.notEqual(frozen.rises[0][0][0], renewed.rises[0][0][0]);
});

test('blocks that do not divide the examples and distances that do not ascend are refused', async () => {
  const settings = { rays, distances: [1, 2], train, batchNorm: 'frozen' as const };
  await assert.rejects(measureRays(fakeRunner(start), { ...settings, blocks: 5 }), { code: 'BLOCKS_INVALID' });
  await assert.rejects(measureRays(fakeRunner(start), { ...settings, blocks: 3, distances: [0, 1] }), { code: 'DISTANCES_INVALID' });
});

test('the reach of a quadratic is exact', async () => {
  for (const h of [0.01, 0.3, 5, 400]) {
    const reach = await findReach(async (l) => 0.2 + (h * l ** 2) / 2, 0.4, 1);
    assert.ok(reach.reached && Math.abs(reach.distance - Math.sqrt(2 / h)) < 1e-9, `h = ${h}: ${reach.distance}`);
  }
});

test('a loss that never rises enough, or becomes infinite, ends the search and says so', async () => {
  const flat = await findReach(async () => 0.2, 1, 1);
  assert.deepEqual(flat, { distance: 1.5 ** 10, reached: false });
  const cliff = await findReach(async (l) => (l > 2 ? Infinity : 0.1 * l), 1, 1);
  assert.deepEqual(cliff, { distance: 1.5, reached: false });
  await assert.rejects(findReach(async () => 0, 0, 1), { code: 'REACH_INVALID' });
});

test('the reach along a ray of a runner is where its loss has risen by so much, and the runner is put back', async () => {
  const runner = fakeRunner(start);
  const { distance, reached } = await reachAlong(runner, rays[1], { train, batchNorm: 'frozen' }, 0.1, 1);
  assert.ok(reached && Math.abs(lossAt(at(rays[1], distance)) - lossAt(start) - 1) < 0.05);
  assert.deepEqual([...runner.getWeights()], start);
});

test('norms by group: stages as one, batch norm by itself; their squares add up to that of all weights', () => {
  const entry = (name: string, offset: number, size: number, role: 'kernel' | 'bias' | 'batch-norm-gamma' | 'batch-norm-beta') =>
    ({ name, layer: name.slice(0, name.lastIndexOf('.')), shape: [size], offset, size, role });
  const layout = {
    entries: [
      entry('conv1.kernel', 0, 2, 'kernel'), entry('layer1.0.bn1.gamma', 2, 1, 'batch-norm-gamma'), entry('layer1.0.bn1.beta', 3, 1, 'batch-norm-beta'),
      entry('layer1.0.conv1.kernel', 4, 1, 'kernel'), entry('layer1.1.conv1.kernel', 5, 1, 'kernel'), entry('fc.kernel', 6, 1, 'kernel'), entry('fc.bias', 7, 1, 'bias'),
    ],
    size: 8,
  };
  const norms = normsByGroup([3, 4, 1, -2, 6, 8, 0, 5], layout);
  assert.deepEqual(norms, [
    { group: 'conv1', norm: 5, weights: 2 }, { group: 'batch norm γ', norm: 1, weights: 1 }, { group: 'batch norm β', norm: 2, weights: 1 },
    { group: 'layer1', norm: 10, weights: 2 }, { group: 'fc', norm: 5, weights: 2 },
  ]);
});

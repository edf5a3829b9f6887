import assert from 'node:assert/strict';
import test from 'node:test';
import type { CertifiedQuadruple } from '../../lib/src/landscape/definition';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { asymmetry } from '../../lib/src/landscape/asymmetry';
import { compareNeighbours, neighbourLosses, normOfRise } from '../../lib/src/landscape/neighbours';
import { mean } from '../../lib/src/numbers/statistics';
import { smoothValley } from '../../lib/src/paper/theory/valleys';
import { fakeRunner, fakeSplit } from './fake-runner';

const train = fakeSplit(6, 2, (example, coordinate) => (coordinate === 0 ? 1 : (example - 2.5) / 3));
const u = Float32Array.of(1, 0);
const v = Float32Array.of(0, 1);

test('a neighbour\'s curve is the loss where its weights lie; the runner returns', async () => {
  const runner = fakeRunner([0.5, 0.25]);
  const distances = [-1, 0, 2];
  const losses = await neighbourLosses(runner, { train, batchNorm: 'frozen', direction: u, distances }, { direction: v, norm: 0.5 });
  const expected = (l: number, i: number): number => (0.5 + l + (0.75 * (i - 2.5)) / 3 - 0.5) ** 2 + 0.1 * (Math.abs(0.5 + l) + 0.75);
  distances.forEach((l, k) => losses[k].forEach((loss, i) => assert.ok(Math.abs(loss - expected(l, i)) < 1e-5)));
  assert.deepEqual([...runner.getWeights()], [0.5, 0.25]);
  const own = await neighbourLosses(runner, { train, batchNorm: 'frozen', direction: u, distances: [0] }, undefined);
  assert.ok(Math.abs(mean(own[0]) - mean(await neighbourLosses(runner, { train, batchNorm: 'frozen', direction: u, distances: [0] }, { direction: v, norm: 0 }).then(([only]) => only))) < 1e-9);
});

test('the norm of a rise is where the loss has risen so far', async () => {
  const runner = fakeRunner([0.5, 0.25]);
  const lossAt = async (norm: number): Promise<number> => mean((await neighbourLosses(runner, { train, batchNorm: 'frozen', direction: u, distances: [0] }, { direction: v, norm }))[0]);
  for (const rise of [0.05, 0.5, 3]) {
    const norm = await normOfRise(runner, { train, batchNorm: 'frozen' }, v, rise);
    assert.ok(Math.abs((await lossAt(norm)) / (await lossAt(0)) - 1 - rise) < 0.06 * rise, `${norm}`);
  }
  assert.deepEqual([...runner.getWeights()], [0.5, 0.25]);
  await assert.rejects(normOfRise(runner, { train, batchNorm: 'frozen' }, Float32Array.of(0, 0), 0.1), { code: 'RISE_NOT_REACHED' });
  await assert.rejects(normOfRise(runner, { train, batchNorm: 'frozen' }, v, 0), { code: 'RISE_INVALID' });
});

test('neighbours pass with the same walls, and not with others', () => {
  const distances = distancesBetween(-4, 4, 33);
  const f = smoothValley(0.1, 5, 0.2).value;
  const own = asymmetry({ distances, loss: distances.map(f) }).recentred;
  const definition = own.definition as CertifiedQuadruple;
  const lifted = [0.01, 0.02, 0.03].map((lift) => distances.map((l) => f(l) + lift));
  const same = compareNeighbours(distances, lifted, own.centre, definition);
  assert.deepEqual([same.neighbours, same.asymmetric], [3, 3]);
  assert.ok(Math.abs(same.spread.value - 0.01 / (f(own.centre - definition.radius) - f(own.centre))) < 1e-4, 'the deviation of the lifts, by the rise of the sharp wall');
  const steeper = distances.map((l) => f(l) + 0.1 * Math.max(0, l));
  const mixed = compareNeighbours(distances, [...lifted, steeper], own.centre, definition);
  assert.equal(mixed.asymmetric, 3);
  assert.ok(mixed.spread.value > same.spread.value);
});

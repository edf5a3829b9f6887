import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { curveRadius, findRadius, findTightRadius } from '../../lib/src/landscape/radius';
import { fakeRunner, fakeSplit } from './fake-runner';

const positive = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const of = (f: (l: number) => number) => (l: number): Promise<number> => Promise.resolve(f(l));

test('the radius grows until the sharper side has risen by one nat', async () => {
  const found = await findRadius(of((l) => 0.5 + (l < 0 ? -0.2 * l : 0.01 * l)), 1);
  assert.equal(found.growths, 4);
  assert.ok(Math.abs(found.radius - 1.5 ** 4) < 1e-12 && found.rise >= 1 && 0.2 * 1.5 ** 3 < 1);
  assert.deepEqual([found.reached, found.finite], [true, true]);
});

test('ten times a small loss at 0 is enough, unless switched off', async () => {
  const f = of((l) => 0.01 + Math.abs(l) / 10);
  assert.equal((await findRadius(f, 1)).growths, 0);
  assert.equal((await findRadius(f, 1, { multiple: Infinity })).growths, 6);
});

test('after eight growths it gives up and says so', async () => {
  const found = await findRadius(of(() => 1), 2);
  assert.deepEqual([found.reached, found.growths, found.radius], [false, 8, 2 * 1.5 ** 8]);
});

test('a loss that is not finite ends the growth', async () => {
  const found = await findRadius(of((l) => (l < -2 ? NaN : 1)), 1);
  assert.deepEqual([found.reached, found.finite, found.growths], [true, false, 2]);
  await assert.rejects(findRadius(of(() => NaN), 1), { code: 'CURVE_NOT_FINITE' });
});

test('bad rules are refused', async () => {
  for (const [start, rule] of [[0, {}], [NaN, {}], [1, { growths: -1 }], [1, { rise: 0 }], [1, { multiple: NaN }]] as const) {
    await assert.rejects(findRadius(of(Math.abs), start, rule), { code: 'RADIUS_INVALID' });
  }
});

test('along a direction of a network, whose weights are put back', async () => {
  const runner = fakeRunner([3, 4]);
  const train = fakeSplit(8, 2, (_, j) => j);
  const found = await curveRadius(runner, { direction: Float32Array.of(0, 1), train, batchNorm: 'frozen' }, { multiple: Infinity });
  // (4 + l − 0.5)² + 0.1·(7 + |l|) rises by 1 nat first at l = +0.14; the start is 0.05·‖w‖ = 0.25.
  assert.deepEqual([found.radius, found.growths], [0.25, 0]);
  assert.deepEqual([...runner.getWeights()], [3, 4]);
});

test('the radius is within 4.5 % of where the sharper side, whichever it is, has just risen enough', async () => {
  await fc.assert(fc.asyncProperty(positive(0.05, 50), positive(0.06, 40), positive(0.1, 3), fc.constantFrom(1, -1), async (width, start, rise, sharp) => {
    const loss = (l: number): Promise<number> => Promise.resolve(1 + rise * (sharp * l > 0 ? (l / width) ** 2 : (l / width) ** 2 / 3));
    const { reached, radius } = await findTightRadius(loss, start, rise);
    assert.ok(reached && radius >= width * 0.999 && radius <= width * 1.045, `${radius} for ${width}`);
  }));
});

test('a loss that never rises enough keeps the last radius', async () => {
  const { reached, radius } = await findTightRadius((l) => Promise.resolve(Math.min(0.5, l * l)), 0.1, 1);
  assert.equal(reached, false);
  assert.ok(Math.abs(radius - 0.1 * 2 ** 10) < 1e-9);
});

test('a loss that is not finite counts as risen', async () => {
  const { reached, radius } = await findTightRadius((l) => Promise.resolve(Math.abs(l) > 2 ? Infinity : 0.1), 0.5, 1);
  assert.ok(reached && radius > 2 && radius <= 2 * 1.045);
});

test('the loss at the solution must be finite, the start positive', async () => {
  await assert.rejects(findTightRadius(() => Promise.resolve(NaN), 1, 1), { code: 'CURVE_NOT_FINITE' });
  await assert.rejects(findTightRadius(() => Promise.resolve(1), 0, 1), { code: 'RADIUS_INVALID' });
});

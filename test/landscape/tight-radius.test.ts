import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { findTightRadius } from '../../lib/src/landscape/tight-radius';

const positive = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

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

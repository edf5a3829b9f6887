import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { findTightRadius } from '../../lib/src/landscape/tight-radius';

const positive = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

test('the radius is within 5.2 % of where the sharper side has just risen by one nat', async () => {
  await fc.assert(fc.asyncProperty(positive(0.02, 50), positive(0.05, 8), async (width, start) => {
    const loss = (l: number): Promise<number> => Promise.resolve(1 + (l > 0 ? (l / width) ** 2 : (l / width) ** 2 / 3));
    const found = await findTightRadius(loss, start, { multiple: Infinity, growths: 20 });
    const reachable = start <= width * 1.5 ** 8;
    if (!reachable) return;
    assert.ok(found.reached && found.rise >= 1);
    assert.ok(found.radius >= width * 0.999 && found.radius <= width * 1.052, `${found.radius} for ${width}`);
  }));
});

test('a loss that never rises enough keeps the last radius', async () => {
  const found = await findTightRadius((l) => Promise.resolve(Math.min(0.5, l * l)), 0.1, { growths: 6 , multiple: Infinity });
  assert.equal(found.reached, false);
  assert.ok(Math.abs(found.radius - 0.1 * 1.5 ** 6) < 1e-9);
});

test('a loss that is not finite counts as risen', async () => {
  const found = await findTightRadius((l) => Promise.resolve(Math.abs(l) > 2 ? Infinity : 0.1), 0.5, {});
  assert.ok(found.radius > 2 && found.radius <= 2 * 1.052);
  assert.equal(found.finite, false);
});

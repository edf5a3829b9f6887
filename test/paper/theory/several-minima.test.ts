import assert from 'node:assert/strict';
import test from 'node:test';
import { lossesUnderShift, severalMinima } from '../../../lib/src/paper/theory/several-minima';
import { piecewiseLinearValley, smoothValley } from '../../../lib/src/paper/theory/valleys';

const placed = [
  { name: 'sharp', valley: piecewiseLinearValley(1, 1), minimiser: -3 },
  { name: 'flat', valley: smoothValley(0.2, 1, 0.1), minimiser: 0 },
  { name: 'asymmetric', valley: piecewiseLinearValley(0.2, 5), minimiser: 3 },
];

test('each valley has its minimum, of value 0, where it was put; the lowest counts', () => {
  const loss = severalMinima(placed);
  for (const { minimiser } of placed) {
    assert.ok(Math.abs(loss(minimiser)) < 1e-12);
    for (const step of [-0.05, 0.05]) assert.ok(loss(minimiser + step) > 0);
  }
  assert.ok(Math.abs(loss(-2.9) - 0.1) < 1e-12);
  assert.throws(() => severalMinima([]), { code: 'VALLEY_INVALID' });
});

test('under a shift the flat minimum pays least, the asymmetric one depends on the side', () => {
  const [sharp, flat, asymmetric] = lossesUnderShift(placed, 0.3);
  assert.ok(Math.abs(sharp.right - 0.3) < 1e-12 && Math.abs(sharp.left - 0.3) < 1e-12);
  assert.ok(Math.abs(asymmetric.right - 0.3) < 1e-12 && Math.abs(asymmetric.left - 0.06) < 1e-12 && Math.abs(asymmetric.mean - 0.18) < 1e-12);
  assert.ok(flat.mean < asymmetric.mean && asymmetric.mean < sharp.mean);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { decideAbove, decideAll, decideBelow, type Verdict } from '../../../lib/src/paper/claims/claims';

test('an interval decides by where it lies', () => {
  assert.equal(decideAbove({ low: 2.1, high: 3 }, 2), 'holds');
  assert.equal(decideAbove({ low: 1, high: 3 }, 2), 'undecided');
  assert.equal(decideAbove({ low: 1, high: 2 }, 2), 'does not hold at this scale');
  assert.equal(decideBelow({ low: 0.1, high: 0.4 }, 0.5), 'holds');
  assert.equal(decideBelow({ low: 0.6, high: 0.9 }, 0.5), 'does not hold at this scale');
  for (const decide of [decideAbove, decideBelow]) assert.equal(decide({ low: NaN, high: NaN }, 0), 'undecided');
});

test('an interval that covers the threshold never decides, and a wider one never decides what a narrower one did not', () => {
  const number = fc.double({ min: -100, max: 100, noNaN: true });
  fc.assert(fc.property(number, number, fc.double({ min: 0, max: 50, noNaN: true }), (low, threshold, width) => {
    const verdict = decideAbove({ low, high: low + width }, threshold);
    const wider = decideAbove({ low: low - 1, high: low + width + 1 }, threshold);
    if (low <= threshold && threshold < low + width) assert.equal(verdict, 'undecided');
    assert.ok(wider === verdict || wider === 'undecided');
  }));
});

test('a claim of several parts falls with one of them and holds only with all', () => {
  const fails: Verdict = 'does not hold at this scale';
  assert.equal(decideAll(['holds', 'holds']), 'holds');
  assert.equal(decideAll(['holds', 'undecided']), 'undecided');
  assert.equal(decideAll(['undecided', fails]), fails);
  assert.equal(decideAll([]), 'undecided');
});

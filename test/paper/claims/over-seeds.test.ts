import assert from 'node:assert/strict';
import test from 'node:test';
import { decideOverSeeds, seedEstimates, seedText } from '../../../lib/src/paper/claims/over-seeds';
import { estimateText } from '../../../lib/src/numbers/texts';

const estimate = (value: number, half = 0.1): { value: number; low: number; high: number } => ({ value, low: value - half, high: value + half });

test('below three seeds every training must agree by itself', () => {
  assert.equal(decideOverSeeds(seedEstimates([estimate(1)]), 'above', 0), 'holds');
  assert.equal(decideOverSeeds(seedEstimates([estimate(1), estimate(0.05)]), 'above', 0), 'undecided');
  assert.equal(decideOverSeeds(seedEstimates([estimate(1), estimate(-1)]), 'above', 0), 'does not hold at this scale');
  assert.equal(decideOverSeeds(seedEstimates([estimate(-1), estimate(-2)]), 'below', 0), 'holds');
});

test('from three seeds on the spread between seeds decides', () => {
  assert.equal(decideOverSeeds(seedEstimates([estimate(1), estimate(1.1), estimate(0.9)]), 'above', 0), 'holds');
  assert.equal(decideOverSeeds(seedEstimates([estimate(1, 0.01), estimate(3, 0.01), estimate(0.2, 0.01)]), 'above', 0), 'undecided');
  // t(0.975, 2) = 4.303; mean 1, standard deviation 0.1.
  const { overSeeds } = seedEstimates([estimate(0.9), estimate(1), estimate(1.1)]);
  assert.ok(overSeeds && Math.abs(overSeeds.low - (1 - (4.303 * 0.1) / Math.sqrt(3))) < 1e-3);
});

test('texts hold the interval, and say over how many seeds', () => {
  assert.equal(estimateText({ value: -0.5, low: -1, high: 0.25 }, 2), '−0.50 (−1.00 to 0.25)');
  assert.equal(estimateText({ value: 1, low: -Infinity, high: Infinity }, 1), '1.0 (unknown to unknown)');
  assert.match(seedText(seedEstimates([1, 2, 3].map((value) => estimate(value)))), /^2\.000 \(.*\) over 3 seeds$/);
  assert.equal(seedText(seedEstimates([estimate(1)]), 1), '1.0 (0.9 to 1.1)');
});

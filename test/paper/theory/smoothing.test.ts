import assert from 'node:assert/strict';
import test from 'node:test';
import { smoothedLoss, stationaryState } from '../../../lib/src/paper/theory/smoothing';
import { smoothValley } from '../../../lib/src/paper/theory/valleys';

const valley = smoothValley(0.1, 5, 0.1);

test('the mean gradient of stationary iterates is 0, that at their average points up the flat side', () => {
  // Offsets of an independent simulation.
  for (const [learningRate, momentum, offset] of [[0.1, 0, 0.0064], [0.3, 0, 0.0221], [1, 0, 0.1131], [1, 0.9, 1.18]]) {
    const state = stationaryState(valley, { learningRate, momentum, noise: 0.3, steps: 40_000, seed: 2 }, 10);
    assert.ok(state.offset.low < offset * 1.05 && state.offset.high > offset * 0.95, `${JSON.stringify(state.offset)} at η = ${learningRate}, μ = ${momentum}`);
    assert.ok(Math.abs(state.meanGradient.value) < 1e-3 && state.gradientAtAverage.low > 0.001);
  }
});

test('for little noise the offset is that of second order', () => {
  const state = stationaryState(valley, { learningRate: 0.03, noise: 0.3, steps: 200_000, seed: 1 }, 10);
  assert.ok(state.offset.low < 1.1 * state.secondOrder && state.offset.high > 0.9 * state.secondOrder);
});

test('the smoothed loss is the mean over the deviations', () => {
  const smoothed = smoothedLoss(valley, [-0.2, 0.2]);
  assert.ok(Math.abs(smoothed(0.5) - (valley.value(0.3) + valley.value(0.7)) / 2) < 1e-12);
});

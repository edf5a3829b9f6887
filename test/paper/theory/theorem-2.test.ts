import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { azumaBound, azumaMargin, noiseTail } from '../../../lib/src/paper/theory/azuma';
import { measureRounds, roundsOf, summariseRounds } from '../../../lib/src/paper/theory/rounds';
import { sgdIterates } from '../../../lib/src/paper/theory/sgd';
import {
  averageBound, exactRounds, firstIterateBounds, flatPhase, growthCondition, longestMeanLength, meetsConditions, piecewiseLinearGradients, slopeRatio, smallestSum,
  type Theorem2Setting,
} from '../../../lib/src/paper/theory/theorem-2';
import { piecewiseLinearValley, randomGradientValley } from '../../../lib/src/paper/theory/valleys';

const TOLERANCE = 1e-12;

test('rounds are cut at the jumps to the flat side, and hold all iterates between', () => {
  assert.deepEqual(roundsOf([1, -2, 5, 3, -1, -2, 4, 1, -1, 2]), [
    { first: 5, length: 4, sharp: 2, sum: 5 },
    { first: 4, length: 3, sharp: 1, sum: 4 },
  ]);
  assert.deepEqual(roundsOf([2, 0, 3, 2], 1), [], 'the last round is not whole');
  assert.deepEqual(roundsOf([0, 3, 0, 2], 1), [{ first: 2, length: 2, sharp: 1, sum: 1 }]);
  fc.assert(fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 40 }), (iterates) => {
    const starts = iterates.flatMap((w, t) => (t > 0 && w >= 0 && iterates[t - 1] < 0 ? [t] : []));
    const rounds = roundsOf(iterates);
    assert.equal(rounds.length, Math.max(0, starts.length - 1));
    rounds.forEach(({ first, length, sharp, sum }, i) => {
      const own = iterates.slice(starts[i], starts[i + 1]);
      assert.deepEqual([first, length, sharp, sum], [own[0], own.length, own.filter((w) => w < 0).length, own.reduce((total, w) => total + w, 0)]);
    });
  }));
});

test('statistics of rounds count rounds, and iterates, as they say', () => {
  const round = (first: number, length: number, sharp: number, sum: number): ReturnType<typeof roundsOf>[number] => ({ first, length, sharp, sum });
  const found = summariseRounds([[round(4, 4, 1, 8), round(3, 2, 1, 1)], [round(5, 5, 2, 5)]]);
  assert.deepEqual([found.rounds, found.smallestAverage, found.smallestSum, found.first, found.shortest, found.longest], [3, 0.5, 1, [3, 5], 2, 5]);
  assert.deepEqual([found.average.value, found.timeAverage.value, found.length.value], [(1.25 + 1) / 2, (9 / 6 + 1) / 2, (3 + 5) / 2]);
  assert.deepEqual([found.otherThanOneSharp, found.flatLengths], [1, [0, 1, 0, 2, 0, 0]]);
  assert.ok(Math.abs(found.flatShare.value - (4 / 6 + 3 / 5) / 2) < TOLERANCE);
});

test('the piecewise-linear valley gives the exact rounds within 1 %, with noise as without', () => {
  for (const [ratio, noise] of [[Math.PI ** 2, 0], [10, 0.5], [10, 1], [20, 0.5], [4, 0.5]]) {
    const exact = exactRounds(1, ratio, 0.1);
    const measured = measureRounds(piecewiseLinearValley(1, ratio), { learningRate: 0.1, noise, start: 0.0123, steps: 40_000, seed: 5 }, 4);
    for (const name of ['timeAverage', 'length', 'flatShare'] as const) {
      assert.ok(Math.abs(measured[name].value / exact[name] - 1) < 0.01, `c = ${ratio}, ν = ${noise}: ${name} ${measured[name].value}, exactly ${exact[name]}`);
    }
  }
});

test('round averages come out as in an independent simulation, and never below the bound', () => {
  for (const [ratio, noise, average, smallest, bound] of [[10, 0.5, 0.4493, 0.321, 0.05], [10, 1, 0.4468, 0.233, 0.0357], [20, 0.5, 0.9499, 0.785, 0.0717], [4, 0.5, 0.1486, 0.052, 0.0071]]) {
    const measured = measureRounds(piecewiseLinearValley(1, ratio), { learningRate: 0.1, noise, start: 0, steps: 20_000 * (ratio + 1) / 10, seed: 1 }, 10);
    assert.ok(Math.abs(measured.average.value - average) < 0.001, `${measured.average.value}`);
    assert.ok(measured.smallestAverage > smallest - 0.02 && measured.smallestAverage < smallest + 0.06, `${measured.smallestAverage}`);
    const setting = { gradients: piecewiseLinearGradients(1, ratio), learningRate: 0.1, noise };
    assert.ok(Math.abs(averageBound(setting) - bound) < 1e-4);
    assert.ok(averageBound(setting) < measured.average.low);
  }
  assert.ok(averageBound({ gradients: piecewiseLinearGradients(1, 2), learningRate: 0.1, noise: 0.5 }) < 0, 'silent for c = 2');
});

/** Settings with s > 0 on valleys that know only the bounds. */
const arbitrary = fc.record({
  largest: fc.double({ min: 0.2, max: 2, noNaN: true }),
  evenness: fc.double({ min: 0.3, max: 1, noNaN: true }),
  ratio: fc.double({ min: 5.1, max: 20, noNaN: true }),
  steepening: fc.double({ min: 1, max: 2, noNaN: true }),
  noisiness: fc.double({ min: 0, max: 1, noNaN: true }),
  learningRate: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
  seed: fc.integer({ min: 0, max: 1000 }),
});

test('the lemmas hold on every trajectory of random valleys (Lemmas 4, 5, 7 and the bound c₀)', () => {
  fc.assert(
    fc.property(arbitrary, ({ largest, evenness, ratio, steepening, noisiness, learningRate, seed }) => {
      const gradients = { flat: [largest * evenness, largest], sharp: [-ratio * steepening * largest, -ratio * largest] } as const;
      const setting: Theorem2Setting = { gradients, learningRate, noise: noisiness * largest };
      const valley = randomGradientValley({ ...gradients, spacing: 0.3 * learningRate * largest, points: 40, seed });
      const measured = measureRounds(valley, { learningRate, noise: setting.noise, start: 0, steps: 3000, seed }, 3);
      const { low, high } = firstIterateBounds(setting);
      assert.ok(low - TOLERANCE <= measured.first[0] && measured.first[1] <= high + TOLERANCE, 'Lemma 4');
      assert.equal(measured.otherThanOneSharp, 0);
      assert.ok(measured.smallestSum >= smallestSum(setting) - TOLERANCE && smallestSum(setting) > 0);
      assert.ok(measured.length.value <= longestMeanLength(setting) * 1.1);
      assert.ok(measured.average.value > averageBound(setting));
      const phase = flatPhase(setting);
      const outside = (wrong: (length: number) => boolean): number => measured.flatLengths.reduce((sum, count, length) => sum + (wrong(length) ? count : 0), 0) / measured.rounds;
      assert.ok(outside((length) => length < phase.atLeast) <= 0.05, 'Lemma 5');
      assert.ok(outside((length) => length > phase.atMost) <= 0.05, 'Lemma 7');
    }),
    { numRuns: 60 },
  );
});

test('without noise the phases are known: T₁ and T₂ are sharp to one step', () => {
  const setting = { gradients: piecewiseLinearGradients(1, 10), learningRate: 0.1, noise: 0 };
  assert.deepEqual(flatPhase(setting), { atLeast: 9, atMost: 11, failure: 0.05 });
  const lengths = measureRounds(piecewiseLinearValley(1, 10), { learningRate: 0.1, noise: 0, start: 0.0377, steps: 500, seed: 0 }, 1);
  assert.deepEqual([lengths.shortest, lengths.longest], [11, 11]);
  assert.throws(() => flatPhase(setting, 0), { code: 'FAILURE_INVALID' });
});

test('the condition of the paper compares c′ with e^(c/3)/6', () => {
  const setting = { gradients: { flat: [0.5, 1], sharp: [-15, -10] }, learningRate: 0.1, noise: 0.5 } as const;
  assert.equal(slopeRatio(setting), 10);
  assert.deepEqual(growthCondition(setting), { value: 31, limit: Math.exp(10 / 3) / 6 });
});

test("the paper's conditions: c above 13 at least, noise no larger than the flat slope; there c₀ is positive", () => {
  const linear = (ratio: number, noise: number) => ({ gradients: piecewiseLinearGradients(1, ratio), learningRate: 0.1, noise });
  assert.deepEqual([2, 10, 13, 14, 20].map((ratio) => meetsConditions(linear(ratio, 0.5))), [false, false, false, true, true]);
  assert.deepEqual([1, 1.01].map((noise) => meetsConditions(linear(20, noise))), [true, false]);
  for (const noise of [0, 0.5, 1]) assert.ok(!meetsConditions(linear(13, noise)) && averageBound(linear(14, noise)) > 0);
});

test("Azuma's bound lies above the simulated tails, and above the exact ones of a coin", () => {
  for (const { margin, atEnd, anywhere } of noiseTail([0.5, 1, 2, 3, 4, 6], { steps: 12, runs: 20_000, seed: 1 })) {
    assert.ok(atEnd <= anywhere && anywhere <= azumaBound(12, 1, margin) + 0.005);
  }
  // Four fair coin flips ±1: P(sum ≥ 4) = 1/16, P(sum ≥ 2) = 5/16.
  assert.ok(azumaBound(4, 1, 4) > 1 / 16 && azumaBound(4, 1, 2) > 5 / 16);
  assert.ok(Math.abs(azumaBound(7, 0.3, azumaMargin(7, 0.3, 0.02)) - 0.02) < TOLERANCE);
  assert.deepEqual([azumaBound(5, 1, 0), azumaBound(5, 0, 1)], [1, 0]);
});

test('a trajectory that leaves the flat side is back after one step', () => {
  const iterates = sgdIterates(piecewiseLinearValley(1, 4), { learningRate: 0.1, noise: 0.9, start: 0, steps: 5000, seed: 9 });
  for (let t = 1; t < iterates.length; t++) assert.ok(iterates[t] >= 0 || iterates[t - 1] >= 0);
});

test('the longest flat phase is the first number of steps at which the bound is below 0, also after very many', () => {
  const setting = (noise: number): Theorem2Setting => ({ gradients: { flat: [1, 1], sharp: [-5, -5] }, learningRate: 0.1, noise });
  for (const noise of [0, 0.5, 3, 40]) {
    const high = firstIterateBounds(setting(noise)).high;
    let steps = Math.ceil(high / 0.1);
    while (high - 0.1 * steps + azumaMargin(steps, 0.1 * noise, 0.01) >= 0) steps++;
    assert.equal(flatPhase(setting(noise), 0.01).atMost, steps);
  }
  assert.throws(() => flatPhase(setting(1e20), 0.01), { code: 'NOISE_INVALID' });
});

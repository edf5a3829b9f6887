import assert from 'node:assert/strict';
import test from 'node:test';
import type { Estimate } from '../../lib/src/landscape/statistics';
import { decideFlatSide, decideNoBump, decideTestMinimum, decideTrade } from '../../lib/src/studies/line-rules';
import type { MeasuredPair } from '../../lib/src/studies/measured-pairs';

const estimate = (value: number, half = 0.01): Estimate => ({ value, low: value - half, high: value + half });

/** What one training could have given; by default what the paper reports. */
interface Given {
  readonly network?: string;
  readonly bump?: { readonly height: number; readonly standardError: number };
  readonly minimum?: Estimate;
  readonly gap?: Estimate;
  readonly excess?: readonly Estimate[];
  readonly loss?: { readonly train: Estimate; readonly test: Estimate };
  readonly accuracy?: { readonly train: Estimate; readonly test: Estimate };
  readonly secondAccuracy?: { readonly train: number; readonly test: number };
}

function pairOf(seed: number, given: Given = {}): MeasuredPair {
  const { bump = { height: 0, standardError: 0 }, minimum = estimate(1.3), gap = estimate(-2), excess = [estimate(0.02), estimate(0.04)] } = given;
  const { loss = { train: estimate(0.03), test: estimate(-0.04) }, accuracy = { train: estimate(-0.01, 0.001), test: estimate(0.005, 0.001) } } = given;
  const { train, test: held } = given.secondAccuracy ?? { train: 0.97, test: 0.8 };
  const split = { bump: { ...bump, position: 0.5 }, minimum, minimumAtEnd: false, rises: excess.map((value, k) => ({ distance: 0.5 * (k + 1), towardsFirst: 0, towardsSecond: 0, excess: value })) };
  const pair = {
    pair: { first: { network: given.network ?? 'net', seed } },
    line: { result: { statistics: { train: split, test: split, minimumGap: gap } } },
    comparison: {
      result: {
        loss,
        accuracy: { train: { difference: accuracy.train }, test: { difference: accuracy.test } },
        second: { reestimated: { train: { accuracy: train }, test: { accuracy: held } } },
      },
    },
  };
  return pair as unknown as MeasuredPair;
}

test('a bump counts above 0.02 nats and two standard errors, on any line', () => {
  const verdict = (height: number, standardError: number): string => decideNoBump([pairOf(1), pairOf(2, { bump: { height, standardError } })]).verdict;
  assert.equal(verdict(0.019, 0), 'holds');
  assert.equal(verdict(0.05, 0.03), 'holds');
  assert.equal(verdict(0.05, 0.001), 'does not hold at this scale');
  assert.equal(verdict(0.05, 0.02), 'undecided');
});

test('the flat side: minimum beyond the first solution, and a steeper rise on the far side at every distance', () => {
  assert.equal(decideFlatSide([pairOf(1)]).verdict, 'holds');
  assert.equal(decideFlatSide([pairOf(1, { minimum: estimate(-0.5) })]).verdict, 'does not hold at this scale');
  assert.equal(decideFlatSide([pairOf(1, { excess: [estimate(0.02), estimate(-0.02)] })]).verdict, 'does not hold at this scale');
  assert.equal(decideFlatSide([pairOf(1, { excess: [estimate(0.005)] })]).verdict, 'undecided');
  assert.equal(decideFlatSide([pairOf(1, { excess: [] })]).verdict, 'undecided', 'nothing could be compared');
  assert.match(decideFlatSide([pairOf(1)]).measured, /net: training minimum at α = 1\.30/);
});

test('the trade needs both losses and both accuracies, and says which of them fails', () => {
  assert.equal(decideTrade([pairOf(1)]).verdict, 'holds');
  const decision = decideTrade([pairOf(1, { accuracy: { train: estimate(-0.01, 0.001), test: estimate(0, 0.002) } })]);
  assert.equal(decision.verdict, 'undecided');
  assert.match(decision.measured, /test accuracy \(points\) 0\.00 \(−0\.20 to 0\.20\), undecided/);
  assert.equal(decideTrade([pairOf(1, { loss: { train: estimate(0.03), test: estimate(0.04) } })]).verdict, 'does not hold at this scale');
});

test('from three seeds on, seeds that contradict each other decide nothing', () => {
  const seeds = [1, 2, 3].map((seed) => pairOf(seed, { gap: estimate(seed === 3 ? 1 : -2) }));
  assert.equal(decideTestMinimum(seeds).verdict, 'undecided');
  assert.equal(decideTestMinimum(seeds.slice(0, 2)).verdict, 'holds');
  assert.match(decideTestMinimum(seeds).measured, /over 3 seeds/);
});

test('a network that does not overfit is left out of claims about generalisation, and said to be', () => {
  const small = { network: 'small', secondAccuracy: { train: 0.81, test: 0.8 }, gap: estimate(3) };
  const decision = decideTestMinimum([pairOf(1), pairOf(1, small)]);
  assert.equal(decision.verdict, 'holds');
  assert.match(decision.measured, /small: left out/);
  assert.equal(decideTestMinimum([pairOf(1, small)]).verdict, 'undecided');
  assert.equal(decideNoBump([pairOf(1, { ...small, bump: { height: 1, standardError: 0 } })]).verdict, 'does not hold at this scale');
});

test('every network must agree', () => {
  assert.equal(decideTestMinimum([pairOf(1), pairOf(1, { network: 'other', gap: estimate(1) })]).verdict, 'does not hold at this scale');
});

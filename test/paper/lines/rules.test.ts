import assert from 'node:assert/strict';
import test from 'node:test';
import { decideFlatSide, decideNoBump, decideTestMinimum, decideTrade } from '../../../lib/src/paper/lines/rules';
import { endPointDifferenceRows, lineRows, noBumpText } from '../../../lib/src/paper/lines/tables';
import { estimate, pairOf } from './given-pairs';

test('a p that is too small to be computed is not shown as 0', () => {
  const shown = [0, 6e-10, 2.44e-5, 0.0131, 1].map((p) => endPointDifferenceRows([pairOf(1, { p })])[0]['McNemar p, test']);
  assert.deepEqual(shown, ['< 10<sup>−9</sup>', '< 10<sup>−9</sup>', '2.4·10<sup>−5</sup>', '0.013', '1']);
});

test('a bump counts above 0.02 nats and two standard errors, on any line', () => {
  const verdict = (height: number, standardError: number): string => decideNoBump([pairOf(1), pairOf(2, { bump: { height, standardError } })]).verdict;
  assert.equal(verdict(0.019, 0), 'holds');
  assert.equal(verdict(0.05, 0.03), 'holds');
  assert.equal(verdict(0.05, 0.001), 'does not hold at this scale');
  assert.equal(verdict(0.05, 0.02), 'undecided');
});

test('without a bump where one is expected nothing is decided; a rule without its control asks for none', () => {
  const lines = [pairOf(1), pairOf(2)];
  const control = (height: number, standardError = 0.001) => [pairOf(1, { bump: { height, standardError } })];
  assert.equal(decideNoBump(lines, control(2)).verdict, 'holds');
  assert.equal(decideNoBump(lines, control(0.01)).verdict, 'undecided');
  assert.equal(decideNoBump(lines, control(0.05, 0.02)).verdict, 'undecided', 'not clear of the noise');
  assert.equal(decideNoBump(lines, []).verdict, 'undecided');
  assert.match(decideNoBump(lines, []).measured, /No control: it needs two trainings/);
  assert.equal(decideNoBump(lines).verdict, 'holds');
  assert.equal(decideNoBump([pairOf(1, { bump: { height: 1, standardError: 0 } })], control(2)).verdict, 'does not hold at this scale');
  assert.match(decideNoBump(lines, control(2)).measured, /‖Δ‖ 1\.5 % of ‖w‖ at most\. Control, net, .*training 2\.0000 ± 0\.0010, test 2\.0000/);
  assert.equal(noBumpText(lines, control(2)), 'No loss rises above the chord on 4 curves between solutions of one training, at most 1.5 % of ‖w‖ apart. ' +
    'Between the trainings of seeds 1 and 1, 1.5 % of ‖w‖ apart, the training loss rises above it by 2.0000 ± 0.0010 nats and the test loss by 2.0000 ± 0.0010.');
  assert.match(noBumpText(control(0.03), []), /^The highest loss rises by 0\.0300 ± 0\.0010 nats above the chord on 2 curves .* apart\.$/);
});

test('a loss that is not finite is a bump between the solutions, none beyond them, and unknown at one of them', () => {
  const verdict = (...curve: readonly number[]): string => decideNoBump([pairOf(1), pairOf(2, { curve })]).verdict;
  assert.equal(verdict(1, 1, NaN, 1, 1), 'does not hold at this scale');
  assert.equal(verdict(1, 1, Infinity, 1, 1), 'does not hold at this scale');
  assert.equal(verdict(NaN, 1, 1, 1, NaN), 'holds');
  assert.equal(verdict(1, NaN, 1, 1, 1), 'undecided');
  assert.equal(verdict(1, 1, 1, NaN, 1), 'undecided');
  assert.match(decideNoBump([pairOf(1, { curve: [1, 1, NaN, 1, 1] })]).measured, /highest rise above the chord ∞ nats on 2 curves/);
  assert.match(decideNoBump([pairOf(1, { curve: [1, NaN, 1, 1, 1] }), pairOf(2)]).measured, /unknown nats on 4 curves/);
  const [row] = lineRows([pairOf(1, { curve: [1, 1, NaN, 1, 1] })]);
  assert.equal(row['bump, training / test'], '∞ / ∞');
  assert.equal(lineRows([pairOf(1)])[0]['bump, training / test'], 'none / none');
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
  const names = { first: 'SWA', second: 'SGD' };
  assert.equal(decideTrade([pairOf(1)], names).verdict, 'holds');
  const decision = decideTrade([pairOf(1, { accuracy: { train: estimate(-0.01, 0.001), test: estimate(0, 0.002) } })], names);
  assert.equal(decision.verdict, 'undecided');
  assert.match(decision.measured, /net: SWA minus SGD: training loss 0\.0300/);
  assert.match(decision.measured, /test accuracy \(points\) 0\.00 \(−0\.20 to 0\.20\), undecided/);
  assert.equal(decideTrade([pairOf(1, { loss: { train: estimate(0.03), test: estimate(0.04) } })], names).verdict, 'does not hold at this scale');
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

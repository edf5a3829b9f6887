import assert from 'node:assert/strict';
import test from 'node:test';
import type { Trace } from '../../../lib/src/paper/section-5/projections';
import { decideSection5, type Section5 } from '../../../lib/src/paper/section-5/claims';
import { violations } from '../../../lib/src/paper/section-5/rules';
import type { RoundsCase } from '../../../lib/src/paper/section-5/simulations';
import { piecewiseLinearGradients, smallestSum } from '../../../lib/src/paper/theory/theorem-2';
import { smallStudy, temporaryProject } from '../small-study';

const study = smallStudy(temporaryProject(test), { section: '05' });
const FAILS = 'does not hold at this scale';
const estimate = (value: number, half = 0.001): { value: number; low: number; high: number } => ({ value, low: value - half, high: value + half });

/** Rounds as Theorem 2 and its lemmas say, with changes. */
function roundsOf(ratio: number, change: object = {}): RoundsCase {
  const setting = { gradients: piecewiseLinearGradients(1, ratio), learningRate: 0.1, noise: 0.5 };
  const statistics = { rounds: 10, first: [0.1 * (ratio - 2), 0.1 * ratio], smallestSum: smallestSum(setting), otherThanOneSharp: 0, average: estimate(0.4), flatShare: estimate(ratio / (ratio + 1)), ...change };
  return { ratio, ...setting, statistics } as unknown as RoundsCase;
}

/** C10 to C13 from measurements of which each holds, with changes; no network was trained. */
function verdicts(change: Partial<Section5> = {}): string[] {
  const result = { curve: { origin: 1, train: { loss: [1, 0, 2] } }, blocks: [[1, 0, 2]], asymmetry: { recentred: { index: null, definition: null, sides: 'flat' }, uncertainty: { index: null } } };
  const projections = [1, 2, 3, 4].map((epoch) => ({ epoch, learningRate: 1, measured: { result } }));
  const measured = {
    rounds: [roundsOf(4), roundsOf(10)], creeping: [{ valley: 'piecewise linear', ratio: 5, flat: 0.5, sharp: -0.1 }, { valley: 'smooth', ratio: 5, flat: 0.3, sharp: -0.2 }],
    symmetric: [0.75, 0.01].map((value) => ({ slope: 1, averages: { average: estimate(value), deviation: 0.1, startingSide: estimate(1), iterateDistance: estimate(1) } })),
    trace: { kind: 'uniform01', index: 0, draws: { count: 2, byValue: 1, surely: 1 }, solution: { network: 'net', seed: 1 }, projections } as unknown as Trace, ...change,
  } as unknown as Section5;
  return decideSection5(study, measured).slice(0, 4).map(({ verdict }) => verdict);
}

test('what the theorem and the figures say holds where it was put into the measurements', () => {
  assert.deepEqual(verdicts(), ['holds', 'holds', 'holds', 'holds']);
});

test('C12: the ratio must be right; one that is not a number is not', () => {
  const verdict = (valley: 'smooth' | 'piecewise linear', flat: number, sharp = -0.1): string => verdicts({ creeping: [{ valley, ratio: 5, flat, sharp }] })[2];
  assert.deepEqual([0.5, 0.45, 0.4, 0.6].map((flat) => verdict('piecewise linear', flat)), ['holds', 'holds', FAILS, FAILS]);
  assert.deepEqual([0.2, 0.1].map((flat) => verdict('smooth', flat)), ['holds', FAILS]);
  for (const valley of ['smooth', 'piecewise linear'] as const) {
    assert.equal(verdict(valley, NaN), FAILS);
    assert.equal(verdict(valley, 0, 0), FAILS);
  }
});

test('C10: extremes that are not numbers keep no lemma', () => {
  assert.equal(violations(roundsOf(10)), 0);
  for (const change of [{ first: [NaN, 1] }, { first: [0.8, NaN] }, { smallestSum: NaN }, { otherThanOneSharp: NaN }]) {
    assert.notEqual(violations(roundsOf(10, change)), 0);
    assert.equal(verdicts({ rounds: [roundsOf(10, change)] })[0], FAILS);
  }
});

test('C11 and C13: a share and an average elsewhere', () => {
  assert.equal(verdicts({ rounds: [roundsOf(4), roundsOf(10, { flatShare: estimate(0.8) })] })[1], FAILS);
  assert.equal(verdicts({ rounds: [roundsOf(4), roundsOf(10, { flatShare: estimate(NaN) })] })[1], 'undecided');
  const { symmetric } = { symmetric: [0.01, 0.75].map((value) => ({ slope: 1, averages: { average: estimate(value), deviation: 0.1, startingSide: estimate(1), iterateDistance: estimate(1) } })) };
  assert.equal(verdicts({ symmetric } as unknown as Partial<Section5>)[3], FAILS);
});

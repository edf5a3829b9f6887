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

/** The flat and the sharp symmetric function by the mean of their averages; of the latter also the mean distance of the averages. */
function symmetricOf(flat: number, sharp: number, distance = 0.03): Section5['symmetric'] {
  const one = (average: number, averageDistance: number): object => (
    { slope: 1, averages: { average: estimate(average), deviation: 0.1, startingSide: estimate(1), averageDistance: estimate(averageDistance), iterateDistance: estimate(1) } }
  );
  return [one(flat, flat), one(sharp, distance)] as unknown as Section5['symmetric'];
}

/** Measurements of which C10 to C13 each hold; no network was trained. */
function sectionOf(): Section5 {
  const result = { curve: { origin: 1, train: { loss: [1, 0, 2] } }, blocks: [[1, 0, 2]], asymmetry: { recentred: { index: null, definition: null, sides: 'flat' }, uncertainty: { index: null } } };
  const projections = [1, 2, 3, 4].map((epoch) => ({ epoch, learningRate: 1, measured: { result } }));
  return {
    rounds: [roundsOf(4), roundsOf(20)], creeping: [{ valley: 'piecewise linear', ratio: 5, flat: 0.5, sharp: -0.1 }, { valley: 'smooth', ratio: 5, flat: 0.3, sharp: -0.2 }],
    symmetric: symmetricOf(0.75, 0.01),
    trace: { kind: 'uniform01', index: 0, draws: { count: 2, byValue: 1, surely: 1 }, solution: { network: 'net', seed: 1 }, projections } as unknown as Trace,
  } as Section5;
}

/** C10 to C13 with changes. */
function verdicts(change: Partial<Section5> = {}): string[] {
  return decideSection5(study, { ...sectionOf(), ...change }).slice(0, 4).map(({ verdict }) => verdict);
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

test('C10: decided where the condition of the paper holds, and nowhere else', () => {
  assert.equal(violations(roundsOf(20)), 0);
  for (const change of [{ first: [NaN, 1] }, { first: [0.8, NaN] }, { smallestSum: NaN }, { otherThanOneSharp: NaN }]) {
    assert.notEqual(violations(roundsOf(20, change)), 0);
    assert.equal(verdicts({ rounds: [roundsOf(20, change)] })[0], FAILS, 'extremes that are not numbers keep no lemma');
  }
  assert.equal(verdicts({ rounds: [roundsOf(20, { average: estimate(0.01) })] })[0], FAILS);
  assert.equal(verdicts({ rounds: [roundsOf(10, { average: estimate(-1) }), roundsOf(20)] })[0], 'holds', 'of c = 10 the theorem says nothing');
  assert.equal(verdicts({ rounds: [roundsOf(10)] })[0], 'undecided');
  const [claim] = decideSection5(study, { ...sectionOf(), rounds: [roundsOf(10), roundsOf(20)] });
  assert.match(claim.measured, /^the paper's conditions met: c = 20, ν = 0\.5: c′ 20\.5 against 131\.0, .*Not met, the theorem says nothing: c = 10/);
});

test('C11: a share elsewhere', () => {
  assert.equal(verdicts({ rounds: [roundsOf(4), roundsOf(10, { flatShare: estimate(0.8) })] })[1], FAILS);
  assert.equal(verdicts({ rounds: [roundsOf(4), roundsOf(10, { flatShare: estimate(NaN) })] })[1], 'undecided');
});

test('C13: averages on the wrong side, off the centre, or no nearer to it than an iterate', () => {
  const verdict = (...given: Parameters<typeof symmetricOf>): string => verdicts({ symmetric: symmetricOf(...given) })[3];
  assert.equal(verdict(0.01, 0.75), FAILS);
  assert.equal(verdict(0.1, 0.01), FAILS);
  assert.equal(verdict(0.75, 0.2), FAILS);
  assert.equal(verdict(0.75, 0.01, 0.9), FAILS);
  assert.equal(verdict(0.75, 0.1), 'undecided');
});

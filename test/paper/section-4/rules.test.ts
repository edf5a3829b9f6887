import assert from 'node:assert/strict';
import test from 'node:test';
import { asymmetry } from '../../../lib/src/landscape/asymmetry';
import { distancesBetween } from '../../../lib/src/numbers/distances';
import type { Neighbourhood } from '../../../lib/src/paper/section-4/neighbours';
import { neighbourClaim } from '../../../lib/src/paper/section-4/neighbour-claim';
import { decideSection4, gainClaim, type Section4Measurements, shiftClaims, theoremClaim } from '../../../lib/src/paper/section-4/claims';
import { signClaim } from '../../../lib/src/paper/section-4/sign-claim';
import type { ShiftOfDirection } from '../../../lib/src/paper/section-4/shifts';
import { checkTheorem1 } from '../../../lib/src/paper/section-4/theorem-1-checks';
import { piecewiseLinearValley } from '../../../lib/src/paper/theory/valleys';
import { neighbourRows, theorem1ConditionRows } from '../../../lib/src/paper/section-4/tables';
import { smallStudy, temporaryProject } from '../small-study';

const FAILS = 'does not hold at this scale';
const distances = distancesBetween(-5, 5, 21);

/** A first (0, 1) direction of a seed for which C4, C5 and C9 hold, with changes. */
function shiftOf(seed: number, change: object = {}, choice: object = {}): ShiftOfDirection {
  const shift = {
    ratio: { value: 0.2, low: 0.1, high: 0.4 }, shift: { value: 0.5, low: 0.3, high: 0.7 }, flatSign: 1, crossFittedShift: 0.5,
    gap: { interior: true, defect: 0 }, ratios: { value: [1, 0.5, 0.2], low: [0.9, 0.4, 0.1], high: [1.1, 0.6, 0.4] },
    gain: { gain: { value: [0, 0.2, 0.1] }, bound: [0, 0.1, NaN], best: { bias: 0.3, gain: { value: 0.2, low: 0.1, high: 0.3 } } },
    ...change,
  };
  return { kind: 'uniform01', index: 0, ...choice, solution: { seed }, record: { result: { shift } } } as unknown as ShiftOfDirection;
}

/** So many of 20 (−1, 1) directions at each seed have their shift towards the flat side. */
function symmetricShifts(counts: readonly number[], directions = 20): ShiftOfDirection[] {
  return counts.flatMap((count, s) => Array.from({ length: directions }, (_, index) => shiftOf(s + 1, { crossFittedShift: index < count ? 0.1 : -0.1 }, { kind: 'uniform-symmetric', index })));
}

/** So many of 363 training sets of 20 examples have theirs there; 37 more are separable. Larger sets are all to one side. */
function trainingSets(positive = 182): Section4Measurements['trainingSets'] {
  const sets = (examples: number, count: number): object[] => ['weight', 'bias'].map((direction) => (
    { direction, examples, sets: 400, separable: 37, shifts: Array.from({ length: 363 }, (_, i) => (i < count ? 1 : -1)), medianRatio: 0.1 }
  ));
  return { result: [...sets(20, positive), ...sets(60, 363)] } as unknown as Section4Measurements['trainingSets'];
}

test('C4 and C5: every seed must pass, along the first (0, 1) direction only', () => {
  const verdicts = (...shifts: readonly ShiftOfDirection[]): string[] => shiftClaims([...shifts, ...symmetricShifts([1])]).map(({ verdict }) => verdict);
  const elsewhere = shiftOf(1, { ratio: { value: 1, low: 1, high: 1 }, gap: { interior: false, defect: 1 } }, { index: 1 });
  assert.deepEqual(verdicts(shiftOf(1), shiftOf(2), elsewhere), ['holds', 'holds']);
  assert.deepEqual(verdicts(shiftOf(1), shiftOf(2, { ratio: { value: 0.8, low: 0.7, high: 0.9 } })), [FAILS, 'holds']);
  assert.deepEqual(verdicts(shiftOf(1), shiftOf(2, { gap: { interior: true, defect: NaN } })), ['holds', FAILS]);
});

test('C4 tells how many seeds the weaker rule, by the ratio alone, would let pass', () => {
  const wide = shiftOf(2, { ratio: { value: 0.2, low: 0.1, high: 0.6 } });
  const aside = shiftOf(3, { shift: { value: 0.5, low: -0.1, high: 0.7 } });
  const [{ verdict, measured }] = shiftClaims([shiftOf(1), wide, aside, ...symmetricShifts([1])]);
  assert.equal(verdict, 'undecided');
  assert.match(measured, /By the value of the ratio alone 2 of 3 seeds pass\./);
});

test('C6: with three seeds the wider of the intervals over directions and over seeds decides', () => {
  const verdict = (counts: readonly number[], directions?: number, sets = trainingSets()): string => signClaim({ shifts: symmetricShifts(counts, directions), trainingSets: sets }).verdict;
  assert.equal(verdict([10, 10, 10]), 'holds', 'seeds that agree: Wilson\'s interval is the wider');
  assert.equal(verdict([9, 11, 10]), 'holds');
  assert.equal(verdict([8, 15, 4]), 'undecided', 'Wilson\'s alone, 0.33 to 0.58, would let it hold');
  assert.equal(verdict([8, 4]), FAILS, 'two seeds have no interval over seeds');
  assert.equal(verdict([18, 19, 18]), FAILS);
  assert.equal(verdict([10, 10, 10], 20, trainingSets(300)), FAILS);
  assert.equal(verdict([30], 60), 'holds');
  const { measured } = signClaim({ shifts: symmetricShifts([8, 15, 4]), trainingSets: trainingSets() });
  assert.match(measured, /\(−1, 1\) directions 0\.45 \(0\.33 to 0\.58\), over 3 seeds 0\.45 \(0\.00 to 1\.00\); 20 examples, weight 0\.50/);
});

test('C6: shifts that are not numbers are on neither side', () => {
  const unknown = symmetricShifts([10, 10, 10]).map((entry, i) => (i % 4 === 3 ? shiftOf(entry.solution.seed, { crossFittedShift: NaN }, { kind: 'uniform-symmetric', index: i }) : entry));
  assert.equal(signClaim({ shifts: unknown, trainingSets: trainingSets() }).verdict, 'undecided');
});

test('C6 says how many training sets it counts, and how many were left out', () => {
  const study = smallStudy(temporaryProject(test), { section: '04' });
  const claims = decideSection4(study, { shifts: [shiftOf(1), ...symmetricShifts([10, 10, 10])], trainingSets: trainingSets(), neighbourhood: neighbourhood([], []), theorem: checkTheorem1() });
  assert.deepEqual(claims.map(({ id }) => id), ['C4', 'C5', 'C6', 'C7', 'C8', 'C9']);
  assert.match(claims[2].provenance, /logistic regression on 363 training sets of 20 examples \(37 of 400 left out: /);
});

/** A solution with walls 1 and 5, and the curves of its neighbours in both groups; by default like its own, within 1 %. */
function neighbourhood(gaussian?: readonly (readonly number[])[], others?: readonly (readonly number[])[], ratio = 5): Neighbourhood {
  const loss = distances.map((l) => piecewiseLinearValley(1, ratio).value(l));
  const alike = [0.99, 1, 1.01, 1].map((scale) => loss.map((value) => scale * value));
  const kinds = [{ kind: 'gaussian', norm: 5, curves: gaussian?.length ? gaussian : alike }, { kind: 'uniform01', norm: 1, curves: others?.length ? others : alike }];
  return { direction: { kind: 'uniform01', index: 0 }, own: { result: { distances, asymmetry: asymmetry({ distances, loss }) } }, kinds: kinds.map((result) => ({ result })) } as unknown as Neighbourhood;
}

test('C7: both groups of neighbours must keep the asymmetry and lie close together', () => {
  const valley = (ratio: number, level = 0): number[] => distances.map((l) => level + piecewiseLinearValley(1, ratio).value(l));
  assert.equal(neighbourClaim(neighbourhood()).verdict, 'holds');
  assert.equal(neighbourClaim(neighbourhood([], [valley(5), valley(5), valley(3)])).verdict, FAILS, 'one neighbour is less asymmetric');
  assert.equal(neighbourClaim(neighbourhood(Array.from({ length: 12 }, (_, i) => valley(5, 10 * i)))).verdict, FAILS, 'all asymmetric, but far apart');
  const open = neighbourClaim(neighbourhood([], [], 1));
  assert.deepEqual([open.verdict, open.measured], ['undecided', 'neither side is steeper at the solution itself']);
  assert.deepEqual(neighbourRows(neighbourhood([], [], 1)).map((row) => row['keep its constants']), ['neither side is steeper at the solution itself']);
});

test('C7: a solution that is not asymmetric itself decides nothing, whatever its neighbours do; its constants are told', () => {
  const apart = [1, 5].map((ratio) => distances.map((l) => piecewiseLinearValley(1, ratio).value(l)));
  for (const others of [[], apart]) {
    const { verdict, measured } = neighbourClaim(neighbourhood([], others, 1.5));
    assert.equal(verdict, 'undecided');
    assert.match(measured, /^along uniform01 0, constants of the solution: r = 5, p = 1, c\* = 1\.5, ζ = [\d.]+, not asymmetric by the rule of section 3; Gaussian: 4 of 4 keep them/);
  }
  assert.match(String(neighbourRows(neighbourhood())[0]['keep its constants']), /c\* = 5, ζ = [\d.]+, asymmetric$/);
});

test('C8: a violated bound, a margin that is not a number, a bound that does not fail beyond its range', () => {
  const theorem = checkTheorem1();
  const verdict = (change: object): string => theoremClaim({ ...theorem, ...change }).verdict;
  assert.equal(verdict({}), 'holds');
  assert.equal(verdict({ admissible: { ...theorem.admissible, violations: 1 } }), FAILS);
  assert.equal(verdict({ admissible: { ...theorem.admissible, smallestMargin: NaN } }), FAILS);
  assert.equal(verdict({ between: { ...theorem.between, violations: theorem.between.trials - 1 } }), FAILS);
  assert.equal(verdict({ plane: { ...theorem.plane, closedForm: theorem.plane.closedForm + 0.1 } }), FAILS);
});

test('Theorem 1 admits a bias between its two bounds, and none where neither side is steeper', () => {
  const admissible = (ratio: number): unknown => {
    const { record, ...first } = shiftOf(1, { ratio: { value: 0.1 }, gap: { gapUnshifted: 0.1 }, shift: { value: 2 } });
    const definition = { ratio, slope: 0.5, zeta: 1, radius: 5 };
    const result = { ...record.result, asymmetry: { recentred: { definition } } } as unknown as typeof record.result;
    return theorem1ConditionRows([{ ...first, record: { ...record, result } }])[0]['admissible l'];
  };
  assert.deepEqual([5, 1.01, 1, 0.8].map(admissible), ['yes', 'none', 'none', 'none']);
});

test('C9: a gain clear of 0 at every seed, and nowhere below the bound', () => {
  const gain = (value: readonly number[], low = 0.1, high = 0.3): object => ({ gain: { gain: { value }, bound: [0, 0.1, NaN], best: { bias: 0.3, gain: { value: 0.2, low, high } } } });
  const verdict = (change: object): string => gainClaim([shiftOf(1), shiftOf(2, change), shiftOf(1, gain([0, -1, -1], -3, -2), { index: 1 })]).verdict;
  assert.equal(verdict(gain([0, 0.2, -9])), 'holds', 'where the theorem gives no bound there is none to keep');
  assert.equal(verdict(gain([0, 0.05, 0.1])), FAILS, 'below the bound');
  assert.equal(verdict(gain([0, NaN, 0.1])), FAILS, 'a gain that is not a number does not keep the bound');
  assert.equal(verdict(gain([0, 0.2, 0.1], -0.1)), 'undecided');
  assert.equal(verdict(gain([0, 0.2, 0.1], -0.3, -0.1)), FAILS);
  assert.equal(verdict({ gain: { gain: { value: [0] }, bound: [0], best: null } }), FAILS, 'without a shift there is no gain');
});

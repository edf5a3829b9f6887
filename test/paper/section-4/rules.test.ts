import assert from 'node:assert/strict';
import test from 'node:test';
import { asymmetry } from '../../../lib/src/landscape/asymmetry';
import { distancesBetween } from '../../../lib/src/numbers/distances';
import type { Neighbourhood } from '../../../lib/src/paper/section-4/neighbours';
import { neighbourClaim } from '../../../lib/src/paper/section-4/neighbour-claim';
import { decideSection4, gainClaim, type Section4Measurements, shiftClaims, theoremClaim } from '../../../lib/src/paper/section-4/claims';
import { flatSideClaim } from '../../../lib/src/paper/section-4/flat-side-claim';
import { logisticSignClaim, signClaim } from '../../../lib/src/paper/section-4/sign-claim';
import { stretchClaims } from '../../../lib/src/paper/section-4/stretch-claim';
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

test('C5: a minimum whose band reaches up to the value without a shift is no dip', () => {
  const dip = (high: number): object => ({ gap: { interior: true, defect: 0, ratio: 0.9 }, ratios: { value: [1.2, 0.9, 1.2], low: [1, 0.8, 1], high: [1.4, high, 1.4] } });
  const claim = (high: number): ReturnType<typeof shiftClaims>[number] => shiftClaims([shiftOf(1), shiftOf(2, dip(high)), ...symmetricShifts([1])])[1];
  assert.equal(claim(0.95).verdict, 'holds');
  assert.equal(claim(1.05).verdict, 'undecided');
  assert.match(claim(1.05).measured, /at 1 of 2 seeds\. Directions with one that can be told from noise: uniform01 1 of 2, uniform-symmetric 20 of 20/);
});

test('C6: with three seeds the wider of the intervals over directions and over seeds decides', () => {
  const verdict = (counts: readonly number[], directions?: number): string => signClaim(symmetricShifts(counts, directions)).verdict;
  assert.equal(verdict([10, 10, 10]), 'holds', 'seeds that agree: Wilson\'s interval is the wider');
  assert.equal(verdict([9, 11, 10]), 'holds');
  assert.equal(verdict([8, 15, 4]), 'undecided', 'Wilson\'s alone, 0.33 to 0.58, would let it hold');
  assert.equal(verdict([8, 4]), FAILS, 'two seeds have no interval over seeds');
  assert.equal(verdict([18, 19, 18]), FAILS);
  assert.equal(verdict([30], 60), 'holds');
  const { measured } = signClaim([shiftOf(1), shiftOf(2, { crossFittedShift: -1 }), ...symmetricShifts([8, 15, 4])]);
  assert.match(measured, /\(−1, 1\) directions 0\.45 \(0\.33 to 0\.58\), over 3 seeds 0\.45 \(0\.00 to 1\.00\)\. Not counted, .*: \(0, 1\) directions 1 of 2$/);
});

test('C6: shifts that are not numbers are on neither side', () => {
  const unknown = symmetricShifts([10, 10, 10]).map((entry, i) => (i % 4 === 3 ? shiftOf(entry.solution.seed, { crossFittedShift: NaN }, { kind: 'uniform-symmetric', index: i }) : entry));
  assert.equal(signClaim(unknown).verdict, 'undecided');
});

test('C6, logistic: every direction must be even, over the smallest training sets only', () => {
  const verdict = (positive?: number): string => logisticSignClaim(trainingSets(positive).result).verdict;
  assert.deepEqual([verdict(), verdict(300)], ['holds', FAILS]);
  assert.match(logisticSignClaim(trainingSets().result).measured, /^share towards the flat side: 20 examples, weight 0\.50 \(.*\); 20 examples, bias 0\.50 \([^;]*\)$/);
});

test('the claims come in order; C6, logistic says how many training sets it counts, and how many were left out', () => {
  const study = smallStudy(temporaryProject(test), { section: '04' });
  const shifts = [valleyShift(1, [0, 0, 0]), ...symmetricShifts([10, 10, 10]).map((entry) => ({ ...valleyShift(entry.solution.seed, [0, 0, 0], entry), record: { result: { ...valleyShift(1, [0, 0, 0]).record.result, shift: entry.record.result.shift } } }) as unknown as ShiftOfDirection)];
  const claims = decideSection4(study, { shifts, elsewhere: [], trainingSets: trainingSets(), neighbourhood: neighbourhood([], []), theorem: checkTheorem1() });
  assert.deepEqual(claims.map(({ id }) => id), ['C4', 'C5', 'C6', 'C6, logistic', 'C7', 'C8', 'C9', 'C29', 'C30', 'C30, symmetric']);
  assert.match(claims[3].provenance, /^logistic regression on 363 training sets of 20 examples \(37 of 400 left out: /);
});

/** A direction with curves: the test curve is the valley moved by `shift`, stretched, and tilted by a slope towards the flat side. */
function valleyShift(seed: number, [shift, stretch, tilt]: readonly [shift: number, stretch: number, tilt: number], choice: object = {}): ShiftOfDirection {
  const valley = (l: number): number => piecewiseLinearValley(1, 5).value(l);
  const loss = distances.map((l) => (1 + stretch) * valley(l - shift) + tilt * l);
  const standardErrorToOrigin = distances.map((l) => 0.01 * Math.abs(l));
  const curve = { distances, origin: 10, train: { loss: distances.map(valley) }, test: { loss, standardErrorToOrigin } };
  const { record } = shiftOf(seed);
  return { ...shiftOf(seed, {}, choice), record: { result: { ...record.result, curve } } } as unknown as ShiftOfDirection;
}

test('C29: the test loss must fall towards the flat side, beyond the noise of seeds and of images', () => {
  const claim = (...tilts: readonly number[]): ReturnType<typeof flatSideClaim> => flatSideClaim(tilts.map((tilt, k) => valleyShift(k + 1, [0, -1, tilt])), []);
  assert.equal(claim(-0.1, -0.11, -0.09).verdict, 'holds');
  assert.equal(claim(0.1, 0.11, 0.09).verdict, FAILS);
  assert.equal(claim(-0.1, 0.3, -0.1).verdict, 'undecided', 'seeds differ');
  assert.equal(claim(-0.01, -0.01, -0.01).verdict, 'undecided', 'seeds agree, but on the same few images');
  assert.equal(claim(-0.1).verdict, 'holds', 'of one seed images alone can speak');
  const { measured } = flatSideClaim([valleyShift(1, [0, -1, 0.1])], [{ ...valleyShift(1, [0, -1, -0.1]), solution: { network: 'other' } as ShiftOfDirection['solution'] }]);
  assert.match(measured, /seed 1: 0\.050 \(0\.040 to 0\.060\) at \|δ̂\| = 0\.50; mean at l = 0\.50: flat side 0\.050 .*, sharp side −0\.050/);
  assert.match(measured, /mean at l = 1\.00: flat side 0\.100 .*other networks, flat side by \|δ̂\|: other −0\.050/);
});

test('C30: by what shift and stretch leave, for each kind of direction, from three seeds on', () => {
  const verdicts = (uniform: readonly [number, number, number], symmetric: readonly [number, number, number], seeds = 3): string[] => {
    const kinds = [['uniform01', uniform], ['uniform-symmetric', symmetric]] as const;
    const shifts = kinds.flatMap(([kind, change]) => Array.from({ length: seeds }, (_, s) => valleyShift(s + 1, [change[0], change[1] + 0.01 * s, 0], { kind })));
    return stretchClaims(shifts).map(({ id, verdict }) => `${id}: ${verdict}`);
  };
  const [shifted, stretched] = [[0.5, 0, 0], [0, 0.5, 0]] as const;
  assert.deepEqual(verdicts(shifted, stretched), ['C30: holds', `C30, symmetric: ${FAILS}`]);
  assert.deepEqual(verdicts(stretched, shifted), [`C30: ${FAILS}`, 'C30, symmetric: holds']);
  assert.deepEqual(verdicts(shifted, shifted, 2), ['C30: undecided', 'C30, symmetric: undecided']);
});

/** A solution with walls 1 and 5, and the curves of its neighbours in both groups; by default like its own, within 1 %. */
function neighbourhood(gaussian?: readonly (readonly number[])[], others?: readonly (readonly number[])[], ratio = 5): Neighbourhood {
  const loss = distances.map((l) => piecewiseLinearValley(1, ratio).value(l));
  const alike = [0.99, 1, 1.01, 1].map((scale) => loss.map((value) => scale * value));
  const kinds = [{ kind: 'gaussian', norm: 5, curves: gaussian?.length ? gaussian : alike }, { kind: 'uniform01', norm: 1, curves: others?.length ? others : alike }];
  return { direction: { kind: 'uniform01', index: 0 }, own: { result: { distances, loss, asymmetry: asymmetry({ distances, loss }) } }, kinds: kinds.map((result) => ({ result })) } as unknown as Neighbourhood;
}

test('C7: some constants must hold at all neighbours, and both groups lie close together', () => {
  const valley = (ratio: number, level = 0, slope = 1): number[] => distances.map((l) => level + piecewiseLinearValley(slope, ratio).value(l));
  assert.equal(neighbourClaim(neighbourhood()).verdict, 'holds');
  // Its slopes 1 and 2.5 are not the solution's, 1 and 5, but both are asymmetric with p = 1 and c = 2.5.
  const open = neighbourClaim(neighbourhood([], Array.from({ length: 40 }, (_, k) => valley(k === 0 ? 2.5 : 5))));
  assert.match(open.measured, /with all 44 neighbours: r = 5, p = [\d.]+, c\* = 2\.\d+, ζ = 0\.5 \(✔ holds\)/);
  // Each is asymmetric, with a ratio of 5; together they have the flat slope of one and the sharp slope of the other.
  const scaled = neighbourClaim(neighbourhood([], [valley(5), valley(5, 0, 3)]));
  assert.equal(scaled.verdict, FAILS);
  assert.match(scaled.measured, /with all 6 neighbours: r = 5, p = 3, c\* = 1\.6\d, ζ = 0\.5 \(✘ does not hold at this scale\); about l = 0: r = 5, p = 3/);
  assert.equal(neighbourClaim(neighbourhood(Array.from({ length: 12 }, (_, i) => valley(5, 10 * i)))).verdict, FAILS, 'all asymmetric, but far apart');
  const even = neighbourClaim(neighbourhood([], [], 1));
  assert.deepEqual([even.verdict, even.measured], ['undecided', 'neither side is steeper at the solution itself']);
  assert.deepEqual(neighbourRows(neighbourhood([], [], 1)).map((row) => row['constants that hold']), ['neither side is steeper at the solution itself']);
});

test('C7: a solution that is not asymmetric itself decides nothing, whatever its neighbours do; its constants are told', () => {
  const apart = [1, 5].map((ratio) => distances.map((l) => piecewiseLinearValley(1, ratio).value(l)));
  for (const others of [[], apart]) {
    const { verdict, measured } = neighbourClaim(neighbourhood([], others, 1.5));
    assert.equal(verdict, 'undecided');
    assert.match(measured, /^along uniform01 0, constants of the solution: r = [\d.]+, p = 1, c\* = 1\.5, ζ = [\d.]+, not asymmetric by the rule of section 3; with all/);
  }
  assert.match(String(neighbourRows(neighbourhood())[0]['constants that hold']), /c\* = 5, ζ = [\d.]+, asymmetric$/);
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

import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../../lib/src/engine/tensorflow';
import { measureNeighbourhood, NEIGHBOUR_KINDS } from '../../../lib/src/paper/section-4/neighbours';
import { listRecords } from '../../../lib/src/records/records';
import { claimsOfSection4, decideSection4, measureSection4, type Section4Measurements } from '../../../lib/src/paper/section-4/claims';
import { neighbourComparisons } from '../../../lib/src/paper/section-4/neighbour-claim';
import { RULES } from '../../../lib/src/paper/section-4/rules';
import { positiveShare } from '../../../lib/src/paper/section-4/sign-claim';
import {
  measuredGainFigure, neighboursFigure, shiftGapFigure, shiftRatiosFigure, shiftSignsFigure, testLossFigure, trainingSetsFigure,
} from '../../../lib/src/paper/section-4/figures';
import { theorem1BoundRows, theorem1ConditionRows, theorem1GainRows, flatSideRows, neighbourRows, shiftRows, shiftText, bestBiasRows, stretchRows, trainingSetRows } from '../../../lib/src/paper/section-4/tables';
import { measureShift, orientedShift, type ShiftOfDirection } from '../../../lib/src/paper/section-4/shifts';
import { openSolution } from '../../../lib/src/paper/study/solutions';
import { slidingShiftFigure } from '../../../lib/src/paper/section-4/moving-figures';
import { nearestIndex } from '../../../lib/src/numbers/sampled';
import { shownAt } from '../shown-at';
import { checkTheorem1 } from '../../../lib/src/paper/section-4/theorem-1-checks';
import { stretchFigure } from '../../../lib/src/paper/section-4/stretch-figures';
import { theorem1Figure } from '../../../lib/src/paper/section-4/theorem-1-figures';
import { smoothValley } from '../../../lib/src/paper/theory/valleys';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';
import { settledMemory } from '../../memory';

const project = temporaryProject(test);
const few = {
  figureExamples: { train: 50, test: 60 }, directionExamples: { train: 30, test: 40 }, neighbourExamples: { train: 30, test: 40, batchNorm: 20 }, trainingSets: 12, points: 9,
};
const little = (options: Parameters<typeof smallStudy>[1] = {}): ReturnType<typeof smallStudy> => {
  const study = smallStudy(project, { section: '04', ...options });
  return { ...study, scale: { ...study.scale, ...few } };
};
const study = little();
let measured: Section4Measurements;
const CLAIMS = ['C4', 'C5', 'C6', 'C6, logistic', 'C7', 'C8', 'C9', 'C29', 'C30', 'C30, symmetric'];

test.before(async () => {
  await trainLittle(study, 1);
  measured = await measureSection4(study);
});

test('both kinds of direction are measured with intervals, the one that the figures show on the most examples', () => {
  assert.deepEqual(measured.shifts.map(({ kind, index }) => [kind, index]), [['uniform01', 0], ['uniform01', 1], ['uniform-symmetric', 0], ['uniform-symmetric', 1]]);
  for (const { kind, index, record } of measured.shifts) {
    const { curve, shift, asymmetry } = record.result;
    const examples = kind === 'uniform01' && index === 0 ? [50, 60] : [30, 40];
    assert.deepEqual([curve.train.examples, curve.test.examples, curve.batchNormExamples, curve.distances.length], [...examples, 20, 9]);
    assert.ok(shift.ratio.value <= 1 && shift.shift.low <= shift.shift.high);
    assert.equal(shift.flatSign, asymmetry.flatSign);
    assert.equal('losses' in curve, false, 'no per-example losses in the record');
  }
});

test('the second time everything is read, and no tensor is left', async () => {
  const tensors = (await settledMemory()).tensors;
  const claims = await claimsOfSection4(little({ recordsOnly: true }));
  assert.deepEqual(claims, decideSection4(study, measured));
  const solution = await openSolution(study, { seed: 1, solution: 'sgd-after-swa' });
  await measureShift(little({ fresh: true }), solution, { kind: 'uniform01', index: 0 });
  await measureNeighbourhood(little({ fresh: true }), solution);
  assert.equal(tf.memory().numTensors, tensors);
  assert.ok(listRecords(project.runs).every((path) => !path.includes('/04/') || /logistic|sgd-after-swa/.test(path)));
});

test('neighbours of every kind are measured, at a norm of their own', () => {
  const { kinds, own } = measured.neighbourhood;
  assert.deepEqual(kinds.map(({ result }) => [result.kind, result.rise]), NEIGHBOUR_KINDS.slice(0, kinds.length).map(({ kind, rise }) => [kind, rise]));
  for (const { result } of kinds) {
    assert.ok(result.norm > 0 && result.curves.length === 2);
    assert.ok(result.curves.every((curve) => curve.length === own.result.distances.length));
  }
  const norms = kinds.filter(({ result }) => result.kind === 'gaussian').map(({ result }) => result.norm);
  assert.ok(norms[0] < norms[1] && norms[1] < norms[2]);
});

test('the claims are decided and say on what; the theorem holds', () => {
  const claims = decideSection4(study, measured);
  assert.deepEqual(claims.map(({ id }) => id), CLAIMS);
  for (const { verdict, measured: text, provenance } of claims) {
    assert.ok(['holds', 'does not hold at this scale', 'undecided'].includes(verdict));
    assert.doesNotMatch(text, /NaN|undefined|\[object/);
    assert.match(provenance, /one seed|simulation|training sets/);
  }
  assert.equal(claims.find(({ id }) => id === 'C8')?.verdict, 'holds');
  assert.deepEqual(claims.slice(-2).map(({ verdict }) => verdict), ['undecided', 'undecided'], 'one seed says nothing about others');
});

test('rules: what matches, what is even, what has a single minimum', () => {
  const [first] = measured.shifts;
  const withShift = (shift: object): ShiftOfDirection => ({ ...first, record: { ...first.record, result: { ...first.record.result, shift: { ...first.record.result.shift, ...shift } } } });
  const [below, above, zero] = [{ value: 0.2, low: 0.1, high: 0.4 }, { value: 0.8, low: 0.6, high: 1 }, { value: 0.1, low: -0.1, high: 0.3 }];
  assert.equal(RULES.C4.verdict([withShift({ ratio: below, shift: below })]), 'holds');
  assert.equal(RULES.C4.verdict([withShift({ ratio: below, shift: zero })]), 'undecided');
  assert.equal(RULES.C4.verdict([withShift({ ratio: above, shift: below })]), 'does not hold at this scale');
  const { gap } = first.record.result.shift;
  const single = (change: object, high = 0.9): string => {
    const ratios = { value: [1.2, 0.4, 1.2], low: [0.7, 0.2, 0.7], high: [1.7, high, 1.7] };
    return RULES.C5.verdict([withShift({ gap: { ...gap, ...change }, ratios })]);
  };
  assert.equal(single({ interior: true, defect: 0.4 }), 'holds');
  assert.equal(single({ interior: true, defect: 0 }, 1.1), 'undecided', 'the band at the lowest point reaches the value without a shift');
  for (const change of [{ interior: true, defect: 0.6 }, { interior: false, defect: 0 }]) assert.equal(single(change), 'does not hold at this scale');
  const share = (positive: number, all: number): string => {
    const of = positiveShare(Array.from({ length: all }, (_, i) => (i < positive ? 1 : -1)));
    return RULES.C6.verdict({ share: of, overSeeds: null });
  };
  assert.deepEqual([share(50, 100), share(5, 10), share(90, 100)], ['holds', 'undecided', 'does not hold at this scale']);
  const turned = orientedShift(withShift({ shift: { value: 1, low: -1, high: 2 }, flatSign: -1 }));
  assert.deepEqual(turned, { value: -1, low: -2, high: 1 });
});

test('slid along, the largest difference of both curves is the shift gap, and the star is on its ratio', () => {
  const [shift] = measured.shifts;
  const { gap, ratios } = shift.record.result.shift;
  const figure = slidingShiftFigure(shift, { title: 'A title', caption: 'What to look for.' });
  const labels = figure.motion?.frames.map(({ name }) => name) ?? [];
  assert.ok(labels.length >= 2 && labels.length <= 21);
  for (const label of labels) {
    const { data } = shownAt(figure, label);
    const k = nearestIndex(gap.shifts, Number(label.replace('−', '-')));
    const of = (name: string): { x: number[]; y: number[] } => data.find((trace) => trace.name === name) as unknown as { x: number[]; y: number[] };
    const [own, other] = of('largest difference').y;
    assert.ok(Math.abs(Math.abs(own - other) - gap.gaps[k]) < 1e-4 * (1 + gap.gaps[k]), `δ = ${label}`);
    assert.ok(Math.abs(of('at this shift').y[0] - ratios.value[k]) < 1e-4 * (1 + ratios.value[k]));
  }
});

test('the sentence about one shift names the side to which the test curve lies, or that it is not clear', () => {
  const [first] = measured.shifts;
  const text = (flatSign: 1 | -1, low: number, high: number): string => {
    const shift = { ...first.record.result.shift, flatSign, shift: { value: (low + high) / 2, low, high } };
    return shiftText({ record: { ...first.record, result: { ...first.record.result, shift } } });
  };
  assert.match(text(1, 0.2, 0.4), /^Best shift: δ̂ = 0\.30 \(0\.20 to 0\.40\) .*towards the <b>flat side<\/b> \(flat is \+u\)/);
  assert.match(text(-1, 0.2, 0.4), /towards the <b>sharp side<\/b> \(flat is −u\)/);
  assert.match(text(-1, -0.4, -0.2), /towards the <b>flat side<\/b>/);
  assert.match(text(1, -0.1, 0.4), /is not clear/);
});

test('Figure 4 shows the kinds beside the solution, and the spread that C7 asks about where a side is steeper', () => {
  const figure = neighboursFigure(measured.neighbourhood, { title: 'A title', caption: 'What to look for.' });
  const names = figure.data.map(({ name }) => name);
  assert.deepEqual(['gaussian, +1 %', 'gaussian, +10 %', 'gaussian, +50 %', 'uniform01', 'bn-only', 'swa', 'the solution'].filter((name) => !names.includes(name)), []);
  assert.match(JSON.stringify(figure.layout.annotations), /\(b\) others, \+10 %/);
  const found = neighbourComparisons(measured.neighbourhood);
  assert.equal(names.includes('all Gaussian'), found !== null);
  for (const { deviations, comparison } of found?.groups ?? []) assert.ok(Math.abs(Math.max(...deviations) - comparison.spread.value) < 1e-9);
});

test('figures and tables hold what was measured', () => {
  const words = { title: 'A title', caption: 'What to look for.' };
  const { shifts, trainingSets, neighbourhood, theorem } = measured;
  const figures = [
    shiftGapFigure(shifts[0], words), shiftRatiosFigure(shifts, words), shiftSignsFigure(shifts, words), trainingSetsFigure(trainingSets, words),
    neighboursFigure(neighbourhood, words), measuredGainFigure(shifts, words), testLossFigure(shifts, words), theorem1Figure(theorem, smoothValley(0.1, 5, 0.3), words), stretchFigure(shifts, words),
  ];
  for (const figure of figures) assert.match(JSON.stringify(figure), /A title[^]*What to look for|What to look for[^]*A title/);
  assert.match(figures[0].caption, /50 training and 60 test images, batch norm re-estimated on 20/);
  assert.deepEqual(shiftRows(shifts).map(({ directions }) => directions), ['uniform01 (2)', 'uniform-symmetric (2)']);
  assert.equal(trainingSetRows(trainingSets).length, 9);
  assert.equal(theorem1GainRows(theorem).length, theorem.line.length + 1);
  assert.equal(bestBiasRows(checkTheorem1()).length, 4);
  assert.equal(theorem1ConditionRows(shifts).length, 1);
  assert.deepEqual(theorem1BoundRows(theorem).map(({ trials, violations }) => [trials, violations]), [[theorem.admissible.trials, 0], [theorem.between.trials, theorem.between.trials]]);
  assert.ok([1, 5].includes(neighbourRows(neighbourhood).length));
  assert.deepEqual(stretchRows(shifts).map(({ directions }) => directions), ['uniform01 (2)', 'uniform-symmetric (2)']);
  assert.deepEqual(flatSideRows(shifts, measured.elsewhere).map(({ move }) => move), Array(1 + measured.elsewhere.length).fill(['|δ̂|', 'one step of the grid', 'two steps of the grid']).flat());
});

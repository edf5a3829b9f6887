import assert from 'node:assert/strict';
import test from 'node:test';
import { pairwiseCosines } from '../../../lib/src/landscape/cosines';
import { drawDirection } from '../../../lib/src/landscape/directions';
import { layoutOf } from '../../../lib/src/networks/layout';
import { buildNetwork } from '../../../lib/src/networks/networks';
import { DIRECTION_SEED } from '../../../lib/src/paper/study/directions';
import { certifiedRatiosFigure, directionKindsFigure, measuredCurveFigure, networkCurvesFigure } from '../../../lib/src/paper/section-3/figures';
import { asymmetryRows, asymmetrySentence, cosineRows, directionKindRows, networkAsymmetryRows, networkSharesSentence, untrainedText } from '../../../lib/src/paper/section-3/tables';
import { claimsOfSection3, decideSection3, flatSideText } from '../../../lib/src/paper/section-3/claims';
import { directionCosines, type KindMeasurements, SECTION_3_KINDS } from '../../../lib/src/paper/section-3/kinds';
import { cosines, scores } from '../../../lib/src/paper/section-3/measure';
import { appendixNetworks, measureNetworks, type Section3Measurements } from '../../../lib/src/paper/section-3/networks';
import { openSolution, type StudySolution } from '../../../lib/src/paper/study/solutions';
import type { Study } from '../../../lib/src/paper/study/study';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';
import { networkOf, rowsOf, withNetworks } from '../../../lib/src/paper/study/networks';

const study = smallStudy(temporaryProject(test));
const other = rowsOf(study.scale, 'appendix')[0].name;
let solution: StudySolution;
let measurements: Section3Measurements;
let kinds: readonly KindMeasurements[];

test.before(async () => {
  await trainLittle(study, 1);
  await trainLittle(study, 1, { network: other });
  solution = await openSolution(study, { seed: 1, solution: 'sgd-after-swa' });
  measurements = await measureNetworks(study);
  kinds = measurements.networks[0].kinds;
});

test('every kind is measured along its directions, "ones" along one; the own network first, others along half as many', () => {
  const counts = measurements.networks.map(({ network, kinds: measured }) => [network, ...measured.map((kind) => kind.measured.length)]);
  assert.deepEqual(counts, [['preresnet-8', 2, 2, 2, 1], [other, 1, 1, 1, 1]]);
  assert.deepEqual(kinds.map(({ kind }) => kind), [...SECTION_3_KINDS]);
  for (const { measured } of kinds) assert.ok(measured.every(({ seed, result }) => seed === 1 && result.curve.batchNorm === 'reestimate'));
});

test('the four claims are decided and say on what', () => {
  const claims = decideSection3(study, measurements);
  assert.deepEqual(claims.map(({ id }) => id), ['C1', 'C2', 'C3', 'C28']);
  for (const { verdict, measured } of claims) {
    assert.ok(['holds', 'does not hold at this scale', 'undecided'].includes(verdict));
    assert.match(measured, /\d/);
  }
  const [first, , third] = claims;
  assert.match(first.provenance, /preresnet-8 on synthetic, one seed, smoke scale/);
  assert.match(first.measured, /of 2 asymmetric/);
  assert.match(third.measured, new RegExp(`preresnet-8: .*flat side.*; ${other}: .*of 1 asymmetric`));
  assert.ok(third.provenance.startsWith(`preresnet-8 (one seed), ${other} (one seed) on synthetic`));
});

test('one network alone does not decide about networks of every kind', () => {
  const alone = decideSection3(study, { ...measurements, networks: measurements.networks.slice(0, 1) });
  assert.notEqual(alone.find(({ id }) => id === 'C3')?.verdict, 'holds');
});

test('a network that is not trained is named with its command and left out; claims are read from records alone', async () => {
  assert.deepEqual(appendixNetworks(study), ['preresnet-8', 'preresnet-8-symmetric-gamma', 'preresnet-8-group-norm']);
  assert.deepEqual(measurements.networks.map(({ network }) => network), ['preresnet-8', other]);
  assert.deepEqual(measurements.untrained.map(({ network }) => network), ['preresnet-8-group-norm']);
  assert.match(untrainedText(measurements), /preresnet-8-group-norm.*npx valleys study/);
  assert.equal(untrainedText({ ...measurements, untrained: [] }), 'All networks of this section are trained.');
  const claims = await claimsOfSection3({ ...study, recordsOnly: true });
  assert.deepEqual(claims, decideSection3(study, measurements));
  assert.match(claims[2].provenance, /not trained yet: preresnet-8-group-norm/);
});

test('without its own network there is no section 3', async () => {
  const empty = { ...study, recordsOnly: true, scale: withNetworks(study.scale, [{ name: 'preresnet-20', role: 'main', seeds: [1] }]) };
  await assert.rejects(measureNetworks(empty), { code: 'SOLUTION_ABSENT' });
});

test('all trained solutions are scored; what is not trained on all images is left out, and told', async () => {
  const all = await scores(study);
  assert.deepEqual(all.solutions.map(({ solution }) => solution), ['sgd', 'swa', 'sgd-after-swa', 'sgd']);
  assert.equal(all.scores.length, 4);
  const told: string[] = [];
  const scale = { ...study.scale, fullRecipe: 'laptop-full' };
  const few = await scores({ ...study, scale, recordsOnly: true, onLeftOut: (why) => told.push(why) });
  assert.equal(few.scores.length, 3);
  assert.equal(told.length, 1);
  assert.match(told[0], /npx valleys study full/);
});

test('the flat side is named where all directions agree, and counted by seed where they do not', () => {
  const seed = (number: number, flatPlus: number) => ({ seed: number, directions: 3, asymmetric: 3, flatPlus, best: null });
  assert.equal(flatSideText({ bySeed: [seed(1, 0), seed(2, 0)] }), '−u');
  assert.equal(flatSideText({ bySeed: [seed(1, 3)] }), '+u');
  assert.equal(flatSideText({ bySeed: [seed(1, 3), seed(2, 0)] }), '+u for 3 of 3 (seed 1), 0 of 3 (seed 2)');
});

test('directions in (0, 1) have cosine 3/4, symmetric ones are orthogonal', async () => {
  const [uniform, symmetric] = [(await directionCosines(study, 'uniform01')).result, (await directionCosines(study, 'uniform-symmetric')).result];
  assert.equal(uniform.pairs, 1);
  assert.ok(Math.abs(uniform.mean - 0.75) < 0.01);
  assert.ok(Math.abs(symmetric.mean) < 0.02);
});

test('the directions whose cosines are told are those of a network with as many classes as the dataset has, which need not be here', async () => {
  const hundred: Study = { ...study, scale: { ...study.scale, dataset: 'cifar100' } };
  const model = buildNetwork(networkOf(study.scale, 'main'), 100, 0);
  const drawn = [0, 1].map((index) => drawDirection('uniform01', layoutOf(model), { seed: DIRECTION_SEED, index }));
  model.dispose();
  const [cosines, ofTen] = [await directionCosines(hundred, 'uniform01'), await directionCosines(study, 'uniform01')];
  assert.deepEqual(cosines.result, pairwiseCosines(drawn));
  assert.notEqual(cosines.result.mean, ofTen.result.mean);
});

test('figures and tables hold what was measured', async () => {
  const words = { title: 'A title', caption: 'What to look for.' };
  const [first] = kinds[0].measured;
  for (const figure of [measuredCurveFigure(solution, first, words), directionKindsFigure(kinds, words), certifiedRatiosFigure(kinds, words), networkCurvesFigure(measurements, words)]) {
    assert.match(JSON.stringify(figure), /A title[^]*What to look for|What to look for[^]*A title/);
  }
  const curve = JSON.stringify(measuredCurveFigure(solution, first, words));
  assert.match(curve, /30 training and 20 test images, batch norm re-estimated on 20/);
  assert.deepEqual(directionKindRows(kinds).map(({ direction }) => direction), [...SECTION_3_KINDS]);
  assert.deepEqual(networkAsymmetryRows(measurements).map(({ network, seeds }) => `${network} ${seeds}`), [...Array(4).fill('preresnet-8 1'), ...Array(4).fill(`${other} 1`)]);
  assert.ok(asymmetryRows(first).length >= 5);
  assert.match(networkSharesSentence(measurements), new RegExp(`: preresnet-8 \\d of 2 \\(flat side .+\\); ${other} \\d of 1 \\(flat side [+−]u\\)\\.$`));
  assert.deepEqual(cosineRows((await cosines(study)).slice(0, 1)).map((row) => row['mean cosine']), [measurements.cosines.mean]);
});

test('a sentence says of one curve whether it is asymmetric, or that it cannot tell', () => {
  const { result } = kinds[0].measured[0];
  const { asymmetry } = result;
  const told = (sides: 'two-sided' | 'one-sided', ratio: number, low: number): string => asymmetrySentence({ result: { ...result, asymmetry: {
    ...asymmetry, flatSign: -1, recentred: { ...asymmetry.recentred, sides, index: -0.4, definition: { r: 1, p: 1, c: ratio, zeta: 0.1, ratio, flatSign: -1 } as never },
    uncertainty: { ...asymmetry.uncertainty, ratio: { low: 1, high: 5 }, index: { low, high: low + 0.6 } },
  } } });
  assert.match(told('two-sided', 3, -0.9), /is asymmetric: c\* = 3 \(1 to 5 over examples, so other examples might say no\)\. Its flat side is −u, with A = −0\.4 \(−0\.9 to −0\.3\)\.$/);
  assert.match(told('two-sided', 1.5, -0.5), /is not asymmetric.*covers 0/);
  assert.match(told('one-sided', 3, -0.9), /says nothing about asymmetry/);
});

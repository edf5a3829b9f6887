import assert from 'node:assert/strict';
import test from 'node:test';
import { kindsFigure, measuredCurveFigure, ratiosFigure } from '../../lib/src/studies/section-3-figures';
import { asymmetryRows, kindRows } from '../../lib/src/studies/section-3-tables';
import { decideSection3, directionCosines, type KindMeasurements, measureKinds, SECTION_3_KINDS } from '../../lib/src/studies/section-3';
import { openSolution, type StudySolution } from '../../lib/src/studies/solutions';
import { smallStudy, temporaryProject, trainLittle } from './small-study';

const study = smallStudy(temporaryProject(test));
let solutions: StudySolution[];
let kinds: KindMeasurements[];

test.before(async () => {
  await trainLittle(study, 1);
  solutions = [await openSolution(study, { seed: 1, solution: 'sgd-after-swa' })];
  kinds = await measureKinds(study, solutions, SECTION_3_KINDS, 'reestimate');
});

test('every kind is measured along its directions, "ones" along one', () => {
  assert.deepEqual(kinds.map(({ kind, measured }) => [kind, measured.length]), [['uniform01', 2], ['uniform-symmetric', 2], ['residual', 2], ['ones', 1]]);
  for (const { measured } of kinds) assert.ok(measured.every(({ seed, result }) => seed === 1 && result.curve.batchNorm === 'reestimate'));
});

test('the three claims are decided and say on what', () => {
  const claims = decideSection3(study, kinds);
  assert.deepEqual(claims.map(({ id }) => id), ['C1', 'C2', 'C28']);
  for (const { verdict, measured, provenance } of claims) {
    assert.ok(['holds', 'does not hold at this scale', 'undecided'].includes(verdict));
    assert.match(measured, /\d/);
    assert.match(provenance, /preresnet-8 on synthetic, one seed, smoke scale/);
  }
  assert.match(claims[0].measured, /of 2 asymmetric/);
});

test('directions in (0, 1) have cosine 3/4, symmetric ones are orthogonal', () => {
  const [uniform, symmetric] = (['uniform01', 'uniform-symmetric'] as const).map((kind) => directionCosines(study, kind));
  assert.equal(uniform.pairs, 1);
  assert.ok(Math.abs(uniform.mean - 0.75) < 0.01);
  assert.ok(Math.abs(symmetric.mean) < 0.02);
});

test('figures and tables hold what was measured', () => {
  const words = { title: 'A title', caption: 'What to look for.' };
  const [first] = kinds[0].measured;
  for (const figure of [measuredCurveFigure(solutions[0], first, words), kindsFigure(kinds, words), ratiosFigure(kinds, words)]) {
    assert.match(JSON.stringify(figure), /A title[^]*What to look for|What to look for[^]*A title/);
  }
  const curve = JSON.stringify(measuredCurveFigure(solutions[0], first, words));
  assert.match(curve, /30 training and 20 test images, batch norm re-estimated on 20/);
  assert.deepEqual(kindRows(kinds).map(({ direction }) => direction), [...SECTION_3_KINDS]);
  assert.ok(asymmetryRows(first).length >= 5);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { claimsOfSection8, countText, decideSection8 } from '../../../lib/src/paper/section-8/claims';
import { LOGISTIC_SEEDS, runLogistic, runLogistics } from '../../../lib/src/paper/section-8/logistic-runs';
import { isClearlyAsymmetric, isNearAsymptotes, shareOfRuns } from '../../../lib/src/paper/section-8/rules';
import { logisticCurveFigure, logisticRatiosFigure, logisticSeedsFigure, logisticSurfaceFigure } from '../../../lib/src/paper/section-8/figures';
import { asymptoteRows, logisticRows } from '../../../lib/src/paper/section-8/tables';
import { logisticLoss } from '../../../lib/src/paper/theory/logistic';
import { smallStudy, temporaryProject } from '../small-study';

const words = { title: 'A title', caption: 'What to look for.' };
const published = runLogistics('published');
const converged = runLogistics('converged');
const symmetric = runLogistics('converged', 'uniform-symmetric');

test('the published version averages its 30 iterates, the converged one ends where the gradient is nearly 0', () => {
  const { path, point } = published[0];
  assert.equal(path.length, 31);
  const mean = [0, 1].map((i) => path.slice(1).reduce((sum, iterate) => sum + iterate[i], 0) / 30);
  assert.deepEqual(point.map((x) => x.toPrecision(12)), mean.map((x) => x.toPrecision(12)));
  for (const run of converged) {
    assert.equal(run.path.length, 3001);
    assert.ok(run.gradientNorm < 0.01, `seed ${run.seed}: ${run.gradientNorm}`);
    assert.deepEqual(run.path[0], published[run.seed].path[0], 'both begin at the same place');
  }
});

test('the curve has 31 points from −7.5 to 7.5 along a unit direction of positive entries', () => {
  const { distances, loss, data, point, direction } = converged[7];
  assert.deepEqual([distances.length, distances[0], distances[15], distances[30]], [31, -7.5, 0, 7.5]);
  assert.ok(Math.abs(Math.hypot(...direction) - 1) < 1e-7 && direction.every((x) => x > 0));
  assert.equal(loss[30], logisticLoss(data, [point[0] + 7.5 * direction[0], point[1] + 7.5 * direction[1]]));
});

test('the same seed gives the same run, another seed another', () => {
  assert.deepEqual(runLogistic(4, 'published'), published[4]);
  assert.notDeepEqual(published[4].data, published[5].data);
});

test('all fifty seeds; (0, 1) directions have their sharp side where w grows, symmetric ones on either side', () => {
  assert.deepEqual(converged.map(({ seed }) => seed), Array.from({ length: LOGISTIC_SEEDS }, (_, seed) => seed));
  const sharpPlus = (runs: typeof converged): number => shareOfRuns(runs, ({ asymptotes }) => asymptotes.plus > asymptotes.minus).value;
  assert.ok(sharpPlus(converged) > 0.9);
  const either = sharpPlus(symmetric);
  assert.ok(either > 0.25 && either < 0.75, String(either));
});

test('far enough out all slopes are what they tend to', () => {
  for (const run of [...published, ...converged]) assert.ok(isNearAsymptotes(run, 1e6), `seed ${run.seed}`);
  assert.ok(!isNearAsymptotes(converged[0], 0));
});

test('C27 is decided by both parts of its rule', () => {
  const [claim] = decideSection8(converged, published);
  assert.equal(claim.id, 'C27');
  assert.match(claim.measured, /of 50 seeds .* two-sided with ρ > 2; .* within 2 %/);
  const asymmetric = converged.filter((run) => isClearlyAsymmetric(run) && isNearAsymptotes(run));
  const repeated = Array.from({ length: 50 }, (_, i) => asymmetric[i % asymmetric.length]);
  assert.equal(decideSection8(repeated, published)[0].verdict, 'holds');
  const alike = Array.from({ length: 50 }, () => converged.find((run) => !isClearlyAsymmetric(run)) ?? converged[0]);
  assert.equal(decideSection8(alike, published)[0].verdict, 'does not hold at this scale');
  const notFar = repeated.map((run, i) => (i < 6 ? { ...run, asymptotes: { plus: 9, minus: 9 } } : run));
  assert.equal(decideSection8(notFar, published)[0].verdict, 'does not hold at this scale');
});

test('the claims need neither records nor a dataset', async () => {
  const study = smallStudy(temporaryProject(test), { section: '08', recordsOnly: true });
  assert.deepEqual(await claimsOfSection8(study), decideSection8(converged, published));
});

test('figures and tables hold what was measured', () => {
  const pair = { published: published[0], converged: converged[0] };
  const groups = [['published', published], ['converged', converged]] as const;
  const figures = [logisticSurfaceFigure(pair, words), logisticCurveFigure(pair, words), logisticSeedsFigure(groups, words), logisticRatiosFigure(groups, words)];
  for (const figure of figures) assert.match(JSON.stringify(figure), /A title/);
  const minimum = figures[0].data.find(({ name }) => name === 'end of the descent');
  assert.deepEqual([minimum?.x, minimum?.y], converged[0].point.map((x) => [Number(x.toPrecision(6))]));
  assert.deepEqual(logisticRows(groups).map(({ runs }) => runs), ['published', 'converged']);
  assert.match(String(asymptoteRows([50, 1e6], groups)[1].converged), /^50 of 50 seeds/);
  assert.match(countText(converged, () => false), /^0 of 50 seeds \(0 %, 0 % to 7 %\)$/);
});

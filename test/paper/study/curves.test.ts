import assert from 'node:assert/strict';
import test from 'node:test';
import { subset } from '../../../lib/src/datasets/batches';
import { drawDirection } from '../../../lib/src/landscape/directions';
import { evaluate } from '../../../lib/src/training/evaluation';
import { measureCurve, measureCurves, measureRadius } from '../../../lib/src/paper/study/curves';
import { directionCount } from '../../../lib/src/paper/study/directions';
import { examplesOf } from '../../../lib/src/paper/study/examples';
import { scoreSolution } from '../../../lib/src/paper/study/evaluations';
import { listRecords } from '../../../lib/src/records/records';
import { openSolution, runnerOf } from '../../../lib/src/paper/study/solutions';
import { studyDataset } from '../../../lib/src/paper/study/study';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';
import { networkOf } from '../../../lib/src/paper/study/networks';

const project = temporaryProject(test);
const study = smallStudy(project);
test.before(() => trainLittle(study, 1));
const choice = { kind: 'uniform-symmetric', index: 1, batchNorm: 'frozen' } as const;

test('a measured curve lies where moving the weights by hand and evaluating puts it', async () => {
  const solution = await openSolution(study, { seed: 1, solution: 'sgd' });
  const { curve, asymmetry } = (await measureCurve(study, solution, choice)).result;
  const { radius } = (await measureRadius(study, solution, choice.kind, choice.batchNorm)).result;
  assert.equal(curve.distances.length, 5);
  assert.ok(Math.abs(curve.distances[4] - radius) <= 0.05 * radius, 'the radius, rounded to two digits');
  const runner = runnerOf(study, solution);
  const weights = runner.getWeights();
  const direction = drawDirection('uniform-symmetric', runner.layout, { seed: 0, index: 1 });
  const { train, test: held } = await examplesOf(study);
  for (const [k, distance] of curve.distances.entries()) {
    runner.setWeights(weights.map((w, i) => w + distance * direction[i]));
    assert.ok(Math.abs((await evaluate(runner, train)).loss - curve.train.loss[k]) < 1e-3 * curve.train.loss[k], `train ${k}`);
    assert.ok(Math.abs((await evaluate(runner, held)).loss - curve.test.loss[k]) < 1e-3 * curve.test.loss[k], `test ${k}`);
  }
  runner.setWeights(weights);
  assert.ok(curve.distances.includes(asymmetry.minimum));
  assert.equal(asymmetry.uncertainty.replicates, 500);
});

test('the second time everything is read, by a study that only reads as well', async () => {
  const solution = await openSolution(study, { seed: 1, solution: 'sgd' });
  const first = await measureCurve(study, solution, choice);
  const reader = smallStudy(project, { recordsOnly: true });
  const second = await measureCurve(reader, solution, choice);
  assert.equal(second.source, 'record');
  assert.deepEqual(second.result, first.result);
  await assert.rejects(measureCurve(reader, solution, { ...choice, index: 5 }), { code: 'RECORD_ABSENT', message: /uniform-symmetric-5-frozen/ });
});

test('measuring anew finds the radius once, the same curves, and names what it measures', async () => {
  const solution = await openSolution(study, { seed: 1, solution: 'sgd' });
  const before = listRecords(project.runs).length;
  const old = await measureCurve(study, solution, { ...choice, index: 0 });
  const labels: string[] = [];
  const fresh = smallStudy(project, { fresh: true, run: { onProgress: ({ label }) => void (labels.at(-1) === label || labels.push(label)) } });
  const curves = await measureCurves(fresh, solution, choice);
  assert.deepEqual(labels, ['radius', '1/2', '2/2'].map((part) => `preresnet-8, seed 1, uniform-symmetric${part === 'radius' ? ',' : ''} ${part}`));
  assert.deepEqual(curves.map(({ source }) => source), ['computed', 'computed']);
  assert.deepEqual(curves[0].result.curve, old.result.curve);
  assert.equal(listRecords(project.runs).length, before + 1, 'only direction 0 is new');
});

test('an interrupted curve leaves no record and the solution in its place', async () => {
  const solution = await openSolution(study, { seed: 1, solution: 'sgd' });
  const runner = runnerOf(study, solution);
  const weights = runner.getWeights();
  const controller = new AbortController();
  const run = { signal: controller.signal, onProgress: ({ label, done }: { label: string; done: number }): void => void (label === 'loss curve' && done === 2 && controller.abort()) };
  const records = listRecords(project.runs).length;
  await assert.rejects(measureCurve(smallStudy(project, { run }), solution, { ...choice, index: 7 }), { code: 'INTERRUPTED' });
  assert.equal(listRecords(project.runs).length, records);
  assert.deepEqual(runner.getWeights(), weights);
});

test("a solution's scores are those of all its training images and all test images", async () => {
  const solution = await openSolution(study, { seed: 1, solution: 'sgd' });
  const { train, test: held } = (await scoreSolution(study, solution)).result;
  const dataset = studyDataset(study.scale);
  const expected = await evaluate(runnerOf(study, solution), subset(dataset.train, 100));
  assert.equal(train.running.examples, 100);
  assert.ok(Math.abs(train.running.loss - expected.loss) < 1e-6);
  assert.equal(held.running.examples, dataset.test.count);
  assert.notEqual(train.reestimated.loss, train.running.loss);
});

test('the first seed of the own network is looked at along most directions, others along half as many', () => {
  const { scale } = study;
  const main = networkOf(scale, 'main');
  const many = { ...study, scale: { ...scale, directions: 20, controlDirections: 10 } };
  const count = (network: string, seed: number, kind: 'uniform01' | 'residual' | 'ones', batchNorm: 'reestimate' | 'frozen'): number => directionCount(many, { network, seed }, { kind, batchNorm });
  assert.deepEqual([count(main, 1, 'uniform01', 'reestimate'), count(main, 1, 'residual', 'reestimate'), count(main, 1, 'uniform01', 'frozen')], [20, 10, 10]);
  for (const [network, seed] of [[main, 2], ['densenet-bc-40', 1]] as const) {
    assert.deepEqual([count(network, seed, 'uniform01', 'reestimate'), count(network, seed, 'residual', 'reestimate'), count(network, seed, 'ones', 'reestimate')], [10, 5, 1]);
  }
});

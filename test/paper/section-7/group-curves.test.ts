import assert from 'node:assert/strict';
import test from 'node:test';
import { memoryUse } from '../../../lib/src/engine/memory';
import { DIRECTION_SEED } from '../../../lib/src/paper/study/directions';
import { measureGroupCurve, measureGroupCurves, measureGroupRadius, measurePart, RISE_LEVELS } from '../../../lib/src/paper/section-7/group-curves';
import { openSolution, runnerOf, type StudySolution } from '../../../lib/src/paper/study/solutions';
import { groupDirection, groupPart } from '../../../lib/src/landscape/group-directions';
import { drawDirection } from '../../../lib/src/landscape/directions';
import { moved, norm } from '../../../lib/src/numbers/vector';
import { reestimateBatchNorm } from '../../../lib/src/training/batch-norm';
import { evaluate } from '../../../lib/src/training/evaluation';
import { augmentedCopy } from '../../../lib/src/datasets/augmented';
import { subset } from '../../../lib/src/datasets/batches';
import { studyDataset } from '../../../lib/src/paper/study/study';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';
import { settledMemory } from '../../memory';

const study = smallStudy(temporaryProject(test), { section: '07' });
let solution: StudySolution;

test.before(async () => {
  await trainLittle(study, 1);
  solution = await openSolution(study, { seed: 1, solution: 'sgd-after-swa' });
});

/** The training loss by hand: move, re-estimate, evaluate. */
async function lossAt(direction: Float32Array, distance: number): Promise<number> {
  const runner = runnerOf(study, solution);
  const [weights, statistics] = [runner.getWeights(), runner.getStatistics()];
  const { train } = studyDataset(study.scale);
  runner.setWeights(moved(weights, distance, direction));
  await reestimateBatchNorm(runner, await augmentedCopy(subset(train, 20), 0), { batchSize: 200 });
  const { loss } = await evaluate(runner, subset(train, 30), { batchSize: 200 });
  runner.setWeights(weights);
  runner.setStatistics(statistics);
  return loss;
}

test('a curve of a group is the loss along its direction, and says how large the group is', async () => {
  const runner = runnerOf(study, solution);
  const { result, name } = await measureGroupCurve(study, solution, { law: 'uniform01', group: 'norm', index: 1, batchNorm: 'reestimate' });
  assert.match(name, /^07\/preresnet-8\/smoke-seed-1\/sgd-after-swa\/norm-uniform01-1-reestimate$/);
  const direction = groupDirection({ law: 'uniform01', group: 'norm' }, runner.layout, { seed: DIRECTION_SEED, index: 1 });
  for (const k of [1, 3, 6]) assert.ok(Math.abs(result.curve.train.loss[k] - (await lossAt(direction, result.curve.distances[k]))) < 1e-5);
  assert.equal(result.size, 480);
  assert.ok(Math.abs(result.groupNorm - norm(groupPart(runner.getWeights(), runner.layout, 'norm'))) < 1e-6);
  assert.equal(result.atRise.length, RISE_LEVELS.length);
  assert.equal(JSON.stringify(result).includes('losses'), false, 'no per-example arrays are kept');
});

test('the radius ends where the sharper side has just risen by one nat', async () => {
  const { result } = await measureGroupRadius(study, solution, { law: 'uniform01', group: 'not-norm', batchNorm: 'frozen' });
  assert.ok(result.reached && result.radius > 0 && result.evaluations < 40);
});

test('there is one direction of ones', async () => {
  assert.equal((await measureGroupCurves(study, solution, { law: 'ones', group: 'gamma', batchNorm: 'frozen' }, 5)).length, 1);
});

test('a part takes the step of the whole direction, in its own weights', async () => {
  const [whole, part] = [await measurePart(study, solution, 'all'), await measurePart(study, solution, 'classifier')];
  assert.deepEqual(part.result.curve.distances, whole.result.curve.distances);
  const { layout } = runnerOf(study, solution);
  const direction = groupPart(drawDirection('uniform01', layout, { seed: DIRECTION_SEED }), layout, 'classifier');
  assert.ok(Math.abs(part.result.curve.train.loss[5] - (await lossAt(direction, part.result.curve.distances[5]))) < 1e-5);
});

test('a second call reads the record; no tensors are left behind', async () => {
  const before = (await settledMemory()).tensors;
  const choice = { law: 'sign-consistent', group: 'beta', index: 0, batchNorm: 'frozen' } as const;
  assert.equal((await measureGroupCurve(study, solution, choice)).source, 'computed');
  assert.equal(memoryUse().tensors, before);
  assert.equal((await measureGroupCurve({ ...study, recordsOnly: true }, solution, choice)).source, 'record');
});

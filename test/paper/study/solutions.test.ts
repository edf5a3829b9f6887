import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { sha256 } from '../../../lib/src/base/files';
import { memoryUse } from '../../../lib/src/engine/memory';
import { saveCheckpoint } from '../../../lib/src/training/checkpoint';
import { historyOf, isComplete, isTrained, openSolution, releaseRunners, runFolder, runnerOf, snapshotsOf, trainedSeeds, trainingFolder } from '../../../lib/src/paper/study/solutions';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';
import { settledMemory } from '../../memory';
import { networkOf } from '../../../lib/src/paper/study/networks';

const project = temporaryProject(test);
const study = smallStudy(project);
test.before(() => trainLittle(study, 1));

test('a solution tells its size, its history and where it comes from', async () => {
  const solution = await openSolution(study, { seed: 1, solution: 'sgd' });
  const weights = runnerOf(study, solution).getWeights();
  assert.equal(solution.weights, weights.length);
  const norm = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0));
  assert.ok(Math.abs(solution.weightNorm - norm) < 1e-4 * norm);
  assert.equal(solution.metadata.dataset, 'synthetic');
  assert.deepEqual(historyOf(study, solution).map(({ phase }) => phase), ['sgd', 'sgd', 'after-swa']);
});

test('a damaged history is refused by its path', async () => {
  const solution = await openSolution(study, { seed: 1, solution: 'sgd' });
  const path = join(trainingFolder(study, { seed: 1 }), 'history.json');
  const text = readFileSync(path, 'utf8');
  for (const damaged of [text.slice(0, -5), 'null', '']) {
    writeFileSync(path, damaged);
    assert.throws(() => historyOf(study, solution), { name: 'FileError', code: 'HISTORY_INVALID', message: /history\.json/ });
  }
  writeFileSync(path, text);
});

test('the fingerprint and the runner belong to the weights, not to the path', async () => {
  const first = await openSolution(study, { seed: 1, solution: 'sgd' });
  const again = await openSolution(study, { seed: 1, solution: 'sgd' });
  assert.equal(first.fingerprint, again.fingerprint);
  assert.equal(runnerOf(study, first), runnerOf(study, again));
  const { model } = runnerOf(study, first);
  const changed = runnerOf(study, first).getWeights().map((w, i) => (i === 0 ? w + 1 : w));
  const folder = trainingFolder(study, { seed: 2 });
  mkdirSync(folder, { recursive: true });
  copyFileSync(first.path, join(folder, 'sgd.safetensors'));
  assert.equal((await openSolution(study, { seed: 2, solution: 'sgd' })).fingerprint, first.fingerprint);
  saveCheckpoint(join(folder, 'sgd.safetensors'), { network: networkOf(study.scale, 'main'), model, weights: changed, statistics: runnerOf(study, first).getStatistics(), metadata: {} });
  const other = await openSolution(study, { seed: 2, solution: 'sgd' });
  assert.notEqual(other.fingerprint, first.fingerprint);
  assert.deepEqual(runnerOf(study, other).getWeights(), changed);
});

test('runners are freed but for those asked for last, and loaded anew when they are needed', async () => {
  const solutions = [];
  for (const solution of ['sgd', 'swa', 'sgd-after-swa'] as const) solutions.push(await openSolution(study, { seed: 1, solution }));
  const [first, second, third] = solutions;
  releaseRunners(0);
  const none = await settledMemory();
  const weights = solutions.map((solution) => runnerOf(study, solution).getWeights());
  runnerOf(study, first);
  const all = memoryUse();
  releaseRunners(2);
  const left = memoryUse();
  assert.equal(left.graphs, none.graphs + 2);
  assert.equal(left.tensors - none.tensors, (2 * (all.tensors - none.tensors)) / 3);
  assert.deepEqual([runnerOf(study, third), runnerOf(study, first)].map((runner) => runner.getWeights()), [weights[2], weights[0]]);
  assert.equal(memoryUse().graphs, left.graphs, 'these two were kept');
  assert.deepEqual(runnerOf(study, second).getWeights(), weights[1]);
  releaseRunners(0);
  assert.deepEqual({ ...memoryUse(), residentBytes: 0 }, { ...none, residentBytes: 0 });
});

test('only complete trainings count as seeds', () => {
  assert.deepEqual(trainedSeeds(study), [1], 'seed 2 has no solution after SWA');
  copyFileSync(join(trainingFolder(study, { seed: 1 }), 'sgd-after-swa.safetensors'), join(trainingFolder(study, { seed: 2 }), 'sgd-after-swa.safetensors'));
  assert.deepEqual(trainedSeeds(study), [1, 2]);
  assert.deepEqual(trainedSeeds(study, { recipe: 'laptop' }), [1], 'where nothing is trained, seed 1');
});

test('what is not trained is refused with the command that trains it', async () => {
  const laptop = { ...study, shipped: true, scale: { ...study.scale, name: 'laptop' as const } };
  await assert.rejects(openSolution(laptop, { seed: 3, solution: 'swa' }), { code: 'SOLUTION_ABSENT', message: /Train it: npx valleys (study batch-norm|train --network preresnet-8 .*--seed 3 )/ });
});

test('what is trained on the way starts from the solution that its recipe names, and keeps every epoch', async () => {
  const { smallBatchRecipe, largeBatchRecipe } = study.scale;
  const small = { network: networkOf(study.scale, 'main'), recipe: smallBatchRecipe, seed: 4 };
  assert.equal(isComplete(study, small), false);
  const solution = await openSolution(study, { ...small, solution: 'sgd' });
  const start = await openSolution(study, { ...small, recipe: largeBatchRecipe, solution: 'sgd' });
  assert.equal(solution.metadata.started_from, sha256(readFileSync(start.path)));
  assert.ok(isComplete(study, small) && isTrained(study, { recipe: smallBatchRecipe }));
  const snapshots = snapshotsOf(study, small);
  assert.deepEqual(snapshots.map(({ epoch }) => epoch), historyOf(study, solution).map(({ epoch }) => epoch));
});

test('a shipped study reads committed solutions and takes the snapshots of whichever folder has more', async () => {
  const shipped = { ...study, shipped: true };
  const choice = { seed: 1 };
  const committed = join(project.checkpoints, networkOf(study.scale, 'main'), `${study.scale.recipe}-seed-1`);
  assert.equal(trainingFolder(shipped, choice), runFolder(shipped, choice), 'nothing is committed');
  mkdirSync(committed, { recursive: true });
  const { path } = await openSolution(study, { seed: 1, solution: 'sgd' });
  copyFileSync(path, join(committed, 'sgd.safetensors'));
  assert.equal(trainingFolder(shipped, choice), committed);
  assert.notEqual(trainingFolder(study, choice), committed, 'other studies never look there');
  for (const epoch of ['008', '004']) copyFileSync(path, join(committed, `epoch-${epoch}.safetensors`));
  assert.deepEqual(snapshotsOf(shipped, choice).map(({ epoch }) => epoch), [4, 8]);
});

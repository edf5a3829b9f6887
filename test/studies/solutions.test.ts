import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { saveCheckpoint } from '../../lib/src/training/checkpoint';
import { historyOf, openSolution, runnerOf, trainedSeeds, trainingFolder } from '../../lib/src/studies/solutions';
import { smallStudy, temporaryProject, trainLittle } from './small-study';

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
  saveCheckpoint(join(folder, 'sgd.safetensors'), { network: study.scale.network, model, weights: changed, statistics: runnerOf(study, first).getStatistics(), metadata: {} });
  const other = await openSolution(study, { seed: 2, solution: 'sgd' });
  assert.notEqual(other.fingerprint, first.fingerprint);
  assert.deepEqual(runnerOf(study, other).getWeights(), changed);
});

test('only complete trainings count as seeds', () => {
  assert.deepEqual(trainedSeeds(study), [1], 'seed 2 has no solution after SWA');
  copyFileSync(join(trainingFolder(study, { seed: 1 }), 'sgd-after-swa.safetensors'), join(trainingFolder(study, { seed: 2 }), 'sgd-after-swa.safetensors'));
  assert.deepEqual(trainedSeeds(study), [1, 2]);
  assert.deepEqual(trainedSeeds(study, { recipe: 'laptop' }), [1], 'where nothing is trained, seed 1');
});

test('what is not trained is refused with the command that trains it', async () => {
  const laptop = { ...study, scale: { ...study.scale, name: 'laptop' as const } };
  await assert.rejects(openSolution(laptop, { seed: 3, solution: 'swa' }), { code: 'SOLUTION_ABSENT', message: /valleys train --network preresnet-8 .*--seed 3 --out / });
});

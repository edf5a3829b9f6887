import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../../lib/src/engine/tensorflow';
import { estimatedSeconds, estimateTasks, measureTraining } from '../../../lib/src/paper/run/estimate';
import type { TrainingTask } from '../../../lib/src/paper/run/study-task';
import { recipe } from '../../../lib/src/training/recipes';
import { smallStudy, temporaryProject } from '../small-study';
import { settledMemory } from '../../memory';

const study = smallStudy(temporaryProject(test));

test('an estimate is the work of all epochs at the measured speed, and leaves nothing behind', async () => {
  const before = (await settledMemory()).tensors;
  const training = { network: 'preresnet-8', recipe: 'smoke', seed: 1 };
  const { seconds, imagesPerSecond, megabytes } = await measureTraining(study, training);
  const { epochs, afterSwa, trainExamples } = recipe('smoke');
  const images = (epochs + (afterSwa?.epochs ?? 0)) * (trainExamples ?? 0);
  assert.ok(imagesPerSecond > 0 && Number.isFinite(imagesPerSecond));
  assert.ok(Math.abs(seconds * imagesPerSecond - images) < 1e-6 * images);
  assert.ok(megabytes > 50);
  assert.equal(tf.memory().numTensors, before);
});

test('an estimate can be stopped', async () => {
  const stopped = { ...study, run: { signal: AbortSignal.abort() } };
  await assert.rejects(measureTraining(stopped, { network: 'preresnet-8', recipe: 'smoke', seed: 1 }), { code: 'INTERRUPTED' });
  await assert.rejects(estimateTasks(stopped, tasks, 1), { code: 'INTERRUPTED' });
});

/** A training of the same network and recipe for each of three seeds. */
const tasks = [1, 2, 3].map((seed): TrainingTask => ({ kind: 'training', trainings: [{ network: 'preresnet-8', recipe: 'smoke', seed }], place: seed }));

test('seeds are measured once, in a process of its own, and share the processes that will train them', async () => {
  const seen: unknown[] = [];
  const estimates = await estimateTasks(study, tasks, 1, (estimate) => seen.push(estimate));
  assert.deepEqual(seen, estimates);
  assert.deepEqual(estimates.map(({ network, recipe: name, seeds }) => ({ network, name, seeds })), [{ network: 'preresnet-8', name: 'smoke', seeds: [1, 2, 3] }]);
  const [{ seconds, imagesPerSecond }] = estimates;
  assert.ok(seconds > 0 && imagesPerSecond > 0);
  assert.deepEqual([1, 2, 3, 8].map((workers) => Number((estimatedSeconds(study, tasks, estimates, workers) / seconds).toFixed(6))), [3, 2, 1, 1]);
});

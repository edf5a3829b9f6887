import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import { estimateTraining } from '../../lib/src/studies/estimate';
import { recipe } from '../../lib/src/training/recipes';
import { smallStudy, temporaryProject } from './small-study';

const study = smallStudy(temporaryProject(test));

test('an estimate is the work of all epochs at the measured speed, and leaves nothing behind', async () => {
  const before = tf.memory().numTensors;
  const training = { network: 'preresnet-8', recipe: 'smoke', seed: 1 };
  const { seconds, imagesPerSecond, megabytes } = await estimateTraining(study, training);
  const { epochs, afterSwa, trainExamples } = recipe('smoke');
  const images = (epochs + (afterSwa?.epochs ?? 0)) * (trainExamples ?? 0);
  assert.ok(imagesPerSecond > 0 && Number.isFinite(imagesPerSecond));
  assert.ok(Math.abs(seconds * imagesPerSecond - images) < 1e-6 * images);
  assert.ok(megabytes > 50);
  assert.equal(tf.memory().numTensors, before);
});

test('an estimate can be stopped', async () => {
  const stopped = { ...study, run: { signal: AbortSignal.abort() } };
  await assert.rejects(estimateTraining(stopped, { network: 'preresnet-8', recipe: 'smoke', seed: 1 }), { code: 'INTERRUPTED' });
});

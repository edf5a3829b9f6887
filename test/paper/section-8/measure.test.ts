import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../../lib/src/engine/tensorflow';
import * as measure from '../../../lib/src/paper/section-8/measure';
import { listRecords } from '../../../lib/src/records/records';
import { recordsFolder } from '../../../lib/src/paper/study/study';
import { settledMemory } from '../../memory';
import { smallStudy, temporaryProject } from '../small-study';

test('what notebook 08 measures of its own models is recorded, read again, and leaves no tensor', async (t) => {
  const study = smallStudy(temporaryProject(t), { section: '08' });
  const all = Object.values(measure);
  await measure.imageCurves(study);
  const { tensors } = await settledMemory();
  for (const each of all) await each(study);
  assert.equal(tf.memory().numTensors, tensors);
  const records = listRecords(recordsFolder(study));
  assert.equal(records.length, 7);
  for (const each of all) await each({ ...study, recordsOnly: true });
  const [renewed, frozen] = await measure.imageCurves({ ...study, recordsOnly: true });
  assert.deepEqual(frozen.result.curve.distances, renewed.result.curve.distances, 'over the same distances');
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { listStudy } from '../../../lib/src/paper/run/listing';
import { doTask, missingTasks } from '../../../lib/src/paper/run/tasks';
import { measurementsOf } from '../../../lib/src/paper/sections';
import { listRecords } from '../../../lib/src/records/records';
import { recordsFolder } from '../../../lib/src/paper/study/study';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';

const study = smallStudy(temporaryProject(test));

test.before(() => trainLittle(study, 1, { snapshots: true }));

test('of a group every training is listed, done or not', async () => {
  assert.deepEqual(await listStudy(study, 'seeds'), [{ key: 'preresnet-8/smoke-seed-1', done: true }]);
  assert.deepEqual((await listStudy(study, 'batch-norm')).map(({ done }) => done), [true, false]);
  await assert.rejects(listStudy(study, 'sedes'), { code: 'STUDY_UNKNOWN', message: /Did you mean seeds\?/ });
});

test('of a section the records are listed as they come to light, and its tasks make them all', async (t) => {
  await assert.rejects(listStudy(smallStudy(temporaryProject(t)), '05'), { code: 'SOLUTION_ABSENT' });
  const first = await listStudy(study, '05');
  assert.ok(first.length > 0 && first.every(({ key, done }) => key.startsWith('05/') && !done));
  for (let tasks = await missingTasks(study, '05'); tasks.length > 0; tasks = await missingTasks(study, '05')) {
    for (const task of tasks) await doTask(study, task);
  }
  const last = await listStudy(study, '05');
  assert.ok(last.length > first.length, 'curves come to light when their radius is there');
  const records = listRecords(recordsFolder(study)).map((path) => path.slice(recordsFolder(study).length + 1, -'.json'.length));
  assert.deepEqual(last.map(({ key, done }) => done && key).sort(), records.sort());
  for (const measure of measurementsOf({ ...study, recordsOnly: true }, '05')) await measure();
});

test('records of another section are listed while they are missing: they have to be made first', async () => {
  const radius = /^03\/.*\/radius-/;
  assert.ok((await listStudy(study, '04')).some(({ key, done }) => radius.test(key) && !done));
  for (const task of await missingTasks(study, '04')) if (task.kind === 'record' && radius.test(task.key)) await doTask(study, task);
  assert.ok((await listStudy(study, '04')).every(({ key }) => key.startsWith('04/')));
});

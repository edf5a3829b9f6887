import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { openStudy, type Study } from '../../../lib/src/paper/study/study';
import { isInShard, missingTasks, parseShard, taskName } from '../../../lib/src/paper/run/tasks';
import type { StudyTask } from '../../../lib/src/paper/run/study-task';
import { studyTrainings, trainingGroups } from '../../../lib/src/paper/study/trainings';

/** A study with folders of its own, where nothing is trained. */
function emptyStudy(): Study {
  const folder = mkdtempSync(join(tmpdir(), 'valleys-tasks-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const project = { folder, checkpoints: join(folder, 'checkpoints'), records: join(folder, 'records'), runs: join(folder, 'runs') };
  return openStudy({ section: '03', scale: 'paper', project });
}

test('the tasks of a group hold each of its trainings once, those that start from another one after it', async () => {
  const study = emptyStudy();
  for (const name of trainingGroups) {
    const tasks = await missingTasks(study, name);
    const trainings = tasks.flatMap((task) => (task.kind === 'training' ? task.trainings : []));
    const key = (training: object): string => JSON.stringify(training);
    assert.deepEqual(trainings.map(key).sort(), studyTrainings(name, study.scale).map(key).sort());
    for (const task of tasks) if (task.kind === 'training') assert.equal(new Set(task.trainings.map(({ network, seed }) => `${network} ${seed}`)).size, 1, taskName(task));
  }
  const [first] = await missingTasks(study, 'batch-size');
  assert.ok(first.kind === 'training');
  assert.deepEqual(first.trainings.map(({ recipe }) => recipe), ['paper-large-batch', 'paper-small-batch', 'paper-same-batch']);
});

test('every task falls to exactly one shard, and trainings are dealt out evenly', () => {
  const tasks = fc.array(fc.string({ minLength: 1 }).map((key): StudyTask => ({ kind: 'record', section: '03', key })), { maxLength: 30 });
  fc.assert(fc.property(tasks, fc.integer({ min: 1, max: 20 }), (all, count) => {
    for (const task of all) assert.equal(Array.from({ length: count }, (_, index) => isInShard(task, { index, count })).filter(Boolean).length, 1);
  }));
  const trainings = Array.from({ length: 7 }, (_, place): StudyTask => ({ kind: 'training', trainings: [], place }));
  const sizes = [0, 1, 2].map((index) => trainings.filter((task) => isInShard(task, { index, count: 3 })).length);
  assert.deepEqual(sizes, [3, 2, 2]);
});

test('shards are read as INDEX/COUNT, counted from 0', () => {
  assert.deepEqual(parseShard('2/8'), { index: 2, count: 8 });
  for (const text of ['8/8', '-1/4', '1/0', '1', 'a/b', '1/2/3', '1.5/3']) assert.throws(() => parseShard(text), { code: 'SHARD_INVALID' });
});

test('a section without its trainings names the command that trains them; an unknown study the nearest name', async () => {
  const study = emptyStudy();
  await assert.rejects(missingTasks(study, '03'), { code: 'SOLUTION_ABSENT', remedy: /valleys study seeds --scale paper/ });
  await assert.rejects(missingTasks(study, 'seed'), { code: 'STUDY_UNKNOWN', message: /Did you mean seeds\?/, remedy: /batch-norm.*06-1/ });
});

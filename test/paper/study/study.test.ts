import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import test from 'node:test';
import { project } from '../../../lib/src/base/project';
import { listRecords, recordKey } from '../../../lib/src/records/records';
import { openSolution, trainingFolder } from '../../../lib/src/paper/study/solutions';
import { openStudy, scaleFolder, type Study, studyRecord } from '../../../lib/src/paper/study/study';

delete process.env.VALLEYS_SCALE;

function smoke(options: { recordsOnly?: boolean; fresh?: boolean } = {}): Study {
  return openStudy({ section: 'study-test', scale: 'smoke', ...options });
}

test('a study of records only refuses what has no record, without computing it, and reads what has one', async (t) => {
  const folder = `${scaleFolder(smoke())}/records/study-test`;
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  let computed = 0;
  const ask = (study: Study): Promise<{ result: number; source: string }> => studyRecord(study, { name: 'curve', inputs: { seed: 1 } }, () => Promise.resolve(++computed));
  await assert.rejects(ask(smoke({ recordsOnly: true })), { code: 'RECORD_ABSENT', message: /study-test\/curve .*recordsOnly/ });
  assert.equal(computed, 0);
  assert.deepEqual(listRecords(folder), []);
  await ask(smoke());
  const read = await ask(smoke({ recordsOnly: true }));
  assert.deepEqual([read.result, read.source, computed], [1, 'record', 1]);
});

test('a study tells the key of every record that it computes or reads, and of none that it lacks', async (t) => {
  t.after(() => rmSync(`${scaleFolder(smoke())}/records/study-test`, { recursive: true, force: true }));
  const told: string[] = [];
  const onRecord = (key: string): void => void told.push(key);
  const curve = { name: 'curve', inputs: { seed: 2 } };
  const ask = (study: Study): Promise<unknown> => studyRecord({ ...study, onRecord }, curve, () => Promise.resolve(1));
  await assert.rejects(ask(smoke({ recordsOnly: true })), { code: 'RECORD_ABSENT' });
  assert.deepEqual(told, []);
  await ask(smoke());
  await ask(smoke({ recordsOnly: true }));
  const key = recordKey('study-test/curve', curve.inputs);
  assert.deepEqual(told, [key, key]);
});

test('a study of records only trains nothing', async () => {
  const study = smoke({ recordsOnly: true });
  await assert.rejects(openSolution(study, { seed: 9999, solution: 'sgd' }), { code: 'SOLUTION_ABSENT' });
  assert.ok(dirname(trainingFolder(study, { seed: 9999 })).startsWith(project().runs));
});

test('another dataset is another study: not shipped, with folders of its own', () => {
  const own = openStudy({ section: '03', scale: 'laptop' });
  assert.deepEqual([own.shipped, own.scale.dataset], [true, 'cifar10']);
  assert.equal(openStudy({ section: '03', scale: 'laptop', dataset: 'cifar10' }).shipped, true);
  const other = openStudy({ section: '03', scale: 'laptop', dataset: 'cifar100' });
  assert.deepEqual([other.shipped, other.scale.dataset], [false, 'cifar100']);
  assert.notEqual(scaleFolder(other), scaleFolder(own));
  assert.throws(() => openStudy({ section: '03', scale: 'laptop', dataset: 'cifar1000' }), { code: 'DATASET_UNKNOWN' });
});

test('fresh and recordsOnly contradict each other', () => {
  assert.throws(() => smoke({ fresh: true, recordsOnly: true }), { code: 'STUDY_CONTRADICTORY' });
});

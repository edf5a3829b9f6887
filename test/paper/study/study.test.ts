import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after } from 'node:test';
import * as paper from 'asymmetric-valleys/paper';
import type { Project } from '../../../lib/src/base/project';
import { listRecords, readRecord, recorded, recordKey } from '../../../lib/src/records/records';
import { openSolution, trainingFolder } from '../../../lib/src/paper/study/solutions';
import { openStudy, recordsFolder, scaleFolder, type Study, studyRecord } from '../../../lib/src/paper/study/study';

delete process.env.VALLEYS_SCALE;

const folder = mkdtempSync(join(tmpdir(), 'study-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const own: Project = { folder, checkpoints: join(folder, 'checkpoints'), records: join(folder, 'records'), runs: join(folder, 'runs') };

function smoke(options: { recordsOnly?: boolean; fresh?: boolean } = {}): Study {
  return openStudy({ section: '08', scale: 'smoke', project: own, ...options });
}

test('a study of records only refuses what has no record, without computing it, and reads what has one', async () => {
  let computed = 0;
  const ask = (study: Study): Promise<{ result: number; source: string }> => studyRecord(study, { name: 'curve', inputs: { seed: 1 } }, () => Promise.resolve(++computed));
  await assert.rejects(ask(smoke({ recordsOnly: true })), { code: 'RECORD_ABSENT', message: /08\/curve .*recordsOnly/ });
  assert.equal(computed, 0);
  assert.deepEqual(listRecords(recordsFolder(smoke())), []);
  await ask(smoke());
  const read = await ask(smoke({ recordsOnly: true }));
  assert.deepEqual([read.result, read.source, computed], [1, 'record', 1]);
});

test('a study tells the key of every record that it computes or reads, and of none that it lacks', async () => {
  const told: string[] = [];
  const onRecord = (key: string): void => void told.push(key);
  const curve = { name: 'curve', inputs: { seed: 3 } };
  const ask = (study: Study): Promise<unknown> => studyRecord({ ...study, onRecord }, curve, () => Promise.resolve(1));
  await assert.rejects(ask(smoke({ recordsOnly: true })), { code: 'RECORD_ABSENT' });
  assert.deepEqual(told, []);
  await ask(smoke());
  await ask(smoke({ recordsOnly: true }));
  const key = recordKey('08/curve', curve.inputs);
  assert.deepEqual(told, [key, key]);
});

test('a study of records only trains nothing', async () => {
  const study = smoke({ recordsOnly: true });
  await assert.rejects(openSolution(study, { seed: 9999, solution: 'sgd' }), { code: 'SOLUTION_ABSENT' });
  assert.ok(dirname(trainingFolder(study, { seed: 9999 })).startsWith(own.runs));
});

test('another dataset is another study: not shipped, with folders of its own', () => {
  const laptop = openStudy({ section: '03', scale: 'laptop' });
  assert.deepEqual([laptop.shipped, laptop.scale.dataset], [true, 'cifar10']);
  assert.equal(openStudy({ section: '03', scale: 'laptop', dataset: 'cifar10' }).shipped, true);
  const other = openStudy({ section: '03', scale: 'laptop', dataset: 'cifar100' });
  assert.deepEqual([other.shipped, other.scale.dataset], [false, 'cifar100']);
  assert.notEqual(scaleFolder(other), scaleFolder(laptop));
  assert.throws(() => openStudy({ section: '03', scale: 'laptop', dataset: 'cifar1000' }), { code: 'DATASET_UNKNOWN' });
});

test('what is measured lies under runs and comes before what the project ships, which stays as it is', async () => {
  const laptop = (options = {}): Study => openStudy({ section: '08', scale: 'laptop', project: own, ...options });
  const ask = async (study: Study, value: number): Promise<[number, string]> => {
    const { result, source } = await studyRecord(study, { name: 'curve', inputs: { seed: 2 }, code: 'x' }, () => Promise.resolve(value));
    return [result, source];
  };
  await recorded('08/curve', { seed: 2 }, () => Promise.resolve(1), { folder: own.records, engine: 'none', code: 'x' });
  assert.deepEqual(await ask(laptop(), 2), [1, 'record'], 'shipped');
  assert.deepEqual(listRecords(recordsFolder(laptop())), []);
  assert.deepEqual(await ask(laptop({ fresh: true }), 3), [3, 'computed']);
  assert.deepEqual(await ask(laptop({ recordsOnly: true }), 4), [3, 'record'], "one's own");
  const [shipped, ...others] = listRecords(own.records);
  assert.deepEqual([readRecord(shipped).result, others], [1, []]);
});

test('a section that the paper does not have is refused at the door', () => {
  assert.throws(() => paper.openStudy({ section: '3' as never, scale: 'laptop' }), { code: 'VALUE_UNKNOWN', message: /Did you mean "03"/ });
});

test('fresh and recordsOnly contradict each other', () => {
  assert.throws(() => smoke({ fresh: true, recordsOnly: true }), { code: 'STUDY_CONTRADICTORY' });
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { DatasetError, UsageError } from '../../lib/src/base/errors';
import { classCount, datasetNames, isAvailable, loadDataset } from '../../lib/src/datasets/datasets';
import { temporaryFolder } from './cifar-files';

test('the names are those of the documentation', () => {
  assert.deepEqual([...datasetNames], ['synthetic', 'cifar10', 'cifar100']);
});

test('synthetic is at hand, drawn from the seed, and its images lie on shared memory', () => {
  const [first, again, other] = [loadDataset('synthetic'), loadDataset('synthetic', { seed: 0 }), loadDataset('synthetic', { seed: 1 })];
  assert.equal(first.fingerprint, again.fingerprint);
  assert.notEqual(first.fingerprint, other.fingerprint);
  assert.ok(first.train.inputs.buffer instanceof SharedArrayBuffer);
  assert.ok(first.train.inputs instanceof Uint8Array && first.test.inputs instanceof Uint8Array);
  assert.equal(isAvailable('synthetic'), true);
});

test('the number of classes is known without the files', () => {
  assert.deepEqual(datasetNames.map(classCount), [loadDataset('synthetic').classes.length, 10, 100]);
});

test('an unknown name is answered with a guess and the known ones', () => {
  for (const ask of [loadDataset, isAvailable]) {
    assert.throws(() => ask('cifar-10'), (error) => {
      return error instanceof UsageError && error.code === 'DATASET_UNKNOWN' && /cifar-10".*Did you mean cifar10\?.*synthetic/.test(error.message);
    });
  }
  assert.throws(() => loadDataset('toString'), UsageError);
});

test('CIFAR in a folder: absent, or there with files that are not full', (context) => {
  const folder = temporaryFolder(context);
  for (const [name, sub, files] of [
    ['cifar10', 'cifar-10-batches-bin', ['data_batch_1.bin', 'data_batch_2.bin', 'data_batch_3.bin', 'data_batch_4.bin', 'data_batch_5.bin', 'test_batch.bin']],
    ['cifar100', 'cifar-100-binary', ['train.bin', 'test.bin']],
  ] as const) {
    assert.equal(isAvailable(name, folder), false);
    assert.throws(() => loadDataset(name, { folder }), (error) => error instanceof DatasetError && error.code === 'DATASET_ABSENT');
    mkdirSync(join(folder, sub));
    assert.equal(isAvailable(name, folder), true);
    for (const file of files) writeFileSync(join(folder, sub, file), new Uint8Array(3074));
    const [names, count] = name === 'cifar10' ? ['batches.meta.txt', 10] : ['fine_label_names.txt', 100];
    writeFileSync(join(folder, sub, names), 'name\n'.repeat(count));
    assert.throws(() => loadDataset(name, { folder }), (error) => error instanceof DatasetError && error.code === 'DATASET_TRUNCATED');
  }
});

test('data are read without loading TensorFlow', () => {
  const module = JSON.stringify(require.resolve('../../lib/src/datasets/datasets'));
  const program = `require(${module}).loadDataset('synthetic'); console.log(Object.keys(require.cache).filter((path) => path.includes('tfjs')).length);`;
  assert.equal(execFileSync(process.execPath, ['--require', 'tsx/cjs', '--eval', program], { encoding: 'utf8' }), '0\n');
});

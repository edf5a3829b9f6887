import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import test from 'node:test';
import { trainingGroups } from '../../lib/src/studies/trainings';
import { valleys } from './valleys';

test('study without a name tells programs and people what is trained of what', async () => {
  const { status, stdout } = await valleys(['study', '--scale', 'paper', '--json']);
  assert.equal(status, 0);
  const { studies } = JSON.parse(stdout) as { studies: { name: string; about: string; trainings: number; trained: number }[] };
  assert.deepEqual(studies.map(({ name }) => name), trainingGroups);
  for (const { trainings, trained } of studies) assert.ok(trainings > 0 && trained >= 0 && trained <= trainings);
  const text = await valleys(['study']);
  assert.match(text.stdout, /^batch-norm +\d of 6 trained: /m);
});

test('an estimate names time and memory of each training and trains nothing', async () => {
  const words = ['study', 'seeds', '--scale', 'smoke', '--dataset', 'synthetic', '--estimate', '--json'];
  const { status, stdout, stderr } = await valleys(words);
  assert.equal(status, 0, stderr);
  const { estimates, done } = JSON.parse(stdout) as { estimates: { network: string; seconds: number; megabytes: number }[]; done: unknown[] };
  assert.deepEqual(done, []);
  for (const { network, seconds, megabytes } of estimates) assert.ok(network === 'preresnet-8' && seconds > 0 && megabytes > 0);
});

test('an unknown study, scale or dataset is wrong usage; a dataset that is not there fails with the command that brings it', async () => {
  for (const words of [['study', 'batch-nrom'], ['study', 'seeds', '--scale', 'huge'], ['study', 'seeds', '--dataset', 'cifar1000']]) {
    const { status, stderr } = await valleys(words);
    assert.equal(status, 2, stderr);
  }
  const absent = await valleys(['study', 'seeds', '--dataset', 'cifar100', '--data', `${tmpdir()}/no-images-here`]);
  assert.equal(absent.status, 1);
  assert.match(absent.stderr, /valleys data cifar100/);
});

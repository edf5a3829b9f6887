import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import test from 'node:test';
import { trainingGroups } from '../../../lib/src/paper/study/trainings';
import { smallStudy, trainLittle } from '../small-study';
import { valleys, type Where } from '../../cli/valleys';

/** A copy of the library that is not part of a clone, and a working directory in which one little training is done. */
async function placeWithTraining(t: { after: (clean: () => void) => void }): Promise<Where> {
  const top = mkdtempSync(join(tmpdir(), 'valleys-study-'));
  t.after(() => rmSync(top, { recursive: true, force: true }));
  const root = resolve(__dirname, '..', '..', '..');
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(root, 'lib', part), join(top, 'copy', 'lib', part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(top, 'copy', 'node_modules'));
  const folder = join(top, 'work');
  await trainLittle(smallStudy({ folder, checkpoints: join(folder, 'checkpoints'), records: join(folder, 'records'), runs: join(folder, 'runs') }), 1);
  return { bin: join(top, 'copy', 'lib', 'bin', 'valleys.js'), folder };
}

test('study without a name tells programs and people what is trained of what', async () => {
  const { status, stdout } = await valleys(['study', '--scale', 'paper', '--json']);
  assert.equal(status, 0);
  const { studies } = JSON.parse(stdout) as { studies: { name: string; about: string; trainings: number; trained: number }[] };
  assert.deepEqual(studies.map(({ name }) => name), trainingGroups);
  for (const { trainings, trained } of studies) assert.ok(trainings > 0 && trained >= 0 && trained <= trainings);
  const text = await valleys(['study']);
  assert.match(text.stdout, /^batch-norm +\d of 6 trained: /m);
});

test('--list tells programs and people what of a study is done, and does nothing', async () => {
  const listed = JSON.parse((await valleys(['study', '06-2', '--list', '--json'])).stdout) as { key: string; done: boolean }[];
  assert.ok(listed.length > 0 && listed.every(({ key, done }) => /^06-2\/.+-[0-9a-f]{8}$/.test(key) && done));
  const { stdout } = await valleys(['study', '06-2', '--list']);
  assert.ok(stdout.startsWith(`06-2: ${listed.length} of ${listed.length} records done\n`), stdout);
  const trainings = await valleys(['study', 'full', '--scale', 'paper', '--list']);
  assert.equal(trainings.stdout, 'full: 0 of 1 trainings done\n  preresnet-110  0 of 1\n  missing:\n    preresnet-110/paper-plain-seed-1\n');
  assert.equal((await valleys(['study', '06-2', '--list', '--estimate'])).status, 2);
});

test('an estimate names time and memory of each training, all together as they will be done, and trains nothing', async (t) => {
  const where = await placeWithTraining(t);
  const estimate = (...words: string[]): ReturnType<typeof valleys> => valleys(['study', 'networks', '--scale', 'smoke', '--estimate', '--json', ...words], undefined, {}, where);
  const { status, stdout, stderr } = await estimate('--workers', '3');
  assert.equal(status, 0, stderr);
  const { estimates, done } = JSON.parse(stdout) as { estimates: { network: string; seeds: number[]; seconds: number; megabytes: number }[]; done: unknown[] };
  assert.deepEqual(done, []);
  assert.deepEqual(estimates.map(({ network, seeds }) => [network, seeds]), [['preresnet-8-symmetric-gamma', [1]], ['preresnet-8-group-norm', [1]]]);
  for (const { seconds, megabytes } of estimates) assert.ok(seconds > 0 && megabytes > 0);
  assert.match(stderr, /All together: about .* in 2 processes/);
  assert.match((await estimate('--cpus', String(availableParallelism() + 1))).stderr, /All together: about .* in one process/);
});

test('a scale that is asked for holds whatever the environment says; without one the environment decides', async () => {
  const scaleOf = async (env: NodeJS.ProcessEnv, ...words: string[]): Promise<string> =>
    (JSON.parse((await valleys(['study', '--json', ...words], undefined, env)).stdout) as { scale: string }).scale;
  assert.deepEqual(
    await Promise.all([scaleOf({ VALLEYS_SCALE: 'smoke' }, '--scale', 'paper'), scaleOf({ VALLEYS_SCALE: 'smoke' }), scaleOf({ VALLEYS_SCALE: '' })]),
    ['paper', 'smoke', 'laptop'],
  );
  const { status, stderr } = await valleys(['study'], undefined, { VALLEYS_SCALE: 'huge' });
  assert.equal(status, 2);
  assert.match(stderr, /no scale "huge"/);
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

test('an estimate of a section names what is missing, a handful of it', async (t) => {
  const where = await placeWithTraining(t);
  const words = ['study', '03', '--scale', 'smoke', '--estimate'];
  const { missing } = JSON.parse((await valleys([...words, '--json'], undefined, {}, where)).stdout) as { missing: string[] };
  const { stdout } = await valleys(words, undefined, {}, where);
  const [count, ...names] = stdout.trimEnd().split('\n').map((line) => line.trim());
  assert.equal(count, `03: 0 done, ${missing.length} missing.`);
  assert.ok(missing.length > 0);
  assert.deepEqual(names, missing.length <= 6 ? missing : [...missing.slice(0, 6), `and ${missing.length - 6} more`]);
});

test('on a cluster each task of the array gets the workers that were asked for, cores for all of them, and the images', async (t) => {
  const where = await placeWithTraining(t);
  const programs = join(where.folder, 'programs');
  mkdirSync(programs);
  writeFileSync(join(programs, 'sbatch'), `#!/bin/sh\nprintf '%s\\n' "$@" >> '${join(where.folder, 'submitted')}'\necho 7\n`);
  writeFileSync(join(programs, 'squeue'), '#!/bin/sh\n');
  for (const program of ['sbatch', 'squeue']) chmodSync(join(programs, program), 0o755);
  const env = { PATH: `${programs}${delimiter}${process.env.PATH ?? ''}`, VALLEYS_DATA: 'images' };
  const { status, stderr } = await valleys(['study', 'networks', '--scale', 'smoke', '--on', 'slurm', '--workers', '3', '--cpus', '2'], undefined, env, where);
  assert.equal(status, 1);
  assert.match(stderr, /\[SLURM_FRUITLESS\]/, 'this cluster does nothing');
  assert.doesNotMatch(stderr, /images\/s/, 'nothing is measured here: another machine will train');
  const submitted = readFileSync(join(where.folder, 'submitted'), 'utf8');
  assert.match(submitted, /^--cpus-per-task=6$/m);
  assert.match(submitted, /^--wrap=exec .*'--workers' '3' '--cpus' '2' .*--shard/m);
  assert.ok(submitted.includes(`'--data' '${join(realpathSync(where.folder), 'images')}'`), 'found from any folder');
});

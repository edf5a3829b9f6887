import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { listRecords, readRecord } from '../../../lib/src/records/records';
import { type Ended, valleys } from '../../cli/valleys';

// One small study (large batch, from there small batch, then the lines between them) on one process, in a pool, in shards and
// on a cluster: everywhere the same files must come out, whatever dies on the way.

const ROOT = resolve(__dirname, '..', '..', '..');
const SLURM = join(ROOT, 'test', 'slurm');
const top = mkdtempSync(join(tmpdir(), 'valleys-spread-'));
const [alone, pooled, sharded, cluster] = ['alone', 'pooled', 'sharded', 'cluster'].map((name) => join(top, name));

/** A copy of the library that is not part of a clone keeps what it makes in its working directory. */
const bin = join(top, 'copy', 'lib', 'bin', 'valleys.js');

before(async () => {
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(ROOT, 'lib', part), join(top, 'copy', 'lib', part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(top, 'copy', 'node_modules'));
  for (const folder of [alone, pooled, sharded, cluster]) mkdirSync(folder);
  await study(alone, ['batch-size', '--workers', '1']);
  for (const folder of [pooled, sharded]) cpSync(join(alone, 'runs'), join(folder, 'runs'), { recursive: true });
  await study(alone, ['06-2', '--workers', '1']);
});

after(() => rmSync(top, { recursive: true, force: true }));

/** `valleys study … --scale smoke --json` in a folder; `during` may do harm while it runs. */
async function study(folder: string, words: readonly string[], during?: () => Promise<void>, env?: NodeJS.ProcessEnv): Promise<{ done: string[]; missing: string[] }> {
  const running = valleys(['study', ...words, '--scale', 'smoke', '--json'], undefined, env, { bin, folder });
  const [ended] = await Promise.all<Ended | void>([running, during?.()]);
  const { status, stdout, stderr } = ended as Ended;
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as { done: string[]; missing: string[] };
}

/** Results by their files, without when and where they were made. */
function recordsOf(folder: string): Map<string, unknown> {
  const records = join(folder, 'runs', 'smoke', 'records');
  return new Map(listRecords(records).map((path) => {
    const { name, inputs, result } = readRecord(path);
    return [path.slice(records.length), { name, inputs, result }];
  }));
}

function checkpointsOf(folder: string): Map<string, string> {
  const runs = join(folder, 'runs', 'smoke', 'preresnet-8');
  const files = readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter((file) => /(sgd|epoch-\d+)\.safetensors$/.test(file)).sort();
  return new Map(files.map((file) => [file, readFileSync(join(runs, file)).toString('base64')]));
}

/** Kills a process that works in a folder and whose command line holds all these words, as soon as there is one. */
async function killOne(folder: string, words: readonly string[]): Promise<void> {
  const isWanted = (pid: string): boolean => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return words.every((word) => line.includes(word)) && readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  };
  let found: string | undefined;
  await until(() => (found = readdirSync('/proc').find((name) => /^\d+$/.test(name) && isWanted(name))) !== undefined);
  assert.ok(found, `no process had ${words.join(' and ')}`);
  process.kill(Number(found), 'SIGKILL');
}

async function until(what: () => boolean): Promise<void> {
  for (let waited = 0; !what() && waited < 120_000; waited += 100) await sleep(100);
}

test('a pool of processes gives the records of a single one, though one of them dies', { skip: process.platform !== 'linux' && 'SKIPPED: needs /proc' }, async () => {
  const harm = async (): Promise<void> => {
    await until(() => recordsOf(pooled).size > 0);
    await killOne(pooled, [join('tinypool', 'dist', 'entry', 'process.js')]);
  };
  const { done, missing } = await study(pooled, ['06-2', '--workers', '3'], harm);
  assert.deepEqual(missing, []);
  assert.equal(done.length, new Set(done).size);
  assert.deepEqual(recordsOf(pooled), recordsOf(alone));
});

test('shards divide the work, leave nothing out and do nothing twice', async () => {
  const rounds = [await study(sharded, ['06-2', '--shard', '0/2']), await study(sharded, ['06-2', '--shard', '1/2'])];
  const done = rounds.flatMap((round) => round.done);
  assert.equal(done.length, new Set(done).size);
  assert.ok(rounds.every((round) => round.done.length > 0), 'both shards had work');
  assert.deepEqual(recordsOf(sharded), recordsOf(alone));
  assert.deepEqual((await study(sharded, ['06-2'])).done, [], 'nothing is left');
});

test('a shard that is none, and options for clusters without one, are wrong usage', async () => {
  for (const words of [['06-2', '--shard', '2/2'], ['06-2', '--shard', 'a/b'], ['06-2', '--tasks', '3'], ['06-2', '--on', 'slurm', '--shard', '0/1']]) {
    const { status, stderr } = await valleys(['study', ...words, '--scale', 'smoke']);
    assert.equal(status, 2, stderr);
  }
});

test('without Slurm the command says so', async () => {
  const { status, stderr } = await valleys(['study', '06-2', '--scale', 'smoke', '--on', 'slurm'], undefined, { PATH: '/nowhere' }, { bin, folder: sharded });
  assert.equal(status, 0, `nothing is missing here: ${stderr}`);
  const empty = join(top, 'empty');
  mkdirSync(empty);
  const absent = await valleys(['study', 'batch-size', '--scale', 'smoke', '--on', 'slurm'], undefined, { PATH: '/nowhere' }, { bin, folder: empty });
  assert.equal(absent.status, 1);
  assert.match(absent.stderr, /no sbatch on this machine.*\[SLURM_ABSENT\]/);
});

const programs = ['slurmctld', 'slurmd', 'munged', 'sbatch'];
const hasSlurm = programs.every((program) => ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin'].some((folder) => existsSync(join(folder, program))));
const skipSlurm = !hasSlurm && process.env.CI !== 'true' && 'SKIPPED: no Slurm here; on Debian: apt install slurmctld slurmd slurm-client munge';

test('a Slurm job array gives the same files, though a task is killed and a node drained', { skip: skipSlurm, timeout: 600_000 }, async () => {
  const slurm = join(top, 'slurm');
  const env = { SLURM_CONF: execFileSync(join(SLURM, 'start.sh'), [slurm], { encoding: 'utf8' }).trim() };
  try {
    const training = await study(cluster, ['batch-size', '--on', 'slurm'], async () => {
      await until(() => existsSync(join(cluster, 'runs', 'smoke', 'preresnet-8', 'smoke-large-batch-seed-1', 'epoch-003.safetensors')));
      await killOne(cluster, ['--shard 0/1']);
    }, env);
    assert.deepEqual(training.missing, []);
    assert.deepEqual(checkpointsOf(cluster), checkpointsOf(alone));

    const measuring = await study(cluster, ['06-2', '--on', 'slurm', '--partition', 'valleys'], async () => {
      await until(() => recordsOf(cluster).size > 0);
      execFileSync('scontrol', ['update', 'NodeName=valley1', 'State=DRAIN', 'Reason=test'], { env: { ...process.env, ...env } });
      await killOne(cluster, ['06-2', '--shard']);
    }, env);
    assert.deepEqual(measuring.missing, []);
    assert.deepEqual(recordsOf(cluster), recordsOf(alone));
  } finally {
    execFileSync(join(SLURM, 'stop.sh'), [slurm]);
  }
});

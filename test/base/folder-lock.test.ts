import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { type FolderLock, type Held, lockFolder } from '../../lib/src/base/folder-lock';
import { hasEnded, identityTag, isRunning, ownIdentity, tagHasEnded } from '../../lib/src/base/process-identity';

const COMPILED = resolve(__dirname, '..', '..', 'lib', 'dist', 'base', 'folder-lock.js');

function folderFor(t: { after: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that locks the folder and stays. */
async function holder(t: { after: (clean: () => void) => void }, folder: string): Promise<ChildProcess> {
  const script = `require(${JSON.stringify(COMPILED)}).lockFolder(${JSON.stringify(folder)}).then(() => console.log('locked')); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  await new Promise((done) => child.stdout?.once('data', done));
  return child;
}

function kill(child: ChildProcess): Promise<unknown> {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  return ended;
}

function taken(outcome: FolderLock | Held): FolderLock {
  assert.ok('release' in outcome, JSON.stringify(outcome));
  return outcome;
}

test('a folder is locked by one at a time, and nothing of the lock remains', async (t) => {
  const folder = folderFor(t);
  const lock = taken(await lockFolder(folder));
  assert.equal(lock.isHeld(), true);
  const second = await lockFolder(folder);
  assert.ok(!('release' in second));
  assert.deepEqual(second, { holder: ownIdentity(), lock: join(folder, 'lock') });
  await lock.release();
  assert.deepEqual(readdirSync(folder), []);
  await taken(await lockFolder(folder)).release();
});

test('the lock of a process that was killed is taken at once, also by a clock that was set back', async (t) => {
  for (const hours of [0, 24, -24]) {
    const folder = folderFor(t);
    const child = await holder(t, folder);
    const held = await lockFolder(folder);
    assert.ok(!('release' in held) && held.holder?.pid === child.pid, 'while it lives it is its own');
    await kill(child);
    const when = Date.now() / 1000 + hours * 3600;
    utimesSync(join(folder, 'lock'), when, when);
    const started = performance.now();
    const lock = taken(await lockFolder(folder));
    assert.ok(performance.now() - started < 2000);
    assert.equal(JSON.parse(readFileSync(join(folder, 'lock.owner'), 'utf8')).pid, process.pid);
    await lock.release();
    assert.deepEqual(readdirSync(folder), []);
  }
});

test('the lock of a process that was suspended is not taken, however long ago it was renewed', async (t) => {
  const folder = folderFor(t);
  const child = await holder(t, folder);
  child.kill('SIGSTOP');
  utimesSync(join(folder, 'lock'), 0, 0);
  assert.ok(!('release' in (await lockFolder(folder))));
});

test('of several that find a dead lock only one gets it', async (t) => {
  const folder = folderFor(t);
  await kill(await holder(t, folder));
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => lockFolder(folder)));
  const locks = outcomes.filter((outcome): outcome is FolderLock => 'release' in outcome);
  assert.equal(locks.length, 1);
  await locks[0].release();
  assert.deepEqual(readdirSync(folder), []);
});

test('a lock of another host, or of nobody known, counts until it has not been renewed for long', async (t) => {
  const elsewhere = JSON.stringify({ ...ownIdentity(), host: 'elsewhere', pid: 2 ** 22 + 1 });
  for (const owner of [undefined, elsewhere, 'null', '[]', '{"pid": "1"}', '{"pid', JSON.stringify({ ...ownIdentity(), pid: -1 })]) {
    const folder = folderFor(t);
    mkdirSync(join(folder, 'lock'));
    if (owner !== undefined) writeFileSync(join(folder, 'lock.owner'), owner);
    const held = await lockFolder(folder);
    assert.ok(!('release' in held), owner);
    assert.equal(held.holder?.host, owner === elsewhere ? 'elsewhere' : undefined);
    const past = Date.now() / 1000 - 11;
    utimesSync(join(folder, 'lock'), past, past);
    await taken(await lockFolder(folder)).release();
    assert.ok(!existsSync(join(folder, 'lock.owner')));
  }
});

test('a process is told from a later one of the same number, from one of another host, and from one that has ended', async (t) => {
  const own = ownIdentity();
  assert.deepEqual([isRunning(own), hasEnded(own), tagHasEnded(identityTag(own))], [true, false, false]);
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  const others = [{ ...own, started: '1' }, { ...own, pid: child.pid ?? 0 }];
  for (const other of others) assert.deepEqual([isRunning(other), hasEnded(other), tagHasEnded(identityTag(other))], [false, true, true]);
  const elsewhere = [{ ...own, host: 'elsewhere', pid: 1 }, { ...own, system: 'another run of it' }];
  for (const other of elsewhere) assert.deepEqual([isRunning(other), hasEnded(other), tagHasEnded(identityTag(other))], [false, false, false]);
  for (const text of ['', 'x', `${identityTag(own)}x`, '01234567-0-01234567']) assert.equal(tagHasEnded(text), false, text);
});

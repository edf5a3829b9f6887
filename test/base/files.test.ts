import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { FileError } from '../../lib/src/base/errors';
import { fileError, listFolder, makeFolder, readFile, readText, removeDrafts, sha256, writeFile } from '../../lib/src/base/files';

const COMPILED = resolve(__dirname, '..', '..', 'lib', 'dist', 'base', 'files.js');

function folderFor(t: { after: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a file is written whole, with its folders, over an older one, and nothing else is left there', (t) => {
  const path = join(folderFor(t), 'a', 'b', 'file');
  writeFile(path, 'older and longer');
  // A view in the middle of a buffer: only its own bytes count.
  writeFile(path, new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4));
  assert.deepEqual([...readFile(path)], [1, 2, 3]);
  assert.deepEqual(readdirSync(join(path, '..')), ['file']);
});

test('a failed write leaves what was there', (t) => {
  const folder = folderFor(t);
  const occupied = join(folder, 'occupied');
  mkdirSync(occupied);
  writeFileSync(join(occupied, 'kept'), 'kept');
  assert.throws(() => writeFile(occupied, 'text'), { name: 'FileError', code: 'FILE_EISDIR' });
  assert.throws(() => writeFile(join(occupied, 'kept', 'below'), 'text'), { name: 'FileError', message: /part of the path is a file|kept/ });
  assert.equal(readFileSync(join(occupied, 'kept'), 'utf8'), 'kept');
  assert.deepEqual(readdirSync(folder), ['occupied']);
});

test('a write of which the system takes only a part leaves what was there', (t) => {
  const path = join(folderFor(t), 'file');
  writeFile(path, 'whole');
  // A limit on the size of files acts as a disk does that fills up: the first write is short, the next one fails.
  const script = `try { require(${JSON.stringify(COMPILED)}).writeFile(${JSON.stringify(path)}, Buffer.alloc(300_000)); } catch (error) { console.log(error.code); }`;
  const { stdout } = spawnSync('sh', ['-c', `ulimit -f 100; exec "$0" -e "$1"`, process.execPath, script], { encoding: 'utf8' });
  assert.equal(stdout.trim(), 'FILE_EFBIG');
  assert.equal(readFileSync(path, 'utf8'), 'whole');
  assert.deepEqual(readdirSync(join(path, '..')), ['file']);
});

test('two processes of the same id, on hosts that share a folder, do not spoil what both write', async (t) => {
  const path = join(folderFor(t), 'file');
  // Threads have one process id.
  const script = `const { workerData } = require('node:worker_threads'); for (let i = 0; i < 5; i++) require(${JSON.stringify(COMPILED)}).writeFile(${JSON.stringify(path)}, workerData.repeat(500_000));`;
  const writing = ['a', 'b'].map((letter) => new Promise((done, fail) => new Worker(script, { eval: true, workerData: letter }).once('error', fail).once('exit', done)));
  await Promise.all(writing);
  assert.match(readFileSync(path, 'utf8'), /^(a{500000}|b{500000})$/);
  assert.deepEqual(readdirSync(join(path, '..')), ['file']);
});

test('what cannot be read or made is named, with the remedy', (t) => {
  const folder = folderFor(t);
  writeFileSync(join(folder, 'file'), '');
  assert.throws(() => readFile(join(folder, 'absent')), { code: 'FILE_ENOENT', message: /Cannot read .*absent\. There is no such file/ });
  assert.throws(() => readFile(folder), { code: 'FILE_EISDIR', message: /name a file/ });
  assert.throws(() => makeFolder(join(folder, 'file', 'below')), { code: 'FILE_ENOTDIR', message: /Cannot write .*below\. A part of the path is a file/ });
});

/** What is no regular file, and what each is called. */
function irregular(folder: string): readonly (readonly [path: string, what: RegExp])[] {
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  symlinkSync(pipe, join(folder, 'link-to-pipe'));
  return [[pipe, /is a pipe/], [join(folder, 'link-to-pipe'), /is a pipe/], ['/dev/null', /is a device/], ['/dev/zero', /is a device/]];
}

test('what may never end is neither waited for nor replaced: pipes and devices', { timeout: 10_000 }, (t) => {
  const folder = folderFor(t);
  for (const [path, what] of irregular(folder)) {
    assert.throws(() => readFile(path), { name: 'FileError', code: 'FILE_NOT_REGULAR', message: what }, path);
    // A test that fails must not put a file into the place of a device of this machine.
    if (path.startsWith('/dev')) continue;
    const before = statSync(path).ino;
    assert.throws(() => writeFile(path, 'text'), { name: 'FileError', code: 'FILE_NOT_REGULAR', message: what }, path);
    assert.equal(statSync(path).ino, before, path);
  }
  assert.deepEqual(readdirSync(folder).sort(), ['link-to-pipe', 'pipe']);
});

test('a file is read up to its end, whatever size it tells, and one that is too large is refused', (t) => {
  const path = join(folderFor(t), 'file');
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
  writeFileSync(path, bytes);
  assert.deepEqual(readFile(path), bytes);
  assert.throws(() => readFile(path, 199_999), { code: 'FILE_TOO_LARGE', message: /200000 bytes or more; at most 199999/ });
  writeFileSync(path, 'ü 1');
  assert.equal(readText(path), 'ü 1');
  writeFileSync(path, '');
  assert.equal(readFile(path).length, 0);
  // Files of /proc tell a size of 0.
  if (process.platform === 'linux') assert.match(readText('/proc/self/status'), /^Name:/);
});

test('where the system has no place for a folder, that is said at once', { timeout: 10_000 }, (t) => {
  const folder = folderFor(t);
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
  writeFileSync(join(folder, 'file'), '');
  const cases = [join(folder, 'x'.repeat(300), 'y'), join(folder, 'link', 'y'), join(folder, 'file'), join(folder, 'file', 'x', 'y'), join(folder, 'a\0b'), '/dev/null/x'];
  if (process.platform === 'linux') cases.push('/proc/none/x', '/proc/none/x/y/z', '/proc/self/fd/77/x');
  for (const path of cases) assert.throws(() => makeFolder(path), { name: 'FileError', message: /Cannot write/ }, path);
  for (const path of ['', 'deep/er/still', '.', 'deep']) makeFolder(join(folder, path));
  assert.deepEqual(listFolder(folder).sort(), ['deep', 'file', 'link']);
  assert.deepEqual(listFolder(folder, 'recursive').sort(), ['deep', 'deep/er', 'deep/er/still', 'file', 'link']);
  assert.deepEqual(listFolder(join(folder, 'absent')), []);
  assert.throws(() => listFolder(join(folder, 'file')), { code: 'FILE_ENOTDIR' });
});

test('a link stays, and the file behind it is written', (t) => {
  const folder = folderFor(t);
  writeFile(join(folder, 'far', 'file'), 'older');
  symlinkSync(join('far', 'file'), join(folder, 'link'));
  writeFile(join(folder, 'link'), 'newer');
  assert.ok(lstatSync(join(folder, 'link')).isSymbolicLink());
  assert.equal(realpathSync(join(folder, 'link')), realpathSync(join(folder, 'far', 'file')));
  assert.equal(readText(join(folder, 'far', 'file')), 'newer');
});

test('what a killed process had not finished writing is removed, and nothing else', (t) => {
  const folder = folderFor(t);
  const draft = 'state.safetensors.01234567-89ab-cdef-0123-456789abcdef.partial';
  for (const name of [draft, 'mine.partial', 'state.safetensors']) writeFileSync(join(folder, name), '');
  removeDrafts(folder);
  assert.deepEqual(readdirSync(folder).sort(), ['mine.partial', 'state.safetensors']);
});

test("each of the system's errors has its code and remedy; unknown ones tell what the system said", () => {
  const of = (code: string): FileError => fileError('write', '/data/x', Object.assign(new Error(`${code}: from the system`), { code }));
  assert.match(of('ENOSPC').remedy, /disk is full/);
  for (const code of ['EACCES', 'EPERM']) assert.match(of(code).remedy, /Permission/);
  assert.match(of('EROFS').remedy, /read-only/);
  assert.equal(of('EMFILE').code, 'FILE_EMFILE');
  assert.match(of('EMFILE').message, /Cannot write \/data\/x\. The system said: EMFILE: from the system\./);
  assert.equal(fileError('read', 'x', new Error('odd')).code, 'FILE_UNKNOWN');
});

test('the hash is SHA-256 of the parts in order', () => {
  // The example of FIPS 180-2, appendix B.1.
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.equal(sha256('abc'), abc);
  assert.equal(sha256('a', new Uint8Array([98]), 'c'), abc);
  assert.notEqual(sha256('a', 'c', 'b'), abc);
  const numbers = Float32Array.of(1, 2, 3, 4);
  assert.equal(sha256(numbers.subarray(1, 3)), sha256(new Uint8Array(numbers.buffer, 4, 8)), 'the bytes of a part, not of the whole');
});

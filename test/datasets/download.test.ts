import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import test, { type TestContext } from 'node:test';
import { create } from 'tar';
import { DatasetError, InterruptedError, UsageError, ValleysError } from '../../lib/src/base/errors';
import type { Progress } from '../../lib/src/base/progress';
import { readCifar } from '../../lib/src/datasets/cifar';
import type { CifarLayout } from '../../lib/src/datasets/cifar-layout';
import { downloadCifar, downloadDataset } from '../../lib/src/datasets/download';
import { SMALL10, temporaryFolder, writeCifar } from './cifar-files';

const COMPILED = resolve(__dirname, '..', '..', 'lib', 'dist', 'datasets', 'download.js');

/** A server on this machine; returns its address. */
async function serve(context: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/small.tar.gz`;
}

/** A .tar.gz of some paths below a folder. */
function pack(folder: string, paths: readonly string[], options: { preservePaths?: boolean } = {}): Buffer {
  const file = join(folder, 'packed.tar.gz');
  create({ file, cwd: folder, gzip: true, sync: true, ...options }, [...paths]);
  const bytes = readFileSync(file);
  rmSync(file);
  return bytes;
}

function officialArchive(context: TestContext): Buffer {
  const folder = temporaryFolder(context);
  writeCifar(SMALL10, folder);
  return pack(folder, [SMALL10.folder]);
}

const digest = (algorithm: 'md5' | 'sha256', bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest('hex');
const facts = (bytes: Uint8Array): Omit<CifarLayout['archive'], 'url'> => ({ bytes: bytes.length, md5: digest('md5', bytes), sha256: digest('sha256', bytes) });
const at = (url: string, archive: Uint8Array): CifarLayout => ({ ...SMALL10, archive: { url, ...facts(archive) } });
const failing = (code: string, names: string) => (error: unknown): boolean =>
  error instanceof ValleysError && error.code === code && error.message.includes(names) && error.remedy.length > 0;

test('an archive is downloaded, verified, unpacked and read, and its origin is known from then on', async (context) => {
  const archive = officialArchive(context);
  const url = await serve(context, (_, response) => response.writeHead(200, { 'content-length': archive.length }).end(archive));
  const folder = join(temporaryFolder(context), 'new', 'data');
  const progress: Progress[] = [];
  const layout = at(url, archive);
  const result = await downloadCifar(layout, { folder, onProgress: (step) => progress.push(step) });
  assert.deepEqual(result, { folder: join(folder, 'cifar-10-batches-bin'), downloaded: true });
  assert.deepEqual(readdirSync(folder), ['cifar-10-batches-bin']);
  const dataset = readCifar(layout, folder);
  assert.equal(dataset.train.count, 35);
  assert.equal(dataset.note, undefined);
  assert.deepEqual([progress.at(-1)?.done, progress.at(-1)?.total], [archive.length, archive.length]);
  assert.match(progress.at(-1)?.details?.join(' ') ?? '', /MB.*MB\/s/);

  const bytes = readFileSync(join(result.folder, 'test_batch.bin'));
  bytes[1] ^= 1;
  writeFileSync(join(result.folder, 'test_batch.bin'), bytes);
  assert.match(readCifar(layout, folder).note ?? '', /Changed/);
});

test('what is there already is not downloaded again, and not touched', async (context) => {
  const folder = temporaryFolder(context);
  const made = writeCifar(SMALL10, folder);
  const layout = at('http://127.0.0.1:9/never-asked', new Uint8Array());
  assert.deepEqual(await downloadCifar(layout, { folder }), { folder: made, downloaded: false });
  rmSync(join(made, 'test_batch.bin'));
  await assert.rejects(downloadCifar(layout, { folder }), failing('DATASET_INCOMPLETE', 'test_batch.bin'));
  assert.equal(readdirSync(made).length, 6);
});

test('only the dataset\'s own plain files are unpacked', async (context) => {
  const folder = temporaryFolder(context);
  const made = writeCifar(SMALL10, folder);
  writeFileSync(join(folder, 'outside.txt'), 'outside');
  writeFileSync(join(made, 'program.sh'), 'exit 1');
  mkdirSync(join(made, 'deeper'));
  writeFileSync(join(made, 'deeper', 'test_batch.bin'), 'x');
  symlinkSync('/etc/hostname', join(made, 'readme.html'));
  const archive = pack(join(folder, SMALL10.folder), ['../outside.txt', `../${SMALL10.folder}`], { preservePaths: true });
  const plain = pack(folder, ['outside.txt', SMALL10.folder]);
  for (const [bytes, complete] of [[plain, true], [archive, false]] as const) {
    const url = await serve(context, (_, response) => response.end(bytes));
    const target = join(temporaryFolder(context), 'data');
    const download = downloadCifar(at(url, bytes), { folder: target });
    if (complete) {
      const unpacked = readdirSync((await download).folder).sort();
      assert.deepEqual(unpacked, [...SMALL10.trainFiles, 'test_batch.bin', 'batches.meta.txt', 'valleys-provenance.json'].sort());
    } else {
      await assert.rejects(download, failing('ARCHIVE_CORRUPT', 'lacks files'));
    }
    assert.deepEqual(readdirSync(target), complete ? [SMALL10.folder] : []);
    assert.ok(!existsSync(join(target, '..', 'outside.txt')));
  }
});

test('a symbolic link in place of a data file is not followed', async (context) => {
  const folder = temporaryFolder(context);
  const made = writeCifar(SMALL10, folder);
  rmSync(join(made, 'test_batch.bin'));
  symlinkSync('/etc/hostname', join(made, 'test_batch.bin'));
  const archive = pack(folder, [SMALL10.folder]);
  const url = await serve(context, (_, response) => response.end(archive));
  const target = temporaryFolder(context);
  await assert.rejects(downloadCifar(at(url, archive), { folder: target }), failing('ARCHIVE_CORRUPT', 'lacks files'));
  assert.deepEqual(readdirSync(target), []);
});

test('what a killed download left is gone after the next one', async (context) => {
  const archive = officialArchive(context);
  const folder = temporaryFolder(context);
  const started: ChildProcess[] = [];
  const slow = await serve(context, (_, response) => {
    response.writeHead(200, { 'content-length': archive.length }).write(archive.subarray(0, 1000));
    // Once something lies on the disk.
    setTimeout(() => started[0].kill('SIGKILL'), 300);
  });
  const script = `require(${JSON.stringify(COMPILED)}).downloadCifar(${JSON.stringify(at(slow, archive))}, { folder: ${JSON.stringify(folder)} })`;
  started.push(spawn(process.execPath, ['-e', script], { stdio: 'inherit' }));
  await new Promise((done) => started[0].once('exit', done));
  assert.match(readdirSync(folder).join(), /^cifar-10-batches-bin-partial-[^,]+$/);
  const url = await serve(context, (_, response) => response.end(archive));
  await downloadCifar(at(url, archive), { folder });
  assert.deepEqual(readdirSync(folder), [SMALL10.folder]);
});

test('every failure is named and leaves nothing behind', async (context) => {
  const archive = officialArchive(context);
  const half = archive.subarray(0, archive.length / 2);
  const text = Buffer.from('this is no archive');
  const other = Buffer.from(archive);
  other[100] ^= 1;
  const cases: [code: string, names: string, claimed: Uint8Array, listener: RequestListener][] = [
    ['DOWNLOAD_REFUSED', '404', archive, (_, response) => response.writeHead(404).end()],
    ['DOWNLOAD_REFUSED', '503', archive, (_, response) => response.writeHead(503).end('busy')],
    ['CHECKSUM_MISMATCH', `has ${half.length} bytes instead of ${archive.length} bytes`, archive, (_, response) => response.end(half)],
    ['CHECKSUM_MISMATCH', `has more than ${archive.length} bytes`, archive, (_, response) => response.end(Buffer.concat([archive, text]))],
    ['CHECKSUM_MISMATCH', `has the SHA-256 checksum ${digest('sha256', other)}`, archive, (_, response) => response.end(other)],
    ['DOWNLOAD_FAILED', '127.0.0.1', archive, (_, response) => {
      response.writeHead(200, { 'content-length': archive.length }).write(half, () => response.destroy());
    }],
    ['DOWNLOAD_FAILED', '127.0.0.1', archive, (request) => request.socket.destroy()],
    ['ARCHIVE_CORRUPT', 'unpacked', half, (_, response) => response.end(half)],
    ['ARCHIVE_CORRUPT', 'unpacked', text, (_, response) => response.end(text)],
  ];
  for (const [code, names, claimed, listener] of cases) {
    const url = await serve(context, listener);
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'kept.txt'), 'kept');
    await assert.rejects(downloadCifar(at(url, claimed), { folder }), failing(code, names));
    assert.deepEqual(readdirSync(folder), ['kept.txt'], code);
  }
});

test('both checksums count', async (context) => {
  const archive = officialArchive(context);
  for (const fact of ['md5', 'sha256'] as const) {
    const layout = at(await serve(context, (_, response) => response.end(archive)), archive);
    const folder = temporaryFolder(context);
    await assert.rejects(downloadCifar({ ...layout, archive: { ...layout.archive, [fact]: '0' } }, { folder }), failing('CHECKSUM_MISMATCH', 'instead of the '));
    assert.deepEqual(readdirSync(folder), []);
  }
});

test('an archive whose data are bad is not installed', async (context) => {
  const folder = temporaryFolder(context);
  const path = join(writeCifar(SMALL10, folder), 'data_batch_4.bin');
  writeFileSync(path, readFileSync(path).fill(200));
  const archive = pack(folder, [SMALL10.folder]);
  const url = await serve(context, (_, response) => response.end(archive));
  const target = temporaryFolder(context);
  await assert.rejects(downloadCifar(at(url, archive), { folder: target }), failing('LABEL_OUT_OF_RANGE', 'data_batch_4.bin'));
  assert.deepEqual(readdirSync(target), []);
});

test('no server at the address', async (context) => {
  const folder = temporaryFolder(context);
  await assert.rejects(downloadCifar(at('http://127.0.0.1:9/small.tar.gz', new Uint8Array()), { folder }), failing('DOWNLOAD_FAILED', '127.0.0.1:9'));
  await assert.rejects(downloadCifar(at('http://no-such-host.invalid/a.tar.gz', new Uint8Array()), { folder }), failing('DOWNLOAD_FAILED', 'no-such-host'));
  assert.deepEqual(readdirSync(folder), []);
});

test('stopped on request, before and in the middle', async (context) => {
  const archive = officialArchive(context);
  const url = await serve(context, (_, response) => void response.writeHead(200, { 'content-length': archive.length }).write(archive.subarray(0, 1000)));
  const folder = temporaryFolder(context);
  await assert.rejects(downloadCifar(at(url, archive), { folder, signal: AbortSignal.abort() }), InterruptedError);
  const controller = new AbortController();
  const download = downloadCifar(at(url, archive), { folder, signal: controller.signal, onProgress: () => controller.abort() });
  await assert.rejects(download, InterruptedError);
  assert.deepEqual(readdirSync(folder), []);
});

test('a folder that cannot be written to', async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'file'), '');
  const layout = at('http://127.0.0.1:9/never-asked', new Uint8Array());
  await assert.rejects(downloadCifar(layout, { folder: join(folder, 'file', 'data') }), failing('FILE_ENOTDIR', 'file'));
  if (process.getuid?.() === 0) return context.diagnostic('permissions do not bind the superuser: not tried');
  chmodSync(folder, 0o500);
  await assert.rejects(downloadCifar(layout, { folder }), failing('FILE_EACCES', folder));
});

test('names are checked', async () => {
  await assert.rejects(downloadDataset('mnist'), (error) => error instanceof UsageError && error.code === 'DATASET_UNKNOWN');
  await assert.rejects(downloadDataset('synthetic'), (error) => error instanceof UsageError && error.code === 'DATASET_NOT_DOWNLOADABLE');
});

test('an existing broken folder is reported by a DatasetError', async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, SMALL10.folder));
  await assert.rejects(downloadDataset('cifar10', { folder }), DatasetError);
});

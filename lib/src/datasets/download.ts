import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatasetError, UsageError } from '../base/errors';
import { fileError } from '../base/files';
import { type RunOptions, throwIfAborted } from '../base/progress';
import { makeWorkshop, removeLeftWorkshops } from '../base/workshop';
import { readCifar } from './cifar';
import { cifarFolder, requireCifar } from './cifar-folder';
import type { CifarLayout, PublishedArchive } from './cifar-layout';
import { cifarLayout } from './datasets';
import { writeProvenance } from './provenance';
import { unpack } from './unpack';

/** Options of {@link downloadDataset}. */
export interface DownloadOptions extends RunOptions {
  /** The folder that holds the datasets. Default: `VALLEYS_DATA`, else the project's `data/`. */
  readonly folder?: string;
}

/** Result of {@link downloadDataset}. */
export interface DownloadResult {
  /** The unpacked folder. */
  readonly folder: string;
  /** False if the dataset was there before. */
  readonly downloaded: boolean;
}

/**
 * Downloads an official dataset, verifies its size and its checksums (SHA-256 and MD5) and unpacks it. Works in a temporary folder
 * beside the target and renames that folder at the end: an interruption or an error leaves nothing behind, and the next download
 * removes the files of a killed one. Existing files are not touched.
 *
 * @throws UsageError DATASET_UNKNOWN, DATASET_NOT_DOWNLOADABLE
 * @throws DatasetError DOWNLOAD_FAILED, DOWNLOAD_REFUSED, CHECKSUM_MISMATCH, ARCHIVE_CORRUPT; DATASET_INCOMPLETE for an existing
 * folder that lacks files
 * @throws FileError no space, no permission
 * @throws InterruptedError when `signal` is aborted
 */
export async function downloadDataset(name: string, options: DownloadOptions = {}): Promise<DownloadResult> {
  const layout = cifarLayout(name);
  if (layout) return downloadCifar(layout, options);
  throw new UsageError(
    'DATASET_NOT_DOWNLOADABLE',
    `"${name}" is drawn by this library.`,
    'There is nothing to download; use it by its name.',
  );
}

/** Size and checksums, which identify an archive. */
type ArchiveFacts = Omit<PublishedArchive, 'url'>;

/** {@link downloadDataset} for one layout. */
export async function downloadCifar(layout: CifarLayout, options: DownloadOptions = {}): Promise<DownloadResult> {
  const target = cifarFolder(layout, options.folder);
  removeLeftWorkshops(target);
  if (existsSync(target)) return { folder: requireCifar(layout, options.folder), downloaded: false };
  throwIfAborted(options.signal);
  const workshop = makeWorkshop(target);
  try {
    const archive = join(workshop, basename(new URL(layout.archive.url).pathname));
    await fetchArchive(layout, archive, options);
    await unpack(layout, archive, workshop);
    throwIfAborted(options.signal);
    writeProvenance(layout, join(workshop, layout.folder), readCifar(layout, workshop).fingerprint);
    moveInto(join(workshop, layout.folder), target);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  return { folder: target, downloaded: true };
}

function moveInto(made: string, target: string): void {
  try {
    renameSync(made, target);
  } catch (cause) {
    throw fileError('write', target, cause);
  }
}

/** Downloads the archive to `path` and compares its size and checksums. */
async function fetchArchive(layout: CifarLayout, path: string, options: RunOptions): Promise<void> {
  const response = await request(layout, options.signal);
  const file = await open(path, 'wx').catch((cause: unknown) => {
    throw fileError('write', path, cause);
  });
  try {
    const received = await receive(layout, response, file, path, options);
    const wrong = (['bytes', 'sha256', 'md5'] as const).find((fact) => received[fact] !== layout.archive[fact]);
    if (wrong !== undefined) throw mismatch(layout, FACTS[wrong](received), FACTS[wrong](layout.archive));
  } finally {
    await file.close();
  }
}

const FACTS = {
  bytes: ({ bytes }: ArchiveFacts): string => `${bytes} bytes`,
  sha256: ({ sha256 }: ArchiveFacts): string => `the SHA-256 checksum ${sha256}`,
  md5: ({ md5 }: ArchiveFacts): string => `the MD5 checksum ${md5}`,
} as const;

function mismatch({ archive }: CifarLayout, found: string, expected: string): DatasetError {
  const problem = `The file from ${archive.url} has ${found} instead of ${expected}.`;
  return new DatasetError('CHECKSUM_MISMATCH', problem, 'It was deleted; try again, and if that fails too, do not trust that address.');
}

async function request(layout: CifarLayout, signal?: AbortSignal): Promise<Response> {
  const { url } = layout.archive;
  let response: Response;
  try {
    response = await fetch(url, { signal, headers: { 'accept-encoding': 'identity' } });
  } catch (cause) {
    throw networkError(layout, cause, signal);
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw new DatasetError('DOWNLOAD_REFUSED', `${url} answered ${response.status} ${response.statusText}.`, byHand(layout));
}

/** Writes the body to the file, up to the archive's size; returns the size and checksums of the received bytes. */
async function receive(
  layout: CifarLayout,
  response: Response,
  file: FileHandle,
  path: string,
  options: RunOptions,
): Promise<ArchiveFacts> {
  const hashes = { md5: createHash('md5'), sha256: createHash('sha256') };
  const report = reporter(layout, Number(response.headers.get('content-length') ?? 0), options);
  const reader = response.body?.getReader();
  let received = 0;
  while (reader) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw networkError(layout, cause, options.signal);
    });
    if (done) break;
    received += value.length;
    if (received > layout.archive.bytes) {
      await reader.cancel();
      throw mismatch(layout, `more than ${layout.archive.bytes} bytes`, FACTS.bytes(layout.archive));
    }
    for (const hash of Object.values(hashes)) hash.update(value);
    await file.appendFile(value).catch(async (cause: unknown) => {
      await reader.cancel();
      throw fileError('write', path, cause);
    });
    report(received);
  }
  return { bytes: received, md5: hashes.md5.digest('hex'), sha256: hashes.sha256.digest('hex') };
}

function reporter(layout: CifarLayout, total: number, { onProgress }: RunOptions): (received: number) => void {
  const begin = performance.now();
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return (received) => {
    const perSecond = received / Math.max(1e-3, (performance.now() - begin) / 1000);
    const amount = total > 0 ? `${megabytes(received)} of ${megabytes(total)} MB` : `${megabytes(received)} MB`;
    onProgress?.({
      label: `download ${layout.name}`, done: received, total: Math.max(total, received), details: [amount, `${megabytes(perSecond)} MB/s`],
    });
  };
}

function networkError(layout: CifarLayout, error: unknown, signal?: AbortSignal): Error {
  throwIfAborted(signal);
  const cause = (error as { cause?: unknown }).cause ?? error;
  const { code, message } = cause as { code?: string; message?: string };
  const problem = `The download from ${layout.archive.url} failed (${code ?? message ?? String(cause)}).`;
  return new DatasetError('DOWNLOAD_FAILED', problem, byHand(layout), { cause: error });
}

function byHand(layout: CifarLayout): string {
  const address = layout.archive.url;
  return (
    `Check the network and try again; or fetch ${address} elsewhere, unpack it, and set VALLEYS_DATA to the folder that holds ` +
    `${layout.folder}/.`
  );
}

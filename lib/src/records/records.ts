import { existsSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { RecordError } from '../base/errors';
import { listFolder, readText, sha256, writeFile } from '../base/files';
import { version } from '../base/version';
import { instrumentsIdentity } from './code-identity';
import { parseRecordText, recordText } from './record-text';

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** The origin of a result: what a reader needs to trust it or to compute it again. */
export interface Provenance {
  /** ISO date of the computation, to the second. */
  readonly date: string;
  /** Version of this library. */
  readonly version: string;
  /** Identity of the code behind the measurement, see `codeIdentity`. */
  readonly code: string;
  readonly engine: string;
  readonly machine: string;
  /** Fingerprint of the images used, if they differ from the images named in the inputs: another copy of the same dataset. */
  readonly otherImages?: string;
  /** Duration of the computation. */
  readonly seconds: number;
}

/** A stored result: its inputs, its value, and its provenance. */
export interface StudyRecord<T> {
  readonly name: string;
  readonly inputs: Json;
  readonly result: T;
  readonly provenance: Provenance;
}

/** What follows from a result alone, such as the statistics of a curve; computed again when its own code has changed. */
export interface Derivation<T, D> {
  /** Identity of its code, see `codeIdentity`. */
  readonly code: string;
  /** Returns plain data. */
  readonly from: (result: T) => Promise<D>;
}

/** A derivation's result as a record's file holds it. */
export interface Derived {
  readonly code: string;
  readonly result: unknown;
}

/** A result with its source. */
export interface Recorded<T> extends StudyRecord<T> {
  /** `computed`: just now. `record`: read from the records. `outdated`: read from the records, but made by other code than today's. */
  readonly source: 'computed' | 'record' | 'outdated';
}

/** Where {@link recorded} keeps a result, and what it notes about it. */
export interface RecordOptions {
  /** The folder of the records. */
  readonly folder: string;
  /** Compute again even if there is a record. */
  readonly fresh?: boolean;
  /** The engine of the computation, such as `TensorFlow 2.21.0, compiled`. */
  readonly engine: string;
  /** Fingerprint of the images that the computation used, asked for at its end; undefined if it used none. */
  readonly images?: () => string | undefined;
  /** Identity of the code that computes the result, see `codeIdentity`. Default: of all the library's instruments. */
  readonly code?: string;
  /** Write a record again whose derived part other code has made. Default: derive it each time that it is read. */
  readonly renew?: boolean;
}

/**
 * Returns the result of a measurement: from its record if there is one, otherwise computed and recorded. The record's file name
 * contains `name` and a hash of `inputs`, which must hold everything that the result depends on (hash of the weights, dataset,
 * direction, distances, options): changed inputs give another record, never a wrong one.
 *
 * @param name letters, digits, `.`, `-` and `/` for folders, such as `03/preresnet-20/seed-1/uniform01-0`
 * @throws RecordError RECORD_CORRUPT if the file was damaged or edited, RECORD_FOREIGN if it has other inputs, RECORD_NOT_PLAIN if
 * JSON would change the result
 */
export async function recorded<T>(name: string, inputs: Json, compute: () => Promise<T>, options: RecordOptions): Promise<Recorded<T>> {
  return withoutDerived(await recordedWith(name, inputs, compute, undefined, options));
}

function withoutDerived<R extends object>(record: R & { readonly derived?: unknown }): R {
  const copy: R & { derived?: unknown } = { ...record };
  delete copy.derived;
  return copy;
}

/**
 * {@link recorded} of a measurement with what is derived from it: the same file holds both, and a change of the code that derives
 * leaves the measurement valid.
 *
 * @throws as `recorded`
 */
export async function recordedWith<T, D>(
  name: string,
  inputs: Json,
  compute: () => Promise<T>,
  derivation: Derivation<T, D> | undefined,
  options: RecordOptions,
): Promise<Recorded<T> & { readonly derived: D | undefined }> {
  const path = recordPath(options.folder, name, inputs);
  const code = options.code ?? instrumentsIdentity();
  if (!options.fresh && existsSync(path)) {
    const { derived, ...record } = readRecordFile<T>(path);
    // The file's name has only 32 bits of the inputs' hash, and a file may have been copied.
    if (recordText(record.inputs) !== recordText(inputs)) {
      throw new RecordError(
        'RECORD_FOREIGN',
        `The record ${path} has other inputs than the requested ones.`,
        'Restore it with "git checkout", or delete it and compute it again with fresh: true.',
      );
    }
    const source = record.provenance.code === code ? 'record' : 'outdated';
    const isCurrent = derivation === undefined || derived?.code === derivation.code;
    if (isCurrent) return { ...record, source, derived: derived?.result as D | undefined };
    const again = await derivation.from(record.result);
    if (options.renew) writeFile(path, recordFile({ ...record, derived: { code: derivation.code, result: again } }));
    return { ...record, source, derived: again };
  }
  const started = performance.now();
  const result = await compute();
  // As a field it would stay absent, and a forgotten return would go unnoticed.
  if (result === undefined) recordText(result);
  const provenance: Provenance = {
    date: new Date().toISOString().slice(0, 19) + 'Z',
    version,
    code,
    engine: options.engine,
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${platform()} ${arch()}`,
    ...otherImagesOf(inputs, options.images?.()),
    seconds: Number(((performance.now() - started) / 1000).toPrecision(3)),
  };
  // As they are read again: a field that is undefined stays absent.
  const record: StudyRecord<T> = { name, inputs: parseRecordText(recordText(inputs)) as Json, result, provenance };
  const derived = derivation && { code: derivation.code, result: await derivation.from(result) };
  writeFile(path, recordFile({ ...record, ...(derived && { derived }) }));
  return { ...record, source: 'computed', derived: derived?.result };
}

/** The inputs name the images of the solution's training; the measured images differ if the official archive replaces another copy. */
function otherImagesOf(inputs: Json, images: string | undefined): Pick<Provenance, 'otherImages'> {
  const named = inputs !== null && typeof inputs === 'object' && 'dataset' in inputs ? inputs.dataset : undefined;
  return named === undefined || images === undefined || named === images ? {} : { otherImages: images };
}

/** Whether {@link recorded} would find a record. @param key see {@link recordKey} */
export function hasRecord(folder: string, key: string): boolean {
  return existsSync(join(folder, `${key}.json`));
}

/** Reads one record. @throws RecordError RECORD_CORRUPT; FileError */
export function readRecord<T>(path: string): StudyRecord<T> {
  return withoutDerived(readRecordFile<T>(path));
}

/** {@link readRecord} with what was derived from its result. @throws as `readRecord` */
export function readRecordFile<T>(path: string): StudyRecord<T> & { readonly derived?: Derived } {
  const text = readText(path);
  const corrupt = (why: string): RecordError =>
    new RecordError(
      'RECORD_CORRUPT',
      `The record ${path} ${why}.`,
      'Restore it with "git checkout", or delete it and compute it again with fresh: true.',
    );
  let parsed: StudyRecord<T> & { readonly derived?: Derived; readonly checksum?: string };
  try {
    parsed = parseRecordText(text) as typeof parsed;
  } catch {
    throw corrupt('is not JSON');
  }
  if (!isRecord(parsed)) throw corrupt('is not a record of this library');
  const { checksum, ...record } = parsed;
  if (checksum !== checksumOf(record)) throw corrupt('does not match its checksum: it was damaged or edited');
  return record;
}

/** Whether a value has the parts of every record, whatever their content. */
function isRecord(value: unknown): boolean {
  const { name, inputs, provenance } = (value ?? {}) as Partial<StudyRecord<unknown>>;
  return typeof name === 'string' && inputs !== undefined && typeof provenance?.code === 'string';
}

/** The names of all records in a folder, sorted. */
export function listRecords(folder: string): string[] {
  return listFolder(folder, 'recursive')
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => join(folder, file));
}

/** A file name has at most 255 bytes; this is what hash, ending and draft name leave. */
const LONGEST_PART = 196;

/**
 * The name of a record within its folder: `name` and a hash of `inputs`, such as `03/preresnet-20/…/uniform01-0-1a2b3c4d`.
 *
 * @throws RecordError RECORD_NAME_INVALID
 */
export function recordKey(name: string, inputs: Json): string {
  if (!/^\w[\w.-]*(\/\w[\w.-]*)*$/.test(name)) {
    throw new RecordError('RECORD_NAME_INVALID', `"${name}" cannot name a record.`, 'Use letters, digits, dots, dashes and slashes.');
  }
  if (name.split('/').some((part) => part.length > LONGEST_PART)) {
    throw new RecordError(
      'RECORD_NAME_INVALID',
      `"${name.slice(0, LONGEST_PART)}…" cannot name a record.`,
      `Use at most ${LONGEST_PART} characters between slashes: file systems allow no more.`,
    );
  }
  return `${name}-${sha256(recordText(inputs)).slice(0, 8)}`;
}

function recordPath(folder: string, name: string, inputs: Json): string {
  return join(folder, `${recordKey(name, inputs)}.json`);
}

/** The text of a record's file, with its checksum. */
export function recordFile<T>(record: StudyRecord<T> & { readonly derived?: Derived }): string {
  const text = recordText({ ...record, checksum: checksumOf(record) });
  return `${text}\n`;
}

function checksumOf<T>(record: StudyRecord<T>): string {
  return sha256(recordText(record));
}

// The code identities in records: compares them with today's, and updates them if other code gives the same results.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SetupFailure } from '../../lib/setup/command.mjs';
import { root } from '../../lib/setup/project.mjs';

/** Identities by the measurement's key, as the build writes them. @typedef {Readonly<Record<string, string>>} Identities */

/**
 * A record's file: its content and its text.
 * @typedef {object} RecordFile
 * @property {string} path
 * @property {string} text
 * @property {{name: string, inputs: unknown, result: unknown, provenance: {code: string}, derived?: {code: string, result: unknown}}} record
 */

const library = createRequire(join(root, 'lib', 'dist', 'index.js'));

/** The records of measurements, not those of times. @param {string} folder @returns {RecordFile[]} @throws RecordError for a damaged one */
export function readRecords(folder) {
  const { listRecords, readRecordFile } = library('./records/records');
  /** @type {string[]} */
  const paths = listRecords(folder);
  const measured = paths.filter((path) => !/^(bench(-[\w-]+)?|setup)\.json$/.test(path.slice(folder.length + 1)));
  return measured.map((path) => ({ path, text: readFileSync(path, 'utf8'), record: readRecordFile(path) }));
}

/** @param {readonly RecordFile[]} files @param {Identities} identities @returns {RecordFile[]} those that were made by none of this code */
export function outdated(files, identities) {
  const known = new Set(Object.values(identities));
  return files.filter(({ record }) => codesOf(record).some((code) => !known.has(code)));
}

/** Of the measurement, and of what is derived from it. @param {RecordFile['record']} record @returns {string[]} */
function codesOf({ provenance, derived }) {
  return derived ? [provenance.code, derived.code] : [provenance.code];
}

/** SHA-256 over the results of all records, in their order. @param {readonly RecordFile[]} files @returns {string} */
export function resultsHash(files) {
  const { recordText } = library('./records/record-text');
  const hash = createHash('sha256');
  for (const { record } of files) hash.update(recordText(record.result));
  return hash.digest('hex');
}

/**
 * The records with the identities of other code for the same measurements. Only the identity and the checksum change.
 *
 * @param {readonly RecordFile[]} files
 * @param {Identities} before of the code that made them
 * @param {Identities} after
 * @param {Readonly<Record<string, string>>} [renamed] keys of `after` by those of `before`, where they differ
 * @returns {RecordFile[]} those that change
 * @throws {SetupFailure} for a record not made by the code `before`, or whose measurement no longer exists
 */
export function restamped(files, before, after, renamed = {}) {
  const foreign = outdated(files, before);
  if (foreign.length > 0) {
    const problem = `${foreign.length} records were not made by that code, the first of them ${foreign[0].path}.`;
    throw new SetupFailure(problem, 'Name the commit whose code made them, or compute them again with fresh: true.');
  }
  const successors = new Map(Object.entries(before).map(([key, identity]) => [identity, successor(key, after, renamed)]));
  return files.flatMap((file) => {
    const codes = codesOf(file.record);
    return codes.every((code) => successors.get(code) === code) ? [] : [withCodes(file, codes.map((code) => successors.get(code)))];
  });
}

/** @param {string} key @param {Identities} after @param {Readonly<Record<string, string>>} renamed @returns {string | undefined} */
function successor(key, after, renamed) {
  return after[renamed[key] ?? key];
}

/** @param {RecordFile} file @param {readonly (string | undefined)[]} codes see {@link codesOf} @returns {RecordFile} */
function withCodes({ path, text, record }, [code, ofDerived]) {
  const { recordFile } = library('./records/records');
  if (code === undefined || (record.derived && ofDerived === undefined)) {
    throw new SetupFailure(`The function that measured ${path} is gone or renamed.`, 'Name it: --renamed OLD=NEW');
  }
  if (recordFile(record) !== text) throw new SetupFailure(`${path} would change in more than its code.`, 'Restore it with "git checkout".');
  const derived = record.derived && { ...record.derived, code: /** @type {string} */ (ofDerived) };
  const next = { ...record, provenance: { ...record.provenance, code }, ...(derived && { derived }) };
  return { path, text: recordFile(next), record: next };
}

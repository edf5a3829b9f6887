// Moves records measured here among the records that the project ships.
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { SetupFailure } from '../../lib/setup/command.mjs';
import { writeWhole } from '../../lib/setup/project.mjs';
import { outdated, readRecords } from './stamps.mjs';

/**
 * Moves the records of one folder to another, replacing older ones of the same inputs: all of them, or none.
 *
 * @param {string} from @param {string} to @param {import('./stamps.mjs').Identities} identities of today's code
 * @returns {string[]} the records' names
 * @throws {SetupFailure} for records of other code; RecordError for a damaged one
 */
export function publish(from, to, identities) {
  const files = readRecords(from);
  const old = outdated(files, identities);
  if (old.length > 0) {
    const problem = `${old.length} of the records in ${from} were not made by today's code, the first of them ${relative(from, old[0].path)}.`;
    throw new SetupFailure(problem, 'Measure them again with fresh: true, or delete them.');
  }
  const names = files.map(({ path }) => relative(from, path));
  for (const [i, { path, text }] of files.entries()) {
    writeWhole(join(to, names[i]), text);
    rmSync(path);
  }
  return names;
}

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileError, listFolder, makeFolder } from './files';
import { identityTag, ownIdentity, tagHasEnded } from './process-identity';

const MARK = '-partial-';
/** After so many days even the folder of another host's process counts as left behind. */
const DAYS_ELSEWHERE = 7;
const DAY = 24 * 3600 * 1000;

/**
 * Makes a working folder beside `target`, named after this process; the caller removes it, or renames it to `target`. Removes the
 * working folders of killed processes first.
 *
 * @throws FileError
 */
export function makeWorkshop(target: string): string {
  makeFolder(dirname(target));
  removeLeftWorkshops(target);
  try {
    return mkdtempSync(`${target}${MARK}${identityTag(ownIdentity())}-`);
  } catch (cause) {
    throw fileError('write', dirname(target), cause);
  }
}

/** Removes the working folders of killed processes beside `target`. */
export function removeLeftWorkshops(target: string): void {
  const beginning = `${basename(target)}${MARK}`;
  for (const name of listFolder(dirname(target))) {
    const path = join(dirname(target), name);
    if (!name.startsWith(beginning) || !isLeft(path, name.slice(beginning.length))) continue;
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // It may be another user's, and is in nobody's way.
    }
  }
}

/** @param rest of the name: the process's tag and six letters; earlier versions wrote the letters only */
function isLeft(path: string, rest: string): boolean {
  const [, tag, letters] = /^(?:(.*)-)?(\w{6})$/.exec(rest) ?? [];
  if (letters === undefined) return false;
  if (tag === undefined || tagHasEnded(tag)) return true;
  const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
  return tag !== identityTag(ownIdentity()) && Date.now() - mtimeMs > DAYS_ELSEWHERE * DAY;
}

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileError, listFolder, makeFolder } from './files';
import { identityTag, ownIdentity, tagHasEnded } from './process-identity';

const MARK = '-partial-';
/** After so many days even what a process of another host made counts as left behind. */
const DAYS_ELSEWHERE = 7;
const DAY = 24 * 3600 * 1000;

/**
 * Makes a folder beside `target` for what is to become it, named after this process; the caller removes it or renames it.
 * Those of processes that were killed are removed first.
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

/** Removes what processes that were killed left beside `target`. */
export function removeLeftWorkshops(target: string): void {
  const beginning = `${basename(target)}${MARK}`;
  for (const name of listFolder(dirname(target))) {
    const path = join(dirname(target), name);
    if (!name.startsWith(beginning) || !isLeft(path, name.slice(beginning.length))) continue;
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Another user's, perhaps: it is in nobody's way.
    }
  }
}

/** @param rest of the name: the process's tag and six letters; versions before this one had the letters only */
function isLeft(path: string, rest: string): boolean {
  const [, tag, letters] = /^(?:(.*)-)?(\w{6})$/.exec(rest) ?? [];
  if (letters === undefined) return false;
  if (tag === undefined || tagHasEnded(tag)) return true;
  const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
  return tag !== identityTag(ownIdentity()) && Date.now() - mtimeMs > DAYS_ELSEWHERE * DAY;
}

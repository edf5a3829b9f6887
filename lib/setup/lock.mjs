// One set-up at a time: two would write into the same folders.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from './project.mjs';

const path = join(stateFolder, 'lock');
/** A lock gets its owner within moments. A lock that has none for so long comes from a process killed in between, or from a full disk. */
const OWNERLESS_SECONDS = 5;

/**
 * Waits until no other set-up runs, then holds the lock.
 *
 * @param {(what: string) => void} onWait receives the reason for waiting, whenever it changes
 * @returns {Promise<() => void>} releases the lock
 */
export async function lock(onWait) {
  mkdirSync(stateFolder, { recursive: true });
  for (let told = ''; !take(); ) {
    if (isStale()) {
      rmSync(path, { force: true });
      continue;
    }
    const owner = ownerOf();
    const what = owner === undefined ? `${path} names no process; waiting ${OWNERLESS_SECONDS} s for one.` : `Another set-up (process ${owner}) is running; waiting for it. If it is not a set-up, remove ${path}.`;
    if (what !== told) onWait(what);
    told = what;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return () => {
    if (ownerOf() === process.pid) rmSync(path, { force: true });
  };
}

function take() {
  let file;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(file, `${process.pid} ${startOf(process.pid)}`);
    return true;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function isStale() {
  const owner = ownerOf();
  if (owner !== undefined) return !isAlive(owner) || isAnother(owner);
  const { mtimeMs = Date.now() } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return Date.now() - mtimeMs > 1000 * OWNERLESS_SECONDS;
}

/** @returns {number | undefined} */
function ownerOf() {
  try {
    return Number(textOf().split(' ')[0]) || undefined;
  } catch {
    return undefined;
  }
}

const textOf = () => readFileSync(path, 'utf8');

/** Whether a later process now has the number of the lock's owner. @param {number} pid */
function isAnother(pid) {
  try {
    const [, started = ''] = textOf().split(' ');
    const now = startOf(pid);
    return started !== '' && now !== '' && started !== now;
  } catch {
    return false;
  }
}

/** Start time of a process, in ticks since the system's start; empty if unknown. @param {number} pid */
function startOf(pid) {
  try {
    // Field 22; the second field, a name in brackets, may contain blanks.
    return readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ')[19];
  } catch {
    return '';
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

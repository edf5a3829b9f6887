// One set-up at a time: two would write into the same folders.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from './project.mjs';

const path = join(stateFolder, 'lock');

/** Waits until no other set-up runs, then holds the lock. @param {(owner: number) => void} onWait @returns {Promise<() => void>} gives it back */
export async function lock(onWait) {
  mkdirSync(stateFolder, { recursive: true });
  for (let waited = false; !take(); waited = true) {
    const owner = ownerOf();
    if (owner !== undefined && !isAlive(owner)) rmSync(path, { force: true });
    else {
      if (!waited && owner !== undefined) onWait(owner);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  return () => {
    if (ownerOf() === process.pid) rmSync(path, { force: true });
  };
}

function take() {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @returns {number | undefined} */
function ownerOf() {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    return undefined;
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

import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { fileError, readText, writeFile } from './files';
import { hasEnded, isRunning, ownIdentity, type ProcessIdentity } from './process-identity';

/** After so many seconds without a renewal a lock counts as left behind, if nothing is known of its holder. */
export const STALE_LOCK_SECONDS = 10;
const LOCK = 'lock';
/** The file beside the lock that names its owner; the lock itself must be an empty folder. */
const OWNER = 'lock.owner';

/** A folder that this process alone writes to. */
export interface FolderLock {
  /** Whether this process still holds the lock: the folder may have been removed, or another process may have taken it over. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** Why a folder could not be locked: its holder, if known. */
export interface Held {
  readonly holder?: ProcessIdentity;
  /** The path to remove if the holder is known to be gone. */
  readonly lock: string;
}

/**
 * Locks a folder for this process, among all users of this function, on all hosts that share the folder. Takes over a lock at once
 * if its process has ended on this host, and a lock of another host if it has not been renewed for ten seconds.
 *
 * @returns the lock, or its holder
 * @throws FileError
 */
export async function lockFolder(folder: string): Promise<FolderLock | Held> {
  const [path, ownerPath] = [join(folder, LOCK), join(folder, OWNER)];
  const holder = ownerIn(ownerPath);
  // A suspended process does not renew its lock, and goes on writing when it wakes.
  if (holder !== undefined && isRunning(holder) && existsSync(path)) return { holder, lock: path };
  try {
    if (holder !== undefined && hasEnded(holder) && !bury(folder, holder)) return { holder, lock: path };
    let held = true;
    const release = await lock(folder, { stale: STALE_LOCK_SECONDS * 1000, lockfilePath: path, onCompromised: () => (held = false) });
    writeFile(ownerPath, JSON.stringify(ownIdentity()));
    return {
      isHeld: () => held,
      release: async () => {
        if (!held) return;
        // The owner's file first: nobody takes over a lock of an unknown owner.
        rmSync(ownerPath, { force: true });
        await release();
      },
    };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ELOCKED') throw fileError('write', folder, cause);
    return { holder: ownerIn(ownerPath), lock: path };
  }
}

/**
 * Removes the lock of a dead process. If several try, only one gets the owner's file and removes the lock. If it got the file of a
 * new owner instead, it gives the file back.
 */
function bury(folder: string, dead: ProcessIdentity): boolean {
  const claim = join(folder, `${OWNER}.${randomUUID()}`);
  try {
    renameSync(join(folder, OWNER), claim);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  if (JSON.stringify(ownerIn(claim)) !== JSON.stringify(dead)) {
    renameSync(claim, join(folder, OWNER));
    return false;
  }
  if (existsSync(join(folder, LOCK))) rmdirSync(join(folder, LOCK));
  // Also the files of processes that were killed at this very point.
  for (const name of readdirSync(folder)) if (name.startsWith(`${OWNER}.`)) rmSync(join(folder, name), { force: true });
  return true;
}

/** The owner that a lock names; undefined if its file is missing or unreliable. */
function ownerIn(path: string): ProcessIdentity | undefined {
  try {
    const { host, system, pid, started } = (JSON.parse(readText(path)) ?? {}) as Partial<ProcessIdentity>;
    const isWhole = [host, system, started].every((part) => typeof part === 'string') && Number.isSafeInteger(pid) && Number(pid) > 0;
    return isWhole ? ({ host, system, pid, started } as ProcessIdentity) : undefined;
  } catch {
    return undefined;
  }
}

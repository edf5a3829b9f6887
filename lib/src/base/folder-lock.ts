import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { fileError, readText, writeFile } from './files';
import { hasEnded, isRunning, ownIdentity, type ProcessIdentity } from './process-identity';

/** A lock that has not been renewed for so long counts as left behind, where nothing is known of the process that holds it. */
export const STALE_LOCK_SECONDS = 10;
const LOCK = 'lock';
/** Beside the lock, which must be an empty folder: whose it is. */
const OWNER = 'lock.owner';

/** A folder that this process alone writes to. */
export interface FolderLock {
  /** Whether it is still this process's: the folder may have been removed, or another process may have taken it over. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** Why a folder could not be locked: who has it, as far as it is known. */
export interface Held {
  readonly holder?: ProcessIdentity;
  /** What to remove if the holder is known to be gone. */
  readonly lock: string;
}

/**
 * Locks a folder for this process, among all that use this function, on all hosts that share the folder. A lock whose process
 * has ended on this host is taken over at once; that of a process elsewhere when it has not been renewed for ten seconds.
 *
 * @returns the lock, or who holds it
 * @throws FileError
 */
export async function lockFolder(folder: string): Promise<FolderLock | Held> {
  const [path, ownerPath] = [join(folder, LOCK), join(folder, OWNER)];
  const holder = ownerIn(ownerPath);
  // One that was suspended has not renewed its lock, and goes on writing when it is woken.
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
        // First the name: a lock of unknown owner is nobody's to take over.
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
 * Takes away the lock that a process left. Of several that try only one gets the owner's file, and removes the lock; whoever
 * got that of a new owner instead gives it back.
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
  // Also those that were left by whoever was killed at this very point.
  for (const name of readdirSync(folder)) if (name.startsWith(`${OWNER}.`)) rmSync(join(folder, name), { force: true });
  return true;
}

/** Who a lock says that it belongs to; undefined where that is not told, or not in a way that can be relied on. */
function ownerIn(path: string): ProcessIdentity | undefined {
  try {
    const { host, system, pid, started } = (JSON.parse(readText(path)) ?? {}) as Partial<ProcessIdentity>;
    const isWhole = [host, system, started].every((part) => typeof part === 'string') && Number.isSafeInteger(pid) && Number(pid) > 0;
    return isWhole ? ({ host, system, pid, started } as ProcessIdentity) : undefined;
  } catch {
    return undefined;
  }
}

import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { readFile, sha256 } from './files';

/** Identifies a process among all others: on this host, on other hosts, and later ones with the same number. */
export interface ProcessIdentity {
  /** Name of the host. */
  readonly host: string;
  /** Tells one boot of a system, and one space of process numbers in it, from others with the same host name. */
  readonly system: string;
  readonly pid: number;
  /** Start time as the system reports it; empty if it does not. */
  readonly started: string;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { host: hostname(), system: systemIdentity(), pid: process.pid, started: startOf(process.pid) };
}

/**
 * Whether a process has certainly ended: it ran on this host since the host was started, and runs no more. False for a process
 * elsewhere, since nothing is known of it.
 */
export function hasEnded(identity: ProcessIdentity): boolean {
  if (!isHere(identity)) return false;
  if (!isAlive(identity.pid)) return true;
  const started = startOf(identity.pid);
  return started !== '' && identity.started !== '' && started !== identity.started;
}

/** Whether a process runs on this host now; false for a process elsewhere, since nothing is known of it. */
export function isRunning(identity: ProcessIdentity): boolean {
  return isHere(identity) && !hasEnded(identity);
}

/** A process's identity as a part of a file name. */
export function identityTag({ host, system, pid, started }: ProcessIdentity): string {
  return `${short(`${host} ${system}`)}-${pid}-${short(started)}`;
}

/** {@link hasEnded} of the process that an {@link identityTag} names; false for other text. */
export function tagHasEnded(tag: string): boolean {
  const pid = Number(/^[0-9a-f]{8}-(\d+)-[0-9a-f]{8}$/.exec(tag)?.[1]);
  const own = ownIdentity();
  if (!Number.isSafeInteger(pid) || pid <= 0 || !tag.startsWith(short(`${own.host} ${own.system}`))) return false;
  if (!isAlive(pid)) return true;
  const started = startOf(pid);
  return started !== '' && tag !== identityTag({ ...own, pid, started });
}

function short(text: string): string {
  return sha256(text).slice(0, 8);
}

function isHere({ host, system }: ProcessIdentity): boolean {
  return host === hostname() && system === systemIdentity();
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Several containers and machines of the same name may share a folder, and a machine may have been restarted. */
function systemIdentity(): string {
  return [
    quietly(() => readFile('/proc/sys/kernel/random/boot_id').toString('utf8').trim()),
    quietly(() => readlinkSync('/proc/self/ns/pid')),
  ]
    .join(' ')
    .trim();
}

function startOf(pid: number): string {
  // Field 22 of /proc/PID/stat; the second field, the program's name in brackets, may hold blanks and brackets itself.
  const fields = quietly(() => readFile(`/proc/${pid}/stat`).toString('latin1').replace(/^.*\) /s, '').split(' '));
  // A process that has ended keeps its number until its parent has collected its exit status: state Z.
  if (fields !== '') return fields[0] === 'Z' ? 'ended' : fields[19];
  return process.platform === 'linux'
    ? ''
    : (spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '');
}

function quietly<T>(read: () => T): T | '' {
  try {
    return read();
  } catch {
    return '';
  }
}

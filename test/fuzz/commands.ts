import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Fixtures } from './fixtures';
import { patience } from './patience';
import { Verdict } from './verdict';

/** One run of `valleys`. */
export interface Run {
  readonly words: readonly string[];
  /** Where its result goes: read to the end, a pipe whose reader has left, a full disk, nowhere at all. */
  readonly stdout?: 'read' | 'left' | 'full' | 'closed';
  /** The working directory has been removed. */
  readonly lost?: boolean;
}

const ROOT = resolve(__dirname, '..', '..');
/** After so many milliseconds it is asked to stop, and after so many it must have stopped. */
const ASKED = 6000;
const KILLED = 9000;

/**
 * A copy of the package as a dependency in a folder of its own: what commands write lies there, not in the project. Nothing is
 * downloaded.
 */
function installed(f: Fixtures): { readonly bin: string; readonly folder: string; readonly stub: string } {
  return f.once('installed', () => {
    const folder = join(f.folder, 'installed');
    const modules = join(folder, 'node_modules');
    mkdirSync(modules, { recursive: true });
    for (const name of readdirSync(join(ROOT, 'node_modules'))) if (name !== 'asymmetric-valleys') symlinkSync(join(ROOT, 'node_modules',
      name), join(modules, name));
    for (const part of ['bin', 'dist', 'package.json']) cpSync(join(ROOT, 'lib', part), join(modules, 'asymmetric-valleys', part),
      { recursive: true });
    const stub = join(folder, 'offline.js');
    writeFileSync(stub, "globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));\n");
    return { bin: join(modules, 'asymmetric-valleys', 'bin', 'valleys.js'), folder, stub };
  });
}

/** Runs `valleys`. @throws Verdict unless it is done, with how it ended */
export async function valleys(f: Fixtures, run: Run): Promise<string> {
  const { bin, folder, stub } = installed(f);
  const cwd = join(folder, `at-${Math.random().toString(36).slice(2)}`);
  mkdirSync(cwd);
  const full = run.stdout === 'full' ? openSync('/dev/full', 'w') : undefined;
  const command = [bin, ...run.words];
  // Only a shell can start a program without a stdout, or in a folder that is gone.
  const script = `${run.lost ? 'rmdir "$PWD"; ' : ''}exec "$0" "$@"${run.stdout === 'closed' ? ' >&-' : ''}`;
  const child = spawn('sh', ['-c', script, process.execPath, ...command], {
    cwd, stdio: ['ignore', full ?? 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: `--require ${stub}`, VALLEYS_DATA: folder,
      TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  if (run.stdout === 'left') child.stdout?.destroy();
  try {
    return await ended(child, run.stdout === 'left' ? [...CODES, BROKEN_PIPE] : CODES);
  } finally {
    if (full !== undefined) closeSync(full);
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Done, failed, wrong usage, stopped. */
const CODES: readonly number[] = [0, 1, 2, 130];
/** As of a program that ends after it was asked to. */
const TERMINATED = 143;
/** As of a program that the system ends where nobody reads what it writes, without a word. */
const BROKEN_PIPE = 141;

function ended(child: ChildProcess, codes: readonly number[]): Promise<string> {
  let [stdout, stderr, asked] = ['', '', false];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ask = setTimeout(() => (asked = child.kill('SIGTERM')), patience() * ASKED);
  const kill = setTimeout(() => child.kill('SIGKILL'), patience() * KILLED);
  return new Promise((done, fail) => {
    child.once('close', (code, signal) => {
      clearTimeout(ask);
      clearTimeout(kill);
      const said = stderr.split('\n').filter((line) => line.startsWith('valleys:')).join(' ');
      if (signal === 'SIGKILL' && asked) fail(new Verdict('hung', 'neither ended nor stopped on SIGTERM'));
      else if (/unexpected error|^ {4}at .*:\d+/m.test(stderr)) fail(new Verdict('untyped', stderr.slice(-400)));
      else if (asked && (signal === 'SIGTERM' || code === TERMINATED)) fail(new Verdict('typed', 'stopped by SIGTERM'));
      else if (signal !== null || code === null || !codes.includes(code)) fail(new Verdict('dead',
        `${signal ?? `exit code ${code}`} ${stderr.slice(-200)}`));
      else if (code === 0 || code === BROKEN_PIPE) done(stdout);
      else if (said === '' && !/usage/i.test(stderr + stdout)) fail(new Verdict('untyped',
        `exit code ${code} without a word: ${stderr.slice(-200)}`));
      else fail(new Verdict('typed', said));
    });
  });
}
